#!/usr/bin/env python3
"""Lets a server that takes usage in run out of room, and gives the room back.

The room is a limit on the size of the server's files, so nothing has to be mounted: past it a write
fails as it does on a full disk. Meanwhile nothing may be acknowledged that is not kept, pages must
be answered, and the process must live. Once there is room again it must go on by itself, and have
stored exactly what it acknowledged.

Exit status: 0 all of that holds, 1 something does not, 2 could not run.
"""

import argparse
import os
import resource
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from loader import Loader
from server import Server

MEGABYTE = 1 << 20


def limit(server, count):
  """Lets the server's files be so long; None for any length."""
  count = resource.RLIM_INFINITY if count is None else count
  resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (count, resource.RLIM_INFINITY))


def run(options, folder):
  server = Server(options.tenure, folder)
  book = Path(folder) / "book.csv"
  book.write_text("customer_id,subscription_id,start_date,amount,currency\na,s,2025-01-31,1,EUR\n")
  server.command("import", str(book), "--exported-at", "2025-06-01")
  # Inherited, so that a write past the limit fails in place of ending the process.
  signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
  server.start()
  loader = Loader(
    server.port, server.command("keys", "add", "loader").strip(), options.seed,
    os.path.join(folder, "acknowledged"))
  found = []
  limit(server, options.megabytes * MEGABYTE)
  loader.start()
  end = time.monotonic() + 30
  while loader.unavailable < 20 and time.monotonic() < end:
    time.sleep(0.05)
  if loader.unavailable < 20:
    raise RuntimeError("the disk was never full: the trial says nothing")
  before = loader.acknowledged
  for path in ("/health", "/", "/revenue"):
    if server.get(path)[0] != 200:
      found.append(f"{path} is not answered while the disk is full")
  status, ready = server.ask("/ready")
  print(f"full disk: while full /ready is {status}, {ready.get('reason')}")
  limit(server, None)
  end = time.monotonic() + 20
  while loader.acknowledged < before + 200 and time.monotonic() < end:
    time.sleep(0.05)
  if loader.acknowledged < before + 200:
    found.append("it does not go on once there is room")
  loader.is_over.set()
  loader.join(10)
  if server.process.poll() is not None:
    found.append(f"the server ended with {server.process.returncode}")
  else:
    server.settle()
    server.stop()
  database = sqlite3.connect(f"file:{server.workspace}/usage.sqlite?mode=ro", uri=True)
  stored = [row[0] for row in database.execute("SELECT message FROM events")]
  database.close()
  lost = len(loader.listed() - set(stored))
  doubled = len(stored) - len(set(stored))
  if lost or doubled or loader.wrong:
    found.append(f"lost {lost}, doubled {doubled}, answered {loader.wrong}")
  print(
    f"full disk: seed {options.seed}, acknowledged {loader.acknowledged}, told to come again "
    f"{loader.unavailable} times, lost {lost}, doubled {doubled}" + "".join(
      f"\nfull disk: {text}" for text in found))
  return 1 if found else 0


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--megabytes", type=int, default=2, help="that a file may have")
  parser.add_argument("--seed", type=int, default=1)
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  with tempfile.TemporaryDirectory(prefix="tenure-full-") as folder:
    try:
      status = run(options, folder)
    except (RuntimeError, OSError) as error:
      print(f"full disk: {error}")
      status = 2
  sys.exit(status)


if __name__ == "__main__":
  main()
