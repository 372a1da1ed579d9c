#!/usr/bin/env python3
"""Counts the instructions of Tenure's kernels and holds them against committed limits.

  gates.py [--write]

Seconds depend on what else a machine does, instructions do not. Each question is asked once and
eleven times under callgrind, over the same few accounts; a tenth of the difference is the kernel.
The control asks what, or of whom, only the loops for every case count, and must miss the limits.
--write makes what is counted, and a twentieth, the new limits. Ends with 1 where a limit is missed,
or held by the control.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / ".build/release/revenue"
LIMITS = HERE / "limits.json"
# With the control: the question, and the share of two subscriptions as the program takes it.
QUESTIONS = {"bridge 1 36 60": ("bridge 1 36 60", 2), "retained 13 24 0": ("retained 13 24 0", 2),
             "retained 13 24 3": ("retained 13 24 3", 2),
             "triangle 1 37": ("anniversaries 1 37", 0)}
ACCOUNTS, TIMES, HEADROOM = 8192, 11, 1.05


def instructions(question, times, share):
    """All instructions of a process that asks a question so often."""
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         PROGRAM, str(ACCOUNTS), "7", str(share), "1", "-"],
        input=f"repeat {times} {question}\n", text=True, capture_output=True,
        env=dict(os.environ, SWIFT_DETERMINISTIC_HASHING="1"))
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or found is None:
        sys.exit(f"gates: {question}: {run.stderr[-2000:]}")
    return int(found[1])


def count(question, share):
    """The instructions of one answer; share as the program takes it."""
    with ThreadPoolExecutor(2) as pool:
        once, often = pool.map(lambda times: instructions(question, times, share), (1, TIMES))
    return (often - once) // (TIMES - 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="make what is counted the new limits")
    given = parser.parse_args()
    limits = {} if given.write else json.loads(LIMITS.read_text())
    faults = 0
    for question, control in QUESTIONS.items():
        counted = count(question, 0)
        limit = limits.setdefault(question, int(counted * HEADROOM))
        control = count(*control)
        verdict = "held" if counted <= limit else "missed"
        print(f"{question:18}{counted:>12,} instructions, limit {limit:,}: {verdict};"
              f" the control {control:,}", flush=True)
        if counted > limit or control <= limit:
            faults += 1
        if control <= limit:
            print("  the control held it: this gate can not be seen to go red")
    if given.write:
        LIMITS.write_text(json.dumps(limits, indent=2) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
