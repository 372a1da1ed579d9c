"""What the databases share: reading commands line by line, and lines out of grouped rows."""

import sys
import time

MONTHS, OPENS = 39, (2022, 10)
KINDS = ("new", "expansion.plan", "expansion.price", "contraction.plan", "contraction.price",
         "churn.voluntary", "churn.involuntary", "reactivation")
NEW, EXPANSION, CONTRACTION, VOLUNTARY, INVOLUNTARY, REACTIVATION = 0, 1, 3, 5, 6, 7
UNPAID, BY_PLAN = 7, 1  # Causes of steps, as in the table.


def bridge_lines(rows, first, count):
    """The bridge by plan, from sums by (month, plan before, plan, kind).

    A row is (month, plan before, plan, kind, change, smaller of before and after). All months
    before the first one come as the month first - 1, and make the opening.
    """
    cells = {}

    def add(month, plan, kind, micros):
        key = month - first, plan, kind
        cells[key] = cells.get(key, 0) + micros

    for month, before, plan, kind, change, kept in rows:
        if kind in (NEW, REACTIVATION) or before == plan:
            add(month, plan, KINDS[kind], change)
            continue
        add(month, before, "moved_out", -kept)
        add(month, plan, "moved_in", kept)
        add(month, plan if change > 0 else before, KINDS[kind], change)
    opening = {plan: 0 for plan in (1, 2, 3)}
    lines = []
    for period in range(-1, count):
        for plan in opening:
            own = {k: v for (p, s, k), v in cells.items() if (p, s) == (period, plan) and v}
            if period >= 0:
                lines.append((period, plan, "opening", opening[plan]))
                lines += [(period, plan, kind, micros) for kind, micros in own.items()]
            opening[plan] += sum(own.values())
    return [line for line in lines if line[3]]


def window_lines(changes, count):
    """Sums by window, from what changes at each (window, opening, retained, smaller)."""
    at = {window: sums for window, *sums in changes}
    present, lines = [0, 0, 0], []
    for window in range(count):
        present = [a + int(b) for a, b in zip(present, at.get(window, (0, 0, 0)))]
        lines.append((window, *present))
    return lines


def serve(load, fact, questions):
    """Loads, then answers what stands on standard input.

    A question gives what is timed, a query run to its last row, and what makes lines of the rows.
    """
    state = load(sys.argv[1])
    print("ready", flush=True)
    for text in sys.stdin:
        name, *numbers = text.split()
        numbers = [int(number) for number in numbers]
        if name == "fact":
            fact(state, *numbers)
            print("known", flush=True)
            continue
        query, lines = questions[name]
        start = time.perf_counter()
        rows = query(state, *numbers)
        seconds = time.perf_counter() - start
        print(seconds)
        for line in lines(rows, *numbers):
            print(*line)
        print(".", flush=True)
