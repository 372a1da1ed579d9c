"""What happens to a customer's MRR between two days: movements, and money that changes slices."""

from functools import cached_property
from typing import NamedTuple

from causes import CAUSES, Part, is_switch, largest, parts, typed
from states import NONE, PAUSED, PAYING


class Movement(NamedTuple):
  """A movement of a customer: on which day, what, how much, and in which slices."""

  account: str
  day: int
  name: str
  amount: int
  slices: dict


class Step:
  """A customer between the ends of two days, in a book, valued at the later one's rate."""

  def __init__(self, book, customer, before, after, by=None):
    self.book, self.customer, self.by = book, customer, by
    self.before, self.after = before, after
    self.was, self.now = customer.holdings(before), customer.holdings(after)
    self.kinds = customer.kind(before), customer.kind(after)
    self.names = sorted(self.was, key=str.encode)

  @cached_property
  def parts(self):
    """{subscription: the pieces of its change}."""
    switch = is_switch(self.was, self.now)
    return {
      name: parts(self.book, self.after, self.was[name], self.now[name], switch)
      for name in self.names}

  def slice(self, holding, on):
    """Where a subscription stands on a day."""
    if self.by is None:
      return None
    if self.by in ("plan", "currency", "interval"):
      return holding.slice(self.by)
    return self.customer.attribute(self.by, on)

  def amounts(self, holdings, on, rate_day):
    """{slice: MRR} at the end of a day, at the rate of a day; slices without any left out."""
    found = {}
    for holding in holdings.values():
      worth = self.book.worth(holding, rate_day)
      if worth:
        where = self.slice(holding, on)
        found[where] = found.get(where, 0) + worth
    return found

  def opening(self):
    """{slice: MRR} before, at its own rate."""
    return self.amounts(self.was, self.before, self.before)

  def revalued(self):
    """{slice: MRR} before, at the later day's rate."""
    return self.amounts(self.was, self.before, self.after)

  def closing(self):
    """{slice: MRR} after."""
    return self.amounts(self.now, self.after, self.after)

  def is_first(self):
    """Whether the customer had never paid before."""
    return self.customer.first_paid is None or self.customer.first_paid > self.before

  def returned(self):
    """What coming back is: `new` after more days without payment than is set."""
    limit = self.book.knowledge.settings.reactivation_days
    if limit is None:
      return "reactivation"
    # Of a longer step, the gap is the one that lies over its beginning.
    back = next(
      on for on in self.customer.days_within(self.before + 1, self.after)
      if self.customer.kind(on) == PAYING)
    last = self.customer.last_paid(back)
    return "new" if back - last - 1 > limit else "reactivation"

  def end_cause(self, name):
    """How a subscription that is over ended: what was said on the last day it came to an end."""
    item = self.customer.named[name]
    days = [
      on for on in self.customer.days_within(self.before + 1, self.after)
      if item.kind(on) == NONE and item.kind(on - 1) != NONE]
    return item.holding(days[-1]).end_cause

  def churned(self):
    """Which kind of churn it is: involuntary if more of what was lost ended so."""
    lost = {"voluntary": 0, "involuntary": 0}
    for name in self.names:
      worth = self.book.worth(self.was[name], self.after)
      if worth:
        lost[self.end_cause(name)] += worth
    return "churn." + max(lost, key=lost.get)

  def name(self, change):
    """The movement that a change of the customer's MRR is."""
    before, after = self.kinds
    pieces = [part for name in self.names for part in self.parts[name]]
    if before != PAYING and self.is_first():
      return "new"
    if before == PAUSED:
      return "resume"
    if before == NONE:
      return self.returned()
    if after == PAUSED:
      return "pause"
    if after == NONE:
      return self.churned()
    return typed(largest(pieces, change), change)

  def moves(self):
    """([movement], [(slice, money moved)]) of the step, its parts netted."""
    change = difference(self.closing(), self.revalued())
    total = sum(change.values())
    moved = []
    if self.kinds == (PAYING, PAYING):
      change, moved = set_off(change, total)
    if total == 0:
      return [], moved
    found = Movement(self.customer.account, self.after, self.name(total), total, change)
    return [found], moved


def difference(after, before):
  """{slice: change}, unchanged ones left out."""
  found = {where: after.get(where, 0) - before.get(where, 0) for where in {**before, **after}}
  return {where: amount for where, amount in found.items() if amount}


def set_off(change, total):
  """What is left of each slice's change, and what moved between slices."""
  gained = sum(amount for amount in change.values() if amount > 0)
  moved, left = [], {}
  # Losses are gains less the total; the smaller of both moved.
  sums = dict.fromkeys((1, -1), min(gained, gained - total))
  for where in sorted(change, key=lambda each: (each or "").encode()):
    sign = 1 if change[where] > 0 else -1
    taken = min(abs(change[where]), sums[sign])
    sums[sign] -= taken
    if taken:
      moved.append((where, sign * taken))
    if change[where] != sign * taken:
      left[where] = change[where] - sign * taken
  return left, moved


class Unnetted(Step):
  """The same, each subscription by itself: losses first, then gains."""

  def changes(self):
    """[(part, subscription, whether the whole subscription comes or goes)] in their order."""
    found = []
    for name in self.names:
      whole = not self.was[name].kind == self.now[name].kind == PAYING
      pieces = self.parts[name]
      if whole and pieces:
        change = sum(part.amount for part in pieces)
        pieces = [Part(largest(pieces, change), change)] if change else []
      found += [(part, name, whole) for part in pieces]
    return sorted(found, key=lambda each: (
      each[0].amount > 0, -abs(each[0].amount), CAUSES.index(each[0].cause), each[1].encode()))

  def pays_elsewhere(self):
    """Whether the customer pays in a currency that the book does not hold."""
    return any(
      holding.kind == PAYING and not self.book.takes(holding.currency)
      for holding in (*self.was.values(), *self.now.values()))

  def loss(self, part, name, last):
    """The movement of a loss; `last` if no subscription is left that pays."""
    after = self.now[name].kind
    if last and after == NONE:
      return "churn." + self.end_cause(name)
    return typed(part.cause, part.amount)

  def gain(self, part, name, alone):
    """The movement of a gain; `alone` if no subscription pays just then."""
    if alone and self.is_first():
      return "new"
    if alone and self.was[name].kind == NONE:
      return self.returned()
    return typed(part.cause, part.amount)

  def moves(self):
    """([movement], [(slice, money moved)]) of the step, subscription by subscription."""
    paying = {name for name in self.names if self.book.worth(self.was[name], self.after)}
    elsewhere = self.pays_elsewhere()
    found = []
    for part, name, whole in self.changes():
      if part.amount < 0:
        paying -= {name} if whole else set()
        said = self.loss(part, name, whole and not paying and not elsewhere)
      else:
        said = self.gain(part, name, whole and not paying and not elsewhere)
        paying |= {name}
      found.append(Movement(
        self.customer.account, self.after, said, part.amount, {self.place(name): part.amount}))
    return found, self.moved()

  def place(self, name):
    """The slice of a subscription's movements: where what remains after its move is."""
    was = self.book.worth(self.was[name], self.after)
    now = self.book.worth(self.now[name], self.after)
    if now and now >= was:
      return self.slice(self.now[name], self.after)
    return self.slice(self.was[name], self.before)

  def moved(self):
    """[(slice, money moved)]: what each subscription takes with it."""
    found = []
    for name in self.names:
      was, now = self.was[name], self.now[name]
      amount = min(self.book.worth(was, self.after), self.book.worth(now, self.after))
      if amount:
        out, into = self.slice(was, self.before), self.slice(now, self.after)
        found += [(out, -amount), (into, amount)] if out != into else []
    return found
