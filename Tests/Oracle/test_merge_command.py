"""`tenure merge` as a command, and what it changes of reports, restatements and the bridge."""

import json
import unittest

from command import InWorkspace

TODAY = ("--today", "2025-08-01")


class Merge(InWorkspace):
  """`old` left in March, as `new` came; merged in June. `one` and `two` are merged and parted."""

  @classmethod
  def fill(cls, folder):
    path = folder / "subscriptions.csv"
    path.write_text("\n".join((
      "customer_id,subscription_id,start_date,amount,currency,ended_at",
      "old,s1,2024-01-10,100,EUR,2025-03-15", "new,s2,2025-03-15,120,EUR,",
      "one,s3,2024-01-10,50,EUR,", "two,s4,2024-01-10,30,EUR,")) + "\n")
    cls.told("import", str(path), "--exported-at", "2025-05-01",
      "--recorded-at", "2025-05-01T12:00:00Z")
    cls.at = ("--recorded-at", "2025-06-10T12:00:00Z")
    cls.said = cls.told("merge", "old", "--into", "new", *cls.at)
    cls.told("merge", "two", "--into", "one", *cls.at)
    cls.told("merge", "two", "--undo", "--recorded-at", "2025-06-11T12:00:00Z")

  def report(self, *arguments):
    return json.loads(self.told("report", "--month", "2025-03", *TODAY, "--format", "json",
      *arguments))

  def test_it_says_what_it_did_and_lists_who_is_whom(self):
    self.assertIn("old is new: what was told of old counts for it, on all days.", self.said)
    self.assertEqual(self.told("merge"), "customer  is\nold       new\n")

  def test_who_came_back_under_another_id_has_not_left(self):
    def bridge(report):
      return {name: amount for name, amount in report["books"][0]["bridge"][0]["lines"].items()
        if amount != "0"}

    self.assertEqual(bridge(self.report()), {"expansion.plan": "20"})
    self.assertEqual(
      bridge(self.report("--as-of", "2025-06-09")), {"churn.voluntary": "-100", "new": "120"})

  def restatements(self, figure):
    log = json.loads(self.told("restatements", "--month", "2025-03", "--since", "2025-06-09",
      "--figure", figure, *TODAY, "--format", "json"))
    (change,) = log["changes"]
    return change, {row["account"]: row for row in change["customers"]}

  def test_the_restatement_says_that_it_was_a_merge(self):
    change, customers = self.restatements("crr")
    self.assertAlmostEqual(change["before"], 2 / 3)
    self.assertEqual(change["afterFacts"], 1)
    self.assertEqual(set(customers), {"old", "new"})
    for row in customers.values():
      self.assertEqual([fact["why"] for fact in row["facts"]], ["merged"])
      self.assertEqual(row["facts"][0]["fact"]["body"], {"into": "new"})

  def test_a_product_of_months_names_its_customers_too(self):
    change, customers = self.restatements("nrr.compounded12")
    self.assertNotEqual(change["before"], change["afterFacts"])
    # Of twelve months `old` opened at 100; now `new` did, and closed the last one at 120.
    self.assertEqual({name: (row["numerator"], row["denominator"]) for name, row in
      customers.items()}, {"old": ("-1100", "-1200"), "new": ("1220", "1200")})
    self.assertEqual(customers["new"]["facts"][0]["why"], "merged")
    table = self.told("restatements", "--month", "2025-03", "--since", "2025-06-09", *TODAY)
    self.assertIn("old#merge", table)

  def test_the_customers_of_the_correction_are_listed_by_the_restatements_of_the_opening(self):
    bridge = json.loads(self.told("bridge", "--month", "2025-06", "--published", "2025-05-31",
      *TODAY, "--format", "json"))
    total = bridge["books"][0]["periods"][0]["slices"][0]
    self.assertEqual((total["opening"], total["closing"]), ("200", "200"))
    self.assertEqual(total["customers"], {"opening": 3, "closing": 3, "new": 0})

  def test_what_cannot_be_is_refused(self):
    for arguments, why in (
        (("nobody", "--into", "new"), "Nobody told of a customer nobody."),
        (("one", "--into", "nobody"), "Nobody told of a customer nobody."),
        (("one", "--into", "one"), "one is itself already"),
        (("old", "--into", "one"), "old is new already. Take that back first."),
        (("new", "--into", "old"), "old is new already. Take that back first."),
        (("one", "--undo"), "one was not merged into another customer."),
        (("one",), "Say which customer remains"),
        (("--into", "one"), "Name the customer"),
        (("--undo",), "Name the customer"),
        (("one", "--into", "two", "--undo"), "Say which customer remains")):
      with self.subTest(arguments):
        done = self.run_tenure("merge", *arguments)
        self.assertEqual(done.returncode, 64)
        self.assertIn(why, done.stderr)
    self.assertEqual(self.told("merge"), "customer  is\nold       new\n")

  def test_the_ledger_stays_sound(self):
    self.assertTrue(self.told("verify").endswith("all as it was written\n"))


if __name__ == "__main__":
  unittest.main()
