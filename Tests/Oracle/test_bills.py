"""Made-up bills: they must be what they promise, and stand in the export as they were told."""

import unittest
from collections import Counter
from fractions import Fraction

from bills import CHARGES, is_after
from expected import BILLS, expected, exported
from histories import Workspace
from steps import Import
from test_charges import charge


class Files(unittest.TestCase):
  @classmethod
  def setUpClass(cls):
    cls.workspaces = [each for each in (Workspace(1, index, 60) for index in range(40))
      if each.bills]
    cls.imports = [step for each in cls.workspaces for _, step in each.bills]
    cls.rows = [row for step in cls.imports for row in step.rows]

  def test_all_that_is_nasty_occurs(self):
    self.assertGreater(len(self.workspaces), 8)
    found = Counter(step.source for step in self.imports)
    for row in self.rows:
      kind, sign = row["type"] or "recurring", row["amount"][0] == "-"
      found[kind, sign] += 1
      found["named"] += kind == "recurring" and bool(row.get("interval"))
      found["unknown"] += row.get("refunds") == "c999"
      found["retracted"] += row.get("retracted") == "yes"
      found["an instant"] += "T" in row.get("period_start", "")
    for name in (
        ("recurring", True), ("recurring", False), ("usage", True), ("usage", False),
        ("one_off", False), ("refund", False), "named", "unknown", "retracted", "an instant",
        "bills", "ledger"):
      self.assertGreater(found[name], 10 if name != "ledger" else 0, name)
    self.assertEqual(found["one_off", True] + found["refund", True], 0)

  def test_nothing_is_refused_at_the_door(self):
    for row in self.rows:
      amount, tax = Fraction(row["amount"]), Fraction(row["tax_amount"] or 0)
      self.assertGreaterEqual(amount * tax, 0)
      if row.get("period_end"):
        self.assertTrue(is_after(row["period_start"], row["period_end"]), row)
      if row["type"] in ("one_off", "refund"):
        self.assertFalse(row.get("period_start") or row.get("interval"))

  def test_a_row_becomes_one_line(self):
    row = {
      "charge_id": "c1", "customer_id": "a", "billed_on": "2025-06-01", "type": "",
      "amount": "30.00", "currency": "EUR", "tax_amount": "", "period_start": "2025-06-01",
      "period_end": "2025-07-01", "interval": "quarterly", "interval_count": "", "plan": "Pro",
      "quantity": "3"}
    step = Import(
      "f.csv", tuple(row), [row], CHARGES, "2020-01-01", "2020-01-01T00:00:00Z", "bills", "\n")
    named = {"plan": "Pro", "interval": "month", "intervalCount": 3}
    for more, is_same in (({}, True), ({"quantity": 4}, False), ({"tax": "1"}, False)):
      line = charge(
        "c1", "2025-06-01", "2025-07-01", "30", **{"quantity": 3, **named, **more})
      found = exported([line], {"2020-01-01"}, BILLS)
      self.assertEqual(expected([step]) == found, is_same)


if __name__ == "__main__":
  unittest.main()
