"""What may differ between Tenure's answer and the oracle's: found, put into words, counted."""

TOLERANCE = 1e-12
DAILY_TOLERANCE = 1e-9
MISSING = "nothing"


class Tally:
  """What was compared, and every difference."""

  def __init__(self):
    self.compared = {name: 0 for name in (
      "figures", "rows", "counts", "amounts", "cells", "lines", "orders", "runs")}
    self.differences = []

  def differ(self, where, ours, theirs):
    """Notes a difference: what the oracle says, and what Tenure says."""
    self.differences.append(f"{where}: oracle {ours!r}, tenure {theirs!r}")

  def same(self, where, ours, theirs):
    """Notes a difference unless the two are equal, and of one type."""
    if ours != theirs or type(ours) is not type(theirs):
      self.differ(where, ours, theirs)

  def near(self, where, ours, theirs, tolerance=TOLERANCE):
    """Notes a difference unless two numbers are as good as equal, or both are none."""
    if ours is None or theirs is None:
      self.same(where, ours, theirs)
    elif isinstance(theirs, bool) or not isinstance(theirs, (int, float)):
      self.differ(where, float(ours), theirs)
    elif not abs(float(ours) - theirs) <= tolerance:
      self.differ(where, float(ours), theirs)

  def add(self, other):
    """Takes over what another tally has."""
    for name, number in other.compared.items():
      self.compared[name] += number
    self.differences += other.differences


def keyed(rows, *names):
  """{names' values: row}, or None if a row lacks one or two rows are alike."""
  found = {}
  for row in rows:
    if not all(name in row for name in names):
      return None
    found[tuple(row[name] for name in names)] = row
  return found if len(found) == len(rows) else None


def check_report(tally, answer, query, theirs):
  """Compares a report, head to figures."""
  ours = answer.report(query.by)
  for name in ("format", "today", "asOf", "zone", "by"):
    tally.same(name, ours[name], theirs.get(name, MISSING))
  period = theirs.get("period") or {}
  for name in ("from", "to", "complete"):
    tally.same(f"period.{name}", ours["period"][name], period.get(name, MISSING))
  if query.words[0] == "--month":
    tally.same("period.label", query.words[1], period.get("label", MISSING))
  notice = theirs.get("notice")
  if answer.knowledge.knows_customers:
    tally.same("notice", None, notice)
  elif not (isinstance(notice, str) and notice):
    tally.differ("notice", "a text", notice)
  if answer.visible:
    check_counts(tally, ours["counts"], theirs.get("counts") or [])
    check_figures(tally, ours["figures"], theirs.get("figures") or [])
  else:
    check_unseen(tally, ours["figures"], theirs.get("figures") or [])


def check_unseen(tally, ours, theirs):
  """Nothing can be seen: every figure is there and undefined. Counts are not looked at."""
  ids = {row.get("id") for row in theirs if row.get("slice") is None}
  tally.same("ids of figures", sorted(row["id"] for row in ours), sorted(map(str, ids)))
  for row in theirs:
    tally.compared["figures"] += 1
    tally.same(f"{row.get('id')}.value", None, row.get("value", MISSING))
    tally.same(f"{row.get('id')}.interval", None, row.get("interval", MISSING))


def paired(tally, what, ours, theirs, *names):
  """Pairs of rows with equal names; notes those without a partner."""
  mine, found = keyed(ours, *names), keyed(theirs, *names)
  if found is None:
    tally.differ(what, "each once", theirs)
    return []
  order = [row["slice"] for row in theirs if row.get("slice") is not None]
  if "slice" in names and order != sorted(order, key=str.encode):
    tally.differ(f"order of slices of {what}", sorted(set(order), key=str.encode), order)
  for name in mine.keys() ^ found.keys():
    tally.differ(f"{what} {name}", mine.get(name, MISSING), found.get(name, MISSING))
  return [(name, mine[name], found[name]) for name in mine if name in found]


def check_counts(tally, ours, theirs):
  """Compares every count of every slice, and the identity that ties them to one another."""
  for (name,), mine, found in paired(tally, "counts", ours, theirs, "slice"):
    for count, value in mine.items():
      tally.compared["counts"] += 1
      tally.same(f"counts[{name!r}].{count}", value, found.get(count, MISSING))


def check_figures(tally, ours, theirs):
  """Compares every figure of every slice."""
  for name, mine, found in paired(tally, "figures", ours, theirs, "slice", "id"):
    tally.compared["figures"] += 1
    where = f"figure {name}"
    for part in ("numerator", "denominator"):
      # Where nothing can be divided, the parts may be left out.
      if mine["value"] is not None or found.get(part) is not None:
        tally.same(f"{where}.{part}", mine[part], found.get(part, MISSING))
    tolerance = DAILY_TOLERANCE if mine["id"] == "churn.e" else TOLERANCE
    tally.near(f"{where}.value", mine["value"], found.get("value", MISSING), tolerance)
    check_interval(tally, f"{where}.interval", mine["interval"], found.get("interval", MISSING))


def check_interval(tally, where, ours, theirs):
  """Compares an interval."""
  if ours is None or not isinstance(theirs, dict):
    tally.same(where, ours, theirs)
    return
  for name in ("low", "high", "level"):
    tally.near(f"{where}.{name}", ours[name], theirs.get(name, MISSING))
  tally.same(f"{where}.method", ours["method"], theirs.get("method", MISSING))


def check_rows(tally, answer, figure, theirs):
  """Compares the rows a figure opens to, and their order."""
  rows = theirs.get("rows")
  if not isinstance(rows, list):
    tally.differ("rows", "a list", rows)
    return
  if not answer.visible:
    return
  order = [row.get("account") for row in rows]
  mine = answer.rows(figure)
  for (name,), ours, found in paired(tally, "rows", mine, rows, "account"):
    tally.compared["rows"] += 1
    for part, value in ours.items():
      # No rows are counted for a figure that is a sum over days.
      if value is not None or part == "firstPaidDay":
        tally.same(f"rows[{name!r}].{part}", value, found.get(part, MISSING))
  if order != sorted(order, key=str.encode):
    tally.differ("order of rows", [row["account"] for row in mine], order)


def check_sum(tally, figure, report, rows):
  """Tenure's rows must add up to Tenure's own figure, whatever the oracle says."""
  stated = keyed(report.get("figures") or [], "slice", "id") or {}
  stated = stated.get((None, figure))
  if stated is None or stated.get("value") is None or not isinstance(rows, list):
    return
  if figure == "churn.e":
    return
  numerator = sum(row["numerator"] for row in rows)
  denominator = sum(row["denominator"] for row in rows)
  tally.same(f"sum of rows of {figure}", (numerator, denominator),
    (stated.get("numerator"), stated.get("denominator")))
