#!/usr/bin/env python3
"""Cuts the power of an import at chance moments, and compares what was kept.

The import is recorded below SQLite; from the record the rig builds what a disk may hold after a cut
(see powerloss.py). Whatever the moment, the ledger must verify, and once the import is run again it
must hold what one that was never cut holds. After the import has said that it is done, it must hold
that without being run again. Half of the lives load into a folder that is not there yet, half into
a ledger that holds something.

The negative control, --control, takes every sync for one that never happened, and must find a loss.

Exit status: 0 every cut ended the same, 1 one did not, 2 could not run.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import recording
from disk import Disk
from kill_import import FIRST, SECOND, Trial, write_rows


class Life:
  """An import from its start to its end, recorded."""

  def __init__(self, options, folder, library, number):
    self.options, self.folder = options, Path(folder)
    self.rng = random.Random(f"{options.seed} {number}")
    self.small, self.large = self.folder / "small.csv", self.folder / "large.csv"
    write_rows(self.small, 500, 1)
    write_rows(self.large, options.rows, number, first=300)
    self.root = self.folder / "root"
    self.root.mkdir()
    self.trial = Trial(options.tenure, str(self.root))
    self.is_grown, self.unreadable = number % 2 == 1, 0
    if self.is_grown:
      self.trial.load(str(self.small), FIRST)
    self.disk = Disk(self.root, (lambda *_: True) if options.control else None)
    self.trace = recording.Trace(self.folder / "trace", library, self.root)
    done = subprocess.run(
      self.trial.command(
        "import", str(self.large), "--exported-at", SECOND, "--recorded-at",
        SECOND + "T12:00:00Z"), env=self.trace.environment(), capture_output=True, text=True)
    if done.returncode != 0:
      raise RuntimeError(f"import ended with {done.returncode}: {done.stderr[-500:]}")
    calm = shutil.copytree(self.root, self.folder / "calm")
    self.expected = Trial(options.tenure, str(calm)).facts()

  def cuts(self, count):
    """So many cuts: before which record, and whether the import had said that it is done."""
    records = list(self.trace.records())
    ended = count // 3
    chosen = deque(
      recording.instants(records, self.rng, count - ended) + [len(records)] * ended)
    for number in range(len(records) + 1):
      while chosen and chosen[0] == number:
        chosen.popleft()
        yield number, number == len(records)
      if number < len(records):
        self.disk.follow(records[number])

  def fault(self, target, is_done):
    """What is wrong with what a cut left; None if nothing."""
    trial = Trial(self.options.tenure, str(target))
    try:
      # What was cut while its tables were made can only be read once an import was run again.
      is_readable = trial.verifies()
      self.unreadable += not is_readable
      if not is_readable and (is_done or self.is_grown):
        return "does not verify"
      if is_done and not os.path.exists(trial.workspace):
        return "the workspace is gone after the import said that it is done"
      if not is_done:
        trial.load(str(self.large), SECOND)
      if trial.facts() != self.expected:
        return "other facts than an import that was not cut"
      return None if trial.verifies() else "does not verify once it was run again"
    except (RuntimeError, subprocess.SubprocessError) as error:
      return f"{error}"


def run(options, folder):
  library = recording.compiled(folder)
  found, number, left = Counter(), 0, options.cuts
  with ThreadPoolExecutor(options.at_once) as pool:
    while left > 0:
      place = Path(folder) / f"life-{number}"
      place.mkdir()
      life = Life(options, place, library, number)
      count = min(left, options.cuts_each)
      jobs = []
      for which, (instant, is_done) in enumerate(life.cuts(count)):
        target = place / f"cut-{which}"
        life.disk.cut(target, random.Random(f"{options.seed} {number} {which}"))
        found["after the end"] += is_done
        jobs.append((f"life {number}, cut {which} before record {instant}",
                     pool.submit(life.fault, target, is_done)))
      for name, job in jobs:
        fault = job.result()
        if fault and found[fault] < 3:
          print(f"power_import: seed {options.seed}, {name}: {fault}")
        found["faults"] += bool(fault)
        if fault:
          found[fault] += 1
      found["unreadable"] += life.unreadable
      if not options.control and life.disk.differences(life.root):
        raise RuntimeError(f"the recorder has missed {life.disk.differences(life.root)}")
      shutil.rmtree(place)
      left -= count
      number += 1
  print(
    f"power_import: seed {options.seed}, {number} imports of {options.rows} rows, {options.cuts} "
    f"cuts, {found['after the end']} of them after it was done; {found['unreadable']} could not be "
    f"read until it was run again; {found['faults']} faults")
  return 1 if found["faults"] else 0


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--cuts", type=int, default=30)
  parser.add_argument("--cuts-each", type=int, default=50, help="at most, of one import")
  parser.add_argument("--rows", type=int, default=2000)
  parser.add_argument("--at-once", type=int, default=3, help="so many checks")
  parser.add_argument("--seed", type=int, default=1)
  parser.add_argument("--control", action="store_true", help="no sync counts; must end 1")
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  with tempfile.TemporaryDirectory(prefix="tenure-power-") as folder:
    try:
      status = run(options, folder)
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
      print(f"power_import: {error}")
      status = 2
  sys.exit(status)


if __name__ == "__main__":
  main()
