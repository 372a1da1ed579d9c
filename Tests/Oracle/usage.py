"""What people do in a product: from rows of events to whose they are and on which day they count.

Written from docs/usage.md and docs/import.md alone. `usage_figures.py` and `usage_cohorts.py`
count what this file says.
"""

import json
from datetime import datetime, timezone
from typing import NamedTuple

from moments import day, micros

# An event that lies further behind its receipt is kept apart.
APART_AFTER = 86_400_000_000
SECONDS_A_DAY = 86_400
# docs/usage.md takes the account that was named last. Tenure looks only at the first time that an
# id names an account: who goes from A to B and back to A stays with B where none is named. False
# is what the text says.
NAMED_ONCE = True
OUTCOMES = ("accepted", "unchanged", "rejected", "keptApart")
PREFIXES = {"page": "Page: ", "screen": "Screen: "}


class Event(NamedTuple):
  """A row of a file, as it was first told."""

  name: str
  at: int
  user: str
  anonymous: str
  account: str
  seconds: int
  came: int
  number: int


class Done(NamedTuple):
  """An event that counts: on which day, when it came, whose it is."""

  day: int
  came: int
  person: tuple
  account: str
  name: str
  seconds: int


def instant(text, zone):
  """The instant of a cell, or none; a day alone begins where the zone says."""
  try:
    told = datetime.fromisoformat(text)
  except ValueError:
    return None
  if len(text) == 10:
    return zone.first_instant(told.toordinal())
  if told.tzinfo is None:
    return None
  return micros(told.astimezone(timezone.utc).replace(tzinfo=None))


def is_refused(row):
  """Whether a row lacks who did what, or tells of seconds that are none."""
  seconds = row.get("seconds") or "0"
  told = row["event"] and (row.get("user_id") or row.get("anonymous_id"))
  return not (told and seconds.isdecimal() and int(seconds) <= SECONDS_A_DAY)


def identity(row, at):
  """What a row is known by: its message id, or all that it says; a day alone stays a day."""
  if row.get("message_id"):
    return ("id", row["message_id"])
  said = {name: value for name, value in row.items() if value and name != "happened_at"}
  said["type"] = row.get("type") or "track"
  when = row["happened_at"] if len(row["happened_at"]) == 10 else at
  return ("row", when, json.dumps(said, sort_keys=True))


class History:
  """Every event that counts, as all that was ever imported tells of it."""

  def __init__(self, steps, zone):
    """Steps are (rows, instant of receipt, zone then), in the order of the imports."""
    self.zone = zone
    self.counts, self.known, events = [], set(), []
    for rows, received, then in steps:
      taken = [self._take(row, received, then, events) for row in rows]
      self.counts.append({"rows": len(rows), **{name: taken.count(name) for name in OUTCOMES}})
    owners = self._owners(events)
    people = [(self._person(each, owners), each) for each in events]
    named = self._accounts(people)
    self.done = [
      Done(zone.local_day(each.at), each.came, person,
        each.account or self._account(zone.local_day(each.at), named.get(person, [])),
        each.name, each.seconds)
      for person, each in people]

  def _take(self, row, received, then, events):
    """Takes a row, unless it is known or cannot be believed; says what became of it."""
    at = instant(row["happened_at"], then)
    if at is None or is_refused(row):
      return "rejected"
    known_by = identity(row, at)
    if known_by in self.known:
      return "unchanged"
    # What is kept apart has come all the same: it does not count when it comes again.
    self.known.add(known_by)
    if at > received + APART_AFTER:
      return "keptApart"
    events.append(Event(
      PREFIXES.get(row.get("type"), "") + row["event"], at, row.get("user_id", ""),
      row.get("anonymous_id", ""), row.get("customer_id", ""), int(row.get("seconds") or 0),
      self.zone.local_day(received), len(events)))
    return "accepted"

  @staticmethod
  def _owners(events):
    """{anonymous id: user}: of several users it is the one said first, by the time of saying."""
    found = {}
    for each in sorted(events, key=lambda each: (each.at, each.number)):
      if each.user and each.anonymous:
        found.setdefault(each.anonymous, each.user)
    return found

  @staticmethod
  def _person(event, owners):
    """Who did it: the user, else whose the anonymous id is."""
    user = event.user or owners.get(event.anonymous)
    return ("user", user) if user else ("anonymous", event.anonymous)

  def _accounts(self, people):
    """{person: [(local day, account)]} in the order in which accounts were named."""
    found, told = {}, set()
    for person, each in sorted(people, key=lambda pair: (pair[1].at, pair[1].number)):
      naming = (bool(each.user), each.user or each.anonymous, each.account)
      if each.account and not (NAMED_ONCE and naming in told):
        found.setdefault(person, []).append((self.zone.local_day(each.at), each.account))
        told.add(naming)
    return found

  @staticmethod
  def _account(on, named):
    """The account named last by the end of a day, else first later, else none."""
    before = [account for day, account in named if day <= on]
    if before:
      return before[-1]
    return named[0][1] if named else ""


class Books:
  """Who pays, and what accounts are: from rows of subscriptions and of customers."""

  def __init__(self, subscriptions, profiles, came):
    self.subscriptions, self.profiles, self.came = subscriptions, profiles, came

  def is_known(self, as_of):
    """Whether the books had come by a day."""
    return as_of is None or self.came <= as_of

  def paying(self, on, as_of):
    """The accounts that pay at the end of a day."""
    return {
      row["customer_id"] for row in self.subscriptions
      if self.is_known(as_of) and row["amount"] != "0" and day(row["start_date"]) <= on
      and not (row["ended_at"] and day(row["ended_at"]) <= on)}

  def attribute(self, account, on, as_of):
    """What an account is at the end of a day; empty where nobody knows."""
    told = [
      (row["changed_at"], row["tier"]) for row in self.profiles
      if self.is_known(as_of) and row["customer_id"] == account and row["tier"]
      and (not row["changed_at"] or day(row["changed_at"]) <= on)]
    return max(told)[1] if told else ""
