"""Figures of money by hand; T-numbers are those of the definitions."""

import json
import unittest
from fractions import Fraction

from book import answer, fact, life, lives, money, moved, rates, setting
from money import FIGURES, explained, money_report

MAY = "2025-05-01"


def prices(account, *days_and_prices, **more):
  """A customer whose price changes on some days."""
  return [
    fact(account, on, "active" if price else "ended", assertion=on, unitAmount=str(price), **more)
    for on, price in days_and_prices]


def figures(lines, *days, **more):
  """{figure: value} in a book, shares as fractions."""
  return {row["id"]: row["value"] for row in money(lines, *days, **more).figures()}


class Retention(unittest.TestCase):
  def check(self, lines, **expected):
    """Compares shares in percent; names have _ for a point."""
    found = figures(lines)
    for name, percent in expected.items():
      value = found[name.replace("__", ".")]
      self.assertEqual(value, percent if percent is None else Fraction(percent) / 100, name)

  def test_t150_up_and_down(self):
    self.check(prices("a", (MAY, 100), ("2025-06-05", 200), ("2025-06-10", 150)),
      grr=100, nrr=150, grr__movements=50, nrr__movements=150)

  def test_t151_new_customers_grow(self):
    lines = life("a", MAY, unitAmount="100") + prices("n", ("2025-06-05", 50), ("2025-06-10", 150))
    self.check(lines, nrr=100, nrr__movements=200)

  def test_t152_new_customers_leave(self):
    lines = life("a", MAY, unitAmount="100") + prices("n", ("2025-06-05", 300), ("2025-06-10", 0))
    self.check(lines, grr=100, grr__movements=-200)

  def test_t153_who_comes_back(self):
    lines = life("a", MAY, unitAmount="100") + prices(
      "b", ("2024-01-01", 10), ("2024-02-01", 0), ("2025-06-10", 100))
    self.check(lines, nrr=100, nrr__with_reactivation=200, grr=100)

  def test_t154_t155_gross_and_net(self):
    lines = (
      prices("a", (MAY, 10), ("2025-06-10", 0)) + prices("b", (MAY, 20), ("2025-06-10", 10))
      + prices("c", (MAY, 20), ("2025-06-10", 30)) + life("d", MAY, unitAmount="50"))
    self.check(lines, mrr_churn__gross=20, mrr_churn__lost=10, mrr_churn__net=10,
      mrr_churn__net_expansion=10, grr=80, nrr=90)
    lines = (
      prices("a", (MAY, 900), ("2025-06-10", 0)) + prices("b", (MAY, 1000), ("2025-06-10", 400))
      + prices("c", (MAY, 8100), ("2025-06-10", 9900)))
    self.check(lines, grr=85, nrr=103)

  def test_t157_gross_never_above_net_and_nothing_without_an_opening(self):
    self.check(life("a", "2025-06-05"), grr=None, nrr=None, mrr_churn__gross=None,
      grr__movements=None, quantity_churn=None)

  def test_price_rises(self):
    self.check(prices("a", (MAY, 100), ("2025-06-10", 110)), grr__without_price=100,
      nrr__without_price=100, nrr=110)
    lines = [
      fact("a", MAY, quantity=10, unitAmount="10"),
      fact("a", "2025-06-05", assertion="2", quantity=10, unitAmount="11"),
      fact("a", "2025-06-10", assertion="3", quantity=8, unitAmount="11")]
    self.check(lines, grr__without_price=78, grr=88)
    ten = [line for i in range(10) for line in prices(f"a{i}", (MAY, 100), ("2025-06-05", 105))]
    self.check(ten, nrr=105, nrr__without_price=100)
    # Of what a day brings only what the price did: 100 to 110 to 220.
    both = two_in_one_day(quantity=2, unitAmount="110")
    self.check(both, nrr=220, nrr__without_price=210)

  def test_t156_twelve_months(self):
    months = [f"2025-{month:02d}-15" for month in range(1, 13)]
    lines = prices("a", ("2024-12-01", 100), *(
      (on, f"{1.01 ** i * 100:.6f}") for i, on in enumerate(months, 1)))
    found = figures(lines, "2025-12-01", "2025-12-31")
    self.assertAlmostEqual(float(found["nrr.compounded12"]), 1.12682503, 6)
    self.assertAlmostEqual(float(found["nrr.trailing12"]), 1.12682503, 6)
    self.assertEqual((found["grr.trailing12"], found["grr.compounded12"]), (1, 1))
    mid = figures(lines, "2025-12-01", "2025-12-30")
    self.assertEqual((mid["nrr.compounded12"], mid["nrr.trailing12"] is None), (None, False))
    # One who joins at 100 in July and doubles in August moves the product alone.
    joined = prices("b", ("2025-07-10", 100), ("2025-08-10", 200))
    found = figures(life("a", "2024-01-01", unitAmount="100") + joined, "2025-12-01", "2025-12-31")
    self.assertEqual((found["nrr.trailing12"], found["nrr.compounded12"]), (1, Fraction(3, 2)))

  def test_trailing_ends_compare_month_ends(self):
    lines = prices("a", ("2024-02-28", 10), ("2024-02-29", 20), ("2025-01-01", 30))
    self.assertEqual(figures(lines, "2025-02-01", "2025-02-28")["nrr.trailing12"], Fraction(3, 2))
    self.assertEqual(figures(lines, "2025-02-01", "2025-02-27")["nrr.trailing12"], None)


def two_in_one_day(**then):
  """A customer at 100 who changes on 10 June."""
  first = {"unitAmount": "100", "quantity": 1}
  return [fact("a", MAY, **first), fact("a", "2025-06-10", assertion="2", **{**first, **then})]


class Ratios(unittest.TestCase):
  def test_t161_quick_ratio(self):
    lines = (
      life("n", "2025-06-10") + prices("e", (MAY, 10), ("2025-06-10", 15))
      + prices("r", ("2024-01-01", 5), ("2024-02-01", 0), ("2025-06-10", 5))
      + prices("c", (MAY, 10), ("2025-06-10", 8)) + prices("x", (MAY, 3), ("2025-06-10", 0)))
    found = figures(lines)
    self.assertEqual((found["quick_ratio"], found["quick_ratio.reactivation"]), (3, 4))
    self.assertEqual(figures(life("n", "2025-06-10"))["quick_ratio"], None)

  def test_averages(self):
    lines = (
      life("a", MAY, unitAmount="110") + life("b", MAY, unitAmount="100")
      + life("n", "2025-06-05", unitAmount="40") + life("c", "2025-06-05", "2025-06-10",
        unitAmount="60") + life("f", MAY, unitAmount="0") + [fact("p", MAY, "paused")])
    found = figures(lines)
    self.assertEqual((found["arpa"], found["asp"]), (Fraction(250, 3), 50))
    self.assertEqual(figures(life("a", "2025-07-05"))["arpa"], None)

  def test_what_comes_to_nothing_in_the_book_has_no_year_and_no_seats(self):
    lines = life("a", MAY, unitAmount="0.000009", currency="JPY", quantity=3) + life(
      "b", MAY, currency="EUR") + [setting("currency", "EUR"), rates(MAY, JPY="160")]
    found = figures(lines)
    self.assertEqual((found["mrr"], found["arr"]), ("10", "120"))
    self.assertEqual(money(lines).ratio("quantity_churn", None, None), (0, 1))

  def test_no_amount_counts_as_more_than_the_largest(self):
    lines = life("a", MAY, unitAmount="100000000000") + [
      setting("currency", "VND"), rates(MAY, USD="0.000001", VND="100000000000")]
    found = figures(lines)
    self.assertEqual((found["mrr"], found["arr"]), ("1" + "0" * 22, "1" + "0" * 22))

  def test_quantity_churn(self):
    lines = [
      fact("a", MAY, quantity=5), fact("a", "2025-06-10", assertion="2", quantity=3),
      fact("b", MAY, quantity=2), fact("b", "2025-06-10", assertion="2", quantity=4)]
    self.assertEqual(figures(lines)["quantity_churn"], Fraction(2, 7))


class Committed(unittest.TestCase):
  def test_t146_signed_before_it_starts(self):
    lines = life("a", "2025-02-01", unitAmount="80", recorded="2025-01-10T12:00:00Z")
    for last, as_of, expected in (
        ("2025-01-31", "2025-01-09", None), ("2025-01-31", "2025-01-10", ("0", "80")),
        ("2025-02-28", "2025-02-01", ("80", "80"))):
      asked = answer(lines, last[:8] + "01", last, as_of=as_of)
      shown = money_report(asked)
      if expected is None:
        self.assertEqual(shown, [])
      else:
        found = {row["id"]: row["value"] for row in shown[0]["figures"]}
        self.assertEqual((found["mrr"], found["cmrr"]), expected)

  def test_what_is_agreed(self):
    for more, expected in (
        ({"endsAt": "2025-09-01"}, "0"), ({"discountPercent": "50"}, "5"),
        ({"discountPercent": "50", "discountEndsAt": "2025-09-01"}, "10"),
        ({"status": "trialing", "trialEnd": "2025-07-01"}, "0"),
        ({"status": "trialing", "trialEnd": "2025-06-20"}, "10"),
        ({"status": "past_due"}, "10"), ({"status": "paused"}, "0")):
      status = more.pop("status", "active")
      found = figures([fact("a", "2025-06-15", status, **more)], today="2025-06-30")
      self.assertEqual(found["cmrr"], expected, (status, more))

  def test_only_at_the_horizon(self):
    self.assertEqual(figures(life("a", MAY), today="2025-07-01")["cmrr"], None)
    self.assertEqual(figures(life("a", MAY), today="2025-06-30")["cmrr"], "10")
    self.assertEqual(figures(life("a", MAY), today="2025-06-20")["cmrr"], "10")


class Trials(unittest.TestCase):
  def trial(self, account, on, paid=None, name="s"):
    """A trial from one day, paid from another."""
    lines = [fact(account, on, "trialing", assertion="trial", name=name)]
    return lines + ([fact(account, paid, assertion="paid", name=name)] if paid else [])

  def conversion(self, lines, days, today="2030-01-01"):
    """(numerator, denominator) within some days."""
    row = next(row for row in money(lines, today=today).figures()
      if row["id"] == f"trial_conversion.{days}")
    return row["numerator"], row["denominator"]

  def test_half_of_ten(self):
    lines = [line for i in range(10) for line in self.trial(
      f"a{i}", "2025-06-05", "2025-06-19" if i < 5 else "2025-06-20")]
    self.assertEqual(self.conversion(lines, 14), (5, 10))
    self.assertEqual(self.conversion(lines, 30), (10, 10))

  def test_t210_too_young(self):
    lines = self.trial("a", "2025-06-10")
    self.assertEqual(self.conversion(lines, 30, "2025-06-30"), (0, 0))
    self.assertEqual(self.conversion(lines, 14, "2025-06-30"), (0, 1))
    self.assertEqual(self.conversion(lines, 14, "2025-06-24"), (0, 1))
    self.assertEqual(self.conversion(lines, 14, "2025-06-23"), (0, 0))

  def test_t211_two_trials_of_one_customer(self):
    lines = self.trial("a", "2025-06-05", "2025-06-10") + self.trial("a", "2025-06-07", name="x")
    self.assertEqual(self.conversion(lines, 14), (1, 1))
    lines = self.trial("a", "2025-05-30") + self.trial("a", "2025-06-07", name="x")
    self.assertEqual(self.conversion(lines, 14), (0, 0))
    lines = self.trial("a", "2025-06-05") + life("a", "2025-06-04", name="x")
    self.assertEqual(self.conversion(lines, 14), (0, 0))


class Shapes(unittest.TestCase):
  def test_books_figures_and_slices(self):
    lines = life("a", MAY, plan="Pro", currency="EUR") + life("b", MAY, plan="Team")
    shown = json.loads(json.dumps(money_report(answer(lines, MAY, "2025-05-31"), "plan"),
      default=float))
    self.assertEqual([book["currency"] for book in shown], ["EUR", "USD"])
    self.assertEqual([row["slice"] for row in shown[0]["bridge"]], [None, "Pro"])
    total = [row["id"] for row in shown[0]["figures"] if row["slice"] is None]
    self.assertEqual(total, list(FIGURES))
    second = [row["id"] for row in shown[1]["figures"] if row["slice"] is None]
    self.assertEqual(second, list(FIGURES)[:-3])
    sliced = {row["id"] for row in shown[1]["figures"] if row["slice"] == "Team"}
    self.assertEqual(set(second) - sliced, {
      "cmrr", "grr.trailing12", "nrr.trailing12", "grr.compounded12", "nrr.compounded12"})

  def test_rates_that_are_missing(self):
    (book,) = money_report(answer(life("a", MAY) + [setting("currency", "EUR")], MAY, MAY))
    self.assertEqual(book, {"currency": "EUR", "converted": True, "missingRates": [
      {"currency": "USD", "month": "2025-05"}]})

  def test_rows_add_up(self):
    lines = two_in_one_day(quantity=2) + life("b", MAY, "2025-06-20") + life("c", "2025-06-10") + [
      setting("currency", "EUR"), rates(MAY, USD="1.1"), rates("2025-06-01", USD="1.2")]
    asked = money(lines)
    stated = {row["id"]: row for row in asked.figures()}
    for figure in FIGURES:
      rows = explained(asked, figure)
      if stated[figure]["numerator"] is not None:
        for part in ("numerator", "denominator"):
          total = sum(Fraction(row[part]) for row in rows)
          self.assertEqual(total, Fraction(stated[figure][part]), figure)
    opening = explained(asked, "mrr.opening")
    total = sum(Fraction(row["numerator"]) for row in opening)
    self.assertEqual(total, Fraction(moved(lines)["opening"]))

  def test_slices_of_figures_that_follow_hold_whole_customers(self):
    lines = life("a", MAY, name="x", plan="Pro") + life("a", MAY, name="y", plan="Team") + lives(
      "b", 1, MAY, "2025-06-10", plan="Pro")
    found = {
      (row["id"], row["slice"]): row["denominator"] for row in money(lines).figures("plan")}
    self.assertEqual(found["grr", "Pro"], "30")
    self.assertEqual(found["grr", "Team"], "20")
    self.assertEqual(found["mrr_churn.gross", "Pro"], "20")


if __name__ == "__main__":
  unittest.main()
