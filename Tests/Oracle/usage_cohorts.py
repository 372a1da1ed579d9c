"""Units followed from the day on which they did what starts, cell by cell.

Written from docs/metrics.md, sections "Cohorts" and "Usage cohorts", alone.
"""

from fractions import Fraction
from typing import NamedTuple

from calendar_units import UNITS, label, later, start
from moments import day_text
from usage_figures import Deeds


class Options(NamedTuple):
  """What is asked of `tenure usage cohorts`."""

  today: int
  as_of: int | None = None
  entered: tuple | None = None
  unit: str = "accounts"
  cohort: str = "month"
  every: str | None = None
  entry: str = "first"
  start: tuple = ()
  back: tuple = ()
  clock: str = "calendar"
  at: str = "any"
  bound: str = "bounded"
  relative: str = "start"
  mean: str = "weighted"

  @property
  def cell_unit(self):
    """What one cell is."""
    if self.every is not None:
      return self.every
    return self.cohort if self.cohort in UNITS else "month"

  @property
  def horizon(self):
    """The last day that is known."""
    return self.today if self.as_of is None else min(self.today, self.as_of)


class Entry(NamedTuple):
  """A unit from one of its entries on, with the days on which it does what retains."""

  unit: tuple
  day: int
  returns: frozenset
  options: Options

  def days(self, index):
    """The first and the last day of a cell."""
    unit = self.options.cell_unit
    if self.options.clock == "calendar":
      first = later(start(self.day, unit), index, unit)
      return first, later(first, 1, unit) - 1
    first = later(self.day, index, unit)
    return first, first if self.options.at == "end" else later(self.day, index + 1, unit) - 1

  def has_begun(self, index):
    """Whether the cell's first day is known of."""
    return self.days(index)[0] <= self.options.horizon

  def is_seen(self, index):
    """Whether the cell's last day is known of."""
    return self.days(index)[1] <= self.options.horizon

  def retained(self, index):
    """Whether the unit returns in a cell, as far as is known."""
    first, last = self.days(index)
    last = min(last, self.options.horizon)
    if self.options.at == "end":
      first = last
    if self.options.bound == "unbounded":
      last = self.options.horizon
    return int(any(max(first, self.day) <= on <= last for on in self.returns))

  def previous(self, index):
    """Whether it was retained one cell earlier; the first compares with the entry."""
    return self.retained(index - 1) if index else 1


def entry_days(days, options):
  """The days of entry of a unit that did what starts on some days."""
  if options.entry == "first":
    found = [min(days)]
  else:
    unit = options.cohort if options.cohort in UNITS else options.cell_unit
    firsts = {}
    for on in sorted(days):
      firsts.setdefault(start(on, unit), on)
    found = list(firsts.values())
  if options.entered is None:
    return found
  return [on for on in found if options.entered[0] <= on <= options.entered[1]]


def cohorts(history, books, options):
  """{name: entries} of all who entered up to the horizon."""
  known = [
    each for each in history.done if each.day <= options.horizon
    and (options.as_of is None or each.came <= options.as_of)]
  starts = Deeds(known, options.unit, options.start).days
  returns = Deeds(known, options.unit, options.back).days
  found = {}
  for unit, days in starts.items():
    for on in entry_days(days, options):
      name = start(on, options.cohort) if options.cohort in UNITS else (
        books.attribute(unit[1], on, options.as_of))
      entry = Entry(unit, on, frozenset(returns.get(unit, ())), options)
      found.setdefault(name, []).append(entry)
  return found


def counted(entries, index):
  """Those of a cohort whom a cell counts, and whether they are all there are."""
  seen = [each for each in entries if each.is_seen(index)]
  return seen or [each for each in entries if each.has_begun(index)], len(seen) == len(entries)


def cell(entries, index, options):
  """The cell of a cohort; None if nobody has begun it."""
  members, complete = counted(entries, index)
  if not members:
    return None
  previous = sum(each.previous(index) for each in members)
  retained = sum(each.retained(index) for each in members)
  against = len(members) if options.relative == "start" else previous
  return {
    "index": index, "units": len(members), "previous": previous, "retained": retained,
    "complete": complete, "value": Fraction(retained, against) if against else None}


def cells(entries, options):
  """Every cell of a cohort that anyone has begun."""
  found = []
  while (following := cell(entries, len(found), options)) is not None:
    found.append(following)
  return found


def mean(whole, options):
  """The mean of complete cells of one index."""
  if not whole:
    return None
  if options.mean == "simple":
    return sum(each["value"] for each in whole) / len(whole)
  against = "units" if options.relative == "start" else "previous"
  return Fraction(sum(each["retained"] for each in whole), sum(each[against] for each in whole))


def means(table, options):
  """The mean of each index over the cohorts whose cell is complete."""
  found = []
  for index in range(max(map(len, table), default=0)):
    whole = [
      row[index] for row in table
      if index < len(row) and row[index]["complete"] and row[index]["value"] is not None]
    found.append({"index": index, "value": mean(whole, options), "cohorts": len(whole)})
  return found


def named(found, options):
  """[(label, entries)] in the order of time, or of the values' bytes."""
  if options.cohort in UNITS:
    return [(label(on, options.cohort), found[on]) for on in sorted(found)]
  return [(value, found[value]) for value in sorted(found, key=str.encode)]


def head(history, options):
  """What a report says was asked."""
  return {
    "format": 1, "today": day_text(options.today),
    "asOf": None if options.as_of is None else day_text(options.as_of),
    "zone": history.zone.name, "unit": options.unit, "cohort": options.cohort,
    "every": options.cell_unit, "entry": options.entry, "start": list(options.start),
    "return": list(options.back),
    **{name: getattr(options, name) for name in ("clock", "at", "bound", "relative")}}


def cohort_report(history, books, options):
  """What `tenure usage cohorts --format json` says."""
  found = named(cohorts(history, books, options), options)
  table = [cells(entries, options) for _, entries in found]
  return {
    **head(history, options),
    "cohorts": [
      {"label": name, "units": len(entries), "cells": row}
      for (name, entries), row in zip(found, table)],
    "mean": means(table, options)}


def cell_rows(entries, index):
  """What `--cell` lists: a row an entry that the cell counts."""
  return [
    {"kind": each.unit[0], "id": each.unit[1], "entryDay": day_text(each.day),
      "previous": each.previous(index), "retained": each.retained(index)}
    for each in counted(entries, index)[0]]
