#!/usr/bin/env python3
"""Kills an import at chance moments, runs it again, and compares with one that was never killed.

Whatever the moment, the ledger must verify, hold whole rows only, and end the same once the import
has run to its end. Half of the trials load into an empty ledger (one transaction), half into one
that holds something already (a transaction a batch). The kill is SIGKILL: nothing of the program's
runs after it.

The negative control, --control, runs the trials on a copy whose files lose what was written last,
and must find the loss.

Exit status: 0 every trial ended the same, 1 one did not, 2 could not run.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

FIRST = "2025-06-01"
SECOND = "2025-07-01"


def write_rows(path, rows, seed, first=0):
  """A file of subscriptions."""
  rng = random.Random(seed)
  with open(path, "w", encoding="utf-8") as file:
    file.write("customer_id,subscription_id,start_date,amount,currency,plan,ended_at\n")
    for number in range(first, first + rows):
      ended = f"2025-0{rng.randint(3, 5)}-1{rng.randint(0, 9)}" if rng.random() < 0.3 else ""
      file.write(
        f"customer-{rng.randrange(rows)},sub-{number},2025-0{rng.randint(1, 2)}-01,"
        f"{rng.randint(1, 99)}.{rng.randint(10, 99)},EUR,{rng.choice(('Pro', 'Team'))},{ended}\n")


class Trial:
  """A workspace that imports are killed in."""

  def __init__(self, tenure, folder):
    self.tenure, self.folder = tenure, folder
    self.workspace = os.path.join(folder, "workspace")

  def command(self, *arguments):
    return [self.tenure, *arguments, "--workspace", self.workspace]

  def load(self, file, exported, kill_after=None):
    """Imports a file; True if it ran to its end, False if it was killed before."""
    process = subprocess.Popen(
      self.command(
        "import", file, "--exported-at", exported, "--recorded-at", exported + "T12:00:00Z",
        "--json"),
      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
      _, error = process.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
      process.kill()
      process.communicate()
      return False
    if process.returncode != 0:
      raise RuntimeError(f"import ended with {process.returncode}: {error.decode()[-500:]}")
    return True

  def verifies(self):
    """Whether what is stored is as it was written; a workspace not made yet is."""
    if not os.path.exists(os.path.join(self.workspace, "tenure.sqlite")):
      return True
    done = subprocess.run(self.command("verify"), capture_output=True, text=True)
    # Killed before its tables were made it is no workspace yet, which is said and is no damage.
    return done.returncode == 0 or "There is no workspace" in done.stderr

  def facts(self):
    """Every fact, in an order that does not depend on how it came in."""
    done = subprocess.run(self.command("export"), capture_output=True, text=True, check=True)
    return sorted(done.stdout.splitlines())

  def lose_the_end(self):
    """What a disk that lied about its syncs would lose: the last written part."""
    for name in ("tenure.sqlite-wal", "tenure.sqlite"):
      path = os.path.join(self.workspace, name)
      if os.path.exists(path) and os.path.getsize(path) > 65536:
        with open(path, "r+b") as file:
          file.truncate(os.path.getsize(path) - 32768)


def run(options):
  folder = tempfile.mkdtemp(prefix="tenure-kill-")
  rng = random.Random(options.seed)
  kills = {"killed": 0, "ended first": 0}
  failures = []
  try:
    small, large = os.path.join(folder, "small.csv"), os.path.join(folder, "large.csv")
    write_rows(small, 1500, 1)
    write_rows(large, options.rows, 2, first=1000)
    expected, seconds = {}, {}
    for grown in (False, True):
      trial = Trial(options.tenure, os.path.join(folder, f"calm-{grown}"))
      if grown:
        trial.load(small, FIRST)
      began = time.monotonic()
      trial.load(large, SECOND)
      seconds[grown] = time.monotonic() - began
      expected[grown] = trial.facts()
    until = time.monotonic() + options.seconds
    number = 0
    while number < options.trials and time.monotonic() < until:
      grown = number % 2 == 1
      trial = Trial(options.tenure, os.path.join(folder, f"trial-{number}"))
      if grown:
        trial.load(small, FIRST)
      finished = False
      for _ in range(rng.randint(1, 3)):
        finished = trial.load(large, SECOND, kill_after=rng.uniform(0.005, seconds[grown]))
        kills["ended first" if finished else "killed"] += 1
        if options.control:
          trial.lose_the_end()
        if not trial.verifies():
          failures.append(f"trial {number}: does not verify after a kill")
          break
        if finished:
          break
      else:
        trial.load(large, SECOND)
      if trial.verifies() and trial.facts() != expected[grown]:
        failures.append(f"trial {number}: other facts than an import that was not killed")
      shutil.rmtree(trial.folder, ignore_errors=True)
      number += 1
  finally:
    shutil.rmtree(folder, ignore_errors=True)
  for failure in failures[:10]:
    print(failure)
  print(
    f"kill_import: {number} trials, {kills['killed']} kills, {kills['ended first']} imports ended "
    f"before their kill, {len(failures)} failures (seed {options.seed}, {options.rows} rows)")
  if kills["killed"] == 0:
    print("kill_import: nothing was killed, so nothing was shown", file=sys.stderr)
    return 2
  return 1 if failures else 0


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--trials", type=int, default=200)
  parser.add_argument("--seconds", type=float, default=600, help="end after so long")
  parser.add_argument("--rows", type=int, default=6000)
  parser.add_argument("--seed", type=int, default=1)
  parser.add_argument("--control", action="store_true", help="lose data on purpose; must end 1")
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  sys.exit(run(options))


if __name__ == "__main__":
  main()
