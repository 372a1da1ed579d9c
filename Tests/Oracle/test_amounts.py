"""Monthly and yearly amounts, settings and exchange rates by hand; T-numbers as defined."""

import unittest

from amounts import Terms, monthly, text, yearly
from book import fact, kinds, life, lives, moved, money, rates, setting
from settings import settings


def amounts(price, interval="month", count=1, quantity=1, percent="0", less="0", currency="USD",
    **said):
  """(MRR, ARR) of terms as texts, under some settings."""
  terms = Terms("", price, interval, count, quantity, percent, less, currency, "0", "0")
  found = settings([setting(name, value) for name, value in said.items()])
  return text(monthly(terms, found)), text(yearly(terms, found))


class Normalisation(unittest.TestCase):
  def test_t110_t111_t112_t113_t145_intervals(self):
    for asked, expected in (
        (("600", "year"), ("50", "600")), (("100", "year"), ("8.333333", "100")),
        (("90", "month", 3), ("30", "360")), (("500", "year", 1, 4), ("166.666667", "2000")),
        (("10", "week"), ("43.333333", "520")), (("1", "day"), ("30.416667", "365")),
        (("10", "week", 2), ("21.666667", "260"))):
      self.assertEqual(amounts(*asked), expected, asked)

  def test_t112_t113_what_others_print(self):
    for weeks, expected in (("4.33", "43.3"), ("4.348", "43.48"), ("4", "40")):
      self.assertEqual(amounts("10", "week", mrr_week=weeks)[0], expected)
    for days, expected in (("30", "30"), ("30.4375", "30.4375")):
      self.assertEqual(amounts("1", "day", mrr_day=days)[0], expected)
    self.assertEqual(amounts("10", "week", mrr_week="4.33")[1], "519.6")

  def test_t114_t118_discounts(self):
    self.assertEqual(amounts("120", "year", percent="10")[0], "9")
    self.assertEqual(amounts("10", percent="50")[0], "5")
    self.assertEqual(amounts("120", "year", less="12")[0], "9")
    self.assertEqual(amounts("10", less="11"), ("0", "0"))

  def test_minor_rounds_the_exact_amount_once(self):
    self.assertEqual(amounts("100", "year", mrr_rounding="minor"), ("8.33", "100"))
    self.assertEqual(amounts("100", "year", currency="JPY", mrr_rounding="minor")[0], "8")
    self.assertEqual(amounts("100", "year", currency="KWD", mrr_rounding="minor")[0], "8.333")
    # Half to even: 0.005, 0.015 and 0.025. Not twice: 0.00500008 is 0.005 in millionths.
    for price, expected in (("0.06", "0"), ("0.18", "0.02"), ("0.3", "0.02"), ("0.060001", "0.01")):
      self.assertEqual(amounts(price, "year", mrr_rounding="minor")[0], expected)

  def test_texts_are_exact(self):
    for micros, expected in (
        (-5_000_000, "-5"), (0, "0"), (29_850_000, "29.85"), (-1, "-0.000001")):
      self.assertEqual(text(micros), expected)

  def test_t115_t141_sums(self):
    lines = lives("m", 100, "2025-01-01", unitAmount="100") + lives(
      "y", 50, "2025-01-01", unitAmount="600", interval="year")
    self.assertEqual(moved(lines)["closing"], "12500")
    # Three times 43.333333: each subscription is rounded by itself.
    self.assertEqual(moved(lives("w", 3, "2025-01-01", interval="week"))["closing"], "129.999999")

  def test_t144_long_months_change_nothing(self):
    for last in ("2024-02-29", "2024-03-31", "2025-02-28"):
      self.assertEqual(moved(life("a", "2024-01-31"), "2024-02-01", last)["closing"], "10")

  def test_arr_is_no_twelvefold_mrr(self):
    lines = life("a", "2025-01-01", unitAmount="100", interval="year")
    figures = {row["id"]: row["value"] for row in money(lines).figures()}
    self.assertEqual((figures["mrr"], figures["arr"]), ("8.333333", "100"))


class Discounts(unittest.TestCase):
  lines = life("a", "2025-05-01", discountPercent="50", discountEndsAt="2025-06-10")

  def closing(self, on, *more):
    """MRR at the end of a day."""
    return moved(self.lines + list(more), on, on)["closing"]

  def test_an_end_takes_both_discounts_off(self):
    self.assertEqual((self.closing("2025-06-09"), self.closing("2025-06-10")), ("5", "10"))
    both = life("a", "2025-05-01", discountPercent="50", discountAmount="1",
      discountEndsAt="2025-06-10")
    self.assertEqual(moved(both, "2025-06-09", "2025-06-10"), {
      "opening": "4", "expansion.discount_end": "6", "closing": "10"})

  def test_settings_say_which_discounts_are_taken_off(self):
    for value, expected in (("all", "5"), ("forever", "10"), ("none", "10")):
      said = setting("mrr_discounts", value)
      self.assertEqual(self.closing("2025-06-09", said), expected)
    forever = life("b", "2025-05-01", discountPercent="50")
    for value, expected in (("all", "5"), ("forever", "5"), ("none", "10")):
      found = moved(forever + [setting("mrr_discounts", value)])
      self.assertEqual(found["closing"], expected)

  def test_a_full_discount_with_an_end_is_free_until_then(self):
    lines = life("a", "2025-05-01", discountPercent="100", discountEndsAt="2025-06-10")
    self.assertEqual(kinds(lines, "2025-06-09", "2025-06-10"), ["free", "paying"])
    said = [setting("mrr_discounts", "forever")]
    self.assertEqual(kinds(lines + said, "2025-06-09"), ["paying"])


class Standings(unittest.TestCase):
  def test_pauses(self):
    lines = [fact("a", "2025-06-01", "paused")]
    for value, expected in (("separate", "paused"), ("churn", "none"), ("active", "paying")):
      self.assertEqual(kinds(lines + [setting("pauses", value)], "2025-06-01"), [expected])

  def test_free(self):
    lines = [fact("a", "2025-06-01", unitAmount="0")]
    for value, expected in (("separate", "free"), ("churn", "none")):
      self.assertEqual(kinds(lines + [setting("free", value)], "2025-06-01"), [expected])

  def test_trials(self):
    lines = [fact("a", "2025-06-01", "trialing")]
    for value, expected in (("excluded", "none"), ("included", "paying")):
      self.assertEqual(kinds(lines + [setting("mrr_trials", value)], "2025-06-01"), [expected])

  def test_grace(self):
    lines = [fact("a", "2025-06-01", "past_due"), setting("grace_days", "14")]
    self.assertEqual(kinds(lines, "2025-06-14", "2025-06-15"), ["paying", "none"])


class Currencies(unittest.TestCase):
  two = lives("e", 2, "2025-01-01", currency="EUR") + life("u", "2025-01-01", unitAmount="100")

  def test_t119_each_currency_has_its_own_book(self):
    self.assertEqual(moved(self.two, currency="EUR")["closing"], "20")
    self.assertEqual(moved(self.two, currency="USD")["closing"], "100")

  def test_one_book_at_the_months_rate(self):
    lines = self.two + [setting("currency", "EUR")] + [
      rates("2025-04-30", USD="1"), rates("2025-05-30", USD="1.10"), rates("2025-06-02", USD="2")]
    # The last on or before the first: that of 30 May. 100 / 1.1 is 90.909091.
    self.assertEqual(moved(lines), {"opening": "120", "fx": "-9.090909", "closing": "110.909091"})
    june = {row["id"]: row["value"] for row in money(lines).figures()}
    self.assertEqual((june["grr"], june["nrr"]), (1, 1))

  def test_crossing_two_quotes(self):
    lines = life("g", "2025-01-01", currency="GBP", unitAmount="80") + [
      setting("currency", "USD"), rates("2025-05-30", USD="1.2", GBP="0.8")]
    self.assertEqual(moved(lines, "2025-06-10", "2025-06-20")["closing"], "120")

  def test_each_currency_has_its_own_last_quote(self):
    lines = life("g", "2025-01-01", unitAmount="80") + [
      setting("currency", "EUR"), rates("2025-05-29", USD="2"), rates("2025-05-30", GBP="0.8")]
    self.assertEqual(moved(lines, "2025-06-10", "2025-06-20")["closing"], "40")

  def test_missing_rates_are_listed(self):
    lines = self.two + [setting("currency", "GBP"), rates("2025-06-30", USD="1.1")]
    self.assertEqual(money(lines, "2025-06-01", "2025-07-31").missing, [
      {"currency": "GBP", "month": "2025-05"}, {"currency": "USD", "month": "2025-05"}])
    self.assertEqual(money(lines, "2025-07-02", "2025-07-31").missing, [
      {"currency": "GBP", "month": "2025-07"}])
    only = life("e", "2025-01-01", currency="GBP") + [setting("currency", "GBP")]
    self.assertEqual(money(only).missing, [])

  def test_values_are_rounded_half_to_even(self):
    lines = life("e", "2025-01-01", unitAmount="0.000005") + [
      setting("currency", "EUR"), rates("2025-01-01", USD="2")]
    self.assertEqual(moved(lines)["closing"], "0.000002")


if __name__ == "__main__":
  unittest.main()
