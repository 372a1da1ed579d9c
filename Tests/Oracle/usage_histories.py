"""Seeded usage: made-up people, what they do in a product, and the files that tell of it.

The same seed and index always give the same workspace. What is nasty is made often: moments beside
midnight and beside changes of the clock, ids that differ in bytes alone, anonymous ids that several
users share or that are stitched late, accounts told late or by other events, doubled messages.
"""

import csv
import io
from datetime import datetime, timedelta, timezone
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from moments import day, day_text

# Zones with the days on which their clocks change, some of them at midnight.
ZONES = {
  "UTC": (), "Asia/Kolkata": (), "Pacific/Kiritimati": (),
  "Europe/Bucharest": ("2024-10-27", "2025-03-30"),
  "America/New_York": ("2024-11-03", "2025-03-09"),
  "America/Santiago": ("2024-09-08", "2025-04-06", "2025-04-05"),
  "Africa/Cairo": ("2024-10-31", "2024-11-01", "2025-04-25"),
  "Pacific/Chatham": ("2024-09-29", "2025-04-06"),
  "Asia/Beirut": ("2024-10-26", "2024-10-27", "2025-03-30")}
# Apia skipped 2011-12-30, and São Paulo had no midnight on the day on which its summer began.
OLD_ZONES = {
  "Pacific/Apia": ("2011-12-30", "2011-12-31"), "America/Sao_Paulo": ("2018-11-04", "2018-11-03")}
ZONES.update(OLD_ZONES)
STARTS = ("2024-08-20", "2024-10-01", "2024-12-01", "2025-01-15")
ACCOUNTS = (
  "acme", "Acme", "globex", "caf\u00e9", "cafe\u0301", "initech", "hooli", "umbrella", "0012", "12",
  "com,ma", 'quo"te', "\U0001f469\u200d\U0001f680")
EVENTS = ("opened", "Opened", "Report Exported", "signed up", "caf\u00e9", "cafe\u0301", "invited")
VIEWS = (("Home", "page"), ("Settings", "page"), ("Home", "screen"), ("opened", "page"))
COLUMNS = (
  "event", "happened_at", "user_id", "anonymous_id", "customer_id", "message_id", "type",
  "seconds", "rows")
SUBSCRIPTION_COLUMNS = (
  "customer_id", "subscription_id", "start_date", "amount", "currency", "ended_at")
PROFILE_COLUMNS = ("customer_id", "state_id", "changed_at", "tier")
# What a row is refused for.
WRONG = (
  {"user_id": ""}, {"seconds": "86401"}, {"seconds": "1.5"}, {"seconds": "-1"}, {"event": ""},
  {"happened_at": "2025-02-29"}, {"happened_at": "2025-02-03T10:00:00"}, {"happened_at": ""})
TIERS = ("pro", "team", "", "Pro")


class Import(NamedTuple):
  """One file of usage, and when it came."""

  file: str
  rows: list
  recorded_at: str
  source: str

  def text(self):
    """The file's text."""
    return table(COLUMNS, self.rows)


def table(columns, rows):
  """CSV of rows."""
  out = io.StringIO()
  writer = csv.writer(out, lineterminator="\n")
  writer.writerow(columns)
  writer.writerows([row.get(name, "") for name in columns] for row in rows)
  return out.getvalue()


class Person:
  """Somebody, with the ids they are seen as and the accounts they belong to in turn."""

  def __init__(self, rng, number, accounts, strangers):
    self.user = f"u{number}" if rng.random() < 0.85 else None
    count = rng.choice((0, 1, 1, 2, 3)) if self.user else 1
    self.anonymous = [f"a{number}.{each}" for each in range(count)]
    # An anonymous id that is called as a user is, is somebody else all the same.
    if rng.random() < 0.1:
      self.anonymous.append(f"u{rng.randrange(20)}")
    # A device that somebody else has used too.
    if strangers and rng.random() < 0.2:
      self.anonymous.append(rng.choice(strangers))
    self.accounts = rng.sample(accounts, rng.choice((0, 1, 1, 1, 2, 3)))
    self.names_account = rng.choice((0, 0.1, 0.5, 1))
    self.names_user = rng.choice((0.1, 0.5, 0.9))

  def ids(self, rng):
    """Under which ids an event is sent."""
    if self.user is None or self.anonymous and rng.random() > self.names_user:
      return "", rng.choice(self.anonymous)
    if self.anonymous and rng.random() < 0.3:
      return self.user, rng.choice(self.anonymous)
    return self.user, ""

  def account(self, rng, part):
    """The account that an event names; `part` is how much of the history is over."""
    if not self.accounts or rng.random() > self.names_account:
      return ""
    return self.accounts[min(int(part * len(self.accounts)), len(self.accounts) - 1)]


class Workspace:
  """The steps of one workspace, and the days they are about."""

  def __init__(self, seed, index):
    self.index = index
    self.rng = rng = Random(f"usage/{seed}/{index}")
    self.told_at = set()
    self.zone = rng.choice(tuple(ZONES))
    self.zone_before = rng.choice(("UTC", "UTC", "Asia/Kolkata", "America/New_York"))
    self.info = ZoneInfo(self.zone)
    old = OLD_ZONES.get(self.zone)
    self.first = day(rng.choice(STARTS)) if old is None else day(old[0]) - rng.randint(5, 60)
    self.last = self.first + rng.choice((25, 60, 120, 200))
    self.accounts = rng.sample(ACCOUNTS, rng.randint(3, 9))
    rows = self._rows()
    self.imports = self._imports(rows)
    self.came_days = [day(step.recorded_at[:10]) for step in self.imports]
    self.books_at = day_text(self.came_days[0] + rng.choice((-90, 0, 3))) + "T12:00:00Z"
    self.books = self._books()
    self.profiles = self._profiles()
    # The zone is set before the first import, between two, or after the last; until then another
    # one is.
    self.zone_at = rng.choice((0, 0, 0, 1, len(self.imports)))

  def _rows(self):
    """The events, as rows."""
    rng, found, strangers = self.rng, [], []
    for number in range(rng.randint(20, 60)):
      person = Person(rng, number, self.accounts, strangers)
      strangers += person.anonymous
      kinds = rng.sample(EVENTS, rng.randint(1, 4))
      for on in self._days():
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
          found.append(self._row(person, on, kinds, len(found)))
    return found

  def _days(self):
    """The days on which a person is there."""
    rng = self.rng
    start = rng.randint(self.first, self.last)
    step = rng.choice((1, 1, 2, 7, 7, 14, 30, 31))
    found = list(range(start, min(start + step * rng.choice((1, 4, 12, 30)), self.last + 1), step))
    # Some stay away for long; some are there just when the clock changes.
    if rng.random() < 0.4:
      gone = rng.randint(self.first, self.last)
      found = [on for on in found if not gone <= on < gone + rng.choice((8, 35, 70))]
    changes = [day(each) for each in ZONES[self.zone]]
    found += [on for on in changes if self.first <= on <= self.last and rng.random() < 0.3]
    if rng.random() < 0.5:
      found = [max(self.first, on - rng.choice((0, 0, 1, 2))) for on in found]
    return found[:40]

  def _row(self, person, on, kinds, number):
    """One event."""
    rng = self.rng
    event, kind = rng.choice(VIEWS) if rng.random() < 0.1 else (rng.choice(kinds), "")
    user, anonymous = person.ids(rng)
    account = person.account(rng, (on - self.first) / (self.last - self.first + 1))
    row = {
      "event": event, "type": rng.choice(("track", "")) if not kind else kind,
      "happened_at": self._moment(on), "user_id": user, "anonymous_id": anonymous,
      "customer_id": account,
      "message_id": f"m{number}" if rng.random() < 0.7 else "",
      "seconds": str(rng.choice((0, 1, 60, 61, 599, 3600, 86400))) if rng.random() < 0.5 else "",
      "rows": str(rng.randint(0, 3)) if rng.random() < 0.2 else ""}
    # Which of two that say something at the same moment spoke first is written nowhere.
    if account or user and anonymous:
      moments = self._moments(row["happened_at"])
      if moments & self.told_at:
        row.update(customer_id="", anonymous_id="" if user else anonymous)
      self.told_at |= moments
    return row

  def _moments(self, text):
    """The moments that a cell may mean: a day alone is read in the zone of the time of import."""
    told = datetime.fromisoformat(text)
    if told.tzinfo:
      return {told.astimezone(timezone.utc)}
    zones = (self.info, ZoneInfo(self.zone_before))
    return {told.replace(tzinfo=zone).astimezone(timezone.utc) for zone in zones}

  def _moment(self, on):
    """A moment of a local day, or right beside it, in one of the forms that are read."""
    rng = self.rng
    if rng.random() < 0.1:
      return day_text(on)
    seconds = rng.choice((
      0, 1, 86399, 3599, 3600, 7199, 7200, 10800, 82800, rng.randrange(86400),
      rng.randrange(86400), rng.randrange(86400)))
    wall = datetime.fromordinal(on) + timedelta(seconds=seconds)
    moment = wall.replace(tzinfo=self.info, fold=rng.randrange(2)).astimezone(timezone.utc)
    if rng.random() < 0.3:
      moment += timedelta(milliseconds=rng.choice((1, 500, 999)))
    form = rng.random()
    if form < 0.6:
      return moment.isoformat().replace("+00:00", "Z")
    # With the offset of somebody else's clock.
    offset = timedelta(minutes=rng.choice((-570, -180, 60, 330, 765)))
    return moment.astimezone(timezone(offset)).isoformat(sep=rng.choice(" T"))

  def _imports(self, rows):
    """The rows in files, in one order or another, some rows and some files twice."""
    rng = self.rng
    count = rng.randint(1, 3)
    if rng.random() < 0.5:
      parts = [rows[each::count] for each in range(count)]
    else:
      size = -(-len(rows) // count)
      parts = [rows[each * size:(each + 1) * size] for each in range(count)]
    rng.shuffle(parts)
    came = day("2025-07-01") - rng.choice((0, 0, 120))
    found = []
    for number, part in enumerate(parts):
      part = part + [self._again(row) for row in rng.sample(rows, min(len(rows), 12))]
      # Now and then what came later is brought in first.
      came += rng.choice((0, 1, 1, 20, -2))
      recorded = f"{day_text(came)}T{rng.choice((0, 5, 11, 18, 23)):02d}:{10 + number}:00Z"
      part += self._edges(recorded, number)
      rng.shuffle(part)
      found.append(Import(
        f"usage-{number}.csv", part, recorded, rng.choice(("file", "file", "web"))))
    if rng.random() < 0.3:
      found.append(found[0]._replace(recorded_at=f"{day_text(came + 1)}T00:30:00Z"))
    return found

  def _edges(self, recorded_at, number):
    """Rows that lie a day after their import or a little more, and rows that are refused."""
    rng, found = self.rng, []
    received = datetime.fromisoformat(recorded_at)
    for late in rng.sample((-1, 0, 1), rng.randint(0, 2)):
      at = received + timedelta(days=1, milliseconds=late)
      found.append({
        "event": "late", "happened_at": at.isoformat(), "user_id": f"u{rng.randrange(9)}",
        "message_id": f"late{number}.{late}", "seconds": "3"})
    for wrong in rng.sample(WRONG, rng.choice((0, 0, 1, 2))):
      found.append({
        "event": "wrong", "happened_at": day_text(self.first), "user_id": "u1",
        "customer_id": self.accounts[0], **wrong})
    return found

  def _again(self, row):
    """A row that comes again: the same, or under the same message id something else."""
    rng = self.rng
    if not row["message_id"] or rng.random() < 0.5:
      return row
    return {**row, **rng.choice((
      {"seconds": "17"}, {"event": "conflict"}, {"customer_id": rng.choice(self.accounts)},
      {"user_id": "u0"}, {"happened_at": self._some_moment()}))}

  def _some_moment(self):
    """A moment at which nothing else is told."""
    after = timedelta(days=self.rng.randrange(20), milliseconds=self.rng.randrange(86_400_000))
    told = datetime.fromordinal(self.first) + after
    return told.isoformat(timespec="milliseconds") + "Z"

  def _books(self):
    """Who pays, and from when to when: rows of subscriptions."""
    rng, found = self.rng, []
    for number, account in enumerate([*self.accounts, "books only", "books later"]):
      if rng.random() < 0.3:
        continue
      begin = self.first + rng.randint(-60, self.last - self.first)
      end = begin + rng.randint(1, 200) if rng.random() < 0.5 else None
      found.append({
        "customer_id": account, "subscription_id": f"s{number}", "start_date": day_text(begin),
        "amount": rng.choice(("10", "25", "25", "0")), "currency": "EUR",
        "ended_at": day_text(end) if end else ""})
    return found

  def _profiles(self):
    """What the accounts are, from when on: rows of customers."""
    rng, found = self.rng, []
    for account in self.accounts:
      if rng.random() < 0.7:
        found.append({"customer_id": account, "state_id": "0", "changed_at": "",
          "tier": rng.choice(TIERS[:2])})
      if rng.random() < 0.4:
        on = rng.randint(self.first, self.last)
        found.append({"customer_id": account, "state_id": "1", "changed_at": day_text(on),
          "tier": rng.choice(TIERS)})
    return found
