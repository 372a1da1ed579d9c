"""DuckDB's side: one table in the order of accounts and days, two threads, all in memory."""

import duckdb

from peer import (BY_PLAN, CONTRACTION, EXPANSION, INVOLUNTARY, MONTHS, NEW, OPENS, REACTIVATION,
                  UNPAID, VOLUNTARY, bridge_lines, serve, window_lines)

# Rows keep the order in which they were inserted, so that lag() over () is the row before: it needs
# no sorting and beats every window by account that was tried.
BRIDGE = f"""
WITH steps AS (
  SELECT m, day, plan, micros, cause, account = lag(account) OVER () AS same,
    lag(plan) OVER () AS plan_before, lag(micros) OVER () AS micros_before,
    lag(day) OVER () AS day_before
  FROM states),
changes AS (
  SELECT greatest(m, $first - 1) AS m, plan, micros, cause, day, day_before,
    coalesce(same, false) AS same,
    CASE WHEN same THEN plan_before ELSE plan END AS plan_before,
    CASE WHEN same THEN micros_before ELSE 0 END AS micros_before
  FROM steps WHERE m < $first + $count)
SELECT m, plan_before, plan,
  CASE WHEN NOT same THEN {NEW}
    WHEN micros_before = 0 THEN CASE WHEN day - day_before > $gap THEN {NEW}
      ELSE {REACTIVATION} END
    WHEN micros = 0 THEN CASE WHEN cause = {UNPAID} THEN {INVOLUNTARY} ELSE {VOLUNTARY} END
    ELSE CASE WHEN micros >= micros_before THEN {EXPANSION} ELSE {CONTRACTION} END
      + CASE WHEN cause = {BY_PLAN} THEN 0 ELSE 1 END END AS kind,
  sum(micros - micros_before)::HUGEINT, sum(least(micros, micros_before))::HUGEINT
FROM changes GROUP BY ALL"""

# What held at the ends of months, from one on to the next of the same account.
RUNS = f"""
ends AS (
  SELECT account, m, plan, micros FROM (
    SELECT account, m, plan, micros, lead(account) OVER () AS next, lead(m) OVER () AS next_m
    FROM states)
  WHERE next IS DISTINCT FROM account OR next_m <> m),
runs AS (
  SELECT account, m::INT AS lo, plan, micros,
    CASE WHEN lead(account) OVER () = account THEN lead(m) OVER () ELSE {MONTHS} END::INT AS hi
  FROM ends)"""

RETAINED = f"""
WITH {RUNS},
pairs AS (
  SELECT greatest(a.lo + 12, b.lo, $first) - $first AS lo,
    least(a.hi + 12, b.hi, $first + $count) - $first AS hi, a.micros AS opened, b.micros AS closed
  FROM runs a JOIN runs b USING (account)
  WHERE a.micros > 0 AND ($plan = 0 OR a.plan = $plan)
    AND a.lo + 12 < $first + $count AND a.hi + 12 > $first
    AND b.hi > $first AND b.lo < $first + $count
    AND greatest(a.lo + 12, b.lo) < least(a.hi + 12, b.hi)),
sums AS (
  SELECT lo, hi, sum(opened) AS o, sum(closed) AS r, sum(least(opened, closed)) AS s
  FROM pairs GROUP BY ALL)
SELECT edge, sum(o)::HUGEINT, sum(r)::HUGEINT, sum(s)::HUGEINT
FROM (SELECT lo AS edge, o, r, s FROM sums UNION ALL SELECT hi, -o, -r, -s FROM sums)
GROUP BY edge"""

TRIANGLE = f"""
WITH {RUNS},
entries AS (
  SELECT account, m::INT AS entry FROM (
    SELECT account, m, lag(account) OVER () AS before FROM states)
  WHERE before IS DISTINCT FROM account AND m BETWEEN $from AND $to),
stretches AS (
  SELECT entry, lo, hi, count(*) AS n FROM runs JOIN entries USING (account)
  WHERE micros > 0 GROUP BY ALL)
SELECT entry, m - entry, sum(n)::BIGINT FROM stretches, range({MONTHS}) months(m)
WHERE lo <= m AND m < hi GROUP BY ALL"""


def load(folder):
    database = duckdb.connect(":memory:", config={"threads": 2})
    year, month = OPENS
    database.execute(
        "CREATE TABLE states AS SELECT account::INT AS account, day::INT AS day,"
        " plan::UTINYINT AS plan, micros::BIGINT AS micros, cause::UTINYINT AS cause,"
        " datediff('month', make_date(?, ?, 1), DATE '1970-01-01' + day::INT)::UTINYINT AS m"
        " FROM read_csv(?, header = true)", [year, month, f"{folder}/states.csv"])
    return database


def fact(database, account, day, plan, micros, cause):
    database.execute("UPDATE states SET plan = ?, micros = ?, cause = ? WHERE account = ?"
                     " AND day = ?", [plan, micros, cause, account, day])


def query(sql, *names):
    return lambda database, *numbers: database.execute(sql, dict(zip(names, numbers))).fetchall()


if __name__ == "__main__":
    serve(load, fact, {
        "bridge": (query(BRIDGE, "first", "count", "gap"),
                   lambda rows, first, count, gap: bridge_lines(rows, first, count)),
        "retained": (query(RETAINED, "first", "count", "plan"),
                     lambda rows, first, count, plan: window_lines(rows, count)),
        "triangle": (query(TRIANGLE, "from", "to"), lambda rows, *_: sorted(rows)),
    })
