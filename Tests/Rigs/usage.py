#!/usr/bin/env python3
"""Sends usage to a server that is killed again and again, and compares what was kept.

Segment's own client library, as it comes, delivers its events, half of them packed; beside it
loaders keep their own lists of the ids that were acknowledged, send again what was not, and some of
what was. The server dies of SIGKILL at chance moments and is started anew. In the end every
acknowledged id must be stored, none twice, none that was not sent; every event that was accepted
must be stored, a duplicate or quarantined; and the database must be whole.

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
from pathlib import Path

from loader import Loader
from server import Server

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


def survey(server, sent, acknowledged):
  """What is wrong with what was kept, by what it is called."""
  database = sqlite3.connect(f"file:{server.workspace}/usage.sqlite?mode=ro", uri=True)
  stored = [row[0] for row in database.execute("SELECT message FROM events")]
  apart = database.execute("SELECT count(*) FROM quarantine").fetchone()[0]
  counts = database.execute(
    "SELECT sum(accepted), sum(stored), sum(duplicate), sum(conflict), sum(quarantined)"
    " FROM counts").fetchone()
  whole = database.execute("PRAGMA integrity_check").fetchone()[0]
  database.close()
  accepted, counted, duplicate, conflict, quarantined = counts
  found = {
    "lost": len(acknowledged - set(stored)),
    "doubled": len(stored) - len(set(stored)),
    "never sent": len(set(stored) - sent),
    "conflicts": conflict,
    "quarantined": quarantined + apart,
    "not accounted for": abs(accepted - counted - duplicate - quarantined)
    + abs(counted - len(stored)),
    "damage": 0 if whole == "ok" else 1,
  }
  return found, f"stored {len(stored)}, duplicates {duplicate}"


def copy_files(source, target):
  """The usage of a workspace as it is on disk."""
  shutil.rmtree(target, ignore_errors=True)
  shutil.copytree(source / "intake", target / "intake")
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
    shutil.rmtree(server.workspace / "intake")
    shutil.copytree(kept, server.workspace, dirs_exist_ok=True)
  if control == "doubled":
    database = sqlite3.connect(server.workspace / "usage.sqlite")
    with database:
      database.execute("DELETE FROM messages")
    database.close()


def run(options, folder):
  rng = random.Random(options.seed)
  server = Server(options.tenure, folder)
  book = Path(folder) / "book.csv"
  book.write_text("customer_id,subscription_id,start_date,amount,currency\na,s,2025-01-31,1,EUR\n")
  server.command("import", str(book), "--exported-at", "2025-06-01")
  server.start()
  keys = [server.command("keys", "add", name).strip() for name in ("library", "loader")]
  if server.command("keys").split() != ["library", "loader"]:
    raise RuntimeError("tenure keys does not list the keys that were added")

  loaders = [Loader(server.port, keys[1], options.seed * 100 + each) for each in range(4)]
  half = options.events // 2
  libraries = [Library(server.port, keys[0], half, packed) for packed in (False, True)]
  for loader in loaders:
    loader.start()
  kills, end = 0, time.monotonic() + options.seconds
  while time.monotonic() < end:
    time.sleep(rng.uniform(0.05, 1.0))
    kill(server, options.control, folder)
    kills += 1
    server.start()
  for loader in loaders:
    loader.is_over.set()
  for loader in loaders:
    loader.join(15)
  for library in libraries:
    library.thread.join(20)
    if library.thread.is_alive():
      raise RuntimeError("the library did not deliver its events in time")
  server.settle()
  server.stop()

  ids = set().union(*(library.ids for library in libraries))
  found, told = survey(
    server, ids.union(*(loader.sent for loader in loaders)),
    ids.union(*(loader.acknowledged for loader in loaders)))
  found["wrong answers"] = sum(loader.wrong is not None for loader in loaders) + sum(
    len(library.errors) for library in libraries)
  for wrong in [loader.wrong for loader in loaders if loader.wrong] + [
      error for library in libraries for error in library.errors]:
    print(f"usage: answered {wrong}")
  print(
    f"usage: seed {options.seed}, kills {kills}, "
    f"acknowledged {sum(len(loader.acknowledged) for loader in loaders)} and {len(ids)} by the "
    f"library, sent again {sum(loader.resent for loader in loaders)} batches, {told}; "
    + ", ".join(f"{name} {count}" for name, count in found.items()))
  if kills == 0 or not any(loader.resent for loader in loaders):
    raise RuntimeError("nothing was killed or sent again: the trial says nothing")
  return 1 if any(found.values()) else 0


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--seconds", type=float, default=10, help="kill for so long")
  parser.add_argument("--events", type=int, default=1000, help="that the library delivers")
  parser.add_argument("--seed", type=int, default=1)
  parser.add_argument("--control", choices=["lost", "doubled"], help="must end 1")
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  with tempfile.TemporaryDirectory(prefix="tenure-usage-") as folder:
    try:
      status = run(options, folder)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
      print(f"usage: {error}")
      status = 2
  sys.exit(status)


if __name__ == "__main__":
  main()
