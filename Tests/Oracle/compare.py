"""Runs Tenure and the oracle over made-up histories and compares every figure and every row.

Exit status: 0 no difference, 1 differences, 2 could not run.
"""

import json
import os
import sys
import time
from random import Random

import checks
import histories
import money_compare
import oracle
import rig
from expected import (
  BILLS, expected, expected_merges, expected_rates, exported, exported_merges, exported_rates)
from figures import Answer
from money import money_report
from money_checks import check_books
from queries import queries
from quotes import Quotes
from rig import MACHINE_ZONES, Failure

# Every third workspace is imported a second time in another order, and asked less instead, so
# that each starts 60 processes at most.
PERMUTED_EVERY = 3
QUERIES, QUERIES_IF_PERMUTED = 9, 4
EXPLAINED, EXPLAINED_IF_PERMUTED = 5, 2


class Tenure(rig.Tenure):
  """The binary under test, with what a history says."""

  def take(self, step, files):
    """Takes an import or a setting."""
    if isinstance(step, histories.Setting):
      self.run("settings", step.name, step.value, "--recorded-at", step.recorded_at)
      return
    if isinstance(step, histories.Merge):
      what = f"--into={step.into}" if step.into else "--undo"
      self.run("merge", what, "--recorded-at", step.recorded_at, "--", step.account)
      return
    if isinstance(step, Quotes):
      self.run(
        "rates", "import", os.path.join(files, step.file), "--exported-at",
        step.recorded_at[:10], "--recorded-at", step.recorded_at)
      return
    summary = self.json(
      "import", os.path.join(files, step.file), "--format", step.format, "--source", step.source,
      "--exported-at", step.exported_at, "--recorded-at", step.recorded_at, "--delimiter", "comma",
      "--encoding", "utf-8", "--date-format", "iso", "--decimal", "point", "--json")
    told = (summary.get("files") or [{}])[0]
    where = f"import of {step.file}"
    self.tally.same(f"{where}: rows", len(step.rows), told.get("rows", checks.MISSING))
    if told.get("rejected") != 0:
      self.tally.differ(f"{where}: rejected", 0, told.get("rejections", told.get("rejected")))


def compare_workspace(options, index, size):
  """The tally of one workspace."""
  tally = checks.Tally()
  workspace = histories.Workspace(options.seed, index, size)
  with rig.folder_of(options, index, "tenure-oracle") as folder:
    try:
      compare_in(options, workspace, folder, tally)
    except Failure as failure:
      tally.differences.append(str(failure))
  return index, tally


def compare_in(options, workspace, folder, tally):
  """Imports, exports, asks and compares, all in a folder."""
  rng = Random(f"queries/{options.seed}/{workspace.index}")
  for step in (*workspace.files(), *(rates for _, rates in workspace.rates)):
    with open(os.path.join(folder, step.file), "w", encoding="utf-8", newline="") as file:
      file.write(step.text())
  zone = rng.choice(MACHINE_ZONES)
  tenure = Tenure(options.tenure, os.path.join(folder, "workspace"), zone, tally)
  for step in workspace.steps():
    tenure.take(step, folder)
  text = tenure.run("export").decode()
  with open(os.path.join(folder, "export.jsonl"), "w", encoding="utf-8", newline="") as file:
    file.write(text)
  lines = oracle.read(text)
  compare_lines(tally, workspace, lines)

  permuted = workspace.index % PERMUTED_EVERY == 1
  asked = queries(rng, workspace, lines, QUERIES_IF_PERMUTED if permuted else QUERIES)
  explained = EXPLAINED_IF_PERMUTED if permuted else EXPLAINED
  knowledge, answers, reports, plain = {}, {}, {}, None
  for number, query in enumerate(asked):
    if query.as_of not in knowledge:
      knowledge[query.as_of] = oracle.Knowledge(lines, query.as_of)
    answer = Answer(knowledge[query.as_of], query.period)
    answers[query] = answer
    explain = number >= len(asked) - explained
    bytes_ = compare_query(tenure, query, answer, explain)
    reports[query] = json.loads(bytes_)
    if query.as_of is None and answer.members:
      plain = query, bytes_
  money_compare.compare(tenure, rng, lines, knowledge, answers, reports, permuted)
  if permuted and plain:
    compare_order(options, workspace, folder, tally, *plain)


def compare_lines(tally, workspace, lines):
  """The export must say what was imported, each revision once."""
  said = expected(workspace.imports)
  found = exported(lines, {step.exported_at for step in workspace.imports})
  tally.compared["lines"] += sum(said.values())
  bills = [step for _, step in workspace.bills]
  billed = expected(bills)
  tally.compared["lines"] += sum(billed.values())
  found_bills = exported(lines, {step.exported_at for step in bills}, BILLS)
  rates = expected_rates(rates for _, rates in workspace.rates)
  tally.compared["lines"] += sum(rates.values())
  merges = expected_merges(merge for _, merge in workspace.merges)
  tally.compared["lines"] += sum(merges.values())
  for ours, theirs in (
      (said, found), (billed, found_bills), (rates, exported_rates(lines)),
      (merges, exported_merges(lines))):
    for line in sorted(map(str, (ours - theirs).elements()))[:5]:
      tally.differ("line of the export", line, checks.MISSING)
    for line in sorted(map(str, (theirs - ours).elements()))[:5]:
      tally.differ("line of the export", checks.MISSING, line)


def report_arguments(query):
  """The command line of a query's report."""
  by = ("--by", query.by) if query.by is not None else ()
  return ("report", *query.arguments(), *by, "--format", "json")


def compare_query(tenure, query, answer, explain):
  """Compares a report and maybe the rows of one of its figures; gives the report's bytes."""
  part = checks.Tally()
  text = tenure.run(*report_arguments(query))
  try:
    report = json.loads(text)
    checks.check_report(part, answer, query, report)
    check_books(part, money_report(answer, query.by), report.get("books", checks.MISSING))
    if explain:
      arguments = ("explain", query.explain, *query.arguments(), "--format", "json")
      theirs = tenure.json(*arguments)
      checks.check_rows(part, answer, query.explain, theirs)
      checks.check_sum(part, query.explain, report, theirs.get("rows"))
  except (AttributeError, KeyError, TypeError, ValueError) as error:
    part.differences.append(f"an answer of another shape: {type(error).__name__}: {error}")
  asked = " ".join(report_arguments(query)[:-2])
  part.differences = [f"{asked}\n    {each}" for each in part.differences]
  tenure.tally.add(part)
  return text


def compare_order(options, workspace, folder, tally, query, before):
  """The same facts in another order must give the same bytes, as of now."""
  zone = MACHINE_ZONES[workspace.index % len(MACHINE_ZONES)]
  tenure = Tenure(options.tenure, os.path.join(folder, "permuted"), zone, tally)
  for step in workspace.permuted_steps():
    tenure.take(step, folder)
  after = tenure.run(*report_arguments(query))
  tally.compared["orders"] += 1
  if after != before:
    asked = " ".join(report_arguments(query))
    tally.differences.append(f"{asked}\n    imported in another order: other bytes")


def main(arguments=None):
  """Runs the comparison and prints what came of it; gives the exit status."""
  options = rig.parse(__doc__.split("\n")[0], 1000, arguments)
  began = time.monotonic()
  work = list(enumerate(histories.sizes(options.histories, options.seed)))
  if options.only is not None:
    work = [each for each in work if each[0] == options.only]
    if not work:
      print(f"no workspace {options.only} among {options.histories} histories", file=sys.stderr)
      return 2
  total = checks.Tally()
  rig.compare_all(options, compare_workspace, work, total, "/tmp/tenure-oracle")
  compared = total.compared
  print(f"also: {compared['counts']} counts, {compared['amounts']} amounts, "
    f"{compared['cells']} cells, {compared['lines']} exported lines, "
    f"{compared['orders']} other orders; {compared['runs']} runs of tenure, "
    f"{time.monotonic() - began:.0f} s")
  print(f"oracle: {sum(size for _, size in work)} histories, {compared['figures']} figures, "
    f"{compared['rows']} rows, {len(total.differences)} differences (seed {options.seed})")
  return 1 if total.differences else 0


if __name__ == "__main__":
  sys.exit(main())
