#!/usr/bin/env python3
"""Lets every client library that speaks Segment's API deliver its events, each counted once.

The libraries are those of PyPI as they come, plain and packed; each has a source of its own, so
that what is counted under it is compared with what it delivered.

Exit status: 0 all of it was stored once, 1 something was not, 2 could not run.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from server import Server

FOLDER = Path(sys.prefix) / "clients"
# By package: the module with the client.
LIBRARIES = {
  "segment-analytics-python": "segment.analytics.client",
  "analytics-python": "segment.analytics.client",
  "rudder-sdk-python": "rudderstack.analytics.client",
  "customerio-cdp-analytics": "customerio.analytics.client",
  "events-sdk-python": "hightouch.htevents.client",
}


def deliver(server, package, packed, count):
  """The ids that a library delivered, under a source that is called by it."""
  source = package + ("-packed" if packed else "")
  key = server.command("keys", "add", source).strip()
  arguments = [
    sys.executable, Path(__file__).parent / "deliver.py", "--module", LIBRARIES[package],
    "--host", f"http://127.0.0.1:{server.port}", "--key", key, "--count", str(count)]
  if (FOLDER / package).exists():
    arguments += ["--folder", FOLDER / package]
  elif package != "segment-analytics-python":
    raise RuntimeError(f"{package} is missing: `script/setup --rigs` gets it")
  done = subprocess.run(
    arguments + ["--packed"] * packed, capture_output=True, text=True, timeout=60)
  if done.returncode != 0:
    raise RuntimeError(f"{source} did not deliver: {done.stderr[-500:]}")
  return source, done.stdout.split()


def fault(database, source, ids):
  """What is wrong with what was stored of a source; None if nothing."""
  stored = [row[0] for row in database.execute(
    "SELECT message FROM events WHERE source = ?", [source])]
  counts = database.execute(
    "SELECT sum(accepted), sum(stored), sum(duplicate), sum(conflict), sum(quarantined)"
    " FROM counts WHERE source = ?", [source]).fetchone()
  if sorted(stored) != sorted(ids):
    return f"stored {len(stored)} of {len(ids)}, {len(set(ids) - set(stored))} are missing"
  if counts != (len(ids), len(ids), 0, 0, 0):
    return f"counted {counts}"
  return None


def run(options, folder):
  server = Server(options.tenure, folder)
  book = Path(folder) / "book.csv"
  book.write_text("customer_id,subscription_id,start_date,amount,currency\na,s,2025-01-31,1,EUR\n")
  server.command("import", str(book), "--exported-at", "2025-06-01")
  server.start()
  try:
    each = [(package, packed) for package in LIBRARIES for packed in (False, True)]
    with ThreadPoolExecutor(4) as pool:
      delivered = list(pool.map(lambda one: deliver(server, *one, options.events), each))
    server.settle()
    server.stop()
  finally:
    server.kill()
  database = sqlite3.connect(server.workspace / "usage.sqlite")
  if options.control:
    with database:
      database.execute("DELETE FROM events WHERE id = (SELECT max(id) FROM events)")
  found = [(source, fault(database, source, ids)) for source, ids in delivered]
  database.close()
  wrong = [f"{source}: {text}" for source, text in found if text]
  for line in wrong:
    print(f"clients: {line}")
  print(
    f"clients: {len(LIBRARIES)} libraries, plain and packed, {options.events} events each, "
    f"{sum(len(ids) for _, ids in delivered)} delivered; {len(wrong)} not stored exactly once")
  return 1 if wrong else 0


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--events", type=int, default=1000, help="that each delivers")
  parser.add_argument("--control", action="store_true", help="forget an event; must end 1")
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  with tempfile.TemporaryDirectory(prefix="tenure-clients-") as folder:
    try:
      status = run(options, folder)
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
      print(f"clients: {error}")
      status = 2
  sys.exit(status)


if __name__ == "__main__":
  main()
