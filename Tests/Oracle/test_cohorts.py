"""Cohorts by hand; T-numbers are those of the definitions."""

import unittest
from fractions import Fraction

from book import answer, fact, life, lives, profile, rates, setting
from cohorts import Options, cohort_report


def report(lines, today="2025-12-31", **options):
  """The JSON of the cohorts."""
  return cohort_report(answer(lines, today, today, today=today), Options(**options))


def values(lines, name=None, part="value", **options):
  """[value] of the cells of a cohort: of one, or of the only one."""
  rows = report(lines, **options)["cohorts"]
  (row,) = [each for each in rows if name in (None, each["label"])]
  return [cell[part] for cell in row["cells"]]


def halves(*shares):
  """Shares of a hundred."""
  return [Fraction(share, 100) for share in shares]


class Cells(unittest.TestCase):
  def test_t170_anniversaries_are_clamped(self):
    for end, expected in (("2025-02-28", [1, 0, 0]), ("2025-03-01", [1, 1, 0])):
      lines = life("a", "2025-01-31", end)
      self.assertEqual(
        values(lines, clock="anniversary", today="2025-03-31"), expected)
    # Counted from 31 January, not from 28 February: on 30 March nothing has begun anew.
    self.assertEqual(
      values(life("a", "2025-01-31"), clock="anniversary", today="2025-03-30"), [1, 1])

  def test_t171_any_moment_or_the_end(self):
    lines = life("a", "2025-01-10", "2025-03-02")
    self.assertEqual(values(lines, today="2025-03-31"), [1, 1, 0])
    self.assertEqual(values(lines, today="2025-03-31", at="any"), [1, 1, 1])

  def test_t172_bounded_and_unbounded(self):
    lines = life("a", "2025-01-06", "2025-01-13") + life("a", "2025-01-20", "2025-01-27", name="b")
    options = {"cohort": "week", "today": "2025-02-02"}
    for at in ("end", "any"):
      self.assertEqual(values(lines, at=at, **options), [1, 0, 1, 0])
      self.assertEqual(values(lines, at=at, bound="unbounded", **options), [1, 1, 1, 0])

  def test_t173_against_the_start_or_the_previous(self):
    lines = (
      lives("a", 45, "2025-01-10") + lives("b", 15, "2025-01-10", "2025-03-31")
      + lives("c", 40, "2025-01-10", "2025-02-28"))
    options = {"today": "2025-03-31"}
    self.assertEqual(values(lines, **options), halves(100, 60, 45))
    self.assertEqual(values(lines, relative="previous", **options), halves(100, 60, 75))

  def test_t174_means(self):
    lines = (
      lives("a", 5, "2025-01-10") + lives("b", 5, "2025-01-10", "2025-02-10")
      + lives("c", 81, "2025-02-10") + lives("d", 9, "2025-02-10", "2025-03-10"))
    for mean, share in (("weighted", 86), ("simple", 70)):
      found = report(lines, today="2025-03-31", mean=mean)["mean"]
      self.assertEqual(found[1], {"index": 1, "value": Fraction(share, 100), "cohorts": 2})
      # In the third month only the older cohort has been seen.
      self.assertEqual(found[2], {"index": 2, "value": Fraction(1, 2), "cohorts": 1})

  def test_t175_values_are_frozen_at_entry(self):
    lines = (
      life("a", "2025-01-10", plan="Pro") + [fact("a", "2025-01-20", assertion="2", plan="Team")]
      + life("b", "2025-01-10", "2025-01-20", plan="Pro")
      + [profile("a", "2025-01-01", tier="x"), profile("a", "2025-01-12", "2", tier="y")])
    self.assertEqual(values(lines, "Pro", cohort="plan", today="2025-02-28"), [Fraction(1, 2)] * 2)
    self.assertEqual(
      [row["label"] for row in report(lines, cohort="tier")["cohorts"]], ["", "x"])

  def test_two_plans_are_two_cohorts(self):
    lines = life("a", "2025-01-10", name="x", plan="Pro") + life(
      "a", "2025-01-10", name="y", plan="Team")
    found = report(lines, cohort="plan", measure="mrr")["cohorts"]
    self.assertEqual(
      [(row["label"], row["start"]) for row in found], [("Pro", "20"), ("Team", "20")])

  def test_t176_a_cell_counts_who_is_seen(self):
    lines = life("a", "2025-01-10") + life("b", "2025-01-20")
    options = {"clock": "anniversary", "part": "customers"}
    self.assertEqual(values(lines, today="2025-02-15", **options), [2, 1])
    options["part"] = "complete"
    self.assertEqual(values(lines, today="2025-02-15", **options), [True, False])

  def test_who_has_begun_counts_up_to_the_horizon(self):
    lines = life("a", "2025-01-10", "2025-02-10")
    self.assertEqual(values(lines, today="2025-02-09"), [1, 1])
    self.assertEqual(values(lines, today="2025-02-10"), [1, 0])
    self.assertEqual(values(lines, today="2025-02-10", at="any"), [1, 1])
    self.assertEqual(values(lines, today="2025-02-10", part="complete"), [True, False])

  def test_labels(self):
    lines = life("a", "2024-12-30")
    for unit, expected in (
        ("day", "2024-12-30"), ("week", "2025-W01"), ("month", "2024-12"), ("quarter", "2024-Q4"),
        ("year", "2024")):
      found = report(lines, cohort=unit, today="2025-01-02")
      self.assertEqual((found["cohorts"][0]["label"], found["every"]), (expected, unit))
    self.assertEqual(report(lines, cohort="plan")["every"], "month")

  def test_smaller_units_follow_each_customer(self):
    lines = life("a", "2025-01-07", "2025-01-20") + life("b", "2025-01-28", "2025-02-03")
    found = values(lines, every="week", today="2025-02-09")
    # In weeks: a 1 1 0, b 1 0; b has no third week yet.
    self.assertEqual(found[:3], [1, Fraction(1, 2), 0])


class Measures(unittest.TestCase):
  lines = [
    fact("a", "2025-01-10", quantity=2), fact("a", "2025-02-10", assertion="2", quantity=3),
    fact("b", "2025-01-20", quantity=4), fact("b", "2025-02-10", assertion="2", quantity=1)]

  def test_money_and_seats(self):
    for measure, expected in (
        ("mrr", [1, Fraction(4, 6)]), ("grr", [1, Fraction(3, 6)]), ("seats", [1, Fraction(4, 6)]),
        ("customers", [1, 1])):
      self.assertEqual(values(self.lines, measure=measure, today="2025-02-28"), expected)
    found = report(self.lines, measure="grr", today="2025-02-28")
    cell = found["cohorts"][0]["cells"][1]
    self.assertEqual((cell["base"], cell["previous"], cell["retained"]), ("60", "60", "30"))
    self.assertEqual(found["currency"], "USD")
    self.assertEqual(report(self.lines, measure="seats")["currency"], None)

  def test_rates_move_no_cell(self):
    lines = life("a", "2025-01-10", unitAmount="100") + [
      setting("currency", "EUR"), rates("2024-12-30", USD="1.25"), rates("2025-01-31", USD="2")]
    found = report(lines, measure="mrr", today="2025-02-28")
    self.assertEqual((found["cohorts"][0]["start"], found["currency"]), ("80", "EUR"))
    self.assertEqual(values(lines, measure="mrr", today="2025-02-28"), [1, 1])

  def test_a_currencys_own_book(self):
    lines = life("a", "2025-01-10") + life("b", "2025-01-10", currency="EUR") + life(
      "b", "2025-01-20", name="y", unitAmount="90")
    found = report(lines, measure="mrr", currency="USD", today="2025-01-31")
    self.assertEqual([row["customers"] for row in found["cohorts"]], [1])


if __name__ == "__main__":
  unittest.main()
