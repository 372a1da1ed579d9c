#!/usr/bin/env python3
"""Says how fast Tenure takes usage in, beside PostgreSQL and ClickHouse, and how it bears too much.

    load.py measure     single events and batches of 100, each contestant in turn
    load.py overload    ten times what it serves is offered for some seconds
    load.py slow        a thousand slow or half-open connections stand beside the others
    load.py sustained   as many a second as --rate says, where --ids ids are known already
    load.py fuzz        bodies that are no longer what they were, --bodies of them

Loader and server share the machine. What was acknowledged is looked for in the tables afterwards:
an event that is lost or doubled is red, at whatever speed. What is compared: README.md.

Exit status: 0 nothing lost, and with --judge every limit held; 1 not so; 2 could not run.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from contestants import ClickHouse, Postgres, Tenure
from endurance import fuzz, sustained

HERE = Path(__file__).resolve().parent


class Bench:
  """A folder, the loader, and what was found."""

  def __init__(self, options, folder):
    self.options, self.folder, self.runs = options, Path(folder), 0
    self.loader = self.folder / "load"
    self.faults, self.missed = [], []
    done = subprocess.run(
      ["cc", "-O2", "-o", self.loader, HERE / "load.c", HERE / "fuzz.c"], capture_output=True,
      text=True)
    if done.returncode != 0:
      raise RuntimeError(f"the loader does not compile: {done.stderr[-500:]}")

  def place(self, name):
    place = self.folder / name
    place.mkdir()
    return place

  def load(self, server, connections, batch, seconds, *more):
    """What the loader measured."""
    self.runs += 1
    arguments = [
      self.loader, server.kind, str(server.port), str(connections), str(batch), str(seconds),
      "--run", str(self.runs), *more]
    if server.kind == "tenure":
      arguments += ["--key", server.key, "--list", self.folder / f"list-{self.runs}"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=seconds + 60)
    if server.has_ended():
      self.faults.append(f"{server.title} has ended: {server.has_ended()}")
    if done.returncode not in (0, 1):
      raise RuntimeError(f"the loader ended with {done.returncode}: {done.stderr[-300:]}")
    if done.returncode == 1:
      self.faults.append(f"{server.title} answered wrongly: {done.stderr[:300]}")
    return json.loads(done.stdout)

  def look(self, server, batch, run=None):
    """Waits until all is applied, then looks for what was acknowledged, in the last run if in none.

    - Returns: the seconds of waiting, the lost, the doubled.
    """
    seconds, run = server.drain(self.options.patience), run or self.runs
    lost, doubled = server.survey(run, self.folder / f"list-{run}", batch)
    if lost or doubled:
      self.faults.append(f"lost {lost}, doubled {doubled}")
    return seconds, lost, doubled

  def expect(self, what, holds):
    """Notes a limit that was not held."""
    if not holds:
      self.missed.append(what)
      print(f"    limit not held: {what}")

  def tell(self, name, result, more=""):
    print(
      f"  {name:34} {result['events_per_second']:10,.0f} events/s  "
      f"{result['requests_per_second']:8,.0f} requests/s  p50 {result['p50_ms']:7.2f} ms  "
      f"p99 {result['p99_ms']:7.2f} ms  loader {result['loader_cpu']:.2f} cores{more}", flush=True)


def measure(bench):
  """Each contestant in turn, on the same machine in the same minute."""
  options = bench.options
  tenure = Tenure(options.tenure, bench.place("tenure"))
  try:
    single = bench.load(tenure, options.connections, 1, options.seconds)
    bench.tell("Tenure, single events", single)
    bench.look(tenure, 1)
    bench.expect(
      "3,000 single events a second, p99 below 50 ms",
      single["events_per_second"] >= 3000 and single["p99_ms"] < 50)
    before, cpu, began = tenure.applied(), tenure.cpu(), time.monotonic()
    batches = bench.load(tenure, options.connections, 100, options.seconds)
    span = time.monotonic() - began
    applied, cpu = tenure.applied() - before, tenure.cpu() - cpu
    lag = tenure.lag_bytes()
    bench.tell("Tenure, batches of 100", batches, f", server {cpu / span:.2f} cores")
    rest, lost, doubled = bench.look(tenure, 100)
    everything = batches["acknowledged"] * 100 / (span + rest)
    print(
      f"    applied meanwhile {applied / span:,.0f} events/s; then {lag:,} bytes of log waited and "
      f"took {rest:.1f} s more: {everything:,.0f} events/s in all; at most "
      f"{tenure.memory_megabytes():.0f} MB; lost {lost}, doubled {doubled}")
    bench.expect(
      "60,000 events a second in batches, p99 below 100 ms",
      batches["events_per_second"] >= 60_000 and batches["p99_ms"] < 100)
  finally:
    tenure.close()
  for key in (True, False):
    beside(bench, lambda place, key=key: Postgres(place, key), "postgres" + "-key" * key,
           "PostgreSQL, COPY of 100" + (", unique ids" if key else ", no index"), batches)
  beside(bench, ClickHouse, "clickhouse", "ClickHouse, INSERT of 100", None)


def beside(bench, make, name, title, batches):
  """Another contestant, by 8 connections; batches are what Tenure did, if it is to be faster."""
  try:
    server = make(bench.place(name))
  except RuntimeError as error:
    print(f"  {title}: {error}")
    return
  try:
    result = bench.load(server, 8, 100, bench.options.seconds)
  finally:
    server.close()
  bench.tell(title, result, ", at its own pace" if name == "clickhouse" else "")
  if batches:
    ratio = batches["events_per_second"] / max(1, result["events_per_second"])
    print(f"    Tenure acknowledges {ratio:.2f} times as many")
    bench.expect(f"1.5 times {title}", ratio >= 1.5)


def overload(bench):
  """Ten times what it serves, for some seconds; then it has to be as before."""
  options = bench.options
  tenure = Tenure(options.tenure, bench.place("tenure"))
  try:
    calm = bench.load(tenure, 32, 20, max(3, options.seconds // 4))
    bench.tell("calm, batches of 20", calm)
    bench.look(tenure, 20)
    memory = tenure.memory_megabytes("VmRSS")
    pages, over = [], threading.Event()
    watcher = threading.Thread(target=watch, args=(tenure, pages, over))
    watcher.start()
    rate = 10 * calm["requests_per_second"]
    flood = bench.load(tenure, 1000, 20, options.seconds, "--rate", str(rate))
    ended, run = time.monotonic(), bench.runs
    over.set()
    watcher.join()
    bench.tell("ten times as much offered", flood)
    peak = tenure.memory_megabytes()
    recovered = recovery(bench, tenure, calm, ended)
    _, lost, doubled = bench.look(tenure, 20, run)
    print(
      f"    due {flood['due']:,} requests, sent {flood['issued']:,}, acknowledged "
      f"{flood['acknowledged']:,}, told to come later {flood['later']:,}, connections lost "
      f"{flood['closed']:,}\n    memory {memory:.0f} MB before, at most {peak:.0f} MB; of "
      f"{len(pages)} questions for /health {sum(each is None for each in pages)} failed, the "
      f"slowest took {max((each for each in pages if each is not None), default=0):.2f} s\n"
      f"    as before after {recovered:.1f} s; lost {lost}, doubled {doubled}")
    bench.expect("normal within 10 s", recovered <= 10)
    bench.expect("at most 512 MB more memory", peak - memory < 512)
  finally:
    tenure.close()


def recovery(bench, tenure, calm, ended):
  """After how many seconds p99 is at most twice what it was, or 10 ms more."""
  while True:
    began = time.monotonic() - ended
    after = bench.load(tenure, 32, 20, 2)
    if after["p99_ms"] <= max(2 * calm["p99_ms"], calm["p99_ms"] + 10) or began > 30:
      bench.tell("afterwards", after)
      return began


def watch(tenure, pages, over):
  """Asks for a page again and again; the seconds of each, None where none came."""
  while not over.is_set():
    began = time.monotonic()
    try:
      status, _ = tenure.server.get("/health")
      pages.append(time.monotonic() - began if status == 200 else None)
    except OSError:
      pages.append(None)
    time.sleep(0.1)


def slow(bench):
  """Slow connections must not slow the others, with as many descriptors as processes begin with."""
  options = bench.options
  most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
  resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, most), most))
  tenure = Tenure(options.tenure, bench.place("tenure"))
  try:
    alone = bench.load(tenure, 32, 20, options.seconds)
    bench.tell("alone", alone)
    bench.look(tenure, 20)
    beside_slow = bench.load(tenure, 32, 20, options.seconds, "--slow", "1000")
    bench.tell("beside 1,000 slow connections", beside_slow)
    bench.look(tenure, 20)
    print(f"    slow connections that the server closed: {beside_slow['slow_closed']}; at most "
          f"{tenure.memory_megabytes():.0f} MB")
    bench.expect(
      "p99 within twice of what it is alone",
      beside_slow["acknowledged"] > 0 and beside_slow["p99_ms"] <= 2 * alone["p99_ms"])
  finally:
    tenure.close()


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("what", nargs="*", default=["measure", "overload", "slow"])
  parser.add_argument("--tenure", required=True, metavar="PATH")
  parser.add_argument("--seconds", type=int, default=10, help="of each load; in full 600")
  parser.add_argument("--connections", type=int, default=64)
  parser.add_argument("--rate", type=int, default=30_000, help="events a second, for sustained")
  parser.add_argument("--ids", type=int, default=0, help="known before, for sustained")
  parser.add_argument("--scratch", default=".build-ids", help="where their writer is built")
  parser.add_argument("--bodies", type=int, default=200_000, help="for fuzz")
  parser.add_argument("--control", action="store_true", help="fuzz by a wrong key: has to be red")
  parser.add_argument("--patience", type=float, default=600, help="until all is applied")
  parser.add_argument("--judge", action="store_true", help="limits not held are red")
  options = parser.parse_args()
  options.tenure = os.path.abspath(options.tenure)
  parts = {
    "measure": measure, "overload": overload, "slow": slow, "sustained": sustained, "fuzz": fuzz}
  if not set(options.what) <= set(parts):
    parser.error(f"there are {', '.join(parts)}")
  status = 0
  for what in options.what:
    print(f"{what}, {options.seconds} s each:", flush=True)
    with tempfile.TemporaryDirectory(prefix="tenure-load-") as folder:
      bench = Bench(options, folder)
      try:
        parts[what](bench)
        for fault in bench.faults:
          print(f"  {fault}")
        status = max(status, 1 if bench.faults or options.judge and bench.missed else 0)
      except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        print("\n".join(f"  {each}" for each in [*bench.faults, error]))
        status = 1 if bench.faults else 2
  sys.exit(status)


if __name__ == "__main__":
  main()
