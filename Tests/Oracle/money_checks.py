"""What may differ in answers about money: books, bridges, figures, rows and cohorts."""

import re
from collections import Counter
from fractions import Fraction

from checks import MISSING, TOLERANCE, check_interval
from money import is_line

AMOUNT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]{1,6})?")
# Members that hold an amount where they are texts.
AMOUNTS = frozenset((
  "opening", "closing", "numerator", "denominator", "value", "amount", "start", "base", "previous",
  "retained"))
# What tells the objects of a list apart.
NAMES = {
  "books": ("currency",), "missingRates": ("currency",), "bridge": ("slice",),
  "slices": ("slice",), "periods": ("from",), "figures": ("slice", "id"), "cohorts": ("label",),
  "cells": ("index",), "mean": ("index",)}
# These come in an order that is promised.
ORDERED = frozenset(NAMES) - {"figures", "missingRates"}


def amount(value):
  """The number an amount's text says, or None."""
  if not isinstance(value, str) or AMOUNT.fullmatch(value) is None:
    return None
  return Fraction(value)


def check(tally, where, ours, theirs, name=None):
  """Compares a value of any shape, by what its member is called."""
  if isinstance(ours, dict):
    check_object(tally, where, ours, theirs)
  elif isinstance(ours, list):
    check_list(tally, where, ours, theirs, NAMES[name])
  elif isinstance(ours, Fraction):
    check_number(tally, where, ours, theirs)
  elif isinstance(ours, str) and (name in AMOUNTS or name == "lines"):
    tally.compared["amounts"] += 1
    if ours != theirs and amount(ours) != amount(theirs):
      tally.differ(where, ours, theirs)
  else:
    tally.same(where, ours, theirs)


def check_number(tally, where, ours, theirs):
  """Compares a share or a mean, as near as a double can be."""
  if isinstance(theirs, bool) or not isinstance(theirs, (int, float)):
    tally.differ(where, float(ours), theirs)
  elif abs(ours - Fraction(theirs)) > TOLERANCE * max(1, abs(ours)):
    tally.differ(where, float(ours), theirs)


def check_object(tally, where, ours, theirs):
  """Compares what the oracle has members for."""
  if not isinstance(theirs, dict):
    tally.differ(where, sorted(ours), theirs)
    return
  is_figure = "id" in ours
  if is_figure:
    tally.compared["figures"] += 1
  for name, value in ours.items():
    found = theirs.get(name, MISSING)
    if name == "label" and value is None:
      if not isinstance(found, str):
        tally.differ(f"{where}.label", "a text", found)
    elif name == "interval":
      check_interval(tally, f"{where}.interval", value, found)
    elif is_figure and ours["value"] is None and name in ("numerator", "denominator"):
      # Where nothing can be divided, the parts may be left out.
      if found not in (None, MISSING):
        check(tally, f"{where}.{name}", value, found, name)
    else:
      inner = "lines" if where.endswith(".lines") else name
      check(tally, f"{where}.{name}", value, found, inner)
  for name in theirs.keys() - ours.keys() if where.endswith((".lines", ".customers")) else ():
    tally.differ(f"{where}.{name}", MISSING, theirs[name])


def check_list(tally, where, ours, theirs, names):
  """Compares objects that are told apart by some members."""
  key = lambda row: tuple(row.get(name, MISSING) for name in names)
  if not isinstance(theirs, list) or not all(isinstance(row, dict) for row in theirs):
    tally.differ(where, [key(row) for row in ours], theirs)
    return
  mine, found = ({key(row): row for row in rows} for rows in (ours, theirs))
  if len(found) < len(theirs):
    tally.differ(where, "each once", [key(row) for row in theirs])
  for name in sorted(mine.keys() ^ found.keys(), key=str):
    tally.differ(f"{where}{list(name)}", mine.get(name, MISSING), found.get(name, MISSING))
  if mine.keys() == found.keys() and where.split(".")[-1] in ORDERED:
    tally.same(f"order of {where}", list(mine), list(found))
  for name in mine.keys() & found.keys():
    check(tally, f"{where}{list(name)}", mine[name], found[name])


def check_books(tally, ours, theirs):
  """Compares the member `books` of a report."""
  check(tally, "report.books", ours, theirs, "books")


def check_bridge(tally, ours, theirs):
  """Compares a bridge's JSON; without anything to see there is nothing in its periods."""
  head = {name: value for name, value in ours.items() if name != "books"}
  check_object(tally, "bridge", head, theirs)
  if ours["books"] or not isinstance(theirs.get("books"), list):
    check(tally, "bridge.books", ours["books"], theirs.get("books", MISSING), "books")
    return
  for book in theirs["books"]:
    shown = [each for each in book.get("periods", []) if each.get("slices")]
    tally.same("bridge.books: periods with something in them", [], shown)


def check_cohorts(tally, ours, theirs):
  """Compares cohorts, cell by cell; an index that no cohort counts for may be left out."""
  mean = {row["index"]: row for row in ours["mean"]}
  told = theirs.get("mean")
  if isinstance(told, list):
    named = {row.get("index") for row in told if isinstance(row, dict)}
    mean = {i: row for i, row in mean.items() if i in named or row["value"] is not None}
  check_object(tally, "cohorts", {**ours, "mean": list(mean.values())}, theirs)
  tally.compared["cells"] += sum(len(row["cells"]) for row in ours["cohorts"])


def check_line(tally, ours, rows):
  """Compares the rows of a line of the bridge, in whatever order."""
  def counted(found):
    return Counter(
      (row.get("account"), row.get("day"), row.get("movement"), amount(row.get("amount")))
      for row in found)

  tally.compared["rows"] += len(ours)
  mine, found = counted(ours), counted(rows)
  for what, left, right in (("oracle", mine, found), ("tenure", found, mine)):
    for row in sorted(map(str, (left - right).elements()))[:3]:
      tally.differences.append(f"rows: only {what} has {row}")


def check_shares(tally, ours, rows):
  """Compares rows by account; one without a weight may be left out."""
  mine = {row["account"]: row for row in ours}
  found = {row.get("account"): row for row in rows}
  if len(found) < len(rows):
    tally.differ("accounts of rows", "each once", [row.get("account") for row in rows])
  order = [row.get("account") for row in rows]
  tally.same("order of rows", sorted(order, key=lambda name: str(name).encode()), order)
  for account in mine.keys() | found.keys():
    tally.compared["rows"] += 1
    for part in ("numerator", "denominator"):
      pair = [number(row.get(account, {}).get(part)) for row in (mine, found)]
      tally.same(f"rows[{account!r}].{part}", *pair)


def number(value):
  """A weight as a fraction, none being nothing; what is no number stays as it is."""
  if value is None:
    return Fraction(0)
  if isinstance(value, int) and not isinstance(value, bool):
    return Fraction(value)
  found = amount(value)
  return value if found is None else found


def check_explained(tally, ours, theirs, is_line):
  """Compares the rows that a figure or line opens to."""
  rows = theirs.get("rows")
  if not isinstance(rows, list):
    tally.differ("rows", "a list", rows)
    return
  (check_line if is_line else check_shares)(tally, ours, rows)


def check_money_sum(tally, figure, book, rows):
  """Tenure's rows must add up to Tenure's own figure or line, whatever the oracle says."""
  total = next((each for each in book.get("bridge", []) if each["slice"] is None), None)
  name = figure.removeprefix("mrr.")
  if total is None:
    return
  if figure == "mrr.opening":
    stated = [("numerator", total["opening"])]
  elif is_line(figure):
    lines = [line for line in total["lines"] if name in (line, line.split(".")[0])]
    stated = [("amount", sum(Fraction(total["lines"][line]) for line in lines))]
  else:
    row = next((each for each in book["figures"]
      if each["slice"] is None and each["id"] == figure), {})
    if row.get("value") is None or "compounded" in figure:
      return
    parts = ("numerator", "denominator")
    stated = [(part, row[part]) for part in parts if row.get(part) is not None]
    stated = stated or [("numerator", row["value"])]
  for part, value in stated:
    added = sum((number(row.get(part)) for row in rows), Fraction(0))
    tally.same(f"sum of {part} of the rows of {figure}", Fraction(value), added)
