#!/usr/bin/env python3
"""Sends usage to a server that is killed again and again, and compares what was kept.

Segment's own client library, as it comes, delivers its events, half of them packed; beside it a
loader with many connections keeps a list on disk of the ids that were acknowledged, sends again
what was not, and some of what was. The server dies of SIGKILL at chance moments and is started
anew; a kill counts only if enough requests were sent and not answered. In the end every
acknowledged id must be stored, none twice, none that was not sent; every event that was accepted
must be stored, a duplicate or quarantined; and the database must be whole. Where the kills fell is
printed.

The negative controls must find something: --control lost puts files back as they were a moment
before the kill, like a disk that lies about its flushes; --control doubled forgets which ids came.

Exit status: 0 nothing lost and nothing doubled, 1 something was, 2 could not run.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

from loader import Loader
from moments import Log, Moments
from server import Server
from survey import survey

try:
  from segment.analytics.client import Client
except ImportError:
  print("usage: segment-analytics-python is missing: `script/setup --rigs` gets it")
  sys.exit(2)


class Library:
  """Segment's client, which delivers so many events by itself."""

  def __init__(self, port, key, count, packed):
    self.errors = []
    self.client = Client(
      key, host=f"http://127.0.0.1:{port}", gzip=packed, upload_size=20,
      on_error=lambda error, _: self.errors.append(str(error)))
    self.ids = set()
    self.thread = threading.Thread(target=self.deliver, args=(count,), daemon=True)
    self.thread.start()

  def deliver(self, count):
    for number in range(count):
      identifier = str(uuid.uuid4())
      self.ids.add(identifier)
      self.client.track(
        f"user-{number % 50}", "Report Exported", {"rows": number}, message_id=identifier)
      time.sleep(0.005)
    self.client.flush()


def copy_files(source, target):
  """The usage of a workspace as it is on disk."""
  shutil.rmtree(target, ignore_errors=True)
  shutil.copytree(source / "intake", target / "intake")
  shutil.copytree(source / "message-ids", target / "message-ids")
  for file in source.glob("usage.sqlite*"):
    shutil.copy(file, target)


def kill(server, control, folder):
  """Ends the server, and in a control damages what it kept."""
  if control == "lost":
    kept = Path(folder) / "kept"
    server.process.send_signal(signal.SIGSTOP)
    copy_files(server.workspace, kept)
    server.process.send_signal(signal.SIGCONT)
    time.sleep(0.3)
  server.kill()
  if control == "lost":
    for file in server.workspace.glob("usage.sqlite*"):
      file.unlink()
    for name in ("intake", "message-ids"):
      shutil.rmtree(server.workspace / name)
    shutil.copytree(kept, server.workspace, dirs_exist_ok=True)
  if control == "doubled":
    database = sqlite3.connect(server.workspace / "usage.sqlite")
    with database:
      for table in ("recent_messages", "message_runs"):
        database.execute(f"DELETE FROM {table}")
    database.close()


class Round:
  """A workspace that is sent usage while its server is killed."""

  def __init__(self, options, folder, seed, moments):
    self.options, self.folder, self.moments = options, folder, moments
    self.rng = random.Random(seed)
    self.server = Server(options.tenure, folder)
    book = Path(folder) / "book.csv"
    book.write_text(
      "customer_id,subscription_id,start_date,amount,currency\na,s,2025-01-31,1,EUR\n")
    self.server.command("import", str(book), "--exported-at", "2025-06-01")
    self.server.start()
    keys = [self.server.command("keys", "add", name).strip() for name in ("library", "loader")]
    if self.server.command("keys").split() != ["library", "loader"]:
      raise RuntimeError("tenure keys does not list the keys that were added")
    self.loader = Loader(
      self.server.port, keys[1], seed, os.path.join(folder, "acknowledged"),
      connections=options.connections, most=30)
    self.libraries = [
      Library(self.server.port, keys[0], options.events // 2, packed) for packed in (False, True)]

  def kill_often(self, kills, end):
    """Kills the server so often, or until a time."""
    self.loader.start()
    counted = 0
    while counted < kills and time.monotonic() < end:
      place = Log(self.server.workspace).end
      time.sleep(self.rng.uniform(0.02, self.options.pause))
      if self.options.control:
        kill(self.server, self.options.control, self.folder)
        self.moments.kills += 1
      else:
        caught = self.loader.strike(self.server.process, self.options.in_flight)
        self.server.kill()
        counted += self.moments.add(
          caught, self.server.workspace, place, self.options.in_flight)
      self.server.start()
      self.loader.is_paused = False

  def settle(self):
    """Ends the sending, and waits until everything is applied."""
    self.loader.is_over.set()
    self.loader.join(30)
    for library in self.libraries:
      library.thread.join(60)
      if library.thread.is_alive():
        raise RuntimeError("the library did not deliver its events in time")
    self.server.settle()
    self.server.stop()

  def found(self):
    """What is wrong, and what else there is to tell."""
    ids = set().union(*(library.ids for library in self.libraries))
    listed = self.loader.listed()
    found, told = survey(self.server.workspace, ids | self.loader.sent, ids | listed)
    told.update({
      "acknowledged": len(listed), "delivered by the library": len(ids),
      "batches sent again": self.loader.resent})
    wrong = [error for library in self.libraries for error in library.errors]
    wrong += [self.loader.wrong] if self.loader.wrong else []
    for each in wrong:
      print(f"usage: answered {each}")
    found["wrong answers"] = len(wrong)
    return found, told


def run(options):
  moments, found, told = Moments(), Counter(), Counter()
  end = time.monotonic() + options.seconds
  seed = options.seed
  while moments.kills < options.kills and time.monotonic() < end:
    with tempfile.TemporaryDirectory(prefix="tenure-usage-") as folder:
      each = Round(options, folder, seed, moments)
      try:
        each.kill_often(min(options.round, options.kills - moments.kills), end)
        each.settle()
      finally:
        each.server.kill()
      wrong, counts = each.found()
      found.update(wrong)
      told.update(counts)
      seed += 1
  if moments.kills == 0 or told["duplicates"] == 0:
    raise RuntimeError("nothing was killed or sent again: the trial says nothing")
  print(
    f"usage: seeds {options.seed} to {seed - 1}, kills {moments.kills}, requests in flight at each "
    f"at least {moments.least_in_flight or '(control)'}, with fewer {moments.missed} kills that do "
    f"not count; " + ", ".join(f"{name} {count}" for name, count in told.items()) + "; "
    + ", ".join(f"{name} {count}" for name, count in found.items()))
  for line in moments.lines():
    print(line)
  return 1 if any(found.values()) else 0


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--seconds", type=float, default=10, help="kill for so long")
  parser.add_argument("--kills", type=int, default=100_000, help="end after so many")
  parser.add_argument("--round", type=int, default=100, help="kills of one workspace")
  parser.add_argument("--pause", type=float, default=0.4, help="at most, before a kill")
  parser.add_argument("--connections", type=int, default=256)
  parser.add_argument("--in-flight", type=int, default=100, help="at least, at a kill")
  parser.add_argument("--events", type=int, default=1000, help="that the library delivers a round")
  parser.add_argument("--seed", type=int, default=1)
  parser.add_argument("--control", choices=["lost", "doubled"], help="must end 1")
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  try:
    status = run(options)
  except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
    print(f"usage: {error}")
    status = 2
  sys.exit(status)


if __name__ == "__main__":
  main()
