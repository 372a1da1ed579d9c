"""Figures worked out by hand; T-numbers are those of the definitions."""

import unittest
from fractions import Fraction

import book
import figures
from book import answer, fact, life, lives, profile, ratio

JANUARY = ("2025-01-01", "2025-01-31")


class Retention(unittest.TestCase):
  def test_t100_nothing_to_divide_by_is_undefined(self):
    asked = answer(lives("new", 3, "2025-01-10"), *JANUARY)
    self.assertEqual(ratio(asked, "crr"), (0, 0))
    values = {row["id"]: row["value"] for row in asked.report()["figures"]}
    # Only c and d have something else to divide by, and e has days to count.
    defined = {name for name, value in values.items() if value is not None}
    self.assertEqual(defined, {"churn.c", "churn.d", "churn.e"})
    self.assertEqual(values.keys(), set(figures.FIGURES))

  def test_t101_one_leaver_old_or_new(self):
    stay, leave = ("2024-06-01",), ("2024-06-01", "2025-01-20")
    old = answer(
      lives("a", 9, *stay) + life("b", *leave) + lives("n", 5, "2025-01-05"), *JANUARY)
    self.assertEqual((ratio(old, "crr"), ratio(old, "tracked")), ((9, 10), (9, 10)))
    new = answer(
      lives("a", 10, *stay) + lives("n", 4, "2025-01-05") + life("m", "2025-01-05", "2025-01-20"),
      *JANUARY)
    self.assertEqual((ratio(new, "crr"), ratio(new, "tracked")), ((9, 10), (10, 10)))
    self.assertEqual(figures.counts(new.members)["newLost"], 1)

  def t102(self):
    """S = 100, N = 15, ten lost, two of them new."""
    return answer(
      lives("stay", 92, "2024-06-01") + lives("lost", 8, "2024-06-01", "2025-01-20")
      + lives("new", 13, "2025-01-05") + lives("brief", 2, "2025-01-05", "2025-01-25"), *JANUARY)

  def test_t102_t130_every_rule_on_one_month(self):
    asked = self.t102()
    found = {name: ratio(asked, name) for name in figures.FIGURES if name != "churn.e"}
    self.assertEqual(found, {
      "crr": (90, 100), "tracked": (92, 100), "survived": (92, 100), "churn.a": (8, 100),
      "churn.a_prime": (8, 100), "churn.b": (10, 100), "churn.c": (10, 115),
      "churn.d": (20, 205), "churn.f": (8, 100), "churn.renewal": (8, 100)})
    # Rule f leaves two of the fifteen new ones out: New = 13.
    self.assertEqual(sum(member.new and not member.same_month for member in asked.members), 13)

  def test_t104_more_than_all(self):
    back = [line for i in range(5) for line in (
      *life(f"back{i}", "2024-01-01", "2024-03-01"),
      fact(f"back{i}", "2025-01-15", assertion="again"))]
    asked = answer(
      lives("a", 97, "2024-06-01") + lives("lost", 3, "2024-06-01", "2025-01-20") + back, *JANUARY)
    self.assertEqual(ratio(asked, "crr"), (102, 100))
    crr = next(row for row in asked.report()["figures"] if row["id"] == "crr")
    self.assertEqual((crr["value"], crr["interval"]), (Fraction(51, 50), None))
    self.assertEqual(figures.counts(asked.members)["reactivated"], 5)

  def test_t105_what_is_not_retained_is_lost(self):
    asked = answer(
      lives("a", 97, "2024-06-01") + lives("b", 3, "2024-06-01", "2025-01-20"), *JANUARY)
    self.assertEqual((ratio(asked, "crr"), ratio(asked, "churn.a")), ((97, 100), (3, 100)))

  def test_t106_wilson(self):
    for successes, trials, low, high in (
        (9, 10, 0.596, 0.982), (90, 100, 0.826, 0.945), (97, 100, 0.915, 0.990),
        (0, 20, 0.0, 0.161)):
      found = figures.wilson(successes, trials)
      self.assertAlmostEqual(found["low"], low, 3)
      self.assertAlmostEqual(found["high"], high, 3)

  def test_surviving_is_more_than_being_there_at_both_ends(self):
    dip = [*life("dip", "2024-06-01", "2025-01-10"), fact("dip", "2025-01-12", assertion="again")]
    asked = answer(lives("a", 1, "2024-06-01") + dip, *JANUARY)
    self.assertEqual(ratio(asked, "tracked"), (2, 2))
    self.assertEqual(ratio(asked, "survived"), (1, 2))
    self.assertEqual((ratio(asked, "churn.a"), ratio(asked, "churn.a_prime")), ((0, 2), (1, 2)))


class Churn(unittest.TestCase):
  def test_t131_rule_e_adds_days(self):
    lines = (
      lives("a", 90, "2024-06-01") + lives("b", 5, "2024-06-01", "2025-01-01")
      + lives("c", 5, "2024-06-01", "2025-01-02"))
    asked = answer(lines, "2025-01-01", "2025-01-02")
    self.assertEqual(figures.daily(asked.members), Fraction(5, 100) + Fraction(5, 95))
    self.assertEqual(ratio(asked, "churn.a"), (10, 100))

  def test_t132_one_joined_and_left(self):
    asked = answer(
      lives("a", 90, "2024-06-01") + lives("b", 10, "2024-06-01", "2025-01-20")
      + life("n", "2025-01-05", "2025-01-20"), *JANUARY)
    self.assertEqual(ratio(asked, "churn.a"), (10, 100))
    self.assertEqual(ratio(asked, "churn.b"), (11, 100))

  def test_t133_rule_b_without_a_base(self):
    asked = answer(
      lives("n", 3, "2025-01-05") + lives("m", 2, "2025-01-05", "2025-01-20"), *JANUARY)
    self.assertEqual(ratio(asked, "churn.b"), (2, 0))
    b = next(row for row in asked.report()["figures"] if row["id"] == "churn.b")
    self.assertEqual((b["value"], b["interval"]), (None, None))

  def test_t134_only_those_due_can_fail_to_renew(self):
    year = {"interval": "year"}
    lines = (
      # Due in March by the year: four, of whom one leaves on the day.
      lives("due", 3, "2024-03-15", **year) + life("gone", "2024-03-15", "2025-03-15", **year)
      # Not due until June: six, of whom one leaves in mid-term.
      + lives("june", 5, "2024-06-15", **year) + life("mid", "2024-06-15", "2025-03-20", **year)
      # Due every month: ten, of whom two leave.
      + lives("month", 8, "2024-06-10") + lives("out", 2, "2024-06-10", "2025-03-10"))
    asked = answer(lines, "2025-03-01", "2025-03-31")
    self.assertEqual(ratio(asked, "churn.renewal"), (3, 14))
    self.assertEqual(ratio(asked, "churn.a"), (4, 20))

  def test_pauses_free_plans_and_full_discounts_are_not_churn(self):
    for status, more in (
        ("paused", {}), ("active", {"discountPercent": "100"}), ("active", {"quantity": 0})):
      lines = life("a", "2024-06-01") + [fact("a", "2025-01-10", status, assertion="2", **more)]
      asked = answer(lines, *JANUARY)
      self.assertEqual((ratio(asked, "tracked"), ratio(asked, "churn.b")), ((0, 1), (0, 1)))
      # Leaving from there is: the customer has paid before.
      asked = answer(lines + [fact("a", "2025-01-20", "ended", assertion="3")], *JANUARY)
      self.assertEqual(ratio(asked, "churn.b"), (1, 1))

  def test_who_never_paid_cannot_churn(self):
    lines = [
      fact("a", "2024-06-01", unitAmount="0"), fact("a", "2025-01-10", "ended", assertion="2")]
    self.assertEqual(ratio(answer(lines, *JANUARY), "churn.b"), (0, 0))

  def test_rule_f_needs_one_month_and_one_event(self):
    asked = answer(life("a", "2025-01-25", "2025-02-05"), "2025-01-01", "2025-02-28")
    self.assertEqual(ratio(asked, "churn.f"), (1, 0))
    asked = answer(life("a", "2025-01-25", "2025-01-30"), "2025-01-01", "2025-02-28")
    self.assertEqual(ratio(asked, "churn.f"), (0, 0))
    twice = life("a", "2025-01-05", "2025-01-10") + [
      fact("a", "2025-01-15", assertion="3"), fact("a", "2025-01-20", "ended", assertion="4")]
    self.assertEqual(ratio(answer(twice, *JANUARY), "churn.f"), (1, 0))

  def test_rule_c_counts_a_second_churn_again(self):
    twice = life("a", "2024-06-01", "2025-01-05") + [
      fact("a", "2025-01-15", assertion="3"), fact("a", "2025-01-20", "ended", assertion="4")]
    asked = answer(twice + life("b", "2024-06-01"), *JANUARY)
    self.assertEqual((ratio(asked, "churn.c"), ratio(asked, "churn.b")), ((2, 2), (1, 2)))


class Slices(unittest.TestCase):
  def test_two_plans_count_in_both(self):
    lines = life("a", "2024-06-01", name="x", plan="Pro") + life(
      "a", "2024-06-01", name="y", plan="Team") + life("b", "2024-06-01", plan="Pro")
    asked = answer(lines, *JANUARY)
    self.assertEqual([ratio(asked, "crr", "plan", plan) for plan in ("Pro", "Team", None)], [
      (2, 2), (1, 1), (2, 2)])

  def test_the_base_is_sliced_at_opening_others_when_they_first_pay(self):
    lines = (
      life("a", "2024-06-01", plan="Pro") + [fact("a", "2025-01-10", assertion="2", plan="Team")]
      + [fact("b", "2025-01-05", plan="Basic", unitAmount="0")]
      + [fact("b", "2025-01-08", assertion="2", plan="Max")]
      + [fact("c", "2025-01-05", plan="Basic", unitAmount="0")])
    self.assertEqual(set(answer(lines, *JANUARY).groups("plan")), {None, "Pro", "Max"})

  def test_attributes_are_read_then_too(self):
    lines = (
      life("a", "2024-06-01") + life("b", "2025-01-10") + life("c", "2024-06-01")
      + [profile("a", "0001-01-01", country="RO"), profile("a", "2025-01-01", ":1", country="US")]
      + [profile("b", "2025-01-09", country="VN"), profile("b", "2025-01-10", ":1", tier="gold")]
      + [profile("b", "2025-01-11", ":2", country="US")])
    groups = answer(lines, *JANUARY).groups("country")
    named = {value: [member.account for member in group] for value, group in groups.items()}
    self.assertEqual(named, {None: ["a", "b", "c"], "RO": ["a"], "VN": ["b"], "": ["c"]})

  def test_intervals_are_named(self):
    lines = life("a", "2024-06-01") + life(
      "b", "2024-06-01", interval="month", intervalCount=3) + life(
      "c", "2024-06-01", interval="week", intervalCount=2)
    self.assertEqual(
      set(answer(lines, *JANUARY).groups("interval")), {None, "month", "3 months", "2 weeks"})


class Horizon(unittest.TestCase):
  lines = life("a", "2024-06-01", endsAt="2025-01-20") + life("b", "2024-06-01")

  def test_what_lies_ahead_is_not_seen(self):
    self.assertEqual(ratio(answer(self.lines, *JANUARY, today="2025-01-19"), "crr"), (2, 2))
    self.assertEqual(ratio(answer(self.lines, *JANUARY, today="2025-01-20"), "crr"), (1, 2))

  def test_a_period_is_complete_once_its_last_day_is_seen(self):
    for today, complete in (("2025-01-30", False), ("2025-01-31", True)):
      period = answer(self.lines, *JANUARY, today=today).report()["period"]
      self.assertEqual(period["complete"], complete)

  def test_a_period_is_seen_from_its_first_day_on(self):
    figures_of = lambda today: answer(self.lines, *JANUARY, today=today).report()["figures"]
    self.assertEqual({row["value"] for row in figures_of("2024-12-31")}, {None})
    crr, *_, daily = figures_of("2025-01-01")
    self.assertEqual((crr["value"], daily["id"], daily["value"]), (1, "churn.e", 0))

  def test_as_of_hides_what_was_recorded_later_and_what_came_later(self):
    late = [fact("b", "2025-01-05", "ended", assertion="end", recorded="2025-01-15T00:00:00Z")]
    lines = self.lines + late
    for as_of, crr in (("2025-01-14", (2, 2)), ("2025-01-15", (1, 2)), ("2025-01-20", (0, 2))):
      self.assertEqual(ratio(answer(lines, *JANUARY, as_of=as_of), "crr"), crr)

  def test_a_day_of_as_of_ends_with_the_local_day(self):
    zone = book.setting("zone", "America/New_York")
    late = [zone, fact("b", "2025-01-05", "ended", assertion="e", recorded="2025-01-15T04:59:59Z")]
    later = [zone, fact("b", "2025-01-05", "ended", assertion="e", recorded="2025-01-15T05:00:00Z")]
    for lines, crr in ((late, (1, 2)), (later, (2, 2))):
      self.assertEqual(
        ratio(answer(self.lines + lines, *JANUARY, as_of="2025-01-14"), "crr"), crr)

  def test_before_the_first_fact_nothing_is_known(self):
    asked = answer(self.lines + [book.setting("zone", "UTC", recorded="2019-01-01T00:00:00Z")],
      *JANUARY, as_of="2019-06-01")
    self.assertFalse(asked.knowledge.knows_customers)
    self.assertEqual({row["value"] for row in asked.report()["figures"]}, {None})
    self.assertEqual(asked.rows("crr"), [])


class Rows(unittest.TestCase):
  def test_a_row_says_why_a_customer_counts(self):
    lines = life("a", "2024-06-01", "2025-01-20") + life("b", "2023-06-01", "2023-07-01")
    self.assertEqual(answer(lines, *JANUARY).rows("churn.a"), [{
      "account": "a", "opening": "paying", "closing": "none", "new": False,
      "firstPaidDay": "2024-06-01", "churnEvents": 1, "survived": False, "dueForRenewal": True,
      "sameMonth": False, "numerator": True, "denominator": True}])

  def test_rows_come_in_order_of_bytes(self):
    names = ("é", "e\u0301", "z", "\U0001f680", "\ufb01")
    lines = [line for name in names for line in life(name, "2024-06-01")]
    self.assertEqual(
      [row["account"] for row in answer(lines, *JANUARY).rows("crr")],
      ["e\u0301", "z", "é", "\ufb01", "\U0001f680"])

  def test_new_on_the_first_day_old_on_the_eve(self):
    rows = answer(life("a", "2025-01-01") + life("b", "2024-12-31"), *JANUARY).rows("crr")
    found = [(row["new"], row["denominator"]) for row in rows]
    self.assertEqual(found, [(True, False), (False, True)])


if __name__ == "__main__":
  unittest.main()
