"""Who loads the rows, and how: a command that loads the file, and one that reads it back."""

import glob
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COLUMNS = ("customer_id TEXT, subscription_id TEXT, plan TEXT, currency TEXT, mrr {amount},"
           " start_date {day}, ended_at {day}")


class Failed(Exception):
    """A contestant did not do what it was asked."""


def run(command, **options):
    """Runs a process to its end; returns its seconds and its peak memory in bytes."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=said,
                                   stderr=subprocess.STDOUT, **options)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise Failed(f"{command[0]} ended with {process.returncode}: "
                         f"{said.read()[-2000:].decode(errors='replace')}")
    return seconds, usage.ru_maxrss * 1024


class Contestant:
    """Loads a CSV file, and reads it back; each in a process of its own."""

    def __init__(self, folder):
        self.folder = folder / type(self).__name__.lower()
        self.loads, self.reads, self.peaks = [], [], []

    def missing(self):
        """What it cannot be run without on this machine; None if nothing."""

    def prepare(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def measure(self, file):
        self.prepare()
        os.sync()  # So that none pays for what another left to be written.
        load, peak = run(self.load(file))
        read, _ = run(self.read_back(file))
        self.loads.append(load)
        self.reads.append(read)
        self.peaks.append(peak)

    def totals(self):
        return [load + read for load, read in zip(self.loads, self.reads)]


class Tenure(Contestant):
    title = "tenure import"
    program = ROOT / ".build/release/tenure"
    by_key = ("SELECT unit_micros, ends_at FROM subscription_facts"
              " WHERE subscription = ? AND assertion = 'row'")

    def missing(self):
        return None if self.program.exists() else "swift build -c release"

    def prepare(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def database(self):
        return self.folder / "tenure.sqlite"

    def load(self, file):
        return (self.program, "import", file, "--workspace", self.folder, "--source", "bench",
                "--exported-at", "2026-01-01", "--quiet")

    def read_back(self, file):
        return Plain.program, "read-back", file, self.database, self.by_key

    def schema(self, path):
        """Writes the schema in the order in which the plain program wants it."""
        with sqlite3.connect(self.database) as database:
            entries = database.execute("SELECT type, sql FROM sqlite_master"
                                       " WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
            migrations = database.execute(
                "SELECT 'INSERT INTO grdb_migrations VALUES (' || quote(identifier) || ')'"
                " FROM grdb_migrations ORDER BY rowid").fetchall()
        before = [sql for kind, sql in entries if kind == "table"] + [sql for sql, in migrations]
        after = ["-- After the rows.\n" + "SELECT 1"]
        after += [sql for kind, sql in entries if kind != "table"]
        path.write_text(";\n".join(before + after) + ";\n", encoding="utf-8")

    def arrival(self):
        """Source, version and moment of what was imported."""
        with sqlite3.connect(self.database) as database:
            return database.execute("SELECT source, version, recorded FROM arrivals"
                                    " JOIN editions ON editions.id = edition").fetchone()


class Plain(Contestant):
    title = "plain C"
    program = None  # Where it was compiled to.

    def __init__(self, folder, schema, arrival):
        super().__init__(folder)
        self.schema, self.arrival = schema, arrival

    @classmethod
    def compile(cls, folder):
        cls.program = folder / "plain.out"
        run(["cc", "-O2", "-march=native", "-o", cls.program, HERE / "plain.c", "-lsqlite3"])

    @property
    def database(self):
        return self.folder / "tenure.sqlite"

    def load(self, file):
        return (self.program, "load", self.schema, file, self.database, *self.arrival)

    def read_back(self, file):
        return Plain.program, "read-back", file, self.database, Tenure.by_key


class SQLite(Contestant):
    title = "sqlite3 .import"

    def missing(self):
        return None if shutil.which("sqlite3") else "apt install sqlite3"

    def load(self, file):
        columns = COLUMNS.format(amount="NUMERIC", day="TEXT")
        return ("sqlite3", "-bail", self.folder / "db.sqlite", "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL", "PRAGMA cache_size = -65536",
                f"CREATE TABLE s ({columns})", ".mode csv", f".import --skip 1 {file} s",
                "CREATE UNIQUE INDEX by_key ON s (subscription_id)")

    def read_back(self, file):
        return (Plain.program, "read-back", file, self.folder / "db.sqlite",
                "SELECT CAST(round(mrr * 1e6) AS INTEGER), ended_at FROM s"
                " WHERE subscription_id = ?")


class PostgreSQL(Contestant):
    title = "PostgreSQL COPY"
    settings = {"listen_addresses": "", "shared_buffers": "1GB", "maintenance_work_mem": "512MB",
                "max_wal_size": "4GB", "wal_level": "minimal", "max_wal_senders": "0"}

    def __init__(self, folder, file):
        super().__init__(folder)
        self.file, self.is_running = file, False
        places = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(p.split("/")[4]))
        self.programs = Path(places[-1] if places else
                             os.path.dirname(shutil.which("initdb") or "/nowhere/initdb"))

    def missing(self):
        return None if (self.programs / "initdb").exists() else "apt install postgresql"

    def as_owner(self, program, *arguments):
        """The server refuses to run as root."""
        owner = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        return (*owner, self.programs / program, *arguments)

    def sql(self, *statements):
        commands = [part for sql in statements for part in ("-c", sql)]
        return self.as_owner("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder,
                             "-d", "postgres", *commands)

    def start(self):
        self.folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        run(self.as_owner("initdb", "-D", data, "-A", "trust", "--no-locale", "-E", "UTF8"),
            cwd="/")
        options = " ".join(f"-c {name}={value or chr(39) * 2}"
                           for name, value in self.settings.items())
        run(self.as_owner("pg_ctl", "start", "-w", "-D", data, "-l", self.folder / "log",
                          "-o", f"-k {self.folder} {options}"), cwd="/")
        self.is_running = True
        columns = COLUMNS.format(amount="NUMERIC(12, 2)", day="DATE")
        run(self.sql("CREATE EXTENSION file_fdw",
                     "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
                     f"CREATE FOREIGN TABLE file ({columns}) SERVER files"
                     f" OPTIONS (filename '{self.file}', format 'csv', header 'true')"), cwd="/")

    def prepare(self):
        if not self.is_running:
            self.start()
        run(self.sql("DROP TABLE IF EXISTS s", "CHECKPOINT"), cwd="/")

    def close(self):
        if self.is_running:
            run(self.as_owner("pg_ctl", "stop", "-m", "immediate", "-D", self.folder / "data"),
                cwd="/")
        super().close()

    def load(self, file):
        columns = COLUMNS.format(amount="NUMERIC(12, 2)", day="DATE")
        return self.sql("BEGIN", f"CREATE TABLE s ({columns})",
                        f"COPY s FROM '{file}' (FORMAT csv, HEADER true)",
                        "CREATE UNIQUE INDEX by_key ON s (subscription_id)", "COMMIT")

    def read_back(self, file):
        return self.sql(
            "SET enable_hashjoin = off", "SET enable_mergejoin = off",
            "SET max_parallel_workers_per_gather = 0",
            "SELECT 1 / (count(*) = (SELECT count(*) FROM s))::int FROM file JOIN s"
            " USING (subscription_id) WHERE s.mrr = file.mrr"
            " AND s.ended_at IS NOT DISTINCT FROM file.ended_at")


class DuckDB(Contestant):
    title = "DuckDB"
    python = ROOT / ".venv/bin/python"
    loading = """
import duckdb, sys
db = duckdb.connect(sys.argv[2])
db.execute("CREATE TABLE s AS FROM read_csv(?, header = true, columns = {'customer_id': 'VARCHAR',"
           " 'subscription_id': 'VARCHAR', 'plan': 'VARCHAR', 'currency': 'VARCHAR',"
           " 'mrr': 'DECIMAL(12, 2)', 'start_date': 'DATE', 'ended_at': 'DATE'})", [sys.argv[1]])
db.execute("CREATE UNIQUE INDEX by_key ON s (subscription_id)")
db.execute("CHECKPOINT")
"""
    reading = """
import duckdb, sys
db = duckdb.connect(sys.argv[2], read_only = True)
same, rows = db.execute(
    "SELECT count(*), (SELECT count(*) FROM s) FROM read_csv(?, header = true) f JOIN s"
    " USING (subscription_id) WHERE s.mrr = f.mrr AND s.ended_at IS NOT DISTINCT FROM f.ended_at",
    [sys.argv[1]]).fetchone()
sys.exit(same != rows)
"""

    def missing(self):
        known = self.python.exists() and subprocess.run(
            [self.python, "-c", "import duckdb"], stderr=subprocess.DEVNULL).returncode == 0
        return None if known else "script/setup --bench"

    def load(self, file):
        return self.python, "-c", self.loading, file, self.folder / "db.duckdb"

    def read_back(self, file):
        return self.python, "-c", self.reading, file, self.folder / "db.duckdb"
