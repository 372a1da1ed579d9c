"""`tenure cohorts` as a command: its forms agree, its cells open, and what cannot be is refused."""

import csv
import io
import json
import random
import unittest
from datetime import date, timedelta
from fractions import Fraction

from command import InWorkspace


class Cohorts(InWorkspace):
  @classmethod
  def fill(cls, folder):
    chance = random.Random(170)
    path = folder / "subscriptions.csv"
    with path.open("w", newline="") as file:
      rows = csv.writer(file)
      rows.writerow(["customer_id", "subscription_id", "plan", "amount", "quantity", "currency",
                     "start_date", "ended_at"])
      for number in range(300):
        start = date(2024, 1, 1) + timedelta(chance.randrange(500))
        end = start + timedelta(chance.randrange(1, 400)) if chance.random() < 0.7 else ""
        rows.writerow([f"c{number % 250}", f"s{number}", chance.choice(["=1+1", "Pro", ""]),
                       chance.choice(["29.85", "100", "7"]), chance.randrange(1, 4),
                       chance.choice(["USD", "EUR"]), start, end])
    cls.told("import", str(path))

  def cohorts(self, *arguments):
    return self.told("cohorts", "--today", "2025-06-15", *arguments)

  QUESTIONS = [
    [],
    ["--clock", "anniversary", "--relative", "previous", "--mean", "simple"],
    ["--cohort", "plan", "--at", "any"],
    ["--cohort", "week", "--every", "month", "--bound", "unbounded"],
    ["--cohort", "quarter", "--measure", "seats"],
    ["--measure", "mrr", "--currency", "USD"],
    ["--cohort", "currency", "--measure", "grr", "--currency", "EUR", "--year", "2024"],
  ]

  def test_each_cell_opens_to_customers_that_add_up_to_it(self):
    for question in self.QUESTIONS:
      grid = json.loads(self.cohorts(*question, "--format", "json"))
      self.assertTrue(grid["cohorts"])
      for cohort in grid["cohorts"][:4]:
        for cell in cohort["cells"][:2] + cohort["cells"][-1:]:
          name = f"{cohort['label']}:{cell['index']}"
          opened = json.loads(self.cohorts(*question, "--format", "json", "--cell", name))
          with self.subTest(question=question, cell=name):
            self.assertEqual(opened["label"], cohort["label"])
            self.assertEqual(opened["cell"], cell)
            self.assertEqual(len(opened["rows"]), cell["customers"])
            for sum_of in ["base", "previous", "retained"]:
              self.assertEqual(
                sum(Fraction(row[sum_of]) for row in opened["rows"]), Fraction(cell[sum_of]))
            accounts = [row["account"] for row in opened["rows"]]
            self.assertEqual(accounts, sorted(set(accounts), key=str.encode))

  def test_means_are_of_complete_cells(self):
    for question in self.QUESTIONS:
      grid = json.loads(self.cohorts(*question, "--format", "json"))
      against = "base" if grid["relative"] == "start" else "previous"
      for mean in grid["mean"]:
        cells = [cohort["cells"][mean["index"]] for cohort in grid["cohorts"]
                 if mean["index"] < len(cohort["cells"])]
        cells = [cell for cell in cells if cell["complete"] and Fraction(cell[against]) != 0]
        with self.subTest(question=question, index=mean["index"]):
          self.assertEqual(mean["cohorts"], len(cells))
          if not cells:
            self.assertIsNone(mean["value"])
            continue
          if "simple" in question:
            expected = sum(cell["value"] for cell in cells) / len(cells)
          else:
            expected = float(sum(Fraction(cell["retained"]) for cell in cells)
                             / sum(Fraction(cell[against]) for cell in cells))
          self.assertAlmostEqual(mean["value"], expected, places=12)

  def test_csv_says_what_json_says_and_is_no_formula(self):
    for question in self.QUESTIONS:
      grid = json.loads(self.cohorts(*question, "--format", "json"))
      text = self.cohorts(*question, "--format", "csv")
      rows = list(csv.DictReader(io.StringIO(text, newline="")))
      cells = [(cohort["label"], cell) for cohort in grid["cohorts"] for cell in cohort["cells"]]
      self.assertEqual(len(rows), len(cells))
      for row, (label, cell) in zip(rows, cells):
        self.assertEqual(row["cohort"], "'" + label if label.startswith("=") else label)
        for name in ["index", "customers", "base", "previous", "retained"]:
          self.assertEqual(row[name], str(cell[name]))
        self.assertEqual(row["complete"], "yes" if cell["complete"] else "no")

  def test_a_table_has_no_colours_where_nobody_sees_them(self):
    table = self.cohorts("--periods", "3")
    self.assertNotIn("\x1b", table)
    self.assertIn("mean", table)
    self.assertIn("--periods", table)
    self.assertIn("*", self.cohorts("--periods", "40"))

  def test_what_cannot_be_is_refused_with_the_option_and_the_reason(self):
    for arguments, words in [
      (["--measure", "mrr", "--at", "any"], ["--at any", "customers only", "--measure mrr"]),
      (["--measure", "seats", "--bound", "unbounded"], ["--bound unbounded", "customers only"]),
      (["--measure", "mrr"], ["EUR, USD", "--currency EUR"]),
      (["--currency", "EUR"], ["--currency", "--measure mrr or grr"]),
      (["--measure", "mrr", "--currency", "euro"], ["--currency", "EUR", "euro"]),
      (["--cohort", "colour"], ["--cohort", "attribute", "colour"]),
      (["--clock", "solar"], ["--clock", "calendar", "anniversary"]),
      (["--every", "hour"], ["--every", "week"]),
      (["--periods", "0"], ["--periods", "from 1"]),
      (["--cell", "2024-01"], ["--cell", "2025-01:3"]),
      (["--cell", "1999-01:0"], ["--cell", "no cohort 1999-01", "2024-01"]),
      (["--cell", "2024-01:99"], ["--cell", "99", "the last one is 17"]),
      (["--from", "2024-01-01"], ["--from", "--to"]),
    ]:
      done = self.run_tenure("cohorts", "--today", "2025-06-15", *arguments)
      with self.subTest(arguments=arguments):
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        for word in words:
          self.assertIn(word, done.stderr)


if __name__ == "__main__":
  unittest.main()
