"""Facts written short, for the tests."""

import figures
import oracle
from bridge import Bridge
from moments import day
from money import MoneyAnswer
from rates import books


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
  "discountPercent", "discountEndsAt", "trialEnd", "endsAt", "endCause"))


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


def rates(on, **quotes):
  """A line that tells a day's exchange rates, units for one euro."""
  return revision(
    "", on, f"rates#{on}", {"base": "EUR", "quotes": quotes}, "rates", source="ecb")


def money(lines, first="2025-06-01", last="2025-06-30", currency=None, **more):
  """What the oracle says of money in a book: the one there is, or one of a currency."""
  asked = answer(lines, first, last, **more)
  found = [each for each in books(asked.knowledge) if currency in (None, each.currency)]
  return MoneyAnswer(asked, found[0])


def moved(lines, *days, netting="day", currency=None, by=None, name=None):
  """{line: amount} of the bridge, lines of nothing left out; opening and closing too."""
  asked = money(lines, *days, currency=currency)
  shown = Bridge(asked.book, asked.window, by, netting).sides[name].shown(name)
  lines_ = {line: amount for line, amount in shown["lines"].items() if amount != "0"}
  return {"opening": shown["opening"], **lines_, "closing": shown["closing"]}
