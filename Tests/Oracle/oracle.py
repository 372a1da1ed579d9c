"""A second implementation of Tenure's figures: exported facts in, what holds on each day out.

It shares no code with Tenure. It is written to be read: exact fractions, one state at a time, one
day at a time. `figures.py` counts what this file says each customer is.
"""

import argparse
import json
from functools import lru_cache
from typing import NamedTuple

from charges import Charge, billed
from moments import Zone, day, instant
from rates import Rates
from settings import setting, settings
from states import Customer, Item, State

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


def remaining(facts):
  """A function that gives the account that remains of an account, itself if it was not merged."""
  said = sorted(
    (fact for fact in facts if fact.kind == "account.merge"),
    key=lambda fact: (fact.version, fact.source.encode()))
  into = {fact.account: fact.body["into"] for fact in said}

  def follow(account):
    seen, found = {account}, account
    while found in into:
      found = into[found]
      if found in seen:
        return account
      seen.add(found)
    return found

  return follow


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
    self.zone = zone_named(setting(facts, "zone"))
    self.settings = settings(facts)
    self.rates = Rates(facts)
    self.knows_customers = any(
      each.kind not in ("setting", "rates") and (before is None or each.recorded < before)
      for each in lines)
    states, charges, profiles, others = {}, {}, {}, {}
    customer_of = remaining(facts)
    for fact in facts:
      customer = customer_of(fact.account)
      if fact.kind == "charge":
        charge = Charge(fact, self.zone, self.settings)
        charges.setdefault(customer, []).append(charge)
      elif fact.kind == "subscription.state" and self.settings.basis == "subscriptions":
        state = State(fact, self.zone, self.settings)
        subscriptions = states.setdefault(customer, {})
        subscriptions.setdefault(fact.body["subscription"], []).append(state)
      elif fact.kind == "account.profile":
        since, start = self.zone.moment(fact.at)
        order = (start, fact.version, fact.source.encode(), fact.key.encode())
        profile = Profile(order, since, fact.body.get("attributes") or {})
        told = profiles if customer == fact.account else others
        told.setdefault(customer, []).append(profile)
    items = {
      customer: {name: Item(told) for name, told in found.items()}
      for customer, found in states.items()}
    for customer, told in charges.items():
      found = billed(told, self.settings)
      if found:
        items.setdefault(customer, {}).update(found)
    # What was told of a customer itself holds before what was told of one merged into it.
    for customer, merged in others.items():
      own = {name for each in profiles.get(customer, []) for name in each.attributes}
      for each in merged:
        left = {name: value for name, value in each.attributes.items() if name not in own}
        profiles.setdefault(customer, []).append(each._replace(attributes=left))
    self.customers = [
      Customer(account, found, profiles.get(account, [])) for account, found in items.items()]
    self.currencies = {
      currency for customer in self.customers for item in customer.items
      for currency in item.currencies()}


def cut(lines, as_of):
  """The first instant no longer known on a day: the next local day's, in the zone in force now."""
  zone = zone_named(setting(in_force(lines), "zone"))
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
