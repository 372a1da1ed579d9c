"""What a subscription and a customer are on a day, one state at a time."""

import bisect
from typing import NamedTuple

from amounts import Billed, Terms, monthly, yearly
from calendar_units import later
from moments import month_start, months_after

NONE, FREE, PAUSED, PAYING = "none", "free", "paused", "paying"


class Holding(NamedTuple):
  """A subscription at the end of a day: what it is, on which terms, and what that comes to."""

  kind: str
  terms: Terms | Billed | None
  monthly: int
  yearly: int
  end_cause: str

  @property
  def currency(self):
    """The code its amounts are in."""
    return self.terms.currency if self.terms else ""

  @property
  def is_active(self):
    """Whether it is served, for money or for nothing."""
    return self.kind in (PAYING, FREE)

  def slice(self, by):
    """Where it stands by plan, currency or interval."""
    if by == "interval":
      interval, count = self.terms.interval, self.terms.count
      return interval if count == 1 else f"{count} {interval}s"
    return {"plan": self.terms.plan, "currency": self.terms.currency}[by]


# A day that does not come.
NEVER = 10 ** 9
NOTHING = Holding(NONE, None, 0, 0, "voluntary")


class State:
  """One state of a subscription: what it says of each day it holds on."""

  def __init__(self, fact, zone, settings):
    body = self.body = fact.body
    self.settings = settings
    self.status = body["status"]
    self.day, self.start = zone.moment(fact.at)
    self.order = (self.start, fact.version, fact.source.encode(), fact.key.encode())
    self.trial_end = zone.moment(body["trialEnd"]) if body.get("trialEnd") else None
    self.ends = zone.moment(body["endsAt"])[0] if body.get("endsAt") else None
    if settings.cancellations == "announced" and body.get("canceledAt"):
      asked = zone.moment(body["canceledAt"])[0]
      self.ends = asked if self.ends is None else min(self.ends, asked)
    ends = body.get("discountEndsAt")
    self.discount_ends = zone.moment(ends)[0] if ends else None
    grace = settings.grace_days
    self.grace_end = NEVER if grace is None else self.day + grace
    self.term = (body.get("interval") or "month", body.get("intervalCount") or 1)
    self._terms = {discounted: self._make_terms(discounted) for discounted in (True, False)}

  def _make_terms(self, discounted):
    body = self.body
    percent, less = (
      (body.get(name) or "0") if discounted else "0"
      for name in ("discountPercent", "discountAmount"))
    quantity = body.get("quantity")
    return Terms(
      body.get("plan") or "", body.get("unitAmount") or "0", *self.term,
      1 if quantity is None else quantity, percent, less, body.get("currency") or "",
      body.get("taxPercent") or "0", body.get("taxIncludedPercent") or "0")

  def days_of_change(self):
    """The days on which what the state says may change."""
    found = [self.day] + ([] if self.grace_end == NEVER else [self.grace_end])
    found += [self.trial_end[0]] if self.trial_end else []
    return found + [on for on in (self.ends, self.discount_ends) if on is not None]

  def terms(self, on):
    """The terms of a day; None of all days, once what ends has ended."""
    has_ended = self.discount_ends is not None and (on is None or on >= self.discount_ends)
    return self._terms[{
      "all": not has_ended, "forever": self.discount_ends is None, "none": False,
    }[self.settings.discounts]]

  def is_on_trial(self, on):
    """Whether a trial runs at the end of a day this state holds on."""
    # A trial that counts as paid from its first day is none.
    return (
      self.settings.trials == "excluded"
      and self.status == "trialing" and (self.trial_end is None or on < self.trial_end[0])
      and (self.ends is None or on < self.ends))

  def is_served(self, on):
    """Whether it is active at the end of a day this state holds on, its end apart."""
    if self.status == "trialing":
      return not self.is_on_trial(on)
    if self.status == "past_due":
      return on < self.grace_end
    return self.status == "active" or (
      self.status == "paused" and self.settings.pauses == "active")

  def kind(self, on):
    """What the subscription is at the end of a day this state holds on."""
    if self.ends is not None and on >= self.ends:
      return NONE
    if self.is_served(on):
      return self.kind_served(self.terms(on))
    if self.status == "paused":
      return PAUSED if self.settings.pauses == "separate" else NONE
    assert self.status in ("ended", "pending", "trialing", "past_due"), self.status
    return NONE

  def kind_served(self, terms):
    """What an active subscription is on some terms."""
    if monthly(terms, self.settings) > 0:
      return PAYING
    return FREE if self.settings.free == "separate" else NONE

  def end_cause(self, on):
    """What kind of end it is if the subscription is no longer there on a day of this state."""
    # An end that was set for the very day on which grace runs out comes first.
    ran_out = self.status == "past_due" and on >= self.grace_end and (
      self.ends is None or self.grace_end < self.ends)
    is_over = self.status == "ended" or (self.ends is not None and on >= self.ends)
    if (is_over or ran_out) and self.body.get("endCause"):
      return self.body["endCause"]
    # A cause that is said of an end to come is no cause of a trial or a pause before it.
    return "involuntary" if ran_out else "voluntary"

  def holding(self, on):
    """Everything a day of this state needs."""
    terms = self.terms(on)
    return Holding(
      self.kind(on), terms, monthly(terms, self.settings), yearly(terms, self.settings),
      self.end_cause(on))

  def committed(self, horizon):
    """What it brings once all that is agreed has happened; no trial converts, no grace ends."""
    terms = self.terms(None)
    is_served = self.ends is None and self.is_served(max(self.day, horizon))
    return terms, monthly(terms, self.settings) if is_served else 0

  def anchor(self):
    """The day its terms are counted from, if it is the first of its run."""
    if self.status == "trialing" and self.trial_end and self.trial_end[1] > self.start:
      return self.trial_end[0]
    return self.day


def falls_within(anchor, term, first, end):
  """Whether a term that is counted from a day renews on a day in [first, end)."""
  unit, count = term
  times = 1
  while True:
    renewal = later(anchor, times * count, unit)
    if renewal >= end:
      return False
    if renewal >= first:
      return True
    times += 1


class Item:
  """A subscription: its states in order."""

  def __init__(self, states):
    self.states = sorted(states, key=lambda state: state.order)
    self._memory, self._holdings = {}, {}

  def position(self, on):
    """Where in the order the state of a day stands, or None."""
    if on not in self._memory:
      held = [i for i, state in enumerate(self.states) if state.day <= on]
      self._memory[on] = held[-1] if held else None
    return self._memory[on]

  def state(self, on):
    """The state of a day, or None."""
    position = self.position(on)
    return None if position is None else self.states[position]

  def holding(self, on):
    """What the subscription is and brings at the end of a day."""
    if on not in self._holdings:
      state = self.state(on)
      self._holdings[on] = NOTHING if state is None else state.holding(on)
    return self._holdings[on]

  def kind(self, on):
    """What the subscription is at the end of a day."""
    return self.holding(on).kind

  def is_on_trial(self, on):
    """Whether a trial runs at the end of a day."""
    state = self.state(on)
    return state is not None and state.is_on_trial(on)

  def renews(self, opening, first, end):
    """Whether the term that runs at `opening` renews on a day in [first, end)."""
    position = self.position(opening)
    term = self.states[position].term
    while position > 0 and self.states[position - 1].term == term:
      position -= 1
    return falls_within(self.states[position].anchor(), term, first, end)

  def days_of_change(self):
    """The days on which what it is may change."""
    return [on for state in self.states for on in state.days_of_change()]

  def currencies(self):
    """Every currency it was ever in."""
    return {state.body.get("currency") or "" for state in self.states}

  def committed(self, horizon):
    """(currency, what it brings) once all that is agreed has happened."""
    terms, amount = self.states[-1].committed(horizon)
    return terms.currency, amount


class Customer:
  """An account: its subscriptions or what was billed, what it is on each day, its attributes."""

  def __init__(self, account, items, profiles):
    self.account = account
    self.named = items
    self.items = list(items.values())
    self._profiles = sorted(profiles, reverse=True)
    self._days = sorted({on for item in self.items for on in item.days_of_change()})
    self._kinds = [self._kind(on) for on in self._days]
    paid = [on for on, kind in zip(self._days, self._kinds) if kind == PAYING]
    self.first_paid = paid[0] if paid else None
    tried = [on for on in self._days if any(item.is_on_trial(on) for item in self.items)]
    self.first_trial = tried[0] if tried else None
    self._changes = sorted({*self._days, *(profile.since for profile in profiles)})

  def _kind(self, on):
    kinds = {item.kind(on) for item in self.items}
    return next((kind for kind in (PAYING, PAUSED, FREE) if kind in kinds), NONE)

  def kind(self, on):
    """What the customer is at the end of a day."""
    before = bisect.bisect_right(self._days, on)
    return self._kinds[before - 1] if before else NONE

  def days_within(self, first, last, months=False):
    """The days of some on which anything of the customer may change, and the first of them."""
    low, high = bisect.bisect_left(self._changes, first), bisect.bisect_right(self._changes, last)
    found = {first, *self._changes[low:high]} if first <= last else set()
    if months:
      start = months_after(month_start(first), 1)
      while start <= last:
        found.add(start)
        start = months_after(start, 1)
    return sorted(found)

  def pays_within(self, first, last):
    """Whether the customer pays at the end of any of some days."""
    return any(self.kind(on) == PAYING for on in self.days_within(first, last))

  def last_paid(self, on):
    """The last day before another on which the customer paid, or None."""
    end = on - 1
    for since, kind in reversed(list(zip(self._days, self._kinds))):
      if since > end:
        continue
      if kind == PAYING:
        return end
      end = since - 1
    return None

  def holdings(self, on):
    """{subscription: what it is and brings} at the end of a day."""
    return {name: item.holding(on) for name, item in self.named.items()}

  def paying_items(self, on):
    """The subscriptions that pay at the end of a day."""
    return [item for item in self.items if item.kind(on) == PAYING]

  def attribute(self, name, on):
    """The latest value said of an attribute up to a day; "" if none was."""
    for (_, since, attributes) in self._profiles:
      if since <= on and name in attributes:
        return attributes[name]
    return ""
