"""Seeded workspaces: made-up customers and the untidy way Tenure is told of them.

A workspace is a list of steps, imports and settings. What happened comes from `lives.py`, how it
is told from `tellings.py`; here it is cut into files that come out of order, twice, and with holes.
The same seed, index and size always give the same workspace.
"""

from random import Random

from bills import Bills
from lives import CURRENCIES, Span
from moments import day, day_text, instant_text
from quotes import rate_files
from steps import Import, Merge, Setting
from tellings import Telling

ZONES = (
  "UTC", "Europe/Bucharest", "America/New_York", "Asia/Ho_Chi_Minh", "Pacific/Apia",
  "Pacific/Chatham", "America/Sao_Paulo", "America/St_Johns", "Africa/Cairo",
  "Pacific/Kiritimati")
# The first days of the fourteen months that are lived in.
STARTS = ("2023-01-01", "2023-06-15", "2023-12-01", "2024-01-01", "2024-07-01", "2025-01-01")
# Zones that were nastier once: Apia skipped 2011-12-30, St John's turned its clocks back over
# midnight until 2011, São Paulo had no midnight on the day its summer began until 2018.
STARTS_IN = {
  "Pacific/Apia": ("2011-01-01", "2011-05-20", "2011-10-01"),
  "America/St_Johns": ("2010-01-01", "2010-09-01"),
  "America/Sao_Paulo": ("2017-09-01", "2018-01-01"),
}
# How many files there are of states, of whole rows, of accounts, and how many come twice.
LAYOUTS = ((3, 1, 1, 1), (3, 0, 2, 1), (2, 2, 1, 1), (3, 2, 1, 0), (2, 2, 2, 0), (4, 0, 1, 1))
SUBSCRIPTIONS, ACCOUNTS = "tenure.subscriptions", "tenure.accounts"
STATE_COLUMNS = (
  "customer_id", "subscription_id", "state_id", "start_date", "amount", "currency", "plan",
  "quantity", "interval", "interval_count", "status", "trial_end", "cancel_at", "discount_amount",
  "discount_percent", "discount_ends_at", "tax_percent", "tax_included_percent", "canceled_at",
  "end_cause", "retracted")
WHOLE_COLUMNS = tuple(name for name in STATE_COLUMNS if name not in ("state_id", "cancel_at"))
ACCOUNT_COLUMNS = (
  "customer_id", "changed_at", "state_id", "attribute.country", "tier", "retracted")
# Other words for one month or one year, where the count is 1.
INTERVAL_WORDS = {
  ("month", "1"): ("month", "monthly"), ("year", "1"): ("year", "yearly", "annual"),
  ("month", "3"): ("quarterly", "3 months", "every 3 months")}


# What settings of money are set to.
VALUES = {
  "mrr_week": ("4.33", "4.348", "4"), "mrr_day": ("30.4375", "30"), "mrr_rounding": ("minor",),
  "mrr_discounts": ("forever", "none"), "mrr_trials": ("included",), "pauses": ("churn", "active"),
  "free": ("churn",), "reactivation_days": ("1", "14", "30", "60"), "mrr_tax": ("included",),
  "cancellations": ("announced",)}
# What settings of what is billed are set to, where something is.
BILLED = {
  "mrr_basis": "charges", "mrr_usage": "trailing3", "mrr_one_off": "included",
  "mrr_refunds": "subtracted"}


def sizes(histories, seed):
  """How many customers each workspace has, so that all have `histories`."""
  rng = Random(f"sizes/{seed}")
  found, left = [], histories
  while left > 0:
    found.append(min(rng.randint(50, 100), left))
    left -= found[-1]
  return found


class Workspace:
  """The steps of one workspace, and the days they are about."""

  def __init__(self, seed, index, size):
    self.index, self.size = index, size
    self.rng = Random(f"workspace/{seed}/{index}")
    self.zones = self.rng.sample(ZONES, 2)
    self.span = Span(
      day(self.rng.choice(STARTS_IN.get(self.zones[0], STARTS))), self.zones[0])
    layout = self.rng.choice(LAYOUTS)
    # Exports of different kinds are days apart, so that a day tells which one a version is.
    days = {kind: [on - on % 9 + 3 * i for on in self._export_days(layout[i])]
      for i, kind in enumerate(("states", "whole", "accounts"))}
    self.currencies = self.rng.choice(CURRENCIES)
    telling = Telling(self.rng, self.span, days, self.currencies)
    telling.customers(size)
    sources = self.rng.choice((("billing", "legacy", "crm"), ("csv", "csv", "csv")))
    files = []
    for kind, source in zip(days, sources):
      for export in range(len(days[kind])):
        files.append(self._file(kind, source, export, telling))
    self.imports = self._in_order(files, layout[3])
    self.base = self._base()
    self.rates = rate_files(self.rng, self.span, self.currencies, self.imports, self.base)
    self.settings = self._settings()
    self.merges = self._merges()
    # From a stream of numbers of their own: all else is as it is without them.
    self.bills = []
    rng = Random(f"bills/{seed}/{index}")
    # Every second workspace, so that a short run has some too.
    if index % 2 == 1:
      self.bills = Bills(rng, self.span, self.currencies, self.imports).files()
      self.settings = sorted(self.settings + self._settings_of_bills(rng), key=lambda each: each[0])

  def _settings_of_bills(self, rng):
    """[(before which import, setting)] of what is billed; the basis may be set back."""
    found, last = [], len(self.imports)
    for name, value in BILLED.items():
      place = rng.choice((0, rng.randrange(last + 1)))
      if rng.random() < 0.75:
        found.append((place, name, value))
        if name == "mrr_basis" and rng.random() < 0.15:
          found.append((rng.randint(place, last), name, "subscriptions"))
    # Between the seconds of the other settings and those of merges.
    return [
      (place, Setting(name, value, self._between(place, 50 + number)))
      for number, (place, name, value) in enumerate(found)]

  def files(self):
    """Every import in its order."""
    return [step for step in self.steps() if isinstance(step, Import)]

  def _export_days(self, count):
    """Export days spread over the span; the last one mostly after it."""
    if count == 0:
      return []
    first, length = self.span.first, self.span.last - self.span.first
    days = [
      first + length * (i + 1) // count + self.rng.randint(-40, 20) for i in range(count - 1)]
    return days + [self.span.last + self.rng.randint(-30, 25)]

  def _file(self, kind, source, export, telling):
    """What one export says: everything or only what is new, with holes and doubles."""
    rng = self.rng
    last = export == len(telling.days[kind]) - 1
    full = last or rng.random() < 0.5
    rows = []
    for assertion in telling.assertions[kind]:
      row = assertion.at(export) if full else assertion.rows.get(export)
      if row is None or rng.random() < 0.03:
        continue
      rows.append(row)
      if rng.random() < 0.03:
        rows.append(row)
      if rng.random() < 0.01:
        # Said twice in one file, differently: neither is later, so the bytes decide. The start is
        # not among the bytes, so it stays.
        rows.append(telling.garbled(row, but=("start_date",)))
    if rng.random() < 0.5:
      rng.shuffle(rows)
    columns = {"states": STATE_COLUMNS, "accounts": ACCOUNT_COLUMNS}.get(kind)
    if columns is None:
      columns = WHOLE_COLUMNS + (rng.choice(("ended_on", "ended_at")),)
    columns = list(columns)
    if not any(row.get("retracted") for row in rows) and rng.random() < 0.5:
      columns.remove("retracted")
    if rng.random() < 0.5:
      rng.shuffle(columns)
    if kind != "accounts":
      rows = [self._worded(row) for row in rows]
    return Import(
      f"{kind}-{export}.csv", tuple(columns), rows, ACCOUNTS if kind == "accounts" else
      SUBSCRIPTIONS, day_text(telling.days[kind][export]), "", source, rng.choice(("\n", "\r\n")))

  def _worded(self, row):
    """The row with its interval and its defaults said in one of the ways they may be."""
    words = INTERVAL_WORDS.get((row["interval"], row["interval_count"]))
    told = dict(row)
    if words and self.rng.random() < 0.5:
      told["interval"], told["interval_count"] = self.rng.choice(words), ""
    for name, default in (("interval_count", "1"), ("quantity", "1"), ("status", "active")):
      if told[name] == default and self.rng.random() < 0.2:
        told[name] = ""
    # What contradicts itself is refused at the door: a cause of no end, an end of no discount,
    # an end before the start.
    has_end = any(told.get(name) for name in ("cancel_at", "ended_at", "ended_on"))
    if told["status"] not in ("ended", "past_due") and not has_end:
      told["end_cause"] = ""
    if not told["discount_percent"] and not told["discount_amount"]:
      told["discount_ends_at"] = ""
    start = told["start_date"]
    for name in ("cancel_at", "ended_at", "ended_on", "discount_ends_at", "canceled_at"):
      end = told.get(name)
      if end and (end < start if len(end) == len(start) else end[:10] <= start[:10]):
        told[name] = start[:10] if name == "ended_on" else start
    return told

  def _in_order(self, files, doubles):
    """The files as they are imported: mostly as exported, sometimes an earlier one later."""
    rng = self.rng
    order = sorted(files, key=lambda each: each.exported_at)
    if rng.random() < 0.5:
      for _ in range(rng.choice((1, 2, 5))):
        i, j = rng.randrange(len(order)), rng.randrange(len(order))
        order[i], order[j] = order[j], order[i]
    for _ in range(doubles):
      again = rng.randrange(len(order))
      order.insert(rng.randint(again + 1, len(order)), order[again])
    recorded, found = 0, []
    for each in order:
      recorded = max(recorded + rng.choice((1, 1, 3)), day(each.exported_at) + rng.randint(0, 3))
      time = rng.choice(("12:00:00", "12:00:00", "00:00:00", "23:59:59.999999", "10:30:00"))
      found.append(each._replace(recorded_at=f"{day_text(recorded)}T{time}Z"))
    return found

  def _base(self):
    """The currency of the one book, or None for each currency's own."""
    if self.rng.random() < 0.5:
      return None
    return self.rng.choice((*self.currencies, "EUR"))

  def _settings(self):
    """[(before which import, setting)]."""
    rng, last = self.rng, len(self.imports)
    found = []
    if self.base is not None:
      found.append((0 if rng.random() < 0.8 else rng.randrange(last + 1), "currency", self.base))
    for name in rng.sample(list(VALUES), rng.choice((0, 1, 2, 3))):
      found.append((rng.randrange(last + 1), name, rng.choice(VALUES[name])))
    if rng.random() < 0.9:
      found.append((0 if rng.random() < 0.7 else rng.randrange(last + 1), "zone", self.zones[0]))
    roll = rng.random()
    if roll < 0.3:
      found.append((rng.randrange(last + 1), "zone", self.zones[1]))
    elif roll < 0.6:
      grace = str(rng.choice((1, 7, 14, 29, 31, 60, "unlimited")))
      found.append((rng.randrange(last + 1), "grace_days", grace))
    found.sort(key=lambda each: each[0])
    return [
      (place, Setting(name, value, self._between(place, number)))
      for number, (place, name, value) in enumerate(found)]

  def _merges(self):
    """[(before which import, merge)]: of one workspace in two, of customers told of by then."""
    rng, found, into = self.rng, [], {}
    if rng.random() < 0.5:
      return []
    places = sorted(rng.randint(1, len(self.imports)) for _ in range(rng.choice((2, 6, 12))))
    for number, place in enumerate(places):
      # A lap after the settings, so that none is recorded in the same second.
      recorded_at = self._between(place, 100 + number)
      if into and rng.random() < 0.2:
        account = rng.choice(sorted(into))
        del into[account]
        found.append((place, Merge(account, None, recorded_at)))
        continue
      known = sorted({row["customer_id"] for step in self.imports[:place] for row in step.rows})
      if len(known) < 2:
        continue
      account, other = rng.sample(known, 2)
      # Chains, of which chance alone makes few.
      if into and rng.random() < 0.4:
        other = rng.choice(sorted(into))
      end = other
      while end in into:
        end = into[end]
      # What is another one already, and what would go round in a circle, is refused.
      if account not in into and end != account:
        into[account] = other
        found.append((place, Merge(account, other, recorded_at)))
    return found

  def _between(self, place, number):
    """An instant before an import and after the one before it."""
    step = self.imports[min(place, len(self.imports) - 1)]
    hours = -1 if place < len(self.imports) else 1
    seconds = 3_600_000_000 * hours + number * 1_000_000
    return instant_text(self.span.zone.moment(step.recorded_at)[1] + seconds)

  def steps(self):
    """Settings and imports in order."""
    found = []
    for place, step in enumerate([*self.imports, None]):
      found += [setting for at, setting in self.settings if at == place]
      found += [rates for at, rates in self.rates if at == place]
      found += [bill for at, bill in self.bills if at == place]
      found += [merge for at, merge in self.merges if at == place]
      found += [step] if step else []
    return found

  def permuted_steps(self):
    """The same facts in another order; settings among themselves stay, for the last one counts."""
    imports = [*self.imports, *(step for _, step in (*self.rates, *self.bills))]
    self.rng.shuffle(imports)
    settings = [setting for _, setting in self.settings]
    merges = [merge for _, merge in self.merges]
    steps = settings + imports if self.rng.random() < 0.5 else imports + settings
    return steps + merges
