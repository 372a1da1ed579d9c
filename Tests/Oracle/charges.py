"""What was billed, as items of a customer beside or in place of its subscriptions.

Written from docs/metrics.md ("What is billed") and docs/import.md alone. An item here answers to
what `states.Item` answers to.
"""

from fractions import Fraction
from math import ceil

from amounts import MICRO, Billed, intervals_a_month, rounded
from calendar_units import later
from moments import month_start, months_after
from states import FREE, NONE, NOTHING, PAYING, Holding, falls_within


def intervals(start, end, term):
  """How many intervals the days [start, end) are: whole ones, and the days left over a next one."""
  unit, count = term
  whole = 0
  while later(start, (whole + 1) * count, unit) <= end:
    whole += 1
  since, until = (later(start, times * count, unit) for times in (whole, whole + 1))
  return whole + Fraction(end - since, until - since)


class Charge:
  """A line of a bill, and what was paid back of it."""

  def __init__(self, fact, zone, settings):
    body = fact.body
    self.settings = settings
    self.kind, self.id, self.refunds = body["kind"], body["charge"], body.get("refunds")
    self.subscription, self.currency = body.get("subscription") or "", body["currency"]
    has_tax = settings.tax == "included" and body.get("tax")
    self.amount = Fraction(body["amount"]) + Fraction(body["tax"] if has_tax else 0)
    self.is_credit = Fraction(body["amount"]) < 0
    self.billed, billed_at = zone.moment(fact.at)
    start, end = (body.get(name) for name in ("periodStart", "periodEnd"))
    self.first, starts_at = zone.moment(start) if start else (self.billed, billed_at)
    self.end = zone.moment(end)[0] if end else None
    # What decides between charges that count on one day.
    self.order = (starts_at, billed_at, fact.version, fact.source.encode(), fact.key.encode())
    # The month that usage belongs to, or in which a one-off charge counts.
    self.month = month_start(self.first)
    self.paid_back = []
    if self.kind == "recurring" and self.first < self.end:
      self._measure(body)

  def _measure(self, body):
    """Works out what a month is of the amount, and what the charge is for."""
    named = body.get("interval")
    term = (named, body.get("intervalCount") or 1) if named else ("month", 1)
    number = intervals(self.first, self.end, term)
    # Without a name it is as long as its period, in whole months.
    months = ceil(number)
    shown = term if named else ("year", 1) if months == 12 else ("month", months)
    quantity = body.get("quantity")
    self.terms = Billed(
      body.get("plan") or "", *shown, 1 if quantity is None else quantity, self.currency)
    one = self.terms._replace(interval=term[0], count=term[1])
    self.share = intervals_a_month(one, self.settings) / number

  def counts(self, on):
    """Whether a recurring charge counts on a day; one that is over on the day it begins never."""
    return self.first <= on < self.end

  def left(self, on):
    """What is left of it of what was paid back by a day; a credit stays."""
    if self.is_credit:
      return self.amount
    back = sum(each for since, each in self.paid_back if since <= on)
    return max(self.amount - back, Fraction(0))


def rounded_year(exact):
  """Millionths a year of an amount a month, rounded by itself."""
  return round(exact * 12 * MICRO)


class BilledItem:
  """Charges of one currency that are one item: what its kinds have in common."""

  def __init__(self, charges, settings):
    self.charges, self.settings = charges, settings
    self._holdings = {}

  def holding(self, on):
    """What the item is and brings at the end of a day."""
    if on not in self._holdings:
      self._holdings[on] = self.held(on)
    return self._holdings[on]

  def kind(self, on):
    """What the item is at the end of a day."""
    return self.holding(on).kind

  def is_on_trial(self, on):
    """Nothing that is billed is a trial."""
    return False

  def currencies(self):
    """The one currency it is in."""
    return {each.currency for each in self.charges}

  def days_of_change(self):
    """The days on which what it is may change."""
    found = [on for each in self.charges for on in self.days_of(each)]
    return found + [since for each in self.charges for since, _ in each.paid_back]


class Recurring(BilledItem):
  """The recurring charges of one subscription and currency."""

  def days_of(self, charge):
    """The days on which a charge begins and ends."""
    return charge.first, charge.end

  def deciding(self, on):
    """The charge that says what the item is on a day, or None: a credit only among credits."""
    counting = [each for each in self.charges if each.counts(on)]
    counting = [each for each in counting if not each.is_credit] or counting
    return max(counting, key=lambda each: each.order, default=None)

  def held(self, on):
    """What it is and brings on a day."""
    decides = self.deciding(on)
    if decides is None:
      return NOTHING
    exact = [each.left(on) * each.share for each in self.charges if each.counts(on)]
    month = sum(rounded(each, decides.currency, self.settings) for each in exact)
    kind = PAYING if month > 0 else FREE if self.settings.free == "separate" else NONE
    return Holding(
      kind, decides.terms, max(month, 0), max(0, sum(map(rounded_year, exact))), "voluntary")

  def renews(self, opening, first, end):
    """Whether the term that runs at `opening` renews on a day in [first, end)."""
    decides = self.deciding(opening)
    terms = decides.terms
    return falls_within(decides.first, (terms.interval, terms.count), first, end)

  def committed(self, horizon):
    """(currency, what it brings) if the last period goes on."""
    ends = [each.end for each in self.charges if each.first < each.end]
    # What was not billed yet was not agreed to end; what ended by the last known day has.
    goes_on = bool(ends) and max(ends) > horizon
    held = self.holding(max(ends) - 1) if goes_on else NOTHING
    (currency,) = self.currencies()
    return currency, held.monthly if held.kind == PAYING else 0


class Monthly(BilledItem):
  """Charges that are counted by calendar months: no seats, and nothing is agreed of later ones."""

  plan = ""

  def held(self, on):
    """What it is and brings on a day."""
    (currency,) = self.currencies()
    month, year = self.amounts(on, currency)
    if month <= 0:
      return NOTHING
    return Holding(PAYING, Billed(self.plan, "month", 1, 0, currency), month, year, "voluntary")

  def renews(self, opening, first, end):
    """Whether a month that is not the one of `opening` begins on a day in [first, end)."""
    return falls_within(month_start(opening), ("month", 1), first, end)

  def committed(self, horizon):
    """(currency, nothing)."""
    (currency,) = self.currencies()
    return currency, 0


class Usage(Monthly):
  """The usage that was billed in one currency: a mean of the three months before."""

  plan = "usage"

  def __init__(self, charges, settings, first):
    super().__init__(charges, settings)
    # Months before the customer's first one are not counted.
    self.first = first

  def days_of(self, charge):
    """The days on which a charge begins to count, counts in another mean, and counts no more."""
    return [months_after(charge.month, later_by) for later_by in (1, 2, 3, 4)]

  def amounts(self, on, currency):
    """(a month, a year) of the mean, rounded once."""
    before = [months_after(month_start(on), -back) for back in (1, 2, 3)]
    months = [month for month in before if month >= self.first]
    if not months:
      return 0, 0
    exact = sum(each.left(on) for each in self.charges if each.month in months)
    mean = Fraction(exact, len(months))
    return rounded(mean, currency, self.settings), rounded_year(mean)


class OneOff(Monthly):
  """The one-off charges in one currency, each in the month in which it was billed."""

  plan = "one-off"

  def days_of(self, charge):
    """The days on which a charge begins to count, and counts no more."""
    return charge.billed, months_after(charge.month, 1)

  def amounts(self, on, currency):
    """(a month, a year) of the charges that count on a day."""
    exact = Fraction(sum(
      each.left(on) for each in self.charges
      if each.billed <= on and each.month == month_start(on)))
    return rounded(exact, currency, self.settings), rounded_year(exact)


def pay_back(charges):
  """Takes what was paid back off every charge that has the id it names, and its currency."""
  for refund in charges:
    if refund.kind == "refund":
      for each in charges:
        is_named = each.id == refund.refunds and each.currency == refund.currency
        if is_named and each.kind != "refund":
          each.paid_back.append((refund.billed, refund.amount))


def billed(charges, settings):
  """{name: item} of a customer's charges; no subscription has such a name, for it has no NUL."""
  if settings.refunds == "subtracted":
    pay_back(charges)
  kinds, found = {}, {}
  for each in charges:
    subscription = each.subscription if each.kind == "recurring" else f"\0{each.kind}"
    together = kinds.setdefault(each.kind, {})
    together.setdefault(f"{subscription}\0{each.currency}", []).append(each)
  if settings.basis == "charges":
    for name, those in kinds.get("recurring", {}).items():
      found[name] = Recurring(those, settings)
  if settings.usage == "trailing3" and "usage" in kinds:
    first = min(each.month for each in charges if each.kind == "usage")
    for name, those in kinds["usage"].items():
      found[name] = Usage(those, settings, first)
  if settings.one_off == "included":
    for name, those in kinds.get("one_off", {}).items():
      found[name] = OneOff(those, settings)
  return found
