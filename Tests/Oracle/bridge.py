"""From the opening to the closing: the bridge of a book, in total and by slice."""

from typing import NamedTuple

from amounts import text
from calendar_units import split
from moments import day_text
from moves import Step, Unnetted, difference
from rates import Book, books

TYPES = ("plan", "price", "quantity", "discount", "discount_end", "cross_sell")
LINES = (
  "new", *(f"expansion.{cause}" for cause in TYPES), *(f"contraction.{cause}" for cause in TYPES),
  "churn.voluntary", "churn.involuntary", "reactivation", "resume", "pause", "fx", "moved_in",
  "moved_out", "correction")
NETTINGS = ("day", "period", "none")


class Window(NamedTuple):
  """A run of days as far as it is known: the last day before it, and its last known one."""

  opening: int
  closing: int


class Side:
  """A slice of a bridge."""

  def __init__(self):
    self.opening = self.closing = 0
    self.lines = dict.fromkeys(LINES, 0)
    self.customers = {"opening": set(), "closing": set(), "new": set()}

  def total(self, *starts):
    """The sum of the lines whose names start so."""
    return sum(
      amount for name, amount in self.lines.items()
      if name in starts or name.split(".")[0] in starts)

  @property
  def is_empty(self):
    """Whether there is nothing to show."""
    return not (self.opening or self.closing or any(self.lines.values()))

  def shown(self, name):
    """The JSON of the slice."""
    return {
      "slice": name, "opening": text(self.opening), "closing": text(self.closing),
      "lines": {line: text(amount) for line, amount in self.lines.items()},
      "customers": {each: len(accounts) for each, accounts in self.customers.items()}}


class Bridge:
  """The movements of a window in a book, and their sums."""

  def __init__(self, book, window, by=None, netting="day", published=None):
    self.book, self.window, self.by, self.netting = book, window, by, netting
    self.sides = {None: Side()}
    self.movements, self.fx = [], []
    self.openings, self.closings = {}, {}
    for customer in book.knowledge.customers:
      self.follow(customer)
    if published is not None:
      self.correct(published)

  def side(self, name):
    """The slice of a name."""
    return self.sides.setdefault(name, Side())

  def targets(self, amounts):
    """[(slice, amount)]: the total, and each slice if there are any."""
    found = [(self.side(None), sum(amounts.values()))]
    return found + [(self.side(name), amount) for name, amount in amounts.items()
      if self.by is not None]

  def follow(self, customer):
    """Adds all that happens to a customer."""
    opening, closing = self.window
    kind = Unnetted if self.netting == "none" else Step
    ends = kind(self.book, customer, opening, closing, self.by)
    self.openings[customer.account] = sum(ends.opening().values())
    self.closings[customer.account] = sum(ends.closing().values())
    for name, amounts in (("opening", ends.opening()), ("closing", ends.closing())):
      for side, amount in self.targets(amounts):
        setattr(side, name, getattr(side, name) + amount)
        if amount:
          side.customers[name].add(customer.account)
    if self.netting == "period":
      if ends.opening() or ends.closing():
        self.add(ends)
      return
    for on in customer.days_within(opening + 1, closing, months=self.book.converted):
      self.add(kind(self.book, customer, on - 1, on, self.by))

  def add(self, step):
    """Adds a step: what rates did, what moved, and what happened."""
    by_rates = difference(step.revalued(), step.opening())
    for side, amount in self.targets(by_rates):
      side.lines["fx"] += amount
    if sum(by_rates.values()):
      self.fx.append((step.customer.account, step.after, sum(by_rates.values())))
    found, moved = step.moves()
    for where, amount in moved:
      if self.by is not None:
        self.side(where).lines["moved_in" if amount > 0 else "moved_out"] += amount
    for movement in found:
      self.movements.append(movement)
      for side, amount in self.targets(movement.slices):
        side.lines[movement.name] += amount
        if movement.name == "new":
          side.customers["new"].add(movement.account)

  def correct(self, published):
    """Begins with the opening as it was known at the end of a day."""
    known = Bridge(
      Book(published, self.book.currency, self.book.converted),
      Window(self.window.opening, self.window.opening), self.by, "period")
    for name in {**self.sides, **known.sides}:
      side, then = self.side(name), known.side(name)
      side.lines["correction"] = side.opening - then.opening
      side.opening = then.opening
      side.customers["opening"] = then.customers["opening"]

  def values(self):
    """The slices in their order: the total, then those with anything in them."""
    named = (name for name, side in self.sides.items() if name is not None and not side.is_empty)
    return [None, *sorted(named, key=str.encode)]

  def shown(self):
    """The JSON of every slice."""
    return [self.sides[name].shown(name) for name in self.values()]

  def rows(self, line):
    """The rows of a line, or of all lines that begin with a name."""
    found = [
      {"account": account, "day": day_text(on), "movement": name, "amount": text(amount)}
      for account, on, name, amount, *_ in (
        *self.movements, *((account, on, "fx", amount) for account, on, amount in self.fx))
      if line in (name, name.split(".")[0])]
    return sorted(found, key=lambda row: (row["account"].encode(), row["day"]))


class Asked(NamedTuple):
  """What is asked of `tenure bridge`."""

  every: str | None = None
  netting: str = "day"
  by: str | None = None
  currency: str | None = None
  published: int | None = None


def head(book, missing):
  """What the JSON of a book begins with."""
  found = {"currency": book.currency, "converted": book.converted}
  return {**found, "missingRates": missing} if missing else found


def bridge_report(answer, asked, published=None):
  """What `tenure bridge --format json` says; `published` is what was known on that day."""
  shown = []
  for book in books(answer.knowledge) if answer.visible else []:
    if asked.currency in (None, book.currency):
      shown.append(book_shown(answer, asked, book, published))
  report = answer.report(asked.by)
  return {
    **{name: report[name] for name in ("format", "today", "asOf", "zone", "by")},
    "every": asked.every, "netting": asked.netting,
    "published": None if asked.published is None else day_text(asked.published), "books": shown}


def book_shown(answer, asked, book, published):
  """The JSON of a book: its periods, or the rates it lacks."""
  period, horizon = answer.period, answer.horizon
  missing = book.missing(period.first - 1, min(period.end - 1, horizon))
  if missing:
    return head(book, missing)
  periods = []
  for number, (first, last, label) in enumerate(split(period.first, period.end, asked.every)):
    slices = []
    if first <= horizon:
      window = Window(first - 1, min(last, horizon))
      slices = Bridge(
        book, window, asked.by, asked.netting, None if number else published).shown()
    periods.append({
      "label": label, "from": day_text(first), "to": day_text(last),
      "complete": last <= horizon, "slices": slices})
  return {**head(book, missing), "periods": periods}
