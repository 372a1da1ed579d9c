"""What is asked about money: bridges, cohorts and the rows behind amounts."""

from typing import NamedTuple

from bridge import LINES, NETTINGS, Asked
from calendar_units import UNITS
from cohorts import MONEY, Options
from money import FIGURES
from moments import day_text
from oracle import Knowledge
from queries import Query, is_certain
from rates import books

# Figures of money that open to rows, and those of the bridge with more than one line.
EXPLAINED = (
  *(figure for figure in FIGURES if "compounded" not in figure), "mrr.opening",
  *(f"mrr.{line}" for line in LINES if line not in ("moved_in", "moved_out", "correction")),
  "mrr.expansion", "mrr.contraction", "mrr.churn")
COHORTS = (*UNITS[1:], "month", "plan", "currency", "interval", "country", "tier", "day")


class BridgeQuery(NamedTuple):
  """A bridge to ask for, and what was known when its opening was published."""

  query: Query
  asked: Asked
  published: Knowledge | None

  def arguments(self):
    """The command line."""
    found = ["bridge", *self.query.arguments(), "--netting", self.asked.netting]
    for name in ("every", "by", "currency"):
      value = getattr(self.asked, name)
      found += [f"--{name}", value] if value is not None else []
    if self.asked.published is not None:
      found += ["--published", day_text(self.asked.published)]
    return [*found, "--format", "json"]


class CohortQuery(NamedTuple):
  """Cohorts to ask for."""

  query: Query
  options: Options

  def arguments(self):
    """The command line; what is as by default is left out."""
    found = [
      word for name, value in self.options._asdict().items()
      if value != Options._field_defaults[name] for word in (f"--{name}", value)]
    today = ["--today", day_text(self.query.period.today)]
    if self.query.as_of is not None:
      today += ["--as-of", day_text(self.query.as_of)]
    return ["cohorts", *today, *found, "--format", "json"]


def currency(rng, knowledge):
  """A book to name: None where there is one only."""
  named = [book.currency for book in books(knowledge)]
  return rng.choice(named) if len(named) > 1 else None


def bridges(rng, queries, knowledge, lines, count):
  """Bridges of some of the queries' periods, each with other options."""
  found = []
  chosen = [query for query in queries if query.period.first <= query.period.today]
  for number, query in enumerate(rng.sample(chosen, min(count, len(chosen)))):
    length = query.period.end - query.period.first
    units = [None, *UNITS] if length < 70 else [None, "week", "month", "quarter", "year"]
    asked = Asked(
      rng.choice(units), NETTINGS[number % 3], query.by if rng.random() < 0.7 else None,
      currency(rng, knowledge[query.as_of]) if rng.random() < 0.3 else None)
    published = None
    if query.as_of is None and rng.random() < 0.5:
      published = known_then(rng, query, knowledge[None], lines)
    if published is not None:
      asked = asked._replace(published=published.as_of)
    found.append(BridgeQuery(query, asked, published))
  return found


def known_then(rng, query, now, lines):
  """What was known on a day from the opening on, if it can be set against what is known now."""
  opening = query.period.first - 1
  on = opening + rng.choice((0, 1, 2, 10, 40))
  if on > query.period.today or not is_certain(lines, on):
    return None
  found = Knowledge(lines, on)
  # A book in another currency than it was published in is no correction.
  if not found.knows_customers or found.settings.currency != now.settings.currency:
    return None
  return None if any(book.missing(opening, opening) for book in books(found)) else found


def cohorts(rng, queries, knowledge, count):
  """Cohorts as of some of the queries' days, with options in turn."""
  found = []
  for query in rng.sample(queries, min(count, len(queries))):
    known = knowledge[query.as_of]
    measure = rng.choice(("customers", "customers", "mrr", "grr", "seats"))
    free = measure == "customers"
    by = rng.choice(COHORTS)
    every = rng.choice((None, None, *UNITS[1:], "day"))
    if measure in MONEY and not books(known):
      continue
    found.append(CohortQuery(query, Options(
      by, every, rng.choice(("calendar", "anniversary")),
      rng.choice(("end", "any")) if free else "end",
      rng.choice(("bounded", "unbounded")) if free else "bounded", measure,
      rng.choice(("start", "previous")), rng.choice(("weighted", "simple")),
      currency(rng, known) if measure in MONEY else None)))
  return found


def explanations(rng, queries, knowledge, count):
  """[(query, figure, currency)] of rows to ask for."""
  chosen = [query for query in queries if books(knowledge[query.as_of])]
  return [
    (query, rng.choice(EXPLAINED), currency(rng, knowledge[query.as_of]))
    for query in rng.sample(chosen, min(count, len(chosen)))]
