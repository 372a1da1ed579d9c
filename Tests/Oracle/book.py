"""Facts written short, for the tests."""

import figures
import oracle
from moments import day


def fact(account, at, status="active", name="s", assertion="row", **more):
  """A line that sets the state of a subscription of 10 USD a month."""
  body = {
    "subscription": name, "status": status, "unitAmount": "10", "currency": "USD", "quantity": 1,
    "interval": "month", "intervalCount": 1}
  body.update({key: value for key, value in more.items() if key in BODY})
  head = {key: value for key, value in more.items() if key not in BODY}
  return revision(account, at, f"{account}.{name}#{assertion}", body, **head)


BODY = frozenset((
  "plan", "quantity", "unitAmount", "currency", "interval", "intervalCount", "discountAmount",
  "discountPercent", "trialEnd", "endsAt"))


def revision(account, at, key, body, kind="subscription.state", recorded="2020-01-01T00:00:00Z",
    version="2020-01-01T00:00:00.000000Z", source="csv"):
  """A line."""
  return oracle.line({
    "account": account, "kind": kind, "at": at, "recorded": recorded, "source": source,
    "key": key, "version": version, "body": body})


def profile(account, at, assertion="", **attributes):
  """A line that tells attributes of an account."""
  return revision(
    account, at, f"{account}#profile{assertion}", {"attributes": attributes}, "account.profile")


def setting(name, value, **head):
  """A line that sets a setting."""
  return revision(
    "", "2020-01-01", f"setting#{name}", {"name": name, "value": value}, "setting", **head)


def life(account, start, end=None, **more):
  """The lines of a subscription that pays from one day until another, its first without service."""
  lines = [fact(account, start, assertion="start", **more)]
  return lines + ([fact(account, end, "ended", assertion="end", **more)] if end else [])


def lives(prefix, count, start, end=None, **more):
  """The lines of some alike customers."""
  return [line for i in range(count) for line in life(f"{prefix}{i}", start, end, **more)]


def answer(lines, first, last, today="2030-01-01", as_of=None):
  """What the oracle answers of the days from `first` to `last`."""
  knowledge = oracle.Knowledge(lines, as_of and day(as_of))
  return figures.Answer(knowledge, figures.Period(day(first), day(last) + 1, day(today)))


def ratio(asked, figure, by=None, value=None):
  """(numerator, denominator) of a figure of a slice."""
  return figures.ratios(asked.groups(by)[value])[figure]


def kinds(lines, *days):
  """What the only customer is at the end of some days."""
  (customer,) = oracle.Knowledge(lines).customers
  return [customer.kind(day(on)) for on in days]
