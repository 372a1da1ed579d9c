"""The rig itself: it must see every kind of difference, and make the histories it promises."""

import copy
import json
import unittest
from collections import Counter
from pathlib import Path

import checks
import histories
from book import answer, fact, life, lives
from expected import expected, exported
from figures import Period
from histories import Import
from moments import Zone, day, instant
from oracle import line
from queries import Query

ROOT = Path(__file__).resolve().parent.parent.parent


def leaves(value, path=()):
  """The paths to every value in a JSON value that is neither list nor object."""
  if isinstance(value, dict):
    return [leaf for key in value for leaf in leaves(value[key], (*path, key))]
  if isinstance(value, list):
    return [leaf for i, each in enumerate(value) for leaf in leaves(each, (*path, i))]
  return [path]


def changed(value, path):
  """The JSON value with something else at a path; what does not lie on the way is shared."""
  if path:
    other = copy.copy(value)
    other[path[0]] = changed(value[path[0]], path[1:])
    return other
  return (
    not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else
    value + 1e-8 if isinstance(value, float) else "?" if value is None else value + "?")


class Mutants(unittest.TestCase):
  def test_each_fits_the_sources_once(self):
    for entry in json.loads((ROOT / "Tests/Oracle/mutants.json").read_text())["mutants"]:
      with self.subTest(entry["name"]):
        self.assertEqual((ROOT / entry["file"]).read_text().count(entry["old"]), 1)


class Checks(unittest.TestCase):
  def setUp(self):
    lines = (
      lives("a", 9, "2024-06-01", plan="Pro") + life("b", "2024-06-01", "2025-01-20", plan="Team")
      + life("n", "2025-01-05") + [fact("p", "2025-01-05", "paused")])
    self.answer = answer(lines, "2025-01-01", "2025-01-31")
    period = Period(day("2025-01-01"), day("2025-02-01"), day("2030-01-01"))
    self.query = Query(("--month", "2025-01"), period, None, "plan", "tracked")
    self.report = json.loads(json.dumps(self.answer.report("plan"), default=float))
    self.report["period"]["label"] = "2025-01"

  def differences(self, report):
    """How many differences are found in a report."""
    tally = checks.Tally()
    checks.check_report(tally, self.answer, self.query, report)
    return len(tally.differences)

  def test_an_equal_report_has_no_difference(self):
    self.assertEqual(self.differences(self.report), 0)

  def test_any_other_value_is_seen(self):
    for path in leaves(self.report):
      with self.subTest(path=path):
        self.assertGreater(self.differences(changed(self.report, path)), 0)

  def test_a_missing_or_doubled_figure_is_seen(self):
    for part in ("counts", "figures"):
      for rows in (self.report[part][:-1], self.report[part][1:], self.report[part] * 2, []):
        self.assertGreater(self.differences({**self.report, part: rows}), 0)

  def test_slices_in_another_order_are_seen(self):
    self.assertGreater(
      self.differences({**self.report, "figures": self.report["figures"][::-1]}), 0)

  def test_a_notice_without_need_is_seen(self):
    self.assertGreater(self.differences({**self.report, "notice": "learned later"}), 0)

  def row_differences(self, rows, figure="tracked"):
    """How many differences are found in the rows of a figure."""
    tally = checks.Tally()
    checks.check_rows(tally, self.answer, figure, {"rows": rows})
    return len(tally.differences)

  def test_any_other_row_is_seen(self):
    rows = self.answer.rows("tracked")
    self.assertEqual(self.row_differences(rows), 0)
    for path in leaves(rows):
      self.assertGreater(self.row_differences(changed(rows, path)), 0)
    for other in (rows[1:], rows[:-1], rows[::-1], rows + rows[:1], []):
      self.assertGreater(self.row_differences(other), 0)

  def test_rows_must_add_up(self):
    for figure in ("crr", "tracked", "churn.b", "churn.c", "churn.d", "churn.renewal"):
      rows = self.answer.rows(figure)
      for found, expected_differences in ((rows, 0), (rows[1:], 1)):
        tally = checks.Tally()
        checks.check_sum(tally, figure, self.report, found)
        self.assertEqual(len(tally.differences), expected_differences, figure)


class Translation(unittest.TestCase):
  row = {
    "customer_id": "a", "subscription_id": "s", "start_date": "2025-01-01", "amount": "10.50",
    "currency": "USD", "plan": "", "quantity": "", "interval": "quarterly", "interval_count": "",
    "status": "", "trial_end": "", "discount_amount": "", "discount_percent": "",
    "ended_on": "2025-03-31", "retracted": ""}
  body = {
    "subscription": "s", "status": "active", "quantity": 1, "unitAmount": "10.5",
    "currency": "USD", "interval": "month", "intervalCount": 3, "endsAt": "2025-04-01"}

  def told(self, *rows):
    """What is expected of an import of rows."""
    return expected([Import(
      "f.csv", tuple(self.row), list(rows), histories.SUBSCRIPTIONS, "2025-05-01",
      "2025-05-02T12:00:00Z", "csv", "\n")])

  def exported(self, **changes):
    """What is found in an export of one line."""
    record = {
      "account": "a", "kind": "subscription.state", "at": "2025-01-01",
      "recorded": "2025-05-02T12:00:00.000000Z", "source": "csv", "key": "s#row",
      "version": "2025-05-01T00:00:00.000000Z", "body": self.body, **changes}
    return exported([line(record)], {"2025-05-01"})

  def test_a_row_becomes_one_line(self):
    self.assertEqual(self.told(self.row), self.exported())
    self.assertEqual(self.told(self.row, self.row), self.exported())
    self.assertEqual(self.told({**self.row, "retracted": "yes"}), self.exported(body=None))

  def test_any_other_line_is_seen(self):
    for changes in (
        {"account": "b"}, {"at": "2025-01-02"}, {"recorded": "2025-05-02T12:00:00.000001Z"},
        {"source": "b"}, {"key": "s#1"}, {"version": "2025-05-03T00:00:00.000000Z"},
        {"body": None}, {"body": {**self.body, "unitAmount": "10.51"}},
        {"body": {**self.body, "endsAt": "2025-03-31"}}):
      self.assertNotEqual(self.told(self.row), self.exported(**changes))


class Histories(unittest.TestCase):
  @classmethod
  def setUpClass(cls):
    cls.workspaces = [histories.Workspace(1, index, 60) for index in range(40)]
    cls.imports = [step for workspace in cls.workspaces for step in workspace.imports]

  def test_a_seed_always_gives_the_same_files(self):
    again = histories.Workspace(1, 3, 60)
    self.assertEqual(again.steps(), self.workspaces[3].steps())
    self.assertNotEqual(histories.Workspace(2, 3, 60).steps(), again.steps())

  def test_all_histories_are_shared_out(self):
    for count in (1, 49, 300, 1000):
      found = histories.sizes(count, 1)
      self.assertEqual(sum(found), count)
      self.assertTrue(all(50 <= size <= 100 for size in found[:-1]))

  def test_each_workspace_has_its_customers(self):
    for workspace in self.workspaces:
      accounts = {row["customer_id"] for step in workspace.imports for row in step.rows}
      self.assertGreater(len(accounts), 50)
      self.assertLessEqual(len(accounts), 60)

  def test_what_is_nasty_does_occur(self):
    found = Counter()
    for workspace in self.workspaces:
      steps = workspace.imports
      found["doubled"] += len({step.file for step in steps}) < len(steps)
      for kind in ("states", "whole"):
        exports = [step.exported_at for step in steps if step.file.startswith(kind)]
        found["earlier later"] += exports != sorted(exports)
      found["zones"] += len([name for _, (name, *_) in workspace.settings if name == "zone"]) > 1
    rows = [row for step in self.imports for row in step.rows]
    states = [row for row in rows if "amount" in row]
    for row in rows:
      found["retracted"] += row.get("retracted") == "yes"
      found["composed"] += row["customer_id"].startswith("caf\u00e9")
      found["decomposed"] += row["customer_id"].startswith("cafe\u0301")
    for row in states:
      found[row["status"]] += 1
      for name in ("ended_at", "ended_on", "cancel_at", "trial_end"):
        found[name] += bool(row.get(name))
      found["comped"] += row["discount_percent"] == "100"
      found["29 February"] += row["start_date"].startswith("2024-02-29")
      found["31 January"] += row["start_date"][5:10] == "01-31"
      found["the day Apia skipped"] += row["start_date"] == "2011-12-30"
      found["midnight in Bucharest"] += "T" in row["start_date"] and Zone("Europe/Bucharest").wall(
        instant(row["start_date"])).time().isoformat() == "00:00:00"
      found["currencies"] += row["currency"] != "USD"
    self.assertEqual([name for name, count in found.items() if not count], [])
    for status in ("pending", "trialing", "active", "past_due", "paused", "ended", ""):
      self.assertGreater(found[status], 10)


if __name__ == "__main__":
  unittest.main()
