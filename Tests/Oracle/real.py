#!/usr/bin/env python3
"""Imports real customers and holds the figures against results that others computed.

The data is IBM's Telco sample as subscription rows (../shared/data/telco). What must come out is
in its expected.json: how many there were, how many left, by contract. The same company told in
other words - ids permuted, all dates 37 days later, columns renamed - must have the same rates.

Exit status: 0 all equal, or no data to look at, which is said; 1 otherwise.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "../shared/data/telco"
LATER = timedelta(days=37)
RENAMED = {
  "customer_id": "Client no", "subscription_id": "Contract", "plan": "Tariff",
  "currency": "Money", "mrr": "Fee", "start_date": "Since", "ended_at": "Until"}
FIELDS = {"mrr": "amount"}
COMPARED = (
  "crr", "tracked", "survived", "churn.a", "churn.a_prime", "churn.b", "churn.c", "churn.d",
  "churn.e")


def tenure(path, workspace, *arguments):
  """Standard output of a command, as JSON."""
  done = subprocess.run(
    [path, *arguments, "--workspace", workspace], capture_output=True, text=True)
  if done.returncode != 0:
    raise RuntimeError(f"tenure {' '.join(arguments)}: {done.returncode}: {done.stderr[-500:]}")
  return json.loads(done.stdout)


def told_otherwise(source, target):
  """The same company: its rows shuffled, ids permuted, dates later, columns renamed."""
  rng = random.Random(37)
  with open(source, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
  for column in ("customer_id", "subscription_id"):
    names = [row[column] for row in rows]
    others = dict(zip(names, rng.sample(names, len(names))))
    for row in rows:
      row[column] = others[row[column]]
  for row in rows:
    for column in ("start_date", "ended_at"):
      if row[column]:
        row[column] = (date.fromisoformat(row[column]) + LATER).isoformat()
  rng.shuffle(rows)
  with open(target, "w", newline="", encoding="utf-8") as file:
    writer = csv.DictWriter(file, RENAMED.values(), delimiter=";")
    writer.writeheader()
    writer.writerows({RENAMED[name]: value for name, value in row.items()} for row in rows)


def differences(path, folder):
  """What is not as it must be."""
  expected = json.loads((DATA / "expected.json").read_text())
  source = str(DATA / "telco_as_subscriptions.csv")
  found = []

  def same(what, ours, theirs):
    if ours != theirs:
      found.append(f"{what}: expected {ours!r}, found {theirs!r}")

  first, second = os.path.join(folder, "first"), os.path.join(folder, "second")
  summary = tenure(path, first, "import", source, "--json")
  same("rows", [expected["rows"]] * 2, [summary["rows"], summary["accepted"]])
  report = tenure(
    path, first, "report", "--month", "2025-01", "--by", "plan", "--today", "2026-01-01",
    "--format", "json")
  counts = {row["slice"]: row for row in report["counts"]}
  figures = {(row["slice"], row["id"]): row for row in report["figures"]}
  active = expected["rows"] - expected["churned"]
  same("active after the last departure", active, counts[None]["closing"])
  # Who has no month behind him (tenure 0) starts in January and is new, not there at its opening.
  same("there at the opening", expected["km"]["all"]["at_risk"]["1"], counts[None]["opening"])
  same("contracts", set(expected["by_contract"]), set(counts) - {None})
  for contract, group in expected["by_contract"].items():
    opening = expected["km"][f"Contract={contract}"]["at_risk"]["1"]
    left = figures[contract, "churn.a"]
    same(f"{contract}: left", [group["churned"], opening], [left["numerator"], left["denominator"]])
    rate = figures[contract, "crr"]
    same(f"{contract}: rate", (opening - group["churned"]) / opening, rate["value"])
  same("rate in total", (active - 11) / 7032, figures[None, "crr"]["value"])

  other = os.path.join(folder, "other.csv")
  told_otherwise(source, other)
  fields = {column: FIELDS.get(name, name) for name, column in RENAMED.items()}
  maps = [word for each in fields.items() for word in ("--map", "=".join(each))]
  tenure(path, second, "import", other, *maps, "--json")
  period = [(date(2025, 1, day) + LATER).isoformat() for day in (1, 31)]
  again = tenure(
    path, second, "report", "--from", period[0], "--to", period[1], "--by", "plan", "--today",
    "2026-01-01", "--format", "json")
  for row in again["figures"]:
    if row["id"] in COMPARED:
      same(f"told otherwise: {row['slice']} {row['id']}", figures[row["slice"], row["id"]], row)
  return found, len(again["figures"])


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  options = parser.parse_args()
  if not DATA.is_dir():
    print("real: skipped, there is no ../shared/data/telco")
    return 0
  with tempfile.TemporaryDirectory(prefix="tenure-real-") as folder:
    found, count = differences(os.path.abspath(options.tenure), folder)
  for difference in found:
    print(difference)
  print(f"real: 7043 customers, {count} figures told in two ways, {len(found)} differences")
  return 1 if found else 0


if __name__ == "__main__":
  sys.exit(main())
