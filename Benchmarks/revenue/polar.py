"""Polars' side: one frame in the order of accounts and days, two threads."""

import os

os.environ["POLARS_MAX_THREADS"] = "2"

import polars as pl  # noqa: E402: it reads the number of threads when it is imported

from peer import (BY_PLAN, CONTRACTION, EXPANSION, INVOLUNTARY, MONTHS, NEW, OPENS, REACTIVATION,
                  UNPAID, VOLUNTARY, bridge_lines, serve, window_lines)

C = pl.col
IS_FIRST = (C.account != C.account.shift(1)).fill_null(True)
IS_LAST = (C.account != C.account.shift(-1)).fill_null(True)


def load(folder):
    year, month = OPENS
    date = pl.from_epoch(C.day, time_unit="d")
    months = (date.dt.year().cast(pl.Int32) - year) * 12 + date.dt.month().cast(pl.Int32) - month
    states = pl.read_csv(f"{folder}/states.csv").select(
        C.account.cast(pl.Int32), C.day.cast(pl.Int32), C.plan.cast(pl.UInt8), C.micros,
        C.cause.cast(pl.UInt8), months.cast(pl.Int8).alias("m")).rechunk()
    return {"states": states.with_columns(C.account.set_sorted())}


def fact(state, account, day, plan, micros, cause):
    states = state["states"]
    row = states["account"].search_sorted(account)
    while states["day"][row] != day:
        row += 1
    for name, value in (("plan", plan), ("micros", micros), ("cause", cause)):
        states[row, name] = value


def bridge(state, first, count, gap):
    before = pl.when(IS_FIRST).then(0).otherwise(C.micros.shift(1))
    plan_before = pl.when(IS_FIRST).then(C.plan).otherwise(C.plan.shift(1))
    change = pl.when(C.cause == BY_PLAN).then(0).otherwise(1)
    kind = (
        pl.when(IS_FIRST).then(NEW)
        .when(C.before == 0).then(
            pl.when(C.day - C.day_before > gap).then(NEW).otherwise(REACTIVATION))
        .when(C.micros == 0).then(
            pl.when(C.cause == UNPAID).then(INVOLUNTARY).otherwise(VOLUNTARY))
        .otherwise(pl.when(C.micros >= C.before).then(EXPANSION).otherwise(CONTRACTION) + change))
    return (
        state["states"].lazy()
        .with_columns(before=before, plan_before=plan_before, day_before=C.day.shift(1))
        .with_columns(kind=kind.cast(pl.UInt8))
        .filter(C.m < first + count)
        .group_by(pl.max_horizontal(C.m, pl.lit(first - 1, pl.Int8)), "plan_before", "plan", "kind")
        .agg((C.micros - C.before).sum(), pl.min_horizontal(C.micros, C.before).sum().alias("kept"))
        .collect().rows())


def runs(state):
    """What held at the ends of months, from one on to the next of the same account."""
    return (
        state["states"].lazy()
        .with_columns(is_first=IS_FIRST)
        .with_columns(entry=pl.when(C.is_first).then(C.m).otherwise(None).forward_fill())
        .filter(IS_LAST | (C.m != C.m.shift(-1)))
        .select("account", "plan", "micros", "entry", lo=C.m,
                hi=pl.when(IS_LAST).then(MONTHS).otherwise(C.m.shift(-1)).cast(pl.Int8)))


def retained(state, first, count, plan):
    own = runs(state)
    opened = own.filter((C.micros > 0) & (C.lo + 12 < first + count) & (C.hi + 12 > first))
    if plan:
        opened = opened.filter(C.plan == plan)
    sums = (
        opened.select("account", "micros", "lo", "hi")
        .join(own.filter((C.hi > first) & (C.lo < first + count))
              .select("account", "micros", "lo", "hi"), on="account", suffix="_b")
        .select(lo=pl.max_horizontal(C.lo + 12, C.lo_b, pl.lit(first, pl.Int8)) - first,
                hi=pl.min_horizontal(C.hi + 12, C.hi_b, pl.lit(first + count, pl.Int8)) - first,
                o=C.micros, r=C.micros_b, s=pl.min_horizontal(C.micros, C.micros_b))
        .filter(C.lo < C.hi).group_by("lo", "hi").agg(C.o.sum(), C.r.sum(), C.s.sum())
        .collect().rows())
    changes = {}
    for lo, hi, *values in sums:
        for at, sign in ((lo, 1), (hi, -1)):
            known = changes.get(at, (0, 0, 0))
            changes[at] = tuple(a + sign * b for a, b in zip(known, values))
    return [(at, *values) for at, values in changes.items()]


def triangle(state, first, last):
    return (
        runs(state).filter((C.micros > 0) & C.entry.is_between(first, last))
        .group_by("entry", "lo", "hi").agg(n=pl.len()).collect().rows())


def triangle_lines(rows, *_):
    present = {}
    for entry, lo, hi, n in rows:
        for month in range(lo, hi):
            present[entry, month - entry] = present.get((entry, month - entry), 0) + n
    return [(*key, n) for key, n in sorted(present.items())]


if __name__ == "__main__":
    serve(load, fact, {
        "bridge": (bridge, lambda rows, first, count, gap: bridge_lines(rows, first, count)),
        "retained": (retained, lambda rows, first, count, plan: window_lines(rows, count)),
        "triangle": (triangle, triangle_lines),
    })
