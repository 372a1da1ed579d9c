#!/usr/bin/env python3
"""Times the server's handling of each page, one fact being learned before every request.

  pages.py --tenure .build/release/tenure --workspace COPY --subscriptions FILE

Starts `tenure serve` on a workspace that may be written to. Before each request one row of a
subscription that is there already is imported, a change of its price, so that every page has to
take in a fact; then the page is asked with other parameters than before. What counts is the time
that the server says it took (Server-Timing). Ends with 1 where a page misses its goal.
"""

import argparse
import csv
import http.client
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

GOAL_MEDIAN_MS, GOAL_P99_MS = 10, 50
RETENTION = ["crr", "tracked", "survived", "churn.a", "churn.a_prime", "churn.b", "churn.c",
             "churn.d", "churn.f", "churn.renewal"]
MONEY = ["mrr", "arr", "grr", "nrr", "arpa", "mrr.new", "mrr.churn", "mrr.expansion",
         "mrr.contraction", "mrr.reactivation", "mrr.churn.gross", "quick_ratio"]


class Chance:
    """Parameters by chance, the same with every run."""

    def __init__(self, rows, last):
        self.random = random.Random(1)
        self.rows = rows
        self.last = last
        self.first = min(row["start_date"] for row in rows)

    def day(self):
        first = date.fromisoformat(self.first)
        return first + timedelta(self.random.randrange(1, (self.last - first).days))

    def period(self):
        shape, day = self.random.choice(["month", "month", "quarter", "year", "days"]), self.day()
        if shape == "month":
            return f"{day:%Y-%m}"
        if shape == "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        if shape == "year":
            return str(day.year)
        return f"{day}..{min(self.last, day + timedelta(self.random.randrange(1, 100)))}"

    def pick(self, *values):
        return self.random.choice(values)

    def lens(self, **others):
        given = {"period": self.period(), "against": self.pick(None, None, "year")} | others
        return {name: value for name, value in given.items() if value is not None}

    def cohorts(self):
        asked = self.lens(
            period=self.pick(None, None, self.period()), against=None,
            cohort=self.pick(None, "week", "quarter", "year", "plan", "country", "channel", "size"),
            every=self.pick(None, None, "month", "quarter"),
            clock=self.pick(None, None, "anniversary"),
            mean=self.pick(None, "simple"), relative=self.pick(None, "previous"),
            measure=self.pick(None, None, "mrr", "grr", "seats"))
        if "measure" not in asked:
            asked |= {"at": self.pick("end", "any"), "bound": self.pick("bounded", "unbounded")}
        return asked

    def page(self, name):
        slicing = self.pick("plan", "currency", "interval", "country", "channel", "size")
        return {
            "overview": lambda: ("/", self.lens()),
            "retention": lambda: ("/retention", self.lens()),
            "retention by": lambda: ("/retention", self.lens(by=slicing)),
            "revenue": lambda: ("/revenue", self.lens(
                every=self.pick(None, "week", "quarter", "year"))),
            "revenue by": lambda: ("/revenue", self.lens(by=slicing)),
            "figure": lambda: ("/retention", self.lens(figure=self.pick(*RETENTION))),
            "money figure": lambda: ("/revenue", self.lens(figure=self.pick(*MONEY))),
            "cohorts": lambda: ("/retention/cohorts", self.cohorts()),
            "accounts": lambda: ("/accounts", {
                "page": str(self.random.randrange(1, 40)),
                "status": self.pick("", "paying", "left")}),
            "search": lambda: ("/accounts", {
                "q": self.random.choice(self.rows)["customer_id"][self.random.randrange(4):]}),
            "account": lambda: ("/account", {"id": self.random.choice(self.rows)["customer_id"]}),
            "definitions": lambda: ("/definitions", self.lens()),
        }[name]()


NAMES = ["overview", "retention", "retention by", "revenue", "revenue by", "figure",
         "money figure", "cohorts", "accounts", "search", "account", "definitions"]


class Server:
    """A `tenure serve` of its own, and the facts that it learns."""

    def __init__(self, tenure, workspace, rows):
        self.tenure, self.workspace, self.rows = tenure, workspace, rows
        self.chance = random.Random(2)
        self.told = 0
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [tenure, "serve", "--workspace", workspace, "--port", "0"],
            stdout=subprocess.PIPE, text=True)
        self.port = None
        while self.port is None:
            line = self.process.stdout.readline()
            if not line:
                sys.exit("pages: the server did not start")
            found = re.search(r"http://[^:]+:(\d+)", line)
            self.port = found and int(found[1])

    def learn(self):
        """One fact more: a subscription's price changed on a day."""
        self.told += 1
        row = dict(self.chance.choice(self.rows))
        row |= {"state_id": f"pages_{time.time_ns()}", "amount": f"{10 + self.told % 90}.00",
                "status": "active", "trial_end": "", "end_cause": "", "cancel_at": ""}
        path = Path(self.folder.name) / f"{self.told}.csv"
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, row)
            writer.writeheader()
            writer.writerow(row)
        subprocess.run(
            [self.tenure, "import", "--quiet", "--workspace", self.workspace, path],
            check=True, stdout=subprocess.DEVNULL)

    def ask(self, path, parameters):
        """How many milliseconds the server took."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        began = time.perf_counter()
        connection.request("GET", f"{path}?{urlencode(parameters)}" if parameters else path)
        response = connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status != 200:
            sys.exit(f"pages: {path} {parameters}: {response.status} {body[-800:]!r}")
        timing = re.search(r"dur=([\d.]+)", response.getheader("Server-Timing") or "")
        return float(timing[1]) if timing else took

    def stop(self):
        self.process.terminate()
        self.process.wait()


def rank(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tenure", default=".build/release/tenure")
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--subscriptions", required=True)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--settle", type=float, default=0, help="seconds for what is made ready")
    parser.add_argument("--only", action="append", choices=NAMES)
    parser.add_argument("--slowest", type=int, default=0, help="name so many slowest requests")
    asked = parser.parse_args()
    with open(asked.subscriptions, newline="") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(200_000))]
    rows = [row for row in rows if row["status"] in ("active", "trialing")]
    server = Server(asked.tenure, asked.workspace, rows)
    isMissed = False
    try:
        began = time.perf_counter()
        server.ask("/", {})
        print(f"ready after {time.perf_counter() - began:.1f} s", flush=True)
        time.sleep(asked.settle)
        print(f"{'page':14} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}")
        for name in asked.only or NAMES:
            chance = Chance(rows, date.today())
            times = []
            for _ in range(asked.requests):
                server.learn()
                address = chance.page(name)
                times.append((server.ask(*address), address))
            took = [time for time, _ in times]
            median, late = rank(took, 0.5), rank(took, 0.99)
            isHeld = median < GOAL_MEDIAN_MS and late < GOAL_P99_MS
            isMissed = isMissed or not isHeld
            print(f"{name:14} {median:8.1f} {late:8.1f} {max(took):8.1f}"
                  + ("" if isHeld else "  over the goal"), flush=True)
            for time_taken, address in sorted(times, key=lambda t: -t[0])[:asked.slowest]:
                print(f"    {time_taken:8.1f} {address}")
    finally:
        server.stop()
    sys.exit(1 if isMissed else 0)


if __name__ == "__main__":
    main()
