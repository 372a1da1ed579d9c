"""The comparison of answers about money: it must see every other value."""

import copy
import json
import unittest

import checks
import histories
import money_checks
from book import answer, fact, life, money, rates, setting
from bridge import Asked, bridge_report
from cohorts import Options, cohort_report
from expected import expected_rates, exported_rates
from money import explained, money_report
from oracle import line
from test_compare import changed, leaves

MAY, JUNE = "2025-05-01", "2025-06-15"


def as_json(ours):
  """An answer in the shape of Tenure's."""
  return json.loads(json.dumps(ours, default=float))


LABEL = "some days"


def named(theirs):
  """The answer with a label for every run of days that is no unit."""
  if isinstance(theirs, list):
    return [named(each) for each in theirs]
  if not isinstance(theirs, dict):
    return theirs
  found = {name: named(value) for name, value in theirs.items()}
  return {**found, "label": LABEL} if "label" in found and found["label"] is None else found


def theirs_at(theirs, path):
  """The value at a path."""
  for step in path:
    theirs = theirs[step]
  return theirs


class MoneyChecks(unittest.TestCase):
  def setUp(self):
    lines = self.lines = (
      life("a", "2025-04-10", plan="Pro")
      + [fact("a", JUNE, assertion="2", plan="Team", quantity=2)]
      + life("b", MAY, "2025-06-20", plan="Pro") + life("c", "2025-06-03", currency="EUR")
      + [fact("d", "2025-06-05", "trialing", trialEnd="2025-06-19")])
    self.answer = answer(lines, "2025-06-01", "2025-06-30", today="2025-07-20")
    self.converted = answer(
      lines + [setting("currency", "EUR"), rates("2025-04-01", USD="1.1")], "2025-06-01",
      "2025-06-30", today="2025-07-20")
    self.lacking = answer(lines + [setting("currency", "GBP")], "2025-06-01", "2025-06-30")

  def count(self, check, ours, theirs):
    """How many differences a check finds."""
    tally = checks.Tally()
    check(tally, ours, theirs)
    return len(tally.differences)

  def sees_all(self, check, ours):
    """Every other value is a difference; the same ones are none."""
    theirs = named(as_json(ours))
    self.assertEqual(self.count(check, ours, theirs), 0)
    for path in leaves(theirs):
      # How a run of days is called is Tenure's own.
      if theirs_at(theirs, path) != LABEL:
        with self.subTest(path=path):
          self.assertGreater(self.count(check, ours, changed(theirs, path)), 0)
    return theirs

  def test_books_of_a_report(self):
    for asked in (self.answer, self.converted, self.lacking):
      ours = money_report(asked, "plan")
      theirs = self.sees_all(money_checks.check_books, ours)
      for other in (theirs[1:], theirs + theirs[:1], theirs * 2, [], None, "nothing"):
        self.assertGreater(self.count(money_checks.check_books, ours, other), 0)
    self.assertGreater(self.count(money_checks.check_books, [], as_json(ours)), 0)

  def test_slices_lines_and_figures_that_lack_or_are_too_many(self):
    ours = money_report(self.answer, "plan")
    for part in ("bridge", "figures"):
      for change in (lambda rows: rows[1:], lambda rows: rows[:-1], lambda rows: rows + rows[:1],
          lambda rows: []):
        theirs = as_json(ours)
        theirs[1][part] = change(theirs[1][part])
        self.assertGreater(self.count(money_checks.check_books, ours, theirs), 0)
    theirs = as_json(ours)
    theirs[1]["bridge"].reverse()
    self.assertGreater(self.count(money_checks.check_books, ours, theirs), 0)
    for change in (lambda lines: lines.pop("fx"), lambda lines: lines.update(more="1")):
      theirs = as_json(ours)
      change(theirs[0]["bridge"][0]["lines"])
      self.assertGreater(self.count(money_checks.check_books, ours, theirs), 0)

  def test_amounts_are_texts_and_shares_are_numbers(self):
    ours = money_report(self.answer)
    theirs = as_json(ours)
    row = next(row for row in theirs[1]["figures"] if row["id"] == "grr")
    for part, value in (("value", str(row["value"])), ("numerator", 10), ("denominator", "20.0")):
      other = copy.deepcopy(theirs)
      next(each for each in other[1]["figures"] if each["id"] == "grr")[part] = value
      # 20.0 and 20 are one number: how it is written is held by the program's own tests.
      expected = 0 if value == "20.0" else 1
      self.assertEqual(self.count(money_checks.check_books, ours, other), expected, part)

  def test_bridges(self):
    # Two weeks, with what changes in them.
    asked = answer(self.lines, "2025-06-12", "2025-06-20", today="2025-07-20")
    for every, netting in (("week", "day"), (None, "period"), ("month", "none")):
      ours = bridge_report(asked, Asked(every, netting, "plan"))
      theirs = self.sees_all(money_checks.check_bridge, ours)
      self.assertGreater(
        self.count(money_checks.check_bridge, ours, {**theirs, "books": theirs["books"][1:]}), 0)
      theirs["books"][1]["periods"].pop()
      self.assertGreater(self.count(money_checks.check_bridge, ours, theirs), 0)

  def test_a_bridge_with_nothing_to_see(self):
    ours = bridge_report(answer(life("a", MAY), "2030-01-01", "2030-01-02", today=MAY), Asked())
    self.assertEqual(ours["books"], [])
    empty = [{"currency": "USD", "periods": [{"slices": []}]}]
    self.assertEqual(
      self.count(money_checks.check_bridge, ours, {**as_json(ours), "books": empty}), 0)
    empty[0]["periods"][0]["slices"] = [{}]
    self.assertGreater(
      self.count(money_checks.check_bridge, ours, {**as_json(ours), "books": empty}), 0)

  def test_cohorts(self):
    for options in (
        Options(), Options("plan", measure="mrr", currency="USD"),
        Options("week", clock="anniversary", at="any", relative="previous", mean="simple")):
      ours = cohort_report(self.answer, options)
      theirs = self.sees_all(money_checks.check_cohorts, ours)
      for part in ("cohorts", "mean"):
        for rows in (theirs[part][1:], theirs[part] * 2, []):
          self.assertGreater(
            self.count(money_checks.check_cohorts, ours, {**theirs, part: rows}), 0)
      theirs["cohorts"][0]["cells"].pop()
      self.assertGreater(self.count(money_checks.check_cohorts, ours, theirs), 0)

  def test_rows(self):
    asked = money(life("a", MAY, quantity=3) + [fact("a", JUNE, assertion="2")] + life(
      "b", "2025-06-03", JUNE) + life("c", MAY))
    for figure, is_line in (("mrr.contraction", True), ("mrr.new", True), ("grr", False),
        ("quantity_churn", False), ("mrr", False), ("arpa", False), ("asp", False)):
      ours = explained(asked, figure)
      check = lambda tally, mine, rows: money_checks.check_explained(
        tally, mine, {"rows": rows}, is_line)
      theirs = self.sees_all(check, ours)
      self.assertGreater(len(theirs), 0)
      for rows in (theirs[1:], theirs + theirs[:1], "none"):
        self.assertGreater(self.count(check, ours, rows), 0, figure)

  def test_rows_must_add_up(self):
    asked = money(life("a", MAY, quantity=3) + [fact("a", JUNE, assertion="2")] + life(
      "b", "2025-06-03", JUNE))
    book = {"bridge": asked.bridge().shown(), "figures": as_json(asked.figures())}
    for figure in ("mrr", "mrr.opening", "mrr.contraction", "mrr.churn", "mrr.new", "grr",
        "quantity_churn", "arpa", "asp", "mrr_churn.gross"):
      rows = explained(asked, figure)
      self.assertGreater(len(rows), 0)
      for found, differences in ((rows, 0), (rows * 2, 1)):
        tally = checks.Tally()
        money_checks.check_money_sum(tally, figure, book, found)
        self.assertEqual(min(1, len(tally.differences)), differences, figure)


class Quotes(unittest.TestCase):
  def test_rates_stand_in_the_export(self):
    for index in range(40):
      for _, file in histories.Workspace(1, index, 10).rates:
        records = [{
          "account": "", "kind": "rates", "at": on, "recorded": file.recorded_at, "source": "ecb",
          "key": f"rates#{on}", "version": "", "body": {"base": "EUR", "quotes": {
            name: str(quote) for name, quote in quotes}}}
          for (on, quotes, _) in expected_rates([file])]
        lines = [line(record) for record in records]
        self.assertEqual(exported_rates(lines), expected_rates([file]))
        self.assertNotEqual(exported_rates(lines[1:]), expected_rates([file]))
        other = {"base": "EUR", "quotes": {"USD": "9.5"}}
        self.assertNotEqual(
          exported_rates([lines[0]._replace(body=other), *lines[1:]]), expected_rates([file]))
        cells = [row.split(",") for row in file.text().split("\n")[1:-1]]
        self.assertEqual([row[0] for row in cells], sorted((row[0] for row in cells), reverse=True))


if __name__ == "__main__":
  unittest.main()
