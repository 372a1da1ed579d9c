"""Amounts of one subscription: per month and per year, exact, in whole millionths."""

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

MICRO = 1_000_000
# The decimals of ISO 4217 where they are not two.
DECIMALS = {
  **dict.fromkeys((
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF"), 0),
  **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
  **dict.fromkeys(("CLF", "UYW"), 4),
}


class Terms(NamedTuple):
  """What decides an amount: price, interval, quantity and the discounts that are taken off."""

  plan: str
  price: str
  interval: str
  count: int
  quantity: int
  percent: str
  less: str
  currency: str
  tax_added: str
  tax_included: str

  @property
  def is_discounted(self):
    """Whether anything is taken off."""
    return Fraction(self.percent) > 0 or Fraction(self.less) > 0


class Billed(NamedTuple):
  """What something is that was billed: its amount has no parts that could be told apart."""

  plan: str
  interval: str
  count: int
  quantity: int
  currency: str


def net(terms, settings):
  """What one interval costs: price times quantity less percent, less money; never below zero.

  Then the tax: taken out of what contains it, or put on what does not.
  """
  gross = Fraction(terms.price) * terms.quantity
  cost = max(gross - gross * Fraction(terms.percent) / 100 - Fraction(terms.less), Fraction(0))
  if settings.tax == "included":
    return cost * (1 + Fraction(terms.tax_added) / 100)
  return cost / (1 + Fraction(terms.tax_included) / 100)


def intervals_a_month(terms, settings):
  """How many of the intervals a month has."""
  units = {
    "month": Fraction(1), "year": Fraction(1, 12),
    "week": settings.weeks_a_month, "day": settings.days_a_month}[terms.interval]
  return units / terms.count


def rounded(exact, currency, settings):
  """Millionths of an amount a month, rounded half to even: to a millionth, or to minor units."""
  if settings.rounding == "minor":
    places = DECIMALS.get(currency, 2)
    return round(exact * 10 ** places) * 10 ** (6 - places)
  return round(exact * MICRO)


@lru_cache(None)
def monthly(terms, settings):
  """Millionths a month, rounded once."""
  exact = net(terms, settings) * intervals_a_month(terms, settings)
  return rounded(exact, terms.currency, settings)


@lru_cache(None)
def yearly(terms, settings):
  """Millionths a year from the price by itself, rounded once, half to even."""
  return round(net(terms, settings) * intervals_a_month(terms, settings) * 12 * MICRO)


def text(micros):
  """An amount as an exact decimal number without needless zeros."""
  whole, part = divmod(abs(micros), MICRO)
  shown = f"{whole}.{part:06d}".rstrip("0").rstrip(".")
  return ("-" if micros < 0 else "") + shown
