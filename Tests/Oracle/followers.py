"""Customers followed from one day to another, both valued at the later day's rate."""

from moves import Step
from states import PAYING


class Follower:
  """A customer in a book, at the opening and at the closing."""

  def __init__(self, book, customer, window, by=None):
    self.account = customer.account
    self.book, self.customer, self.window = book, customer, window
    step = Step(book, customer, *window, by)
    self.opening_in = step.revalued()
    self.opening = sum(self.opening_in.values())
    self.closing = sum(step.closing().values())
    self.seats = tuple(
      sum(each.terms.quantity for each in held.values() if book.worth(each, window.closing))
      for held in (step.was, step.now))
    # Who pays in another currency at the opening is not one who comes back.
    self.is_back = (
      not self.opening and customer.kind(window.opening) != PAYING
      and customer.first_paid is not None and customer.first_paid <= window.opening)
    self.slices = self._slices(step) if by is not None else {None}
    self.yearly_in = self._yearly(step) if by is not None else {}

  def _slices(self, step):
    """Where the customer stood at the opening, or else first stood in the period."""
    if self.opening:
      return set(self.opening_in)
    opening, closing = self.window
    for on in self.customer.days_within(opening + 1, closing):
      found = step.amounts(self.customer.holdings(on), on, on)
      if found:
        return set(found)
    return set()

  def _yearly(self, step):
    found, closing = {}, self.window.closing
    for holding in step.now.values():
      yearly = self.book.yearly(holding, closing)
      if yearly:
        where = step.slice(holding, closing)
        found[where] = found.get(where, 0) + yearly
    return found

  def raised(self):
    """What price rises of every day added, at the closing's rate."""
    opening, closing = self.window
    total = 0
    for on in self.customer.days_within(opening + 1, closing):
      step = Step(self.book.pinned(closing), self.customer, on - 1, on)
      total += sum(
        part.amount for name, found in step.parts.items() for part in found
        if part.cause == "price" and part.amount > 0
        # Another currency is no rise.
        and step.was[name].currency == step.now[name].currency)
    return total


def follow(book, window, by=None):
  """Every customer of a book."""
  return [Follower(book, customer, window, by) for customer in book.knowledge.customers]


def retention(figure, follower):
  """(numerator, denominator) of a figure that follows the opening customers."""
  opening, closing = follower.opening, follower.closing
  if not opening:
    came = closing if figure == "nrr.with_reactivation" and follower.is_back else 0
    return came, 0
  if figure == "quantity_churn":
    before, after = follower.seats
    return max(0, before - after), before
  if figure.endswith("without_price"):
    closing = max(0, closing - follower.raised())
  return (min(opening, closing) if figure.startswith("grr") else closing), opening
