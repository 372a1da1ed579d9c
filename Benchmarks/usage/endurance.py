"""What a server is put through for long: a steady rate over many known ids, and broken bodies."""

import os
import subprocess
import threading
import time

from contestants import Tenure


def sustained(bench):
  """A steady rate, each event to be in the tables within a second, over ids that are known."""
  options = bench.options
  tenure = Tenure(
    options.tenure, bench.place("tenure"),
    lambda workspace: know(options.ids, workspace, options.scratch) if options.ids else None)
  try:
    before, lags, over = tenure.id_files(), [], threading.Event()
    watcher = threading.Thread(target=watch_lag, args=(tenure, lags, over))
    watcher.start()
    threads, began = tenure.cpu_of_threads(), time.monotonic()
    result = bench.load(
      tenure, options.connections, 100, options.seconds, "--rate", str(options.rate / 100))
    span = time.monotonic() - began
    over.set()
    watcher.join()
    busy = sorted(
      ((cpu - threads.get(number, 0)) / span for number, cpu in tenure.cpu_of_threads().items()),
      reverse=True)
    bench.tell(f"{options.rate:,.0f} events a second", result)
    rest, lost, doubled = bench.look(tenure, 100)
    files = tenure.id_files()
    print(
      f"    {result['acknowledged'] * 100 / (span + rest):,.0f} events/s applied; told to come "
      f"later {result['later']:,}; not applied at the end {lags[-1]:,} bytes, {rest:.2f} s of "
      f"work; of {len(lags)} looks at most {max(lags):,} bytes, "
      f"{sum(each > options.rate * result['bytes_an_event'] for each in lags)} over a second\n"
      f"    threads {', '.join(f'{each:.2f}' for each in busy[:4])} cores; at most "
      f"{tenure.memory_megabytes():.0f} MB; ids in {before[1]} files of {before[0]:,} bytes, then "
      f"{files[1]} of {files[0]:,}; lost {lost}, doubled {doubled}")
    bench.expect(f"{options.rate} events a second applied, within a second at the end",
                 rest < 1 and result["later"] == 0 and result["issued"] >= result["due"] * 0.999)
  finally:
    tenure.close()


def know(count, workspace, scratch):
  """Writes message ids into a workspace, as if so many events had come before."""
  done = subprocess.run(
    ["swift", "test", "-c", "release", "-Xswiftc", "-enable-testing", "--scratch-path", scratch,
     "--disable-xctest", "--filter", "MessageIndexBenchmark/fill"],
    env={**os.environ, "TENURE_IDS": str(count), "TENURE_IDS_INTO": str(workspace)},
    capture_output=True, text=True)
  if done.returncode != 0 or not list((workspace / "message-ids").glob("*.run")):
    raise RuntimeError(f"no ids could be written: {done.stdout[-300:]}{done.stderr[-300:]}")


def watch_lag(tenure, lags, over):
  """Asks each second how much is not applied."""
  while not over.wait(1):
    lags.append(tenure.lag_bytes())


def fuzz(bench):
  """Bodies that were cut, doubled and overwritten: each is answered soon, and nothing breaks."""
  options = bench.options
  tenure = Tenure(options.tenure, bench.place("tenure"))
  if options.control:
    tenure.key = "of nobody"
  try:
    result = bench.load(
      tenure, options.connections, 1, 3600, "--fuzz", str(options.bodies))
    waited = tenure.drain(options.patience)
    tenure.server.stop()
    verified = tenure.server.command("verify").strip().splitlines()
    tenure.server.start()
    tenure.drain(options.patience)
    print(
      f"  {options.bodies:,} bodies: {result['acknowledged']:,} answered 200, "
      f"{result['refused']:,} refused, connections lost {result['closed']:,}, told to come "
      f"later {result['later']:,}; the slowest took {result['most_ms']:,.0f} ms\n"
      f"    {tenure.applied():,} events stored, the last after {waited:.1f} s more; at most "
      f"{tenure.memory_megabytes():.0f} MB; {verified[-1]}")
    if result["closed"] or min(result["acknowledged"], result["refused"]) * 10 < options.bodies:
      bench.faults.append("connections were lost, or one kind of answer hardly came")
    # A disk that is slow to flush is no hang; that none takes a second is for a quiet machine.
    if result["most_ms"] > 5000:
      bench.faults.append("an answer took more than five seconds")
    bench.expect("each answer within a second", result["most_ms"] <= 1000)
  finally:
    tenure.close()
