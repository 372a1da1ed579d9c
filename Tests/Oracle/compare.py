"""Runs Tenure and the oracle over made-up histories and compares every figure and every row.

Exit status: 0 no difference, 1 differences, 2 could not run.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from random import Random

import checks
import histories
import money_compare
import oracle
from expected import expected, expected_rates, exported, exported_rates
from figures import Answer
from money import money_report
from money_checks import check_books
from queries import queries
from quotes import Quotes

# Every third workspace is imported a second time in another order, and asked less instead, so
# that each starts 45 processes at most.
PERMUTED_EVERY = 3
QUERIES, QUERIES_IF_PERMUTED = 9, 4
EXPLAINED, EXPLAINED_IF_PERMUTED = 5, 2
SHOWN = 10
# The machine's zone must not matter.
MACHINE_ZONES = ("UTC", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati")
TIMEOUT_SECONDS = 120


class Failure(Exception):
  """Tenure did not answer."""


class Tenure:
  """The binary under test, in one workspace folder."""

  def __init__(self, path, folder, zone, tally):
    self.path, self.folder, self.tally = path, folder, tally
    self.environment = {**os.environ, "TZ": zone, "SWIFT_BACKTRACE": "enable=no"}
    self.environment.pop("TENURE_WORKSPACE", None)

  def run(self, *arguments):
    """Standard output, as bytes."""
    self.tally.compared["runs"] += 1
    command = [self.path, *arguments, "--workspace", self.folder]
    try:
      done = subprocess.run(
        command, env=self.environment, capture_output=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
      raise Failure(f"{' '.join(command)}: no answer in {TIMEOUT_SECONDS} s") from None
    if done.returncode != 0:
      said = done.stderr.decode(errors="replace").strip()[-500:]
      raise Failure(f"{' '.join(command)}: exit status {done.returncode}: {said}")
    return done.stdout

  def json(self, *arguments):
    """Standard output, as JSON."""
    text = self.run(*arguments)
    try:
      return json.loads(text)
    except ValueError as error:
      raise Failure(f"{' '.join(arguments)}: not JSON: {error}: {text[:200]!r}") from None

  def take(self, step, files, options):
    """Takes an import or a setting."""
    if isinstance(step, histories.Setting):
      stamp = ("--recorded-at", step.recorded_at) if options.dated_settings else ()
      self.run("settings", step.name, step.value, *stamp)
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
  folder = tempfile.mkdtemp(prefix=f"tenure-oracle-{index}-")
  if options.keep:
    shutil.rmtree(folder)
    folder = os.path.join(options.keep, f"seed-{options.seed}-{index}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
  try:
    compare_in(options, workspace, folder, tally)
  except Failure as failure:
    tally.differences.append(str(failure))
  finally:
    if not options.keep:
      shutil.rmtree(folder, ignore_errors=True)
  return index, tally


def compare_in(options, workspace, folder, tally):
  """Imports, exports, asks and compares, all in a folder."""
  rng = Random(f"queries/{options.seed}/{workspace.index}")
  for step in (*workspace.imports, *(rates for _, rates in workspace.rates)):
    with open(os.path.join(folder, step.file), "w", encoding="utf-8", newline="") as file:
      file.write(step.text())
  zone = rng.choice(MACHINE_ZONES)
  tenure = Tenure(options.tenure, os.path.join(folder, "workspace"), zone, tally)
  for step in workspace.steps():
    tenure.take(step, folder, options)
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
  rates = expected_rates(rates for _, rates in workspace.rates)
  tally.compared["lines"] += sum(rates.values())
  for ours, theirs in ((said, found), (rates, exported_rates(lines))):
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
    tenure.take(step, folder, options)
  after = tenure.run(*report_arguments(query))
  tally.compared["orders"] += 1
  if after != before:
    asked = " ".join(report_arguments(query))
    tally.differences.append(f"{asked}\n    imported in another order: other bytes")


def parse(arguments):
  """The options."""
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH", help="the binary under test")
  parser.add_argument("--histories", type=int, default=1000, metavar="N", help="default 1000")
  parser.add_argument("--seed", type=int, default=1, metavar="S", help="default 1")
  parser.add_argument("--only", type=int, metavar="INDEX", help="just this workspace")
  parser.add_argument("--keep", metavar="DIR", help="keep files, workspaces and exports here")
  parser.add_argument("--jobs", type=int, default=2, help="processes in parallel, default 2")
  options = parser.parse_args(arguments)
  options.tenure = os.path.abspath(options.tenure)
  if not os.access(options.tenure, os.X_OK):
    parser.error(f"{options.tenure} is not a program")
  if options.histories < 1:
    parser.error("--histories must be at least 1: comparing nothing finds nothing")
  if options.keep:
    options.keep = os.path.abspath(options.keep)
  helped = subprocess.run([options.tenure, "settings", "--help"], capture_output=True, text=True)
  options.dated_settings = "--recorded-at" in helped.stdout
  return options


def main(arguments=None):
  """Runs the comparison and prints what came of it; gives the exit status."""
  options = parse(arguments)
  began = time.monotonic()
  work = list(enumerate(histories.sizes(options.histories, options.seed)))
  if options.only is not None:
    work = [each for each in work if each[0] == options.only]
    if not work:
      print(f"no workspace {options.only} among {options.histories} histories", file=sys.stderr)
      return 2
  total, shown = checks.Tally(), 0
  with ProcessPoolExecutor(options.jobs) as pool:
    jobs = [pool.submit(compare_workspace, options, index, size) for index, size in work]
    for job in jobs:
      index, tally = job.result()
      total.add(tally)
      for difference in tally.differences[:max(0, SHOWN - shown)]:
        shown += 1
        print(f"{shown}. seed {options.seed}, workspace {index}: {difference}\n    again: "
          f"python3 {sys.argv[0]} --tenure {options.tenure} --histories {options.histories} "
          f"--seed {options.seed} --only {index} --keep /tmp/tenure-oracle", flush=True)
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
