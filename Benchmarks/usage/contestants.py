"""The servers that events are sent to, each of its own, on a free port, in a temporary folder."""

import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "Tests" / "Rigs"))

from server import Server  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
CLICKHOUSE = """<yandex>
  <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>{port}</http_port>
  <tcp_port>{other}</tcp_port>
  <path>{folder}/data/</path>
  <tmp_path>{folder}/tmp/</tmp_path>
  <users_config>{folder}/users.xml</users_config>
  <mark_cache_size>268435456</mark_cache_size>
  <max_connections>200</max_connections>
  <keep_alive_timeout>60</keep_alive_timeout>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
</yandex>
"""
USERS = """<yandex>
  <profiles><default><max_memory_usage>4000000000</max_memory_usage></default></profiles>
  <quotas><default></default></quotas>
  <users><default><password></password><profile>default</profile><quota>default</quota>
    <networks><ip>127.0.0.1</ip></networks></default></users>
</yandex>
"""


def free_port():
  with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    return free.getsockname()[1]


class Tenure:
  """`tenure serve`, which acknowledges what is in its log and applies it a moment later."""

  kind, title = "tenure", "Tenure"

  def __init__(self, tenure, folder, before=None):
    """A workspace with one subscription and a key; before is told its folder, then it is served."""
    self.server = Server(tenure, folder)
    book = Path(folder) / "book.csv"
    book.write_text(
      "customer_id,subscription_id,start_date,amount,currency\na,s,2025-01-31,1,EUR\n")
    self.server.command("import", str(book), "--exported-at", "2025-06-01")
    self.key = self.server.command("keys", "add", "load").strip()
    if before:
      before(self.server.workspace)
    self.server.start()
    self.port = self.server.port

  def has_ended(self):
    """How it ended; None while it runs."""
    status = self.server.process.poll()
    if status is None:
      return None
    self.server.log.seek(0)
    return f"{status} {self.server.log.read()[-300:]}"

  def cpu(self):
    """The seconds of processor time that it took so far."""
    fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS

  def cpu_of_threads(self):
    """The same for each thread, by its number."""
    found = {}
    for place in Path(f"/proc/{self.server.process.pid}/task").iterdir():
      fields = (place / "stat").read_text().rsplit(")", 1)[1].split()
      found[place.name] = (int(fields[11]) + int(fields[12])) / TICKS
    return found

  def id_files(self):
    """The bytes of the files of message ids, and how many files there are."""
    files = list(Path(f"{self.server.workspace}/message-ids").glob("*.run"))
    return sum(each.stat().st_size for each in files), len(files)

  def memory_megabytes(self, name="VmHWM"):
    """The most memory that it had; by another name, what it has."""
    for line in Path(f"/proc/{self.server.process.pid}/status").read_text().splitlines():
      if line.startswith(name):
        return int(line.split()[1]) / 1024
    return 0

  def database(self):
    return sqlite3.connect(f"file:{self.server.workspace}/usage.sqlite?mode=ro", uri=True)

  def applied(self):
    """How many events are in the tables."""
    database = self.database()
    try:
      return database.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]
    finally:
      database.close()

  def lag_bytes(self):
    return self.server.ask("/ready")[1]["usage_lag_bytes"]

  def drain(self, patience):
    """Waits until everything is applied; the seconds that it took."""
    began = time.monotonic()
    while self.lag_bytes() > 0:
      if time.monotonic() - began > patience:
        raise RuntimeError(f"after {patience} s, {self.lag_bytes()} bytes are not applied")
      time.sleep(0.02)
    return time.monotonic() - began

  def survey(self, run, listed, batch):
    """How many acknowledged events of a run are lost, and how many are there twice."""
    with open(listed, "rb") as file:
      numbers = [each[0] for each in struct.iter_unpack("<Q", file.read())]
    database = self.database()
    rows = database.execute(
      "SELECT message, count(*) FROM events WHERE message BETWEEN ? AND ? GROUP BY message",
      [f"{run:08x}-", f"{run:08x}."])
    found, doubled = Counter(), 0
    for message, count in rows:
      found[int(message[9:25], 16)] += 1
      doubled += count - 1
    database.close()
    return sum(batch - found[number] for number in numbers), doubled

  def close(self):
    self.server.kill()


class Postgres:
  """PostgreSQL with its own defaults, where a commit is on disk when it returns."""

  kind, title = "postgres", "PostgreSQL"

  def __init__(self, folder, key=True):
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not places:
      raise RuntimeError("PostgreSQL is missing: `script/setup --bench` gets it")
    self.programs, self.folder, self.port = places[-1].parent, Path(folder), free_port()
    if os.geteuid() == 0:
      shutil.chown(self.folder, "postgres")
      self.folder.parent.chmod(0o755)
    self.run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8")
    self.run(
      "pg_ctl", "start", "-w", "-D", self.folder / "data", "-l", self.folder / "log", "-o",
      f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB "
      "-c max_wal_size=4GB")
    self.run(
      "psql", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-q", "-c",
      f"CREATE TABLE events (message text {'PRIMARY KEY' if key else 'NOT NULL'}, source text, "
      "kind text, user_id text, name text, at timestamp, body text)")

  def run(self, program, *arguments):
    owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
      [*owner, self.programs / program, *arguments], cwd="/", capture_output=True, text=True)
    if done.returncode != 0:
      raise RuntimeError(f"{program}: {done.stderr[-500:]}")

  def has_ended(self):
    return None

  def close(self):
    self.run("pg_ctl", "stop", "-m", "immediate", "-D", self.folder / "data")


class ClickHouse:
  """ClickHouse over HTTP; an insert returns when it is written, flushed to disk or not."""

  kind, title = "clickhouse", "ClickHouse"

  def __init__(self, folder):
    program = shutil.which("clickhouse-server")
    if program is None:
      raise RuntimeError("clickhouse-server is missing: `script/setup --bench` gets it")
    self.folder, self.port = Path(folder), free_port()
    (self.folder / "config.xml").write_text(
      CLICKHOUSE.format(folder=folder, port=self.port, other=free_port()))
    (self.folder / "users.xml").write_text(USERS)
    self.process = subprocess.Popen(
      [program, f"--config-file={folder}/config.xml"], cwd=folder, stdout=subprocess.DEVNULL,
      stderr=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while True:
      try:
        self.ask(
          "CREATE TABLE events (message String, source String, kind String, user_id String, "
          "name String, at DateTime, body String) ENGINE = MergeTree() "
          "PARTITION BY toYYYYMM(at) ORDER BY message")
        return
      except OSError as error:
        if time.monotonic() > end or self.process.poll() is not None:
          raise RuntimeError(f"ClickHouse does not start: {error}") from error
        time.sleep(0.2)

  def ask(self, query):
    with urllib.request.urlopen(
        f"http://127.0.0.1:{self.port}/", data=query.encode(), timeout=10) as answer:
      return answer.read().decode()

  def has_ended(self):
    return self.process.poll()

  def close(self):
    self.process.kill()
    self.process.wait()
