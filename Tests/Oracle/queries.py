"""What is asked of a workspace: periods of all kinds, as of some days, sliced in turn."""

from typing import NamedTuple

from calendar_units import label, later, start
from figures import FIGURES, Period
from moments import day, day_text
from oracle import cut, in_force, zone_named
from settings import setting

SLICES = ("plan", "currency", "interval", "country", "tier")


class Query(NamedTuple):
  """A period, as the command line says it and as days."""

  words: tuple
  period: Period
  as_of: int | None
  by: str | None
  explain: str

  def arguments(self):
    """The period options of the command line."""
    found = [*self.words, "--today", day_text(self.period.today)]
    if self.as_of is not None:
      found += ["--as-of", day_text(self.as_of)]
    return found


def month(on):
  """(words, first, end) of the month of a day."""
  first = start(on, "month")
  return ("--month", day_text(first)[:7]), first, later(first, 1, "month")


def quarter(on):
  """(words, first, end) of the quarter of a day."""
  first = start(on, "quarter")
  return ("--quarter", label(first, "quarter")), first, later(first, 1, "quarter")


def year(on):
  """(words, first, end) of the year of a day."""
  first = start(on, "year")
  return ("--year", day_text(first)[:4]), first, later(first, 1, "year")


def days(first, last):
  """(words, first, end) of the days from one to another."""
  return ("--from", day_text(first), "--to", day_text(last)), first, last + 1


def is_certain(lines, as_of):
  """Whether what was known on a day is the same in the zone of that day and in today's."""
  before = cut(lines, as_of)
  then = zone_named(setting(in_force(lines, before), "zone")).first_instant(as_of + 1)
  low, high = min(before, then), max(before, then)
  return not any(low <= each.recorded < high for each in lines)


def as_of_days(rng, lines, imports):
  """Days to ask as of, in no order: around imports, between them."""
  found = []
  for step in imports:
    on = day(step.recorded_at[:10])
    found += [on - 1, on, on + 1, on + rng.randint(2, 60)]
  rng.shuffle(found)
  return [on for on in found if is_certain(lines, on)]


def shapes(rng, span):
  """[(words, first, end, today)]: each kind of period once, months and odd ones twice."""
  def inside():
    return rng.randrange(span.first - 20, span.last + 20)

  late = span.last + 70
  middle = rng.randrange(span.first + 60, span.last)
  odd, trap = rng.choice((inside(), rng.choice(span.traps))), rng.choice(span.traps)
  found = [
    (*month(inside()), late),
    (*month(inside()), rng.choice((late, middle))),
    (*quarter(inside()), late),
    (*year(span.last if rng.random() < 0.7 else span.first), late),
    (*days(odd, odd + rng.choice((0, 0, 1, 6, 30, 45, 100))), late),
    # Short and at the end of a month: a renewal a day off falls outside.
    (*days(trap, trap + rng.choice((0, 0, 1, 2))), late),
    (*days(middle - rng.randint(0, 50), middle + rng.randint(1, 50)), middle),
  ]
  rng.shuffle(found)
  return found


def edges(rng, span, imports):
  """[(words, first, end, today, as of)] where there is little or nothing to see."""
  today = rng.randrange(span.first, span.last)
  beyond = today + rng.choice((1, 1, 2, 30))
  before = span.first - rng.randint(120, 400)
  learned = min(day(step.recorded_at[:10]) for step in imports)
  return [
    (*days(beyond, beyond + rng.randint(0, 40)), today, None),
    (*month(before), span.last, None),
    (*month(span.first + 100), span.last + 70, learned - rng.randint(2, 300)),
  ]


def queries(rng, workspace, lines, count):
  """What to ask a workspace: edges in turn, two of them if there is room, then shapes."""
  span = workspace.span
  files = workspace.files()
  found = edges(rng, span, files)
  asked = [found[(workspace.index + i) % len(found)] for i in range(2 if count > 6 else 1)]
  known = as_of_days(rng, lines, files)
  for number, (words, first, end, today) in enumerate(shapes(rng, span)):
    # Every other one as of a day that today mostly is past.
    as_of = known.pop() if number % 2 and known else None
    if as_of is not None and rng.random() < 0.7:
      today = max(today, as_of + 1)
    asked.append((words, first, end, today, as_of))
  return [
    Query(words, Period(first, end, today), as_of, by(rng, workspace, number), figure(rng))
    for number, (words, first, end, today, as_of) in enumerate(asked[:count])]


def by(rng, workspace, number):
  """A slice, in turn over queries and workspaces; now and then none."""
  return None if rng.random() < 0.2 else SLICES[(workspace.index + number) % len(SLICES)]


def figure(rng):
  """The figure to explain: every other time crr."""
  return "crr" if rng.random() < 0.5 else rng.choice(FIGURES[1:])
