"""The bridge by hand; T-numbers are those of the definitions."""

import json
import unittest

from book import answer, fact, life, moved, money, profile, rates, setting
from bridge import Asked, bridge_report
from moments import day
from oracle import Knowledge

MAY, JUNE = "2025-05-01", "2025-06-15"


def two(first, then, **more):
  """A customer who changes on 15 June, from some terms to others."""
  return [fact("a", MAY, **{**more, **first}), fact("a", JUNE, assertion="2", **{**more, **then})]


class Movements(unittest.TestCase):
  def test_the_example_of_the_text(self):
    lines = (
      two({"quantity": 10}, {"quantity": 13})
      + life("b", MAY, unitAmount="125", discountPercent="20")
      + [fact("b", JUNE, assertion="x", unitAmount="125", discountPercent="36")]
      + life("c", "2025-06-05", "2025-06-20", unitAmount="50")
      + life("d", "2024-11-01", "2025-01-01", unitAmount="40")
      + [fact("d", JUNE, assertion="x", unitAmount="40")])
    self.assertEqual(moved(lines), {
      "opening": "200", "new": "50", "expansion.quantity": "30", "contraction.discount": "-20",
      "churn.voluntary": "-50", "reactivation": "40", "closing": "250"})

  def test_t116_seats(self):
    self.assertEqual(moved(two({"quantity": 3}, {"quantity": 5})), {
      "opening": "30", "expansion.quantity": "20", "closing": "50"})

  def test_t120_one_of_two_is_contraction_the_last_is_churn(self):
    lines = life("a", MAY, "2025-06-10", name="x") + life("a", MAY, JUNE, name="y", unitAmount="7")
    self.assertEqual(moved(lines), {
      "opening": "17", "contraction.cross_sell": "-10", "churn.voluntary": "-7", "closing": "0"})
    together = life("a", MAY, JUNE, name="x") + life("a", MAY, JUNE, name="y", unitAmount="7")
    self.assertEqual(moved(together)["churn.voluntary"], "-17")
    self.assertEqual(moved(together, netting="none"), {
      "opening": "17", "contraction.cross_sell": "-10", "churn.voluntary": "-7", "closing": "0"})

  def test_t121_t142_a_switch_told_as_end_and_beginning(self):
    lines = life("a", MAY, JUNE, name="x", plan="Pro") + life(
      "a", JUNE, name="y", plan="Team", unitAmount="13")
    self.assertEqual(moved(lines), {"opening": "10", "expansion.plan": "3", "closing": "13"})
    self.assertEqual(moved(lines, netting="none"), {
      "opening": "10", "churn.voluntary": "-10", "reactivation": "13", "closing": "13"})

  def test_t122_another_term_at_the_same_value_is_no_movement(self):
    lines = two({}, {"interval": "year", "unitAmount": "120"})
    self.assertEqual(moved(lines), {"opening": "10", "closing": "10"})

  def test_t123_an_end_that_is_withdrawn(self):
    lines = two({"endsAt": "2025-06-20"}, {})
    self.assertEqual(moved(lines), {"opening": "10", "closing": "10"})

  def test_t124_past_due(self):
    failed = life("a", "2025-04-01") + [fact("a", "2025-05-10", "past_due", assertion="2")]
    back = lambda on: failed + [fact("a", on, assertion="3")]
    self.assertEqual(moved(back("2025-06-08")), {"opening": "10", "closing": "10"})
    self.assertEqual(moved(back("2025-06-12")), {
      "opening": "10", "churn.involuntary": "-10", "reactivation": "10", "closing": "10"})

  def test_t126_lines_add_up_from_the_first_day_on(self):
    lines = two({"quantity": 3}, {"quantity": 5}) + life("b", MAY, JUNE)
    found = moved(lines, "2020-01-01", "2025-12-31")
    self.assertEqual(found, {
      "opening": "0", "new": "40", "expansion.quantity": "20", "churn.voluntary": "-10",
      "closing": "50"})

  def test_t127_netted_by_day_and_by_period(self):
    lines = two({"quantity": 1}, {"quantity": 2}) + [fact("a", "2025-06-20", assertion="3")]
    self.assertEqual(moved(lines), {
      "opening": "10", "expansion.quantity": "10", "contraction.quantity": "-10",
      "closing": "10"})
    self.assertEqual(moved(lines, netting="period"), {"opening": "10", "closing": "10"})

  def test_t129_syncalytics(self):
    gold = {"name": "gold", "plan": "Gold", "unitAmount": "500", "interval": "year"}
    silver = {"name": "silver", "plan": "Silver", "unitAmount": "30", "quantity": 2}
    lines = (
      life("s", "2025-01-10", "2026-01-10", quantity=4, **gold)
      + life("s", "2025-03-01", "2025-05-01", **silver)
      + [fact("s", "2026-03-01", assertion="x", name="gold", plan="Gold", quantity=3,
        unitAmount="50")])
    for first, last, expected in (
        ("2025-01-01", "2025-01-31", {"new": "166.666667"}),
        ("2025-03-01", "2025-03-31", {"expansion.cross_sell": "60"}),
        ("2025-05-01", "2025-05-31", {"contraction.cross_sell": "-60"}),
        ("2026-01-01", "2026-01-31", {"churn.voluntary": "-166.666667"}),
        ("2026-03-01", "2026-03-31", {"reactivation": "150"})):
      found = moved(lines, first, last)
      del found["opening"], found["closing"]
      self.assertEqual(found, expected)

  def test_t143_with_a_history_it_is_reactivation_or_new_after_a_set_gap(self):
    # The gap is 1 to 14 June, fourteen days.
    lines = life("a", MAY, "2025-06-01") + [fact("a", JUNE, assertion="x")]
    for limit, line in (("any", "reactivation"), ("14", "reactivation"), ("13", "new")):
      for netting in ("day", "none"):
        found = moved(lines + [setting("reactivation_days", limit)], netting=netting)
        self.assertEqual(found[line], "10", (limit, netting))

  def test_pauses_and_free_plans(self):
    for terms, down, up in (
        ({"status": "paused"}, "pause", "resume"),
        ({"quantity": 0}, "contraction.quantity", "expansion.quantity"),
        ({"discountPercent": "100"}, "contraction.discount", "expansion.discount_end"),
        ({"unitAmount": "0"}, "contraction.price", "expansion.price"),
        ({"unitAmount": "0", "plan": "Free"}, "contraction.plan", "expansion.plan")):
      lines = two({}, terms) + [fact("a", "2025-06-20", assertion="3")]
      for netting in ("day", "none"):
        self.assertEqual(moved(lines, netting=netting), {
          "opening": "10", down: "-10", up: "10", "closing": "10"}, terms)

  def test_a_pause_beside_others_is_a_pause(self):
    lines = life("a", MAY, name="y") + two({}, {"status": "paused"})
    self.assertEqual(moved(lines), {"opening": "20", "pause": "-10", "closing": "10"})

  def test_ends_have_causes(self):
    self.assertEqual(
      moved(life("a", MAY, endsAt=JUNE, endCause="involuntary"))["churn.involuntary"], "-10")
    lines = life("a", "2025-04-20") + [
      fact("a", "2025-05-10", "past_due", assertion="2", endCause="voluntary")]
    self.assertEqual(moved(lines)["churn.voluntary"], "-10")
    # What is said of an end that is to come is no cause of a trial before it.
    lines = life("a", MAY) + [fact(
      "a", JUNE, "trialing", assertion="2", endsAt="2025-09-01", endCause="involuntary")]
    self.assertEqual(moved(lines)["churn.voluntary"], "-10")
    # 10 voluntarily and 11 not.
    both = life("a", MAY, JUNE, name="x") + life(
      "a", MAY, JUNE, name="y", unitAmount="11", endCause="involuntary")
    self.assertEqual(moved(both)["churn.involuntary"], "-21")
    alike = life("a", MAY, JUNE, name="x") + life("a", MAY, JUNE, name="y", endCause="involuntary")
    self.assertEqual(moved(alike)["churn.voluntary"], "-20")


class Causes(unittest.TestCase):
  def test_each_step_at_what_the_ones_before_have_left(self):
    lines = two(
      {"unitAmount": "10", "quantity": 2, "discountPercent": "50"},
      {"unitAmount": "12", "quantity": 3, "discountPercent": "25"})
    # 10 to 12, to 18, to 27: price 2, quantity 6, discount 9.
    self.assertEqual(moved(lines), {"opening": "10", "expansion.discount": "17", "closing": "27"})
    self.assertEqual(moved(lines, netting="none"), {
      "opening": "10", "expansion.price": "2", "expansion.quantity": "6",
      "expansion.discount": "9", "closing": "27"})

  def test_of_equal_parts_the_first(self):
    lines = two({"quantity": 1}, {"quantity": 2, "unitAmount": "15"})
    # Price 5, quantity 15.
    self.assertEqual(moved(lines)["expansion.quantity"], "20")
    lines = two({"quantity": 2}, {"quantity": 3, "unitAmount": "20"})
    self.assertEqual(moved(lines)["expansion.price"], "40")
    lines = two({"quantity": 2}, {"quantity": 4, "unitAmount": "20"})
    # 20 and 40; and 20 and 20 of two subscriptions.
    self.assertEqual(moved(lines)["expansion.quantity"], "60")

  def test_a_change_of_currency(self):
    for then, cause in (({}, "price"), ({"plan": "Team"}, "plan")):
      lines = two({"currency": "EUR"}, {"currency": "USD", **then})
      for netting in ("day", "none"):
        self.assertEqual(moved(lines, currency="EUR", netting=netting), {
          "opening": "10", f"contraction.{cause}": "-10", "closing": "0"})
        self.assertEqual(moved(lines, currency="USD", netting=netting), {
          "opening": "0", f"expansion.{cause}": "10", "closing": "10"})

  def test_a_switch_between_currencies_is_neither_leaving_nor_coming(self):
    lines = life("a", MAY, JUNE, name="x", currency="EUR") + life("a", JUNE, name="y")
    for netting in ("day", "none"):
      self.assertEqual(moved(lines, currency="EUR", netting=netting)["contraction.plan"], "-10")
      self.assertEqual(moved(lines, currency="USD", netting=netting)["expansion.plan"], "10")


class Slices(unittest.TestCase):
  def test_t128_money_moves_between_plans(self):
    lines = two({"plan": "Pro", "unitAmount": "100"}, {"plan": "Team", "unitAmount": "130"})
    for netting in ("day", "period", "none"):
      self.assertEqual(moved(lines, by="plan", name="Pro", netting=netting), {
        "opening": "100", "moved_out": "-100", "closing": "0"})
      self.assertEqual(moved(lines, by="plan", name="Team", netting=netting), {
        "opening": "0", "expansion.plan": "30", "moved_in": "100", "closing": "130"})

  def test_what_is_lost_stays_where_it_was(self):
    lines = two({"plan": "Team", "unitAmount": "130"}, {"plan": "Pro", "unitAmount": "100"})
    for netting in ("day", "period", "none"):
      self.assertEqual(moved(lines, by="plan", name="Team", netting=netting), {
        "opening": "130", "contraction.plan": "-30", "moved_out": "-100", "closing": "0"})

  def test_the_first_by_bytes_take_what_moved(self):
    lines = two({"plan": "C", "unitAmount": "30"}, {"plan": "B", "unitAmount": "25"}) + life(
      "a", JUNE, name="y", plan="A", unitAmount="20")
    # C loses 30, A gains 20 and B 25: A takes 20 in, B 10, and 15 are an expansion of B.
    self.assertEqual(moved(lines, by="plan", name="A")["moved_in"], "20")
    self.assertEqual(moved(lines, by="plan", name="B"), {
      "opening": "0", "expansion.cross_sell": "15", "moved_in": "10", "closing": "25"})

  def test_attributes_move_customers(self):
    lines = life("a", MAY) + [
      profile("a", MAY, country="RO"), profile("a", JUNE, "2", country="US")]
    self.assertEqual(moved(lines, by="country", name="US"), {
      "opening": "0", "moved_in": "10", "closing": "10"})


class Reports(unittest.TestCase):
  def asked(self, lines, first="2025-06-01", last="2025-06-30", **more):
    """The bridge's JSON."""
    published = more.pop("known", None)
    return json.loads(json.dumps(bridge_report(
      answer(lines, first, last), Asked(**more), published)))

  def test_units_are_clipped(self):
    for every, labels in (
        ("week", [None, None, None]), ("month", [None, None]), ("quarter", [None, None]),
        ("year", [None, None])):
      found = self.asked(life("a", MAY), "2024-12-28", "2025-01-08", every=every)
      periods = found["books"][0]["periods"]
      self.assertEqual([each["label"] for each in periods], labels)
      self.assertEqual((periods[0]["from"], periods[-1]["to"]), ("2024-12-28", "2025-01-08"))
    for every, first, last, labels in (
        ("month", "2024-12-01", "2025-01-31", ["2024-12", "2025-01"]),
        ("quarter", "2024-10-01", "2025-03-31", ["2024-Q4", "2025-Q1"]),
        ("day", "2024-12-31", "2025-01-01", ["2024-12-31", "2025-01-01"]),
        ("year", "2024-01-01", "2024-12-31", ["2024"])):
      periods = self.asked(life("a", MAY), first, last, every=every)["books"][0]["periods"]
      self.assertEqual([each["label"] for each in periods], labels)

  def test_t119_the_fx_line(self):
    lines = life("a", "2025-01-01", unitAmount="100") + [
      setting("currency", "EUR"), rates("2025-05-01", USD="1"), rates("2025-06-01", USD="1.1")]
    self.assertEqual(moved(lines)["fx"], "-9.090909")
    self.assertEqual(moved(lines, "2025-06-02", "2025-06-30")["opening"], "90.909091")

  def test_t125_correction(self):
    lines = life("a", MAY, unitAmount="210", recorded="2025-05-01T00:00:00Z") + [
      fact("a", MAY, assertion="start", unitAmount="200", recorded="2025-06-10T00:00:00Z",
        version="2025-06-10T00:00:00.000000Z")]
    known = Knowledge(lines, day("2025-06-01"))
    found = self.asked(lines, published=day("2025-06-01"), known=known)
    total = found["books"][0]["periods"][0]["slices"][0]
    self.assertEqual(
      (total["opening"], total["lines"]["correction"], total["closing"]), ("210", "-10", "200"))

  def test_rows_add_up(self):
    lines = two({"quantity": 3}, {"quantity": 5}) + life("b", "2025-06-03", JUNE)
    bridge = money(lines).bridge()
    self.assertEqual(bridge.rows("expansion"), [{
      "account": "a", "day": JUNE, "movement": "expansion.quantity", "amount": "20"}])
    self.assertEqual(bridge.rows("churn.voluntary")[0]["amount"], "-10")
    self.assertEqual(bridge.rows("resume"), [])


if __name__ == "__main__":
  unittest.main()
