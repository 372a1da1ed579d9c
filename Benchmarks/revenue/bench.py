#!/usr/bin/env python3
"""Times Tenure's kernels beside a plain C program, DuckDB and Polars, in one run.

  bench.py [--accounts 1000000] [--runs 9] [--seed N]

Every contestant has the same accounts in memory, two threads, and cores that are awake. Periods,
the plan and the days after which who returns is new are drawn after loading; one fact is drawn and
told to all before each question, and must change the answer. Every cell of every answer is
compared. Ends with 1 where a cell differs, a ratio misses its limit, or someone that a limit is set
against is not there. README.md says what is equal between them and what is not.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from peer import MONTHS, OPENS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = ROOT / ".venv/bin/python"
PROGRAM = HERE / ".build/release/revenue"
# The others' time over Tenure's must be at least this.
LIMITS = {"plain C": 1, "DuckDB": 10, "Polars": 5}


class Failed(Exception):
    """A contestant did not do what it was asked."""


class Contestant:
    """A process that holds the accounts and answers line by line."""

    def __init__(self, title, *command):
        self.title, self.times = title, {}
        self.process = subprocess.Popen([str(part) for part in command], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def wait_until_ready(self):
        if self.line() != "ready":
            raise Failed(f"{self.title} is not ready")
        return self

    def tell(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def line(self):
        text = self.process.stdout.readline()
        if not text:
            raise Failed(f"{self.title} ended")
        return text.strip()

    def ask(self, question):
        """The answer as a set of lines; its time is kept."""
        self.tell(question)
        seconds, lines = float(self.line()), set()
        while (line := self.line()) != ".":
            lines.add(line)
        self.times.setdefault(question.split()[0], []).append(seconds)
        return lines

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Cores:
    """What keeps every core awake until whoever is asked has begun.

    Loops of the lowest priority, which take nothing from anybody who has work for a core.
    """

    SPIN = """
import os, sys, time
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
os.sched_setaffinity(0, {int(sys.argv[1])})
for seconds in sys.stdin:
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        pass
"""

    def __init__(self):
        self.loops = [subprocess.Popen([sys.executable, "-c", Cores.SPIN, str(core)], text=True,
                                       stdin=subprocess.PIPE) for core in os.sched_getaffinity(0)]

    def wake(self):
        for loop in self.loops:
            loop.stdin.write("0.012\n")
            loop.stdin.flush()
        time.sleep(0.01)

    def close(self):
        for loop in self.loops:
            loop.stdin.close()
            loop.wait()


def first_day(month):
    """The number of a month's first day; months count from the data's first."""
    number = OPENS[0] * 12 + OPENS[1] - 1 + month
    return (date(number // 12, number % 12 + 1, 1) - date(1970, 1, 1)).days


def draw_questions(chance):
    """Each question, and the words by which a fact is drawn that must show in its answer."""
    start, gap = chance.randrange(4), chance.randrange(30, 121)
    closing, plan = chance.randrange(12, 16), chance.randrange(4)
    entry, last = chance.randrange(3), MONTHS - 1 - chance.randrange(3)
    always = f"{first_day(0)} {first_day(MONTHS)}"
    return {
        f"bridge {start} 36 {gap}":
            f"{first_day(start)} {first_day(start + 36) - 1} {always} 0 price",
        f"retained {closing} 24 {plan}":
            f"{first_day(0)} {first_day(closing + 12) - 1} {always} {plan} price",
        f"triangle {entry} {last}":
            f"{first_day(0)} {first_day(MONTHS - 1)} {first_day(entry)} {first_day(last + 1) - 1}"
            " 0 end"}


def by_plan(lines):
    """A bridge's amounts by plan: what the databases are asked for, without customers and whole."""
    return {line for line in lines
            if line.split()[1] != "0" and not line.split()[2].endswith("omers")}


def compare(question, answers):
    """Ends the run at the first cell that is not the same for all."""
    whole = answers["Tenure"]
    for title, lines in answers.items():
        own = whole
        if question.startswith("bridge") and title in ("DuckDB", "Polars"):
            own = by_plan(whole)
        if lines != own:
            raise Failed(f"{title} and Tenure differ in {question}: "
                         f"{sorted(lines - own)[:3]} {sorted(own - lines)[:3]}")
    return len(whole)


def measure(contestants, cores, questions, runs, chance):
    """Asks everyone everything so many times over; a first time is not counted."""
    tenure, cells = contestants[0], {}
    for number in range(runs + 1):
        for question, words in questions.items():
            before = tenure.ask(question)
            tenure.times[question.split()[0]].pop()  # Asked for the answer, not for its time.
            tenure.tell(f"draw {chance.randrange(1 << 30)} {words}")
            fact = tenure.line()
            for each in contestants[1:]:
                each.tell(f"fact {fact}")
                if each.line() != "known":  # Nobody is asked while another takes it in.
                    raise Failed(f"{each.title} did not take in {fact}")
            shift = number % len(contestants)  # Another is first each time.
            answers = {}
            for each in contestants[shift:] + contestants[:shift]:
                cores.wake()
                answers[each.title] = each.ask(question)
            cells[question] = compare(question, answers)
            if answers["Tenure"] == before:
                raise Failed(f"a fact does not show in {question}: {fact}")
        if number == 0:
            for each in contestants:
                each.times.clear()
    return cells


def report(contestants, questions, cells, given):
    """Prints medians and ratios; gives back whether all limits are held."""
    absent = LIMITS.keys() - {each.title for each in contestants}
    held, tenure = not absent, contestants[0]
    for question in questions:
        name = question.split()[0]
        print(f"\n{question}: {cells[question]:,} cells, the same for all")
        base = statistics.median(tenure.times[name])
        for each in contestants:
            times = each.times[name]
            ratio = statistics.median(times) / base
            limit = LIMITS.get(each.title)
            misses = limit is not None and ratio < limit
            held = held and not misses
            print(f"  {each.title:12}{statistics.median(times) * 1000:8.1f} ms"
                  f"  {min(times) * 1000:8.1f}–{max(times) * 1000:.1f}  {ratio:6.2f}"
                  + (f"  (limit {limit}{', missed' if misses else ''})" if limit else ""))
    print(f"\n{given.accounts:,} accounts, {given.runs} runs, seed {given.seed};"
          f" load {os.getloadavg()[0]:.1f}")
    return held


def two_subscriptions(given, questions):
    """How long the same takes where one account in twenty has two subscriptions."""
    one, two = (Contestant(title, PROGRAM, given.accounts, 7, share, 2, "-").wait_until_ready()
                for title, share in (("one", 0), ("two", 0.05)))
    for _ in range(given.runs):
        for question in questions:
            one.ask(question), two.ask(question)
    print("\nWith two subscriptions in 5 % of the accounts, to one in all: " + ", ".join(
        f"{name} {statistics.median(two.times[name]) / statistics.median(one.times[name]):.2f}"
        for name in one.times))
    one.close(), two.close()


def benchmark(given, folder):
    plain = folder / "plain"
    subprocess.run(["cc", "-std=gnu11", "-O3", "-march=native", "-o", plain, HERE / "plain.c",
                    "-lpthread"], check=True)
    contestants = [Contestant("Tenure", PROGRAM, given.accounts, 7, 0, 2, folder)
                   .wait_until_ready(), Contestant("plain C", plain, folder).wait_until_ready()]
    for title, script in (("DuckDB", "duck.py"), ("Polars", "polar.py")):
        module = title.lower()
        if subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True).returncode:
            print(f"{title} is left out: script/setup --bench first")
            continue
        contestants.append(Contestant(title, PYTHON, HERE / script, folder).wait_until_ready())
    cores, chance = Cores(), random.Random(given.seed)
    questions = draw_questions(chance)
    try:
        cells = measure(contestants, cores, questions, given.runs, chance)
        held = report(contestants, questions, cells, given)
    finally:
        for each in [cores, *contestants]:
            each.close()
    two_subscriptions(given, questions)
    return 0 if held else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30),
                        help="what is asked and which facts come in between; drawn unless given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tenure-bench-") as folder:
        try:
            return benchmark(given, Path(folder))
        except Failed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
