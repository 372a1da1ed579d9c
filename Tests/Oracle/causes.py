"""Why a subscription's amount is another than it was: its change, taken apart."""

from typing import NamedTuple

from amounts import Billed, monthly
from states import NONE, PAUSED, PAYING

# In this order where amounts are equal; `hold` shows as pause or resume.
CAUSES = ("plan", "price", "quantity", "discount", "discount_end", "cross_sell", "hold")


class Part(NamedTuple):
  """A piece of a change: why, and how much in the book's millionths."""

  cause: str
  amount: int


def is_switch(before, after):
  """Whether one subscription begins and another ends: how many systems tell of a new plan."""
  names = before.keys() | after.keys()
  begins = {n for n in names if before[n].kind == NONE and after[n].is_active}
  ends = {n for n in names if before[n].is_active and after[n].kind == NONE}
  return bool(begins and ends)


def parts(book, on, before, after, switch):
  """The pieces of a subscription's change, valued on a day; those of nothing are left out."""
  was, now = book.worth(before, on), book.worth(after, on)
  if before.is_active and after.is_active:
    found = steps(book, on, before, after, now - was)
  elif PAUSED in (before.kind, after.kind) and PAYING in (before.kind, after.kind):
    found = [Part("hold", now - was)]
  else:
    found = [Part("plan" if switch else "cross_sell", now - was)]
  return [part for part in found if part.amount]


def steps(book, on, before, after, change):
  """The pieces of a change of a subscription that is served before and after."""
  old, new = before.terms, after.terms
  first = "plan" if old.plan != new.plan else "price"
  if isinstance(new, Billed):
    # One cause: nobody knows which part of what was billed is due to which change.
    is_counted = first == "price" and old.quantity != new.quantity
    return [Part("quantity" if is_counted else first, change)]
  if old.currency != new.currency:
    return [Part(first, change)]
  priced = old._replace(
    plan=new.plan, price=new.price, interval=new.interval, count=new.count,
    tax_added=new.tax_added, tax_included=new.tax_included)
  counted = priced._replace(quantity=new.quantity)
  last = "discount_end" if old.is_discounted and not new.is_discounted else "discount"
  values = [
    book.value(monthly(terms, book.knowledge.settings), terms.currency, on)
    for terms in (old, priced, counted, new)]
  return [
    Part(cause, values[i + 1] - values[i]) for i, cause in enumerate((first, "quantity", last))]


def largest(found, change):
  """The cause of a change: of the sums with its sign the largest, then the first in order."""
  sums = {cause: sum(part.amount for part in found if part.cause == cause) for cause in CAUSES}
  mine = [cause for cause in CAUSES if sums[cause] * change > 0]
  return min(mine, key=lambda cause: (-abs(sums[cause]), CAUSES.index(cause)))


def typed(cause, change):
  """The movement of a customer who is served throughout."""
  if cause == "hold":
    return "resume" if change > 0 else "pause"
  return ("expansion." if change > 0 else "contraction.") + cause
