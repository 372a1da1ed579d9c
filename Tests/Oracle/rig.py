"""What the rigs have in common that put Tenure and the oracle to the same questions."""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

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

  def run(self, *arguments, statuses=(0,)):
    """Standard output, as bytes."""
    self.tally.compared["runs"] += 1
    # What follows a `--` is taken as it stands, even if it begins with a dash.
    end = arguments.index("--") if "--" in arguments else len(arguments)
    command = [
      self.path, *arguments[:end], "--workspace", self.folder, *arguments[end:]]
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


@contextmanager
def folder_of(options, index, name):
  """A folder for one workspace: kept where that is asked for, else gone afterwards."""
  if options.keep:
    folder = os.path.join(options.keep, f"seed-{options.seed}-{index}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    yield folder
    return
  with tempfile.TemporaryDirectory(
      prefix=f"{name}-{index}-", ignore_cleanup_errors=True) as folder:
    yield folder


def parse(description, histories, arguments):
  """The options."""
  parser = argparse.ArgumentParser(description=description)
  parser.add_argument("--tenure", required=True, metavar="PATH", help="the binary under test")
  parser.add_argument(
    "--histories", type=int, default=histories, metavar="N", help=f"default {histories}")
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
  return options


def compare_all(options, compare, work, total, keep):
  """Compares workspaces, each by its index and whatever else it takes, and shows differences.

  compare gives the index and the tally, which the total takes over; keep is where the commands
  that are shown keep their files.
  """
  shown = 0
  with ProcessPoolExecutor(options.jobs) as pool:
    jobs = [pool.submit(compare, options, *each) for each in work]
    for job in jobs:
      index, tally = job.result()
      total.add(tally)
      for difference in tally.differences[:max(0, SHOWN - shown)]:
        shown += 1
        print(f"{shown}. seed {options.seed}, workspace {index}: {difference}\n    again: "
          f"python3 {sys.argv[0]} --tenure {options.tenure} --histories {options.histories} "
          f"--seed {options.seed} --only {index} --keep {keep}", flush=True)
