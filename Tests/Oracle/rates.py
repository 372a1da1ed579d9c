"""Exchange rates, and books: in which currency amounts are added up."""

import bisect
from copy import copy
from fractions import Fraction

from moments import day, day_text, month_start
from states import PAYING


# No amount counts as more than 10^22 units.
LARGEST = 10 ** 28


class MissingRate(Exception):
  """An amount cannot be valued."""


def newness(fact):
  """What decides between sources that tell of one day."""
  return fact.version, fact.source.encode()


class Rates:
  """The quotes of every day told of, units of a currency for one of the base."""

  def __init__(self, facts):
    latest = {}
    for fact in facts:
      if fact.kind == "rates":
        held = latest.get(fact.at)
        if held is None or newness(fact) > newness(held):
          latest[fact.at] = fact
    self.base = "EUR"
    self._days, self._quotes = {}, {}
    for at, fact in sorted(latest.items()):
      for currency, quote in fact.body["quotes"].items():
        self._days.setdefault(currency, []).append(day(at))
        self._quotes.setdefault(currency, []).append(Fraction(quote))

  def quote(self, currency, on):
    """The last quote on or before the first day of a day's month; None if there is none."""
    if currency == self.base:
      return Fraction(1)
    before = bisect.bisect_right(self._days.get(currency, []), month_start(on))
    return self._quotes[currency][before - 1] if before else None


class Book:
  """Amounts of one currency: that currency's own, or all amounts converted to it."""

  def __init__(self, knowledge, currency, converted):
    # In a converted book whatever is paid counts.
    self.knowledge, self.currency, self.converted = knowledge, currency, converted
    self._factors = {}
    self.pinned_to = None

  def takes(self, currency):
    """Whether amounts of a currency are in the book."""
    return self.converted or currency == self.currency

  def value(self, amount, currency, on):
    """Millionths of the book's currency that an amount is worth in a day's month."""
    if currency == self.currency:
      return amount
    if not self.converted or amount == 0:
      return 0
    on = on if self.pinned_to is None else self.pinned_to
    where = currency, month_start(on)
    if where not in self._factors:
      mine, other = (
        self.knowledge.rates.quote(each, on) for each in (self.currency, currency))
      self._factors[where] = None if mine is None or other is None else mine / other
    if self._factors[where] is None:
      raise MissingRate(where)
    return min(LARGEST, round(amount * self._factors[where]))

  def pinned(self, on):
    """The same book with everything valued at the rate of one day."""
    other = copy(self)
    other.pinned_to = on
    return other

  def worth(self, holding, on):
    """What a subscription brings a month, at the rate of a day; nothing unless it pays."""
    if holding.kind != PAYING:
      return 0
    return self.value(holding.monthly, holding.currency, on)

  def yearly(self, holding, on):
    """What a subscription brings a year, at the rate of a day; nothing unless it has MRR here."""
    if not self.worth(holding, on):
      return 0
    return self.value(holding.yearly, holding.currency, on)

  def missing(self, opening, closing):
    """[{currency, month}]: rates that amounts from one day to another lack, first months."""
    lacking = {}
    if self.converted:
      for customer in self.knowledge.customers:
        for on in customer.days_within(opening, closing, months=True):
          for holding in customer.holdings(on).values():
            if holding.kind == PAYING:
              self.lack(holding.currency, on, lacking)
    return listed(lacking)

  def lack(self, currency, on, lacking):
    """Notes the months for which what an amount needs is not there."""
    if currency == self.currency:
      return
    for each in (currency, self.currency):
      if self.knowledge.rates.quote(each, on) is None:
        month = day_text(on)[:7]
        lacking[each] = min(lacking.get(each, month), month)


def listed(lacking):
  """{currency: month} as the JSON shows it."""
  return [{"currency": each, "month": lacking[each]} for each in sorted(lacking, key=str.encode)]


def books(knowledge):
  """The workspace's book, or each currency's own in the order of their codes."""
  currency = knowledge.settings.currency
  if currency is not None:
    return [Book(knowledge, currency, True)]
  return [Book(knowledge, each, False) for each in sorted(knowledge.currencies, key=str.encode)]
