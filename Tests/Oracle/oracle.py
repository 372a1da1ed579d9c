"""A second implementation of Tenure's figures: exported facts in, what holds on each day out.

It shares no code with Tenure. It is written to be read: exact fractions, one state at a time, one
day at a time. `figures.py` counts what this file says each customer is.
"""

import argparse
import bisect
import json
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from moments import Zone, day, instant, months_after

NONE, FREE, PAUSED, PAYING = "none", "free", "paused", "paying"
# One zone object a name: its look-ups are remembered.
zone_named = lru_cache(None)(Zone)


class Line(NamedTuple):
  """One line of an export: one revision of one assertion."""

  account: str
  kind: str
  at: str
  recorded: int
  source: str
  key: str
  version: str
  body: dict | None
  order: tuple


def canonical(body):
  """The bytes by which bodies of one version are ordered; a body taken back has none."""
  if body is None:
    return b""
  kept = {name: value for name, value in body.items() if value is not None}
  text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
  return text.encode()


def line(record):
  """A line from its JSON object."""
  # What decides between revisions: version, body, time and account, each by its bytes.
  order = (
    record["version"], canonical(record["body"]), record["at"], record["account"].encode())
  return Line(
    record["account"], record["kind"], record["at"], instant(record["recorded"]),
    record["source"], record["key"], record["version"], record["body"], order)


def read(text):
  """The lines of an export."""
  return [line(json.loads(row)) for row in text.split("\n") if row]


def in_force(lines, before=None):
  """Of each assertion the greatest revision recorded before an instant, unless it takes back."""
  greatest = {}
  for each in lines:
    if before is not None and each.recorded >= before:
      continue
    held = greatest.get((each.source, each.key))
    if held is None or each.order > held.order:
      greatest[each.source, each.key] = each
  return [each for each in greatest.values() if each.body is not None]


def setting(lines, name, default):
  """The value of the latest version of a setting in force."""
  named = [each for each in lines if each.kind == "setting" and each.body["name"] == name]
  if not named:
    return default
  return max(named, key=lambda each: each.order).body["value"]


@lru_cache(None)
def monthly(amount, quantity, percent, less, interval, count):
  """MRR in the item's currency: exact, then rounded once, half-even, to 1e-6."""
  gross = Fraction(amount) * quantity
  net = max(gross - gross * Fraction(percent) / 100 - Fraction(less), Fraction(0))
  months = {
    "month": Fraction(1), "year": Fraction(12),
    "week": Fraction(12, 52), "day": Fraction(12, 365),
  }[interval] * count
  return Fraction(round(net / months * 1_000_000), 1_000_000)


def mrr(body):
  """MRR of a subscription state's body, were it active."""
  return monthly(
    body.get("unitAmount", "0"), body.get("quantity", 1), body.get("discountPercent", "0"),
    body.get("discountAmount", "0"), body.get("interval", "month"), body.get("intervalCount", 1))


class State:
  """One state of a subscription: what it says of each day it holds on."""

  def __init__(self, fact, zone, grace_days):
    self.body = fact.body
    self.status = fact.body["status"]
    self.day, self.start = zone.moment(fact.at)
    self.order = (self.start, fact.version, fact.source.encode(), fact.key.encode())
    self.trial_end = zone.moment(fact.body["trialEnd"]) if fact.body.get("trialEnd") else None
    self.ends = zone.moment(fact.body["endsAt"])[0] if fact.body.get("endsAt") else None
    self.grace_end = self.day + grace_days
    self.active = PAYING if mrr(fact.body) > 0 else FREE
    interval, count = fact.body.get("interval", "month"), fact.body.get("intervalCount", 1)
    self.term = (interval, count)
    self.term_name = interval if count == 1 else f"{count} {interval}s"

  def days_of_change(self):
    """The days on which what the state says may change."""
    found = [self.day, self.grace_end]
    found += [self.trial_end[0]] if self.trial_end else []
    found += [self.ends] if self.ends is not None else []
    return found

  def kind(self, on):
    """What the item is at the end of a day this state holds on."""
    if self.ends is not None and on >= self.ends:
      return NONE
    if self.status in ("ended", "pending"):
      return NONE
    if self.status == "trialing":
      return self.active if self.trial_end and on >= self.trial_end[0] else NONE
    if self.status == "past_due":
      return self.active if on < self.grace_end else NONE
    if self.status == "paused":
      return PAUSED
    assert self.status == "active", self.status
    return self.active

  def anchor(self):
    """The day its terms are counted from, if it is the first of its run."""
    if self.status == "trialing" and self.trial_end and self.trial_end[1] > self.start:
      return self.trial_end[0]
    return self.day


class Item:
  """A subscription: its states in order."""

  def __init__(self, states):
    self.states = sorted(states, key=lambda state: state.order)
    self._memory = {}

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

  def kind(self, on):
    """What the item is at the end of a day."""
    state = self.state(on)
    return NONE if state is None else state.kind(on)

  def renews(self, opening, first, end):
    """Whether the term that runs at `opening` renews on a day in [first, end)."""
    position = self.position(opening)
    term = self.states[position].term
    while position > 0 and self.states[position - 1].term == term:
      position -= 1
    anchor = self.states[position].anchor()
    unit, count = term
    times = 1
    while True:
      if unit in ("month", "year"):
        renewal = months_after(anchor, times * count * (12 if unit == "year" else 1))
      else:
        renewal = anchor + times * count * (7 if unit == "week" else 1)
      if renewal >= end:
        return False
      if renewal >= first:
        return True
      times += 1


class Customer:
  """An account: its items, what it is on each day, and its attributes."""

  def __init__(self, account, items, profiles):
    self.account = account
    self.items = items
    self._profiles = sorted(profiles, reverse=True)
    changes = {on for item in items for state in item.states for on in state.days_of_change()}
    self._days = sorted(changes)
    self._kinds = [self._kind(on) for on in self._days]
    paid = [on for on, kind in zip(self._days, self._kinds) if kind == PAYING]
    self.first_paid = paid[0] if paid else None

  def _kind(self, on):
    kinds = {item.kind(on) for item in self.items}
    return next((kind for kind in (PAYING, PAUSED, FREE) if kind in kinds), NONE)

  def kind(self, on):
    """What the customer is at the end of a day."""
    before = bisect.bisect_right(self._days, on)
    return self._kinds[before - 1] if before else NONE

  def paying_items(self, on):
    """The items that pay at the end of a day."""
    return [item for item in self.items if item.kind(on) == PAYING]

  def attribute(self, name, on):
    """The latest value said of an attribute up to a day; "" if none was."""
    for (_, since, attributes) in self._profiles:
      if since <= on and name in attributes:
        return attributes[name]
    return ""


class Profile(NamedTuple):
  """An account.profile in force, ordered by its first member."""

  order: tuple
  since: int
  attributes: dict


class Knowledge:
  """Everything that was known on a day (None: now), and what it says of every customer."""

  def __init__(self, lines, as_of=None):
    self.as_of = as_of
    before = None if as_of is None else cut(lines, as_of)
    facts = in_force(lines, before)
    self.zone = zone_named(setting(facts, "zone", "UTC"))
    self.grace_days = int(setting(facts, "grace_days", "30"))
    self.knows_customers = any(
      each.kind != "setting" and (before is None or each.recorded < before) for each in lines)
    items, profiles = {}, {}
    for fact in facts:
      if fact.kind == "subscription.state":
        subscriptions = items.setdefault(fact.account, {})
        state = State(fact, self.zone, self.grace_days)
        subscriptions.setdefault(fact.body["subscription"], []).append(state)
      elif fact.kind == "account.profile":
        since, start = self.zone.moment(fact.at)
        order = (start, fact.version, fact.source.encode(), fact.key.encode())
        profile = Profile(order, since, fact.body.get("attributes") or {})
        profiles.setdefault(fact.account, []).append(profile)
    self.customers = [
      Customer(account, [Item(states) for states in found.values()], profiles.get(account, []))
      for account, found in items.items()]


def cut(lines, as_of):
  """The first instant no longer known on a day: the next local day's, in the zone in force now."""
  zone = zone_named(setting(in_force(lines), "zone", "UTC"))
  return zone.first_instant(as_of + 1)


def main():
  """Prints a report of an export, for looking into a difference by hand."""
  import figures

  parser = argparse.ArgumentParser(description=main.__doc__)
  parser.add_argument("export", help="a file written by `tenure export`")
  parser.add_argument("--from", dest="first", required=True, help="first day")
  parser.add_argument("--to", dest="last", required=True, help="last day")
  parser.add_argument("--today", required=True)
  parser.add_argument("--as-of")
  parser.add_argument("--by")
  parser.add_argument("--explain", metavar="FIGURE", help="the rows of a figure instead")
  options = parser.parse_args()
  with open(options.export, encoding="utf-8", newline="") as file:
    knowledge = Knowledge(read(file.read()), options.as_of and day(options.as_of))
  period = figures.Period(day(options.first), day(options.last) + 1, day(options.today))
  answer = figures.Answer(knowledge, period)
  if options.explain:
    shown = answer.rows(options.explain)
  else:
    shown = answer.report(options.by)
  print(json.dumps(shown, indent=1, default=float, ensure_ascii=False))


if __name__ == "__main__":
  main()
