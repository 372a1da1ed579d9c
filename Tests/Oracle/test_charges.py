"""What is billed: worked out by hand."""

import unittest
from fractions import Fraction

from amounts import text
from book import answer, fact, kinds, life, money, moved, ratio, revision, setting
from charges import intervals
from moments import day
from oracle import Knowledge

BASIS = setting("mrr_basis", "charges")
USAGE = setting("mrr_usage", "trailing3")
ONE_OFF = setting("mrr_one_off", "included")
REFUNDS = setting("mrr_refunds", "subtracted")


def charge(name, start, end, amount, account="a", kind="recurring", billed=None, source="bills",
    version="2020-01-01T00:00:00.000000Z", **more):
  """A line that tells of a charge; `start` is also when it was billed unless that is said."""
  body = {
    "charge": name, "kind": kind, "amount": amount, "currency": "EUR", "quantity": 1, **more}
  body.update({"periodStart": start, "periodEnd": end} if kind == "recurring" else {})
  return revision(
    account, billed or start, f"{account}#charge:{name}", body, "charge", source=source,
    version=version)


def usage(name, on, amount, **more):
  """A line that tells of usage that was billed on a day."""
  return charge(name, on, None, amount, kind="usage", **more)


def one_off(name, on, amount):
  """A line that tells of a one-off charge."""
  return charge(name, on, None, amount, kind="one_off")


def refund(name, on, amount, of, **more):
  """A line that tells of a charge that was paid back."""
  return charge(name, on, None, amount, kind="refund", refunds=of, **more)


def months(amount, *starts, **more):
  """Lines that tell of months that were billed, each from one day to the next one."""
  return [
    charge(f"c{start}", start, end, amount, **more) for start, end in zip(starts, starts[1:])]


def customer(*lines):
  """The only customer there is."""
  (found,) = Knowledge(lines).customers
  return found


def monthly(lines, *days):
  """What the only customer brings a month at the end of some days."""
  items = customer(*lines).items
  return [
    text(sum(each.monthly for each in (item.holding(day(on)) for item in items)
      if each.kind == "paying")) for on in days]


def figure(name, lines, last="2025-06-30", **more):
  """An amount of the days of June up to a last one, which is today."""
  asked = money(lines, "2025-06-01", last, today=last, **more)
  return next(row["value"] for row in asked.figures() if row["id"] == name)


JUNE = charge("c1", "2025-06-01", "2025-07-01", "30", plan="Pro", quantity=3)
SEATS = charge("c2", "2025-06-16", "2025-07-01", "10", plan="Pro", quantity=5)


class Intervals(unittest.TestCase):
  def test_whole_ones_and_a_part(self):
    for start, end, term, expected_ in (
        ("2025-06-01", "2025-07-01", ("month", 1), 1),
        ("2025-06-16", "2025-07-01", ("month", 1), Fraction(1, 2)),
        ("2025-06-01", "2026-06-01", ("month", 1), 12),
        ("2025-06-01", "2025-08-01", ("month", 3), Fraction(61, 92)),
        ("2024-02-29", "2025-02-28", ("year", 1), 1),
        ("2025-06-01", "2025-06-18", ("week", 1), Fraction(17, 7)),
        # Counted from the first day: the second month begins on the last of February.
        ("2025-01-31", "2025-03-31", ("month", 1), 2),
        ("2025-01-31", "2025-03-30", ("month", 1), 1 + Fraction(30, 31))):
      self.assertEqual(intervals(day(start), day(end), term), expected_, (start, end, term))


class Amounts(unittest.TestCase):
  def test_a_year_that_was_billed_is_twelve_months(self):
    for named in ({}, {"interval": "year", "intervalCount": 1}):
      lines = [BASIS, charge("c", "2025-01-01", "2026-01-01", "600", **named)]
      self.assertEqual(monthly(lines, "2025-01-01", "2025-12-31"), ["50", "50"])
      self.assertEqual(figure("arr", lines), "600")

  def test_a_week_is_a_week_where_it_is_named(self):
    week = {"interval": "week", "intervalCount": 1}
    lines = [BASIS, charge("c", "2025-06-02", "2025-06-09", "10", **week)]
    self.assertEqual(monthly(lines, "2025-06-08"), ["43.333333"])
    self.assertEqual(figure("arr", lines, "2025-06-08"), "520")
    # Without a name it is 7 of June's 30 days.
    lines = [BASIS, charge("c", "2025-06-01", "2025-06-08", "10")]
    self.assertEqual(monthly(lines, "2025-06-07"), ["42.857143"])

  def test_seats_in_the_middle_of_the_month(self):
    days = ("2025-05-31", "2025-06-01", "2025-06-15", "2025-06-16", "2025-06-30", "2025-07-01")
    self.assertEqual(monthly([BASIS, JUNE, SEATS], *days), ["0", "30", "30", "50", "50", "0"])

  def test_each_is_rounded_once_half_to_even(self):
    year = {"interval": "year", "intervalCount": 1}
    for amount, expected_ in (("0.000006", "0"), ("0.000018", "0.000002"), ("-0.000018", "0")):
      lines = [BASIS, charge("c", "2025-01-01", "2026-01-01", amount, **year)]
      self.assertEqual(monthly(lines, "2025-06-01"), [expected_], amount)
    # 8.333333 twice, and 8.33 twice.
    lines = [BASIS] + [charge(name, "2025-01-01", "2026-01-01", "100", **year) for name in "ab"]
    self.assertEqual(monthly(lines, "2025-06-01"), ["16.666666"])
    self.assertEqual(monthly([*lines, setting("mrr_rounding", "minor")], "2025-06-01"), ["16.66"])
    self.assertEqual(figure("arr", lines), "200")

  def test_tax_is_in_it_where_that_is_set(self):
    lines = [BASIS, charge("c", "2025-06-01", "2025-07-01", "100", tax="19")]
    self.assertEqual(monthly(lines, "2025-06-01"), ["100"])
    self.assertEqual(monthly([*lines, setting("mrr_tax", "included")], "2025-06-01"), ["119"])


class Kinds(unittest.TestCase):
  def test_a_gap_is_churn_and_reactivation(self):
    lines = [BASIS, *months("30", "2025-05-01", "2025-06-01"),
      *months("30", "2025-06-11", "2025-07-11")]
    self.assertEqual(moved(lines, "2025-06-01", "2025-06-30"), {
      "opening": "30", "churn.voluntary": "-30", "reactivation": "30", "closing": "30"})

  def test_a_credit_that_leaves_nothing_is_free(self):
    # Ten days of June's thirty.
    lines = [BASIS, JUNE, charge("c3", "2025-06-10", "2025-06-20", "-20")]
    days = ("2025-06-09", "2025-06-10", "2025-06-20", "2025-07-01")
    self.assertEqual(kinds(lines, *days), ["paying", "free", "paying", "none"])
    self.assertEqual(
      kinds([*lines, setting("free", "churn")], *days), ["paying", "none", "paying", "none"])

  def test_subscriptions_are_left_out(self):
    lines = life("s", "2025-01-01", currency="EUR") + [JUNE]
    for settings, account in (([BASIS], "a"), ([], "s")):
      self.assertEqual(customer(*settings, *lines).account, account)

  def test_a_period_within_a_day_counts_on_none(self):
    lines = [BASIS, charge("c", "2025-06-10T08:00:00Z", "2025-06-10T20:00:00Z", "30")]
    self.assertEqual(kinds(lines, "2025-06-09", "2025-06-10", "2025-06-11"), ["none"] * 3)
    # In a zone in which the clock passes midnight in between it is a day.
    apia = setting("zone", "Pacific/Apia")
    self.assertEqual(kinds([*lines, apia], "2025-06-10", "2025-06-11"), ["paying", "none"])


class Causes(unittest.TestCase):
  def change(self, **after):
    """The lines of the bridge where another charge follows June's."""
    start = {"plan": "Pro", "quantity": 3}
    lines = [BASIS, JUNE, charge("c2", "2025-07-01", "2025-08-01", "40", **{**start, **after})]
    found = moved(lines, "2025-07-01", "2025-07-31")
    return sorted(set(found) - {"opening", "closing"})

  def test_one_cause_plan_then_quantity_then_price(self):
    self.assertEqual(self.change(), ["expansion.price"])
    self.assertEqual(self.change(quantity=4), ["expansion.quantity"])
    self.assertEqual(self.change(quantity=1), ["expansion.quantity"])
    self.assertEqual(self.change(quantity=4, plan="Team"), ["expansion.plan"])

  def test_another_subscription_is_a_switch_or_a_second_one(self):
    self.assertEqual(self.change(subscription="s"), ["expansion.plan"])
    lines = [BASIS, JUNE, charge("x", "2025-06-16", "2025-07-16", "5", subscription="s")]
    self.assertEqual(moved(lines, "2025-06-16", "2025-06-16"), {
      "opening": "30", "expansion.cross_sell": "5", "closing": "35"})
    self.assertEqual(moved(lines, "2025-07-01", "2025-07-01"), {
      "opening": "35", "contraction.cross_sell": "-30", "closing": "5"})

  def test_who_decides(self):
    def terms(*lines, on="2025-06-20"):
      (item,) = customer(BASIS, *lines).items
      return item.holding(day(on)).terms

    self.assertEqual(terms(JUNE, SEATS).quantity, 5)
    credit = charge("c3", "2025-06-18", "2025-07-01", "-5", plan="Gone", quantity=9)
    self.assertEqual(terms(JUNE, SEATS, credit).plan, "Pro")
    self.assertEqual(terms(credit).plan, "Gone")
    # Billed later, then a later version, then a greater source, then a greater key.
    for more in (
        {"billed": "2025-06-02"}, {"version": "2021-01-01T00:00:00.000000Z"}, {"source": "z"}, {}):
      same = charge("z", "2025-06-01", "2025-07-01", "1", plan="Other", **more)
      self.assertEqual(terms(JUNE, same).plan, "Other", more)

  def test_intervals_and_renewals(self):
    for end, named, shown in (
        ("2025-07-01", None, "month"), ("2025-07-02", None, "2 months"),
        ("2026-06-01", None, "year"), ("2026-05-15", None, "year"),
        ("2027-06-01", None, "24 months"), ("2026-06-01", "week", "week")):
      more = {"interval": named, "intervalCount": 1} if named else {}
      (item,) = customer(BASIS, charge("c", "2025-06-01", end, "10", **more)).items
      self.assertEqual(item.holding(day("2025-06-10")).slice("interval"), shown)
    lines = [BASIS, charge("c", "2025-01-15", "2026-01-15", "10", interval="month")]
    asked = answer(lines, "2025-06-15", "2025-06-15")
    self.assertEqual(ratio(asked, "churn.renewal"), (0, 1))
    self.assertEqual(ratio(answer(lines, "2025-06-16", "2025-07-14"), "churn.renewal"), (0, 0))


class Usage(unittest.TestCase):
  lines = [USAGE, usage("u1", "2025-01-31", "30"), usage("u2", "2025-02-10", "60")]
  days = ("2025-01-31", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01")

  def test_the_mean_of_three_months_from_the_first_on(self):
    self.assertEqual(monthly(self.lines, *self.days), ["0", "30", "45", "30", "20", "0"])
    self.assertEqual(kinds(self.lines, *self.days), ["none", *["paying"] * 4, "none"])

  def test_the_period_says_the_month_and_else_the_bill(self):
    lines = [USAGE, usage("u", "2025-03-05", "30", periodStart="2025-01-31")]
    self.assertEqual(monthly(lines, *self.days)[1:3], ["30", "15"])

  def test_it_is_beside_subscriptions_and_its_changes_are_price(self):
    lines = [*life("a", "2025-01-01", currency="EUR"), *self.lines]
    self.assertEqual(moved(lines, "2025-02-01", "2025-03-31"), {
      "opening": "10", "expansion.cross_sell": "30", "expansion.price": "15", "closing": "55"})

  def test_less_than_nothing_is_none_and_nobody_has_a_seat(self):
    lines = [USAGE, usage("u", "2025-01-05", "-30")]
    self.assertEqual(kinds(lines, "2025-02-01"), ["none"])
    (item,) = customer(*self.lines).items
    self.assertEqual(item.holding(day("2025-02-01")).terms.quantity, 0)
    self.assertEqual(item.holding(day("2025-02-01")).slice("plan"), "usage")

  def test_what_was_paid_back_makes_the_mean_smaller_from_its_day_on(self):
    lines = [*self.lines, REFUNDS, refund("r", "2025-03-10", "60", "u2")]
    self.assertEqual(monthly(lines, "2025-03-09", "2025-03-10", "2025-04-01"), ["45", "15", "10"])


class OneOff(unittest.TestCase):
  def test_in_its_month_only(self):
    lines = [ONE_OFF, one_off("o", "2025-06-10", "50"), one_off("p", "2025-06-20", "7")]
    days = ("2025-06-09", "2025-06-10", "2025-06-20", "2025-06-30", "2025-07-01")
    self.assertEqual(monthly(lines, *days), ["0", "50", "57", "57", "0"])
    self.assertEqual(figure("arr", lines), "684")
    self.assertEqual(Knowledge(lines[1:]).customers, [])


class Refunds(unittest.TestCase):
  days = ("2025-06-19", "2025-06-20")

  def left(self, *lines):
    """What June brings before and after a day."""
    return monthly([BASIS, REFUNDS, JUNE, *lines], *self.days)

  def test_from_its_day_on(self):
    back = refund("r", "2025-06-20", "10", "c1")
    self.assertEqual(self.left(back), ["30", "20"])
    self.assertEqual(monthly([BASIS, JUNE, back], *self.days), ["30", "30"])

  def test_all_at_most(self):
    lines = refund("r", "2025-06-20", "20", "c1"), refund("s", "2025-06-20", "20", "c1")
    self.assertEqual(self.left(*lines), ["30", "0"])
    self.assertEqual(kinds([BASIS, REFUNDS, JUNE, *lines], *self.days), ["paying", "free"])

  def test_one_of_no_charge_and_one_of_a_credit_take_nothing_off(self):
    self.assertEqual(self.left(refund("r", "2025-06-20", "10", "nobody")), ["30", "30"])
    self.assertEqual(self.left(refund("r", "2025-06-20", "10", "c1", account="b")), ["30", "30"])
    credit = charge("c3", "2025-06-01", "2025-07-01", "-5")
    self.assertEqual(self.left(credit, refund("r", "2025-06-20", "3", "c3")), ["25", "25"])

  def test_each_charge_of_that_id(self):
    twice = charge("c1", "2025-06-01", "2025-07-01", "30", source="ledger")
    self.assertEqual(self.left(twice, refund("r", "2025-06-20", "10", "c1")), ["60", "40"])
    other = charge("c1", "2025-06-01", "2025-07-01", "30", account="b")
    merge = revision("b", "2025-06-01", "b#merge", {"into": "a"}, "account.merge")
    self.assertEqual(self.left(other, merge, refund("r", "2025-06-20", "10", "c1")), ["60", "40"])

  def test_with_its_tax(self):
    taxed = charge("c1", "2025-06-01", "2025-07-01", "100", tax="20")
    back = refund("r", "2025-06-20", "50", "c1", tax="10")
    lines = [BASIS, REFUNDS, setting("mrr_tax", "included"), taxed, back]
    self.assertEqual(monthly(lines, *self.days), ["120", "60"])


class Committed(unittest.TestCase):
  def test_the_last_period_goes_on(self):
    lines = [BASIS, JUNE, SEATS]
    self.assertEqual(figure("cmrr", lines, "2025-06-10"), "50")
    self.assertEqual(figure("cmrr", [*lines, *months("40", "2025-07-01", "2025-08-01")]), "40")

  def test_what_is_over_within_the_last_period_is_not_committed(self):
    lines = [BASIS, JUNE, charge("c3", "2025-06-05", "2025-06-20", "10")]
    self.assertEqual(figure("cmrr", lines, "2025-06-10"), "30")
    lines = [BASIS, REFUNDS, JUNE, refund("r", "2025-06-25", "12", "c1")]
    self.assertEqual(figure("cmrr", lines, "2025-06-10"), "18")

  def test_usage_and_one_off_charges_are_not(self):
    lines = [USAGE, ONE_OFF, usage("u", "2025-05-05", "30"), one_off("o", "2025-06-05", "9")]
    self.assertEqual((figure("mrr", lines), figure("cmrr", lines)), ("39", "0"))
    lines += [fact("a", "2025-01-01", currency="EUR")]
    self.assertEqual((figure("mrr", lines), figure("cmrr", lines)), ("49", "10"))


if __name__ == "__main__":
  unittest.main()
