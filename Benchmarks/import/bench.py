#!/usr/bin/env python3
"""Times `tenure import` beside a plain C program, sqlite3, PostgreSQL and DuckDB, in one run.

  bench.py [--rows 1000000] [--runs 5] [--grown 4000000] [--folder DIR]

The clock of a load starts with the process that reads the CSV file, and stops when a second, fresh
process has read every row back by its key. Contestants alternate; medians are compared. Ends with 1
where Tenure takes more than 1.5 times as long as the plain program, or writes other tables; and
where a row of a longer file costs more than twice what it costs in the first, or takes memory that
grows with the file.
README.md says what is equal between them and what is not.
"""

import argparse
import os
import signal
import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path

from contestants import DuckDB, Failed, HERE, Plain, PostgreSQL, SQLite, Tenure, run

LIMIT = 1.5
# Of the time that a row takes in a longer file, to that in the first.
ROW_LIMIT = 2.0
# Of the same where the ledger holds as many rows already: their indexes are built again too.
SECOND_ROW_LIMIT = 5.0
# Bytes that the longer loads may take more than the first, which fills neither caches nor tables.
MEMORY_MARGIN = 300e6


def differing_tables(one, other):
    """The tables whose rows are not the same in two databases, column by column."""
    database = sqlite3.connect(one)
    database.execute("ATTACH ? AS other", [str(other)])
    tables = [name for name, in database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    found = []
    for table in tables:
        columns = [name for name, in database.execute("SELECT name FROM pragma_table_info(?)",
                                                      [table])]
        same = " AND ".join(f"mine.{name} IS theirs.{name}" for name in columns)
        counts = [database.execute(sql).fetchone()[0] for sql in (
            f"SELECT count(*) FROM main.{table}", f"SELECT count(*) FROM other.{table}",
            f"SELECT count(*) FROM main.{table} mine JOIN other.{table} theirs"
            f" ON mine.rowid = theirs.rowid WHERE {same}")]
        if len(set(counts)) > 1:
            found.append(f"{table} (rows: {counts[0]}, {counts[1]}; the same: {counts[2]})")
    database.close()
    return found


def generate(folder, rows, seed=1):
    path = folder / f"{rows}-{seed}.csv"
    run([sys.executable, HERE / "rows.py", path, "--rows", rows, "--seed", seed])
    path.chmod(0o644)
    # Into the page cache, for the first contestant as for the last; in pieces, since a process that
    # is started from here is said to have had this one's peak memory.
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass
    return path


def prove_equal(tenure, plain, file):
    """Ends the run where the plain program writes other tables, or Tenure finds them off."""
    tenure.prepare()
    run(tenure.load(file))
    plain.arrival = tenure.arrival()
    plain.prepare()
    run(plain.load(file))
    differing = differing_tables(tenure.database, plain.database)
    if differing:
        raise Failed("the plain program writes other tables: " + ", ".join(differing))
    run((tenure.program, "verify", "--workspace", plain.folder))


def report(contestants, rows):
    first, second = contestants[0], contestants[1]
    print(f"\n{rows:,} rows, {len(first.loads)} runs; seconds on this machine\n")
    print(f"{'':18}{'median':>8}{'min–max':>16}{'load':>8}{'read':>8}{'peak MB':>9}  tenure/it")
    base = statistics.median(first.totals())
    for each in contestants:
        totals, peak = each.totals(), statistics.median(each.peaks) / 1e6
        spread = f"{min(totals):.2f}–{max(totals):.2f}"
        # A client's memory says nothing of its server's.
        memory = "–" if isinstance(each, PostgreSQL) else f"{peak:.0f}"
        print(f"{each.title:18}{statistics.median(totals):8.2f}{spread:>16}"
              f"{statistics.median(each.loads):8.2f}{statistics.median(each.reads):8.2f}"
              f"{memory:>9}  {base / statistics.median(totals):.2f}")
    return base / statistics.median(second.totals())


def grows_well(tenure, file, given, folder):
    """Whether a row of a longer file costs what it costs in the first; prints what it does.

    The first file is loaded just before and just after, since the machine is not the same an hour
    long. Then as many other rows come on top of the longer file's.
    """
    longer = [generate(folder, given.grown), generate(folder, given.grown, seed=2)]

    def measure(path, rows):
        os.sync()
        seconds, peak = run(tenure.load(path))
        return seconds / rows, peak

    tenure.prepare()
    before, _ = measure(file, given.rows)
    tenure.prepare()
    into_empty, peak = measure(longer[0], given.grown)
    on_top, second_peak = measure(longer[1], given.grown)
    tenure.prepare()
    after, _ = measure(file, given.rows)
    base, small = (before + after) / 2, statistics.median(tenure.peaks)
    print(f"\n{given.grown:,} rows against {given.rows:,}: time a row, peak memory\n")
    good = True
    for title, a_row, memory, limit in (
            ("into an empty ledger", into_empty, peak, ROW_LIMIT),
            ("as many more on top", on_top, second_peak, SECOND_ROW_LIMIT)):
        bad = a_row / base > limit or memory > small + MEMORY_MARGIN
        print(f"{title:22}{a_row / base:5.2f} times, at most {limit}; {memory / 1e6:4.0f} MB"
              f" against {small / 1e6:.0f}, at most {MEMORY_MARGIN / 1e6:.0f} more"
              f"{'  <- over' if bad else ''}")
        good = good and not bad
    return good


def benchmark(given, folder):
    Plain.compile(folder)
    file = generate(folder, given.rows)
    tenure = Tenure(folder)
    if tenure.missing():
        raise Failed(f"there is no release build of tenure; run {tenure.missing()}")
    run(tenure.load(generate(folder, 1)))
    tenure.schema(folder / "schema.sql")
    plain = Plain(folder, folder / "schema.sql", tenure.arrival())
    prove_equal(tenure, plain, file)
    print("The plain program's tables are the same row by row, and `tenure verify` finds nothing.",
          flush=True)
    contestants = [tenure, plain]
    for other in (SQLite(folder), PostgreSQL(folder, file), DuckDB(folder)):
        if other.missing():
            print(f"{other.title} is left out: {other.missing()} first")
        else:
            contestants.append(other)
    try:
        for number in range(given.runs):
            first = number % len(contestants)  # Another each time.
            for each in contestants[first:] + contestants[:first]:
                each.measure(file)
            print(f"{number + 1} of {given.runs}: " + ", ".join(
                f"{each.title} {each.totals()[-1]:.2f}" for each in contestants), flush=True)
        ratio = report(contestants, given.rows)
    finally:
        for each in contestants:
            each.close()
    good = not given.grown or grows_well(tenure, file, given, folder)
    print(f"\ntenure / plain C: {ratio:.2f}, at most {LIMIT}")
    return 0 if good and ratio <= LIMIT else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--grown", type=int, default=4_000_000,
                        help="rows of a longer file, to see how cost grows; 0 for none")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"),
                        help="where to work: on the disk that is to be measured")
    given = parser.parse_args()
    # An end from outside, too, stops the server and takes the folder away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="tenure-bench-", dir=given.folder) as folder:
        os.chmod(folder, 0o755)  # PostgreSQL's server is another user.
        try:
            return benchmark(given, Path(folder).resolve())
        except Failed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
