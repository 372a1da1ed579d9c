"""What the exported facts must say, told from the rows that were imported.

Without this a Tenure that dropped every row would agree with an oracle that reads its export.
Versions are compared to the day: whether an export's date is its midnight in UTC or in the
workspace's zone is left to Tenure.
"""

from collections import Counter
from fractions import Fraction

from bills import CHARGES
from histories import ACCOUNTS
from moments import day, day_text, instant, instant_text

# The kinds of facts that the files of histories and those of bills become.
HISTORIES, BILLS = ("subscription.state", "account.profile"), ("charge",)
WORDS = {
  "weekly": ("week", 1), "2 weeks": ("week", 2), "monthly": ("month", 1),
  "yearly": ("year", 1), "annual": ("year", 1), "quarterly": ("month", 3),
  "3 months": ("month", 3), "every 3 months": ("month", 3)}


def moment(text):
  """A moment in its one form; None if there is none."""
  if not text:
    return None
  return text if len(text) == 10 else instant_text(instant(text))


def tax(text):
  """A tax's percent or amount; None where nobody said."""
  return Fraction(text) if text else None


def state_of_row(row, columns):
  """What a row of tenure.subscriptions says, in the form of `state_of_body`."""
  said = {name: row.get(name, "") for name in columns}
  interval, count = said["interval"] or "month", int(said["interval_count"] or 1)
  interval, count = WORDS.get(interval, (interval, count))
  ends = moment(said.get("cancel_at")) or moment(said.get("ended_at"))
  if said.get("ended_on"):
    ends = day_text(day(said["ended_on"]) + 1)
  return (
    said["subscription_id"], said["status"] or ("trialing" if said["trial_end"] else "active"),
    said["plan"],
    int(said["quantity"] or 1), Fraction(said["amount"]), said["currency"], interval, count,
    Fraction(said["discount_amount"] or 0), Fraction(said["discount_percent"] or 0),
    moment(said["trial_end"]), ends, moment(said.get("discount_ends_at")),
    said.get("end_cause") or None, tax(said.get("tax_percent")),
    tax(said.get("tax_included_percent")), moment(said.get("canceled_at")))


def state_of_body(body):
  """What a subscription.state's body says, defaults filled in."""
  return (
    body["subscription"], body["status"], body.get("plan") or "", body.get("quantity", 1),
    Fraction(body.get("unitAmount") or 0), body.get("currency"), body.get("interval", "month"),
    body.get("intervalCount", 1), Fraction(body.get("discountAmount") or 0),
    Fraction(body.get("discountPercent") or 0), body.get("trialEnd"), body.get("endsAt"),
    body.get("discountEndsAt"), body.get("endCause"), tax(body.get("taxPercent")),
    tax(body.get("taxIncludedPercent")), body.get("canceledAt"))


def charge_of_row(row):
  """What a row of tenure.charges says, in the form of `charge_of_body`."""
  interval, count = row.get("interval") or None, int(row.get("interval_count") or 1)
  interval, count = WORDS.get(interval, (interval, count if interval else None))
  return (
    row["charge_id"], row["type"] or "recurring", Fraction(row["amount"]), row["currency"],
    tax(row.get("tax_amount")), moment(row.get("period_start")), moment(row.get("period_end")),
    interval, count, row.get("subscription_id") or None, row.get("plan") or None,
    int(row.get("quantity") or 1), row.get("refunds") or None)


def charge_of_body(body):
  """What a charge's body says; what nobody said is none."""
  return (
    body["charge"], body["kind"], Fraction(body["amount"]), body["currency"],
    tax(body.get("tax")), body.get("periodStart"), body.get("periodEnd"), body.get("interval"),
    body.get("intervalCount"), body.get("subscription"), body.get("plan"), body["quantity"],
    body.get("refunds"))


def told(step):
  """[(identity of the revision, line)] of an import."""
  for row in step.rows:
    retracted = "retracted" in step.columns and row.get("retracted") == "yes"
    account, state = row["customer_id"], row.get("state_id", "")
    if step.format == ACCOUNTS:
      key = f"{account}#profile" + (f":{state}" if state else "")
      at = moment(row["changed_at"]) or "0001-01-01"
      attributes = {"country": row["attribute.country"], "tier": row["tier"]}
      says = tuple(sorted((name, value) for name, value in attributes.items() if value))
    elif step.format == CHARGES:
      key = f"{account}#charge:{row['charge_id']}"
      at, says = moment(row["billed_on"]), charge_of_row(row)
    else:
      has_state = state and "state_id" in step.columns
      key = f"{row['subscription_id']}#" + (state if has_state else "row")
      at, says = moment(row["start_date"]), state_of_row(row, step.columns)
    # Taking back says nothing, not even since when.
    at, says = (None, None) if retracted else (at, says)
    yield (step.source, key, step.exported_at, says), (account, at)


def expected(imports):
  """Counter of what stands in the export: each revision once, as first recorded.

  What is said again by an earlier export changes nothing and does not stand there again.
  """
  revisions, latest = {}, {}
  for step in imports:
    recorded = instant_text(instant(step.recorded_at))
    for (source, key, version, says), (account, at) in told(step):
      said = (source, key, says, account, at)
      if version <= latest.get(said, ""):
        continue
      latest[said] = version
      revisions[source, key, version, says, account, at] = recorded
  return Counter((*identity, recorded) for identity, recorded in revisions.items())


def exported(lines, exports, kinds=HISTORIES):
  """Counter of what of some kinds stands in an export, in the form of `expected`.

  A version counts as the date of the export among `exports` that lies within a day of it.
  """
  found = Counter()
  days = {day(text) for text in exports}
  for each in lines:
    if each.kind not in kinds:
      continue
    version = day(each.version[:10])
    version = next((day_text(near) for near in (version, version + 1, version - 1)
      if near in days), each.version)
    if each.body is None:
      says, at = None, None
    elif each.kind == "account.profile":
      says, at = tuple(sorted(each.body["attributes"].items())), each.at
    elif each.kind == "charge":
      says, at = charge_of_body(each.body), each.at
    else:
      says, at = state_of_body(each.body), each.at
    found[
      each.source, each.key, version, says, each.account, at, instant_text(each.recorded)] += 1
  return found


def expected_rates(files):
  """Counter of the rates that must stand in the export: each day's quotes, by the later file too.

  What a later file says again is a later revision of the same.
  """
  return Counter(
    (day_text(on), tuple(sorted((name, Fraction(quote)) for name, quote in quotes.items())),
      instant_text(instant(file.recorded_at)))
    for file in files for on, quotes in file.days.items())


def exported_rates(lines):
  """Counter of the rates that stand in an export, in the form of `expected_rates`."""
  return Counter(
    (each.at, tuple(sorted((name, Fraction(quote)) for name, quote in each.body["quotes"].items())),
      instant_text(each.recorded))
    for each in lines if each.kind == "rates" and each.key == f"rates#{each.at}"
    and each.account == "" and each.body["base"] == "EUR")


def expected_merges(merges):
  """Counter of what must stand in the export of customers that are another one."""
  return Counter(
    (merge.account, merge.into, instant_text(instant(merge.recorded_at))) for merge in merges)


def exported_merges(lines):
  """Counter of what stands in an export, in the form of `expected_merges`."""
  return Counter(
    (each.account, each.body and each.body["into"], instant_text(each.recorded))
    for each in lines if each.kind == "account.merge" and each.key == f"{each.account}#merge"
    and each.at == instant_text(each.recorded))
