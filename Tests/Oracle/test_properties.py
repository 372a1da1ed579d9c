"""What holds for any history: sums of made-up workspaces, told without Tenure."""

import unittest
from fractions import Fraction
from itertools import product

import oracle
from bridge import LINES, Bridge, Window
from cohorts import Options, cohort_report
from bills import CHARGES
from expected import WORDS, told
from figures import Answer, Period
from histories import ACCOUNTS, Workspace
from moments import day, day_text
from money import MoneyAnswer, explained, is_line
from money_queries import EXPLAINED
from rates import books

NAMES = {
  "subscription_id": "subscription", "status": "status", "plan": "plan", "amount": "unitAmount",
  "currency": "currency", "discount_amount": "discountAmount",
  "discount_percent": "discountPercent", "discount_ends_at": "discountEndsAt",
  "trial_end": "trialEnd", "cancel_at": "endsAt", "ended_at": "endsAt", "end_cause": "endCause"}


def body(row):
  """The body of a row's fact."""
  if "amount" not in row:
    attributes = {"country": row["attribute.country"], "tier": row["tier"]}
    return {"attributes": {name: value for name, value in attributes.items() if value}}
  found = {NAMES[name]: value for name, value in row.items() if name in NAMES and value}
  interval, count = WORDS.get(row["interval"], (row["interval"], row["interval_count"] or 1))
  if row.get("ended_on"):
    found["endsAt"] = day_text(day(row["ended_on"]) + 1)
  status = row["status"] or ("trialing" if row.get("trial_end") else "active")
  return {
    **found, "status": status, "quantity": int(row["quantity"] or 1),
    "interval": interval or "month", "intervalCount": int(count)}


BILLED = {
  "charge_id": "charge", "amount": "amount", "currency": "currency", "tax_amount": "tax",
  "period_start": "periodStart", "period_end": "periodEnd", "subscription_id": "subscription",
  "plan": "plan", "refunds": "refunds"}


def charge(row):
  """The body of a charge's fact."""
  found = {BILLED[name]: value for name, value in row.items() if name in BILLED and value}
  if row.get("interval"):
    interval, count = WORDS.get(row["interval"], (row["interval"], row["interval_count"] or 1))
    found.update(interval=interval, intervalCount=int(count))
  return {**found, "kind": row["type"] or "recurring", "quantity": int(row.get("quantity") or 1)}


def lines_of(workspace):
  """The lines an export of a workspace would have, near enough."""
  found = []
  kinds = {ACCOUNTS: "account.profile", CHARGES: "charge"}
  for step in workspace.files():
    for row, ((source, key, version, _), (account, at)) in zip(step.rows, told(step)):
      retracted = row.get("retracted") == "yes" and "retracted" in step.columns
      kind = kinds.get(step.format, "subscription.state")
      found.append({
        "account": account, "kind": kind, "at": at or "0001-01-01", "recorded": step.recorded_at,
        "source": source, "key": key, "version": f"{version}T00:00:00.000000Z",
        "body": None if retracted else charge(row) if kind == "charge" else body(row)})
  for _, said in workspace.settings:
    found.append({
      "account": "", "kind": "setting", "at": "0001-01-01", "recorded": said.recorded_at,
      "source": "tenure", "key": f"setting#{said.name}", "version": said.recorded_at,
      "body": {"name": said.name, "value": said.value}})
  for _, file in workspace.rates:
    for on, quotes in file.days.items():
      found.append({
        "account": "", "kind": "rates", "at": day_text(on), "recorded": file.recorded_at,
        "source": "ecb", "key": f"rates#{day_text(on)}", "version": file.recorded_at,
        "body": {"base": "EUR", "quotes": quotes}})
  return [oracle.line(record) for record in found]


class Sums(unittest.TestCase):
  @classmethod
  def setUpClass(cls):
    cls.worlds = []
    for index in range(12):
      workspace = Workspace(7, index, 25)
      knowledge = oracle.Knowledge(lines_of(workspace))
      first = workspace.span.first + 60 + 10 * index
      period = Period(first, first + 100, first + 90 + index)
      answer = Answer(knowledge, period)
      for book in books(knowledge):
        money = MoneyAnswer(answer, book)
        if not money.missing:
          cls.worlds.append((workspace, money))

  def bridges(self, by=None):
    """Every book's bridge, in every netting."""
    for _, money in self.worlds:
      for netting in ("day", "period", "none"):
        yield money, netting, Bridge(money.book, money.window, by, netting)

  def test_there_is_something_to_see(self):
    names = {
      line for _, _, bridge in self.bridges("plan") for side in bridge.sides.values()
      for line, amount in side.lines.items() if amount}
    # No discount that is no more can make an amount smaller.
    self.assertEqual(set(LINES) - names, {"correction", "contraction.discount_end"})

  def test_t126_opening_and_lines_are_the_closing_in_every_slice(self):
    for by in ("plan", "currency", "interval", "country"):
      for _, _, bridge in self.bridges(by):
        for side in bridge.sides.values():
          self.assertEqual(side.opening + sum(side.lines.values()), side.closing)

  def test_slices_add_up_to_the_total_line_by_line(self):
    for by in ("plan", "currency", "interval", "tier"):
      for _, _, bridge in self.bridges(by):
        slices = [side for name, side in bridge.sides.items() if name is not None]
        for line, amount in bridge.sides[None].lines.items():
          if not line.startswith("moved"):
            self.assertEqual(sum(side.lines[line] for side in slices), amount, (by, line))
        moved = [sum(side.lines[line] for side in slices) for line in ("moved_in", "moved_out")]
        self.assertEqual(sum(moved), 0)

  def test_days_add_up_to_months(self):
    for _, money in self.worlds:
      opening, closing = money.window
      middle = (opening + closing) // 2
      for netting in ("day", "none"):
        parts = [
          Bridge(money.book, Window(*ends), None, netting).sides[None].lines
          for ends in ((opening, middle), (middle, closing))]
        whole = Bridge(money.book, money.window, None, netting).sides[None].lines
        self.assertEqual(whole, {line: parts[0][line] + parts[1][line] for line in whole})

  def test_signs(self):
    for _, _, bridge in self.bridges("plan"):
      for side in bridge.sides.values():
        for line, amount in side.lines.items():
          if line.startswith(("contraction", "churn", "pause", "moved_out")):
            self.assertLessEqual(amount, 0, line)
          elif line not in ("fx", "correction"):
            self.assertGreaterEqual(amount, 0, line)

  def test_t157_gross_is_at_most_net_and_all(self):
    for _, money in self.worlds:
      found = {row["id"]: row["value"] for row in money.figures()}
      if found["grr"] is not None:
        self.assertTrue(0 <= found["grr"] <= min(1, found["nrr"]))
        self.assertLessEqual(found["grr.without_price"], found["grr"])

  def test_rows_add_up(self):
    for _, money in self.worlds:
      stated = {row["id"]: row for row in money.figures()}
      lines = money.bridge().sides[None].lines
      for figure in EXPLAINED:
        rows = explained(money, figure)
        if is_line(figure):
          name = figure.removeprefix("mrr.")
          total = sum(amount for line, amount in lines.items() if name in (
            line, line.split(".")[0]))
          self.assertEqual(sum(Fraction(row["amount"]) for row in rows) * 1_000_000, total)
        elif figure in stated and stated[figure]["value"] is not None:
          row = stated[figure]
          total = sum(Fraction(each["numerator"]) for each in rows)
          self.assertEqual(total, Fraction(
            row["value"] if row["numerator"] is None else row["numerator"]), figure)

  def test_every_kind_of_cohort(self):
    for _, money in self.worlds:
      entered = sum(
        each.first_paid is not None and each.first_paid <= money.answer.horizon
        for each in money.knowledge.customers)
      for cohort, clock, at in product(
          ("week", "quarter", "plan", "tier"), ("calendar", "anniversary"), ("end", "any")):
        bounded, unbounded = (
          cohort_report(money.answer, Options(cohort, "month", clock, at, bound))["cohorts"]
          for bound in ("bounded", "unbounded"))
        members = sum(row["customers"] for row in bounded)
        self.assertEqual(members, entered) if cohort != "plan" else self.assertGreaterEqual(
          members, entered)
        for row, later in zip(bounded, unbounded, strict=True):
          for cell, wider in zip(row["cells"], later["cells"], strict=True):
            self.assertTrue(0 <= cell["retained"] <= wider["retained"] <= cell["base"])


if __name__ == "__main__":
  unittest.main()
