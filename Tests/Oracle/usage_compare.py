"""Runs Tenure and the oracle of usage over made-up usage and compares every number.

Exit status: 0 no difference, 1 differences, 2 could not run.
"""

import os
import shlex
import sys
import time
from fractions import Fraction
from random import Random

import checks
import rig
import usage_queries as queries
from moments import Zone, day_text, instant
from rig import MACHINE_ZONES, Failure
from usage import Books, History
from usage_cohorts import cell, cell_rows, cohort_report, cohorts, named
from usage_figures import Answer
from usage_histories import PROFILE_COLUMNS, SUBSCRIPTION_COLUMNS, Workspace, table

REPORTS, COHORTS, CELLS, EXPLANATIONS = 3, 2, 1, 1


class Tally(checks.Tally):
  """What was compared, and every difference."""

  def compare(self, where, ours, theirs, tolerance=0.0):
    """Compares all that the oracle says; what else Tenure tells is not looked at."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
      for name, value in ours.items():
        # Bounds of an interval, and means of quotients, are rounded more than once.
        rounded = checks.TOLERANCE if name in ("interval", "mean") else tolerance
        self.compare(f"{where}.{name}", value, theirs.get(name, checks.MISSING), rounded)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
      for number, (mine, found) in enumerate(zip(ours, theirs)):
        self.compare(f"{where}[{number}]", mine, found, tolerance)
    else:
      self.compared["figures"] += 1
      if not is_same(ours, theirs, tolerance):
        self.differ(where, float(ours) if isinstance(ours, Fraction) else ours, theirs)


def is_same(ours, theirs, tolerance):
  """Whether two values are one: numbers by value, everything else by type too."""
  kinds = (int, float, Fraction)
  if type(ours) in kinds and type(theirs) in kinds:
    return abs(float(ours) - float(theirs)) <= tolerance
  return type(ours) is type(theirs) and ours == theirs


class Tenure(rig.Tenure):
  """The binary under test, with what usage and its settings are told by."""

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
  zone = MACHINE_ZONES[index % len(MACHINE_ZONES)]
  with rig.folder_of(options, index, "usage-oracle") as folder:
    tenure = Tenure(options.tenure, os.path.join(folder, "workspace"), zone, tally)
    try:
      history, books = fill(tenure, workspace, folder)
      for kind, asked in asked_of(rng, workspace, history):
        part, words = compare_question(tenure, rng, history, books, kind, asked)
        part.differences = [f"{each}\n    {shlex.join(words)}" for each in part.differences]
        tally.add(part)
    except Failure as failure:
      tally.differences.append(str(failure))
  return index, tally


def main(arguments=None):
  """Runs the comparison and prints what came of it; gives the exit status."""
  options = rig.parse(__doc__.split("\n")[0], 40, arguments)
  began, total = time.monotonic(), Tally()
  indices = range(options.histories) if options.only is None else [options.only]
  rig.compare_all(
    options, compare_workspace, [(index,) for index in indices], total, "/tmp/usage-oracle")
  print(f"also: {total.compared['runs']} runs of tenure, {time.monotonic() - began:.0f} s")
  print(f"usage oracle: {len(indices)} histories, {total.compared['figures']} figures, "
    f"{len(total.differences)} differences (seed {options.seed})")
  return 1 if total.differences else 0


if __name__ == "__main__":
  sys.exit(main())
