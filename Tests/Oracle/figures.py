"""The figures of a period, counted customer by customer and day by day."""

from fractions import Fraction
from math import sqrt
from typing import NamedTuple

from moments import day_text, month_of
from states import FREE, NONE, PAUSED, PAYING

FIGURES = (
  "crr", "tracked", "survived", "churn.a", "churn.a_prime", "churn.b", "churn.c", "churn.d",
  "churn.e", "churn.f", "churn.renewal")
# Figures whose numerator and denominator both count customers: these have an interval.
PROPORTIONS = frozenset(FIGURES) - {"churn.c", "churn.d", "churn.e"}
Z95 = 1.959963984540054


class Period(NamedTuple):
  """The days [first, end), asked about on a day."""

  first: int
  end: int
  today: int


class Member:
  """A customer, seen through a period."""

  def __init__(self, customer, period, horizon):
    self.customer = customer
    self.account = customer.account
    self.first_day = period.first
    last_seen = min(period.end - 1, horizon)
    # What the customer is at the end of each day, the opening day first. After the horizon
    # nothing is visible: those days are not counted.
    self.kinds = [
      customer.kind(min(on, horizon))
      for on in range(period.first - 1, max(period.first, last_seen + 1))]
    self.opening, self.closing = self.kinds[0], self.kinds[-1]
    paid = customer.first_paid
    self.first_paid = paid if paid is not None and paid <= last_seen else None
    self.new = self.first_paid is not None and period.first <= self.first_paid
    self.events = [
      on for on, before, after in self.steps()
      if before != NONE and after == NONE and paid is not None and paid < on]
    self.base = self.opening == PAYING
    self.survived = self.base and all(kind == PAYING for kind in self.kinds)
    self.due = self.base and any(
      item.renews(period.first - 1, period.first, last_seen + 1)
      for item in customer.paying_items(period.first - 1))
    self.same_month = (
      self.new and len(self.events) == 1
      and month_of(self.events[0]) == month_of(self.first_paid))

  def steps(self):
    """Each day of the period with what the customer was before it and at its end."""
    for index in range(1, len(self.kinds)):
      yield self.first_day - 1 + index, self.kinds[index - 1], self.kinds[index]

  def paid_within(self):
    """The first day of the period on which the customer pays, or None."""
    return next((on for on, _, after in self.steps() if after == PAYING), None)

  def slices(self, by):
    """The slices the customer counts in."""
    on = self.first_day - 1 if self.base else self.paid_within()
    if on is None:
      return set()
    if by not in ("plan", "currency", "interval"):
      return {self.customer.attribute(by, on)}
    return {item.holding(on).slice(by) for item in self.customer.paying_items(on)}

  def numerator(self, figure):
    """How much the customer adds to the numerator; None where no rows are counted."""
    leaver = bool(self.events)
    return {
      "crr": int(self.closing == PAYING) - int(self.new),
      "tracked": int(self.base and self.closing == PAYING),
      "survived": int(self.survived),
      "churn.a": int(self.base and self.closing == NONE),
      "churn.a_prime": int(self.base and leaver),
      "churn.b": int(leaver),
      "churn.c": len(self.events),
      "churn.d": 2 * int(leaver),
      "churn.e": None,
      "churn.f": int(leaver and not self.same_month),
      "churn.renewal": int(self.due and self.closing == NONE),
    }[figure]

  def denominator(self, figure):
    """How much the customer adds to the denominator; None where no rows are counted."""
    return {
      "churn.c": int(self.base) + int(self.new),
      "churn.d": int(self.base) + int(self.closing == PAYING),
      "churn.e": None,
      "churn.renewal": int(self.due),
    }.get(figure, int(self.base))

  def row(self, figure):
    """The row `tenure explain` shows."""
    return {
      "account": self.account,
      "opening": self.opening,
      "closing": self.closing,
      "new": self.new,
      "firstPaidDay": None if self.first_paid is None else day_text(self.first_paid),
      "churnEvents": len(self.events),
      "survived": self.survived,
      "dueForRenewal": self.due,
      "sameMonth": self.same_month,
      "numerator": self.numerator(figure),
      "denominator": self.denominator(figure),
    }


def how_many(truths):
  """How many are true."""
  return sum(1 for truth in truths if truth)


def counts(members):
  """The counts of a slice."""
  base = [member for member in members if member.base]
  closing = [member for member in members if member.closing == PAYING]
  return {
    "opening": len(base),
    "new": how_many(member.new for member in members),
    "closing": len(closing),
    "reactivated": how_many(not member.base and not member.new for member in closing),
    "newLost": how_many(member.new and member.closing != PAYING for member in members),
    "paused": how_many(member.closing == PAUSED for member in base),
    "free": how_many(member.closing == FREE for member in base),
    "churned": how_many(member.events for member in members),
    "churnEvents": sum(len(member.events) for member in members),
  }


def daily(members):
  """Σ over days of the share of those who paid the day before and are gone; None without any."""
  total = None
  paying, lost = {}, {}
  for member in members:
    for on, before, after in member.steps():
      if before == PAYING:
        paying[on] = paying.get(on, 0) + 1
        lost[on] = lost.get(on, 0) + (after == NONE)
  for on, count in paying.items():
    total = (total or Fraction(0)) + Fraction(lost[on], count)
  return total


def ratios(members):
  """{figure: (numerator, denominator)} of a slice, churn.e apart."""
  return {
    figure: (
      sum(member.numerator(figure) for member in members),
      sum(member.denominator(figure) for member in members))
    for figure in FIGURES if figure != "churn.e"}


def wilson(successes, trials):
  """The 95 % interval of a proportion (Wilson 1927)."""
  share, z2 = successes / trials, Z95 * Z95
  middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
  half = Z95 / (1 + z2 / trials) * sqrt(
    share * (1 - share) / trials + z2 / (4 * trials * trials))
  return {"low": middle - half, "high": middle + half, "level": 0.95, "method": "wilson"}


def figures(members):
  """[figure] of a slice, values as fractions."""
  result = []
  for figure, (numerator, denominator) in ratios(members).items():
    defined = denominator > 0
    proportion = defined and figure in PROPORTIONS and 0 <= numerator <= denominator
    result.append({
      "id": figure,
      "numerator": numerator,
      "denominator": denominator,
      "value": Fraction(numerator, denominator) if defined else None,
      "interval": wilson(numerator, denominator) if proportion else None,
    })
  result.append({
    "id": "churn.e", "numerator": None, "denominator": None, "value": daily(members),
    "interval": None})
  return result


class Answer:
  """Everything Tenure says of a period, given what was known."""

  def __init__(self, knowledge, period):
    self.knowledge = knowledge
    self.period = period
    as_of = knowledge.as_of
    self.horizon = period.today if as_of is None else min(period.today, as_of)
    # A period that has not begun has no figures; nor has a day before any fact.
    self.visible = period.first <= self.horizon and knowledge.knows_customers
    self.members = [
      Member(customer, period, self.horizon) for customer in knowledge.customers
    ] if self.visible else []

  def groups(self, by=None):
    """{slice: members}; the total is the slice None."""
    found = {None: self.members}
    if by is not None:
      for member in self.members:
        for value in member.slices(by):
          found.setdefault(value, []).append(member)
    return found

  def report(self, by=None):
    """What `tenure report --format json` says; counts and figures in order of slice, then id."""
    groups = self.groups(by)
    values = [None] + sorted((value for value in groups if value is not None), key=str.encode)
    if self.visible:
      shown = [{"slice": value, **figure} for value in values for figure in figures(groups[value])]
    else:
      shown = [
        {"slice": None, "id": figure, "numerator": None, "denominator": None, "value": None,
          "interval": None} for figure in FIGURES]
    as_of = self.knowledge.as_of
    return {
      "format": 1,
      "period": {
        "from": day_text(self.period.first),
        "to": day_text(self.period.end - 1),
        "complete": self.period.end - 1 <= self.horizon,
      },
      "today": day_text(self.period.today),
      "asOf": None if as_of is None else day_text(as_of),
      "zone": self.knowledge.zone.name,
      "by": by,
      "counts": [{"slice": value, **counts(groups[value])} for value in values],
      "figures": shown,
    }

  def rows(self, figure):
    """What `tenure explain FIGURE --format json` lists, by account bytes."""
    told = [
      member for member in self.members
      if member.opening != NONE or member.closing != NONE or member.events
      or member.paid_within() is not None]
    told.sort(key=lambda member: member.account.encode())
    return [member.row(figure) for member in told]
