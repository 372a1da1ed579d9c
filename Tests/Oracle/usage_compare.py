"""Runs Tenure and the oracle of usage over made-up usage and compares every number.

Exit status: 0 no difference, 1 differences, 2 could not run.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from random import Random

import usage_queries as queries
from moments import Zone, day_text, instant
from usage import Books, History
from usage_cohorts import cell, cell_rows, cohort_report, cohorts, named
from usage_figures import Answer
from usage_histories import PROFILE_COLUMNS, SUBSCRIPTION_COLUMNS, Workspace, table

REPORTS, COHORTS, CELLS, EXPLANATIONS = 3, 2, 1, 1
SHOWN = 10
TOLERANCE = 1e-12
TIMEOUT_SECONDS = 120
MACHINE_ZONES = ("UTC", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati")
MISSING = "nothing"


class Failure(Exception):
  """Tenure did not answer."""


class Tally:
  """What was compared, and every difference."""

  def __init__(self):
    self.figures = self.runs = 0
    self.differences = []

  def differ(self, where, ours, theirs):
    """Notes a difference: what the oracle says, and what Tenure says."""
    self.differences.append(f"{where}: oracle {ours!r}, tenure {theirs!r}")

  def add(self, other):
    """Takes over what another tally has."""
    self.figures += other.figures
    self.runs += other.runs
    self.differences += other.differences

  def compare(self, where, ours, theirs, tolerance=0.0):
    """Compares all that the oracle says; what else Tenure tells is not looked at."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
      for name, value in ours.items():
        # Bounds of an interval, and means of quotients, are rounded more than once.
        rounded = TOLERANCE if name in ("interval", "mean") else tolerance
        self.compare(f"{where}.{name}", value, theirs.get(name, MISSING), rounded)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
      for number, (mine, found) in enumerate(zip(ours, theirs)):
        self.compare(f"{where}[{number}]", mine, found, tolerance)
    else:
      self.figures += 1
      if not is_same(ours, theirs, tolerance):
        self.differ(where, float(ours) if isinstance(ours, Fraction) else ours, theirs)


def is_same(ours, theirs, tolerance):
  """Whether two values are one: numbers by value, everything else by type too."""
  kinds = (int, float, Fraction)
  if type(ours) in kinds and type(theirs) in kinds:
    return abs(float(ours) - float(theirs)) <= tolerance
  return type(ours) is type(theirs) and ours == theirs


class Tenure:
  """The binary under test, in one workspace folder."""

  def __init__(self, path, folder, zone, tally):
    self.path, self.folder, self.tally = path, folder, tally
    self.environment = {**os.environ, "TZ": zone, "SWIFT_BACKTRACE": "enable=no"}
    self.environment.pop("TENURE_WORKSPACE", None)

  def run(self, *arguments, statuses=(0,)):
    """Standard output."""
    self.tally.runs += 1
    command = [self.path, *arguments, "--workspace", self.folder]
    try:
      done = subprocess.run(
        command, env=self.environment, capture_output=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
      raise Failure(f"{shlex.join(command)}: no answer in {TIMEOUT_SECONDS} s") from None
    if done.returncode not in statuses:
      said = done.stderr.decode(errors="replace").strip()[-500:]
      raise Failure(f"{shlex.join(command)}: exit status {done.returncode}: {said}")
    return done.stdout

  def json(self, *arguments, statuses=(0,)):
    """Standard output, as JSON."""
    text = self.run(*arguments, statuses=statuses)
    try:
      return json.loads(text)
    except ValueError as error:
      raise Failure(f"{shlex.join(arguments)}: not JSON: {error}: {text[:200]!r}") from None

  def take(self, texts, folder, recorded_at, *more):
    """Imports files, by their names, and gives the counts; rows may be refused."""
    for name, text in texts.items():
      with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return self.json(
      "import", *(os.path.join(folder, name) for name in texts), "--json",
      "--exported-at", recorded_at[:10], "--recorded-at", recorded_at, "--date-format", "iso",
      "--delimiter", "comma", "--encoding", "utf-8", *more, statuses=(0, 2))

  def set_zone(self, name, on="2024-01-02"):
    """Sets the zone, and gives it."""
    self.run("settings", "zone", name, "--recorded-at", f"{on}T00:00:00Z")
    return Zone(name)


def fill(tenure, workspace, folder):
  """Imports a workspace; gives the oracle's history and books, and compares what was taken."""
  zone, steps, told = Zone("UTC"), [], []
  tenure.take({
    "books.csv": table(SUBSCRIPTION_COLUMNS, workspace.books),
    "profiles.csv": table(PROFILE_COLUMNS, workspace.profiles)}, folder, workspace.books_at)
  if workspace.zone_at > 0 and workspace.zone_before != zone.name:
    zone = tenure.set_zone(workspace.zone_before, "2024-01-01")
  for number, step in enumerate(workspace.imports):
    if number == workspace.zone_at:
      zone = tenure.set_zone(workspace.zone)
    told.append(tenure.take(
      {step.file: step.text()}, folder, step.recorded_at, "--source", step.source,
      "--format", "tenure.usage"))
    steps.append((step.rows, instant(step.recorded_at), zone))
  if workspace.zone_at == len(workspace.imports):
    zone = tenure.set_zone(workspace.zone)
    # Else the days stay those of the other zone until the next import.
    tenure.run("usage", "rebuild")
  history = History(steps, zone)
  for number, (counts, theirs) in enumerate(zip(history.counts, told)):
    tenure.tally.compare(f"import {number}", counts, theirs)
  came = zone.local_day(instant(workspace.books_at))
  return history, Books(workspace.books, workspace.profiles, came)


def compare_report(tally, answer, theirs):
  """Compares a report, the figures by their names."""
  ours, question = answer.report(), answer.question
  for each in (ours, theirs):
    each["figures"] = {figure["id"]: figure for figure in each["figures"]}
  ours["period"]["label"] = question.words[1] if question.words[0] != "--from" else (
    f"{day_text(question.first)}\u2026{day_text(question.last)}")
  tally.compare("report", ours, theirs)
  tally.compare("has a notice", not answer.visible, bool(theirs.get("notice")))
  tally.compare("figures told", sorted(ours["figures"]), sorted(theirs["figures"]))


def compare_rows(tally, answer, figure, theirs):
  """Compares the units that a figure opens to, and what they add up to."""
  found = {(row["kind"], row["id"]): row for row in theirs["rows"]}
  tally.compare("rows twice", len(found), len(theirs["rows"]))
  mine = answer.rows(figure) if answer.visible else {}
  tally.compare("units", sorted(mine), sorted(found))
  for unit in mine.keys() & found.keys():
    parts = tuple(found[unit].get(name) for name in ("numerator", "denominator"))
    tally.compare(f"row {unit}", list(mine[unit]), list(parts))


def compare_cell(tally, tenure, rng, words, asked, entries):
  """Compares the units of one cell; gives the command line."""
  name, members = rng.choice(entries)
  index = 0
  while rng.random() < 0.7 and cell(members, index + 1, asked):
    index += 1
  command = queries.cohort_words(words, asked, ("--cell", f"{name}:{index}"))
  theirs = tenure.json(*command)
  tally.compare("label", name, theirs["label"])
  tally.compare("cell", cell(members, index, asked), theirs["cell"])
  names = ("kind", "id", "entryDay")
  mine, found = (
    sorted(rows, key=lambda row: [row.get(name, "") for name in names])
    for rows in (cell_rows(members, index), theirs["rows"]))
  tally.compare("rows", mine, found)
  return command


def asked_of(rng, workspace, history):
  """Every question, by kind."""
  for _ in range(REPORTS):
    yield "report", queries.question(rng, workspace, history)
  for _ in range(COHORTS):
    yield "cohorts", queries.options(rng, workspace, history)
  for _ in range(CELLS):
    yield "cell", queries.options(rng, workspace, history)
  for _ in range(EXPLANATIONS):
    yield "explain", queries.explanation(rng, workspace, history)


def compare_question(tenure, rng, history, books, kind, asked):
  """Asks both and compares; gives the tally and the command line."""
  part, words = Tally(), ()
  if kind == "report":
    words = queries.report_words(asked)
    compare_report(part, Answer(history, books, asked), tenure.json(*words))
  elif kind == "explain":
    words = queries.explain_words(asked)
    compare_rows(part, Answer(history, books, asked.question), asked.figure, tenure.json(*words))
  elif kind == "cohorts":
    words = queries.cohort_words(*asked)
    part.compare("cohorts", cohort_report(history, books, asked[1]), tenure.json(*words))
  else:
    entries = named(cohorts(history, books, asked[1]), asked[1])
    if entries:
      words = compare_cell(part, tenure, rng, *asked, entries)
  return part, words


def compare_workspace(options, index):
  """The tally of one workspace."""
  tally, workspace = Tally(), Workspace(options.seed, index)
  rng = Random(f"usage queries/{options.seed}/{index}")
  folder = os.path.join(options.keep, f"seed-{options.seed}-{index}") if options.keep else (
    tempfile.mkdtemp(prefix=f"usage-oracle-{index}-"))
  if options.keep:
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
  zone = MACHINE_ZONES[index % len(MACHINE_ZONES)]
  tenure = Tenure(options.tenure, os.path.join(folder, "workspace"), zone, tally)
  try:
    history, books = fill(tenure, workspace, folder)
    for kind, asked in asked_of(rng, workspace, history):
      part, words = compare_question(tenure, rng, history, books, kind, asked)
      tally.figures += part.figures
      tally.differences += [f"{each}\n    {shlex.join(words)}" for each in part.differences]
  except Failure as failure:
    tally.differences.append(str(failure))
  finally:
    if not options.keep:
      shutil.rmtree(folder, ignore_errors=True)
  return index, tally


def parse(arguments):
  """The options."""
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH", help="the binary under test")
  parser.add_argument("--histories", type=int, default=40, metavar="N", help="default 40")
  parser.add_argument("--seed", type=int, default=1, metavar="S", help="default 1")
  parser.add_argument("--only", type=int, metavar="INDEX", help="just this history")
  parser.add_argument("--keep", metavar="DIR", help="keep files and workspaces here")
  parser.add_argument("--jobs", type=int, default=2, help="processes in parallel, default 2")
  options = parser.parse_args(arguments)
  options.tenure = os.path.abspath(options.tenure)
  if not os.access(options.tenure, os.X_OK):
    parser.error(f"{options.tenure} is not a program")
  if options.histories < 1:
    parser.error("--histories must be at least 1: comparing nothing finds nothing")
  return options


def main(arguments=None):
  """Runs the comparison and prints what came of it; gives the exit status."""
  options = parse(arguments)
  began, total, shown = time.monotonic(), Tally(), 0
  indices = range(options.histories) if options.only is None else [options.only]
  with ProcessPoolExecutor(options.jobs) as pool:
    jobs = [pool.submit(compare_workspace, options, index) for index in indices]
    for job in jobs:
      index, tally = job.result()
      total.add(tally)
      for difference in tally.differences[:max(0, SHOWN - shown)]:
        shown += 1
        print(f"{shown}. seed {options.seed}, history {index}: {difference}\n    again: "
          f"python3 {sys.argv[0]} --tenure {options.tenure} --seed {options.seed} "
          f"--only {index} --keep /tmp/usage-oracle", flush=True)
  print(f"also: {total.runs} runs of tenure, {time.monotonic() - began:.0f} s")
  print(f"usage oracle: {len(indices)} histories, {total.figures} figures, "
    f"{len(total.differences)} differences (seed {options.seed})")
  return 1 if total.differences else 0


if __name__ == "__main__":
  sys.exit(main())
