"""Times figures of usage beside DuckDB and Polars, over the same rows in the same run."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

THREADS = 2
os.environ["POLARS_MAX_THREADS"] = str(THREADS)

import duckdb  # noqa: E402
import polars as pl  # noqa: E402

HERE = Path(__file__).parent
QUESTIONS = ["active", "sticky", "triangle"]
MONTHS = 36

# Rows stand in the order of units and days, so that the row before is lag() over (): nothing is
# sorted or hashed to find distinct units, months and days.
MARKED = """
    SELECT month, unit IS DISTINCT FROM lag(unit) OVER () AS is_unit,
      month IS DISTINCT FROM lag(month) OVER () AS is_month,
      day IS DISTINCT FROM lag(day) OVER () AS is_day
    FROM rows"""

DUCK = {
    "active": f"""
        SELECT month, count(*) FROM ({MARKED}) WHERE is_unit OR is_month
        GROUP BY month ORDER BY month""",
    "sticky": f"""
        SELECT month, count(*) FILTER (is_unit OR is_month), count(*) FILTER (is_unit OR is_day)
        FROM ({MARKED}) GROUP BY month ORDER BY month""",
    "triangle": f"""
        WITH active AS (
          SELECT month, last_value(CASE WHEN is_unit THEN month END IGNORE NULLS)
            OVER (ROWS UNBOUNDED PRECEDING) AS entry
          FROM ({MARKED}) WHERE is_unit OR is_month)
        SELECT entry, month - entry AS cell, count(*) FROM active GROUP BY ALL ORDER BY ALL""",
}


class Tenure:
    """The program, asked line by line."""

    def __init__(self, units, seed, folder):
        program = HERE / ".build" / "release" / "activity"
        self.process = subprocess.Popen(
            [program, str(units), str(seed), str(THREADS), folder], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.row_count = int(self.process.stdout.readline().split()[1])

    def ask(self, question):
        """The seconds it took, and the answer's numbers."""
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        seconds = float(self.process.stdout.readline())
        lines = []
        while (line := self.process.stdout.readline().strip()) != ".":
            lines.append([int(number) for number in line.split()])
        return seconds, lines


class Duck:
    """DuckDB with the rows in a table in memory, in the order of units and days."""

    def __init__(self, path):
        self.connection = duckdb.connect(config={"threads": THREADS})
        self.connection.execute(
            "CREATE TABLE rows AS SELECT unit::INT AS unit, day::INT AS day,"
            " month::SMALLINT AS month FROM read_csv(?, header = true)", [str(path)])

    def ask(self, question):
        """The seconds it took, and the answer's numbers."""
        start = time.perf_counter()
        rows = self.connection.execute(DUCK[question]).fetchall()
        return time.perf_counter() - start, lines_of(question, rows)


class Polars:
    """Polars with the rows as a frame, in the order of units and days."""

    def __init__(self, path):
        types = {"unit": pl.Int32, "day": pl.Int32, "month": pl.Int16}
        self.frame = pl.read_csv(path, schema=types).rechunk()

    def ask(self, question):
        """The seconds it took, and the answer's numbers."""
        start = time.perf_counter()
        rows = getattr(self, question)(self.frame.lazy()).collect().rows()
        return time.perf_counter() - start, lines_of(question, rows)

    @staticmethod
    def active(rows):
        """Units of each month."""
        pairs = rows.filter(changes("unit") | changes("month"))
        return pairs.group_by("month").len().sort("month")

    @staticmethod
    def sticky(rows):
        """Units of each month, and their days."""
        marked = rows.select(
            "month", units=changes("unit") | changes("month"),
            days=changes("unit") | changes("day"))
        sums = marked.group_by("month").agg(pl.col("units").sum(), pl.col("days").sum())
        return sums.sort("month")

    @staticmethod
    def triangle(rows):
        """Who is active in each month, by the month they came."""
        marked = rows.select(
            "month", is_unit=changes("unit"), is_month=changes("unit") | changes("month"))
        entry = pl.when("is_unit").then("month").forward_fill()
        pairs = marked.filter("is_month").with_columns(entry=entry)
        cells = pairs.group_by("entry", cell=pl.col("month") - pl.col("entry")).len()
        return cells.sort("entry", "cell")


def changes(name):
    """Whether a column differs from the row before."""
    return pl.col(name).ne_missing(pl.col(name).shift())


def lines_of(question, rows):
    """An answer as Tenure prints it."""
    if question != "triangle":
        return [[int(number) for number in row[1:]] for row in rows]
    lines = [[0] * (MONTHS - entry) for entry in range(MONTHS)]
    for entry, cell, count in rows:
        lines[entry][cell] = count
    return lines


def main():
    """Asks everyone in turn, and tells medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tenure = Tenure(options.units, options.seed, folder)
        path = Path(folder) / "rows.csv"
        contestants = {"Tenure": tenure, "DuckDB": Duck(path), "Polars": Polars(path)}
    print(f"{options.units:,} units, {tenure.row_count:,} rows, {THREADS} threads, "
          f"medians of {options.runs}")
    is_same = True
    for question in QUESTIONS:
        taken = {name: [] for name in contestants}
        for run in range(options.runs + 1):
            names = list(contestants)
            turn = run % len(names)
            answers = {}
            for name in names[turn:] + names[:turn]:
                seconds, answers[name] = contestants[name].ask(question)
                # A first round is not counted.
                if run > 0:
                    taken[name].append(seconds)
            if any(answer != answers["Tenure"] for answer in answers.values()):
                is_same = False
                print(f"{question}: the answers differ", file=sys.stderr)
        medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
        told = "  ".join(f"{name} {seconds * 1000:8.1f} ms ({seconds / medians['Tenure']:5.1f} x)"
                         for name, seconds in medians.items())
        print(f"{question:9} {told}", flush=True)
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
