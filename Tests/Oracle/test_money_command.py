"""What commands say of money where there is little or nothing to say, or where it changed."""

import json
import re
import unittest

from command import InWorkspace

TODAY = ("--today", "2025-08-01")


class Money(InWorkspace):
  """One customer of EUR and one of USD, then a currency, then another rate."""

  @classmethod
  def fill(cls, folder):
    def write(name, *lines):
      path = folder / name
      path.write_text("\n".join(lines) + "\n")
      return str(path)

    def at(day):
      return "--recorded-at", f"{day}T12:00:00Z"

    cls.told("import", write(
      "subscriptions.csv", "customer_id,subscription_id,start_date,amount,currency,ended_at",
      "a,s1,2025-01-10,10,EUR,", "b,s2,2025-01-10,100,USD,", "c,s3,2025-01-10,7,EUR,2025-06-20"),
      "--exported-at", "2025-07-01", *at("2025-07-01"))
    cls.told("rates", "import", write("rates.csv", "Date,USD", "2025-01-02,1.10"),
      *at("2025-07-02"))
    cls.told("settings", "currency", "EUR", *at("2025-07-04"))
    cls.told("rates", "import", write("rates-2.csv", "Date,USD", "2025-05-30,1.25"),
      *at("2025-07-06"))

  def test_each_step_of_the_restatements_has_the_books_it_had(self):
    log = json.loads(self.told("restatements", "--month", "2025-06", "--since", "2025-07-03",
      "--figure", "mrr", *TODAY, "--format", "json"))
    found = {
      each["currency"]: [each[name] for name in (
        "before", "afterTime", "afterFacts", "afterSettings", "afterRates")]
      for each in log["changes"]}
    self.assertEqual(found, {
      "EUR": ["10", "10", "10", "100.909091", "90"], "USD": ["100", "100", "100", None, None]})
    self.assertEqual(log["rates"], [
      {"currency": "USD", "month": "2025-06", "before": "1.1", "after": "1.25"}])
    then = json.loads(self.told("report", "--month", "2025-06", "--as-of", "2025-07-03", *TODAY,
      "--format", "json"))
    shown = {book["currency"]: book["bridge"][0]["closing"] for book in then["books"]}
    self.assertEqual(shown, {currency: each[0] for currency, each in found.items()})

  def test_what_was_published_is_the_book_there_was(self):
    bridge = json.loads(self.told("bridge", "--month", "2025-06", "--published", "2025-07-03",
      *TODAY, "--format", "json"))
    total = bridge["books"][0]["periods"][0]["slices"][0]
    self.assertEqual((total["opening"], total["closing"]), ("17", "90"))

  def test_before_anything_was_known_nothing_is_said(self):
    for arguments in (
        ("bridge", "--published", "2025-06-30"), ("compare", "crr", "tracked", "--as-of",
        "2025-06-30"), ("report", "--as-of", "2025-06-30"), ("explain", "crr", "--as-of",
        "2025-06-30"), ("restatements", "--since", "2025-06-30")):
      with self.subTest(arguments[0]):
        self.assertIn("Tenure learned this history on 2025-07-01",
          self.told(*arguments, "--month", "2025-06", *TODAY))

  def test_a_period_to_come_is_said_to_be_one(self):
    for arguments in (
        ("bridge",), ("compare", "crr", "tracked"), ("report",), ("explain", "nrr"),
        ("explain", "crr"), ("restatements", "--since", "2025-07-03")):
      with self.subTest(arguments):
        self.assertEqual(self.told(*arguments, "--month", "2025-09", *TODAY).count(
          "The period begins after 2025-08-01"), 1)

  def test_figures_that_no_rows_add_up_to_say_so(self):
    said = self.told("compare", "churn.a", "churn.e", "--month", "2025-06", *TODAY)
    self.assertIn("churn.e is no sum over customers", said)
    self.assertNotIn("No customer makes a difference", said)
    self.assertIn("A sum of days", self.told("explain", "churn.e", "--month", "2025-06", *TODAY))
    said = self.told("compare", "nrr.compounded12", "nrr.trailing12", "--month", "2025-06", *TODAY)
    self.assertIn("nrr.compounded12 is no sum over customers", said)

  def test_rows_of_every_figure_that_is_told(self):
    report = json.loads(
      self.told("report", "--month", "2025-06", "--rows", *TODAY, "--format", "json"))
    book = report["books"][0]
    for rows, figures in ((report["rows"], report["figures"]), (book["rows"], book["figures"])):
      self.assertLessEqual({each["id"] for each in figures}, rows.keys())

  def test_a_report_of_one_currency(self):
    table = self.told("report", "--month", "2025-06", "--currency", "USD", *TODAY)
    self.assertEqual(re.findall("Recurring revenue a month, (...)", table), ["USD"])

  def test_a_currency_that_nobody_has_is_refused(self):
    for command in (
        ("report",), ("bridge",), ("explain", "mrr"), ("compare", "mrr", "arr"),
        ("cohorts", "--measure", "mrr"), ("restatements", "--since", "2025-07-03")):
      done = self.run_tenure(*command, "--currency", "JPY", *TODAY)
      with self.subTest(command):
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("EUR, USD", done.stderr)


class Nothing(InWorkspace):
  """A workspace without a customer."""

  @classmethod
  def fill(cls, folder):
    cls.told("settings", "zone", "UTC")

  def test_an_empty_workspace_says_what_comes_first(self):
    self.assertIn("tenure import FILE", self.told("report", "--month", "2025-06"))
    for command in (("compare", "mrr", "arr"), ("explain", "mrr")):
      self.assertIn("Nothing was paid", self.run_tenure(*command, "--month", "2025-06").stderr)

  def test_what_is_not_there_is_not_made(self):
    elsewhere = self.folder.name + "/typo"
    done = self.run_tenure("rebuild", "--workspace", elsewhere)
    self.assertIn("There is no workspace", done.stderr)
    done = self.run_tenure("verify", "--workspace", elsewhere)
    self.assertIn("There is no workspace", done.stderr)


class ToldTwice(InWorkspace):
  """A departure that came late, and then stood in the next export too."""

  @classmethod
  def fill(cls, folder):
    head = "customer_id,subscription_id,start_date,amount,currency,ended_at"
    for day, end in (
        ("2025-07-01", ""), ("2025-07-10", "2025-06-20"), ("2025-07-20", "2025-06-20")):
      path = folder / f"{day}.csv"
      path.write_text(f"{head}\na,s1,2025-01-10,10,EUR,\nb,s2,2025-01-10,20,EUR,{end}\n")
      cls.told(
        "import", str(path), "--exported-at", day, "--recorded-at", f"{day}T12:00:00Z")

  def test_a_fact_is_listed_when_it_was_learned_and_not_when_it_was_said_again(self):
    text = self.told(
      "restatements", "--month", "2025-06", "--since", "2025-07-05", "--figure", "mrr", *TODAY)
    lines = [line for line in text.splitlines() if "s2#row" in line]
    self.assertEqual(len(lines), 1, text)
    self.assertIn("learned 2025-07-10", lines[0])


if __name__ == "__main__":
  unittest.main()
