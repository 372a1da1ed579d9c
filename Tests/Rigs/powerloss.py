#!/usr/bin/env python3
"""Cuts the power of a server that takes usage in, at chance moments, and looks what was kept.

A server is recorded, below SQLite and the intake log alike: every write, every sync, every name and
every answer. From the record the rig builds what a disk may hold after a cut at a chance moment:
all that was synced by then; of the rest each sector of 512 bytes kept, dropped or torn, names that
were made or removed there or not. A server is started on it; every event whose acknowledgement was
given to a socket before the cut must be stored, none twice, and the database must be whole. One of
the cuts is what the next server goes on from, so that recovery is recorded and cut too.

The negative controls take syncs for such that never happened, and must find a loss: --control log
those of the intake log, --control normal those of commits, as with PRAGMA synchronous=NORMAL,
--control names those of the log's folder.

The seed chooses the cuts; the server's own timing does not repeat, so --keep keeps what failed.

Exit status: 0 nothing lost and nothing doubled, 1 something was, 2 could not run.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import recording
from disk import Disk
from loader import Loader, Request
from server import Server
from survey import survey

# A file of the log has 64 MB; another begins after it.
FILE_LENGTH = 64 << 20


def is_ignored(control):
  """Which syncs a control takes for such that never happened."""
  if control == "log":
    return lambda name, _, record: name.endswith(".log") and record.third == 1
  if control == "normal":
    # A checkpoint's sync follows a commit's at once; a new log's head is synced by itself.
    return lambda name, file, _: name.endswith("-wal") and any(
      place > 0 for place, _ in file.fresh)
  if control == "names":
    return lambda name, _, __: name == "intake"
  return None


class Life:
  """A server from its start to its end, recorded."""

  def __init__(self, options, folder, library, rng, history):
    self.options, self.folder, self.rng, self.history = options, Path(folder), rng, history
    self.server = Server(options.tenure, folder)
    self.library = library
    self.acknowledged_before = set(history.acknowledged)
    self.keys_at = None

  def prepare(self, is_full):
    """The workspace that the server begins with, and the key of a first life."""
    if not self.server.workspace.exists():
      book = self.folder / "book.csv"
      book.write_text(
        "customer_id,subscription_id,start_date,amount,currency\na,s,2025-01-31,1,EUR\n")
      self.server.command("import", str(book), "--exported-at", "2025-06-01")
    if is_full:
      self.fill()

  def fill(self):
    """Brings the log to the end of a file, by one batch again and again: it is stored once."""
    key = self.key()
    self.server.start()
    loader = Loader(
      self.server.port, key, self.rng.getrandbits(64), self.folder / "filled", most=1,
      padding=30_000)
    body = ",".join(
      loader.request().body.decode().removeprefix('{"batch":[').removesuffix("]}")
      for _ in range(15))
    ids = list(loader.sent)
    self.history.sent.update(ids)
    log = self.server.workspace / "intake"
    loader.first = [Request(ids, f'{{"batch":[{body}]}}'.encode()) for _ in range(200)]
    loader.start()
    end = time.monotonic() + 60
    while time.monotonic() < end and loader.first:
      if max(file.stat().st_size for file in log.glob("*.log")) > FILE_LENGTH - (1 << 20):
        break
      time.sleep(0.005)
    loader.is_over.set()
    loader.join(20)
    self.history.sent.update(loader.sent)
    self.server.settle()
    self.server.stop()
    self.history.acknowledged.update(loader.listed())
    self.acknowledged_before = set(self.history.acknowledged)

  def key(self):
    """The loader's key, made in the first life and known in those after it."""
    self.history.key = self.history.key or self.server.command("keys", "add", "loader").strip()
    return self.history.key

  def record(self):
    """Runs the server, recorded, while usage is sent to it."""
    workspace = self.server.workspace
    self.disk = Disk(workspace, is_ignored(self.options.control))
    self.trace = recording.Trace(self.folder / "trace", self.library, workspace)
    self.server.environment = self.trace.environment()
    self.loader = Loader(
      self.server.port, self.key(), self.rng.getrandbits(64), self.folder / "acknowledged",
      connections=self.options.connections, most=30, padding=self.rng.choice((0, 200, 2000)))
    self.keys_at = self.trace.place()
    self.loader.first = self.history.again(self.rng)
    self.server.start()
    self.loader.start()
    time.sleep(self.options.seconds * self.rng.uniform(0.5, 1.5))
    self.loader.is_over.set()
    self.loader.join(30)
    self.server.settle()
    self.server.stop()
    if self.loader.wrong:
      raise RuntimeError(f"answered {self.loader.wrong}")
    self.history.take(self.loader)

  def cuts(self, count):
    """So many moments: before which record, whether the key was told, what was acknowledged."""
    records = list(self.trace.records())
    instants = deque(recording.instants(records, self.rng, count))
    asked = defaultdict(deque)
    for port, requests in self.loader.asked.items():
      asked[port].extend(requests)
    acknowledged = set(self.acknowledged_before)
    for number in range(len(records) + 1):
      while instants and instants[0] == number:
        instants.popleft()
        has_key = number > 0 and records[number - 1].place >= self.keys_at
        yield number, has_key, acknowledged
      if number == len(records):
        break
      record = records[number]
      if record.kind == recording.ANSWER and asked[record.first]:
        request = asked[record.first].popleft()
        if record.second == 200:
          acknowledged.update(request.ids)
      self.disk.follow(record)
    missed = [] if self.options.control else self.disk.differences(self.server.workspace)
    if missed:
      raise RuntimeError(f"the recorder has missed something: {missed}")
    if not acknowledged.issuperset(self.loader.listed()):
      raise RuntimeError("the recorder has missed answers")


class History:
  """What was sent and acknowledged over all lives."""

  def __init__(self):
    self.key, self.sent, self.acknowledged, self.requests = None, set(), set(), []

  def take(self, loader):
    self.sent |= loader.sent
    self.requests = [each for requests in loader.asked.values() for each in requests]

  def again(self, rng):
    """Some requests of the life before, to be sent once more."""
    return rng.sample(self.requests, min(20, len(self.requests)))


class Rig:
  """Lives, and cuts of each."""

  def __init__(self, options, folder):
    self.options, self.folder = options, Path(folder)
    self.library = recording.compiled(folder)
    self.history, self.found, self.told = History(), Counter(), Counter()
    self.pool = ThreadPoolExecutor(options.at_once)
    self.jobs = deque()

  def run(self):
    left, number = self.options.cuts, 0
    workspace = None
    while left > 0:
      rng = random.Random(f"{self.options.seed} {number}")
      life = Life(self.options, self.folder / f"life-{number}", self.library, rng, self.history)
      life.folder.mkdir()
      if workspace is not None:
        shutil.copytree(workspace, life.server.workspace)
      try:
        life.prepare(self.options.control == "normal" or number % 4 == 1)
        life.record()
      finally:
        life.server.kill()
      count = min(left, self.options.cuts_each)
      workspace = self.cut(life, number, count)
      left -= count
      number += 1
      shutil.rmtree(life.folder)
      if self.options.control and any(self.found.values()):
        break
    self.told["lives"] = number

  def cut(self, life, number, count):
    """Cuts the power so often; what one of the cuts left is what the next life begins with."""
    chosen, kept = life.rng.randrange(count // 2, count), None
    folder = self.folder / f"next-{number}"
    for which, (instant, has_key, acknowledged) in enumerate(life.cuts(count)):
      target = self.folder / f"cut-{number}-{which}"
      target.mkdir()
      rng = random.Random(f"{self.options.seed} {number} {which}")
      life.disk.cut(target / "workspace", rng)
      if which == chosen:
        shutil.copytree(target / "workspace", folder)
        kept = set(acknowledged)
      name = f"seed {self.options.seed}, life {number}, cut {which} before record {instant}"
      files, folders = life.disk.unsynced()
      self.told.update(
        cuts=1, acknowledged=len(acknowledged), files=files > 0, folders=folders > 0)
      self.jobs.append(self.pool.submit(
        self.check, name, target, set(self.history.sent), set(acknowledged), has_key))
      self.wait(self.options.at_once)
      if self.options.control and any(self.found.values()):
        break
    self.wait(0)
    self.history.acknowledged = kept
    return folder

  def wait(self, most):
    """Takes in what was found, until at most so many checks are under way."""
    while len(self.jobs) > most:
      name, found, told = self.jobs.popleft().result()
      if any(found.values()) and len(+self.found) < 3:
        print(f"powerloss: {name}: " + ", ".join(
          f"{what} {count}" for what, count in found.items() if count))
      self.found.update({what: bool(count) for what, count in found.items()})
      self.told.update(told)

  def check(self, name, target, sent, acknowledged, has_key):
    """Starts a server on what a cut left, and says what is wrong."""
    server = Server(self.options.tenure, target)
    try:
      server.start()
      server.settle(5 if self.options.control else 20)
      server.stop()
      found, told = survey(server.workspace, sent, acknowledged)
      found["keys lost"] = int(has_key and server.command("keys").strip() != "loader")
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
      print(f"powerloss: {name}: {error}")
      found, told = {"does not start": 1}, {}
    finally:
      server.kill()
    if any(found.values()) and self.options.keep:
      shutil.copytree(target, Path(self.options.keep) / target.name, dirs_exist_ok=True)
    shutil.rmtree(target)
    return name, found, told


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--cuts", type=int, default=30)
  parser.add_argument("--cuts-each", type=int, default=100, help="at most, of one life")
  parser.add_argument("--seconds", type=float, default=0.7, help="that a life is about")
  parser.add_argument("--connections", type=int, default=24)
  parser.add_argument("--at-once", type=int, default=3, help="so many checks")
  parser.add_argument("--seed", type=int, default=1)
  parser.add_argument("--keep", metavar="FOLDER", help="where cuts with a fault are put")
  parser.add_argument("--control", choices=["log", "normal", "names"], help="must end 1")
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  with tempfile.TemporaryDirectory(prefix="tenure-power-") as folder:
    try:
      rig = Rig(options, folder)
      with rig.pool:
        rig.run()
      print(
        f"powerloss: seed {options.seed}, {rig.told['lives']} lives, {rig.told['cuts']} cuts "
        f"({rig.told['files']} with unsynced writes, {rig.told['folders']} with unsynced names), "
        f"{rig.told['acknowledged']} acknowledged events looked for, {rig.told['stored']} found "
        "stored; cuts with: " + ", ".join(
          f"{what} {count}" for what, count in rig.found.items()))
      status = 1 if any(rig.found.values()) else 0
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
      print(f"powerloss: {error}")
      status = 2
  sys.exit(status)


if __name__ == "__main__":
  main()
