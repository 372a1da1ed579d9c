"""Customers followed from the day they first paid, cell by cell."""

from fractions import Fraction
from typing import NamedTuple

from amounts import text
from calendar_units import UNITS, label, later, start
from rates import MissingRate, books
from states import PAYING

MONEY = ("mrr", "grr")


class Options(NamedTuple):
  """What is asked of `tenure cohorts`."""

  cohort: str = "month"
  every: str | None = None
  clock: str = "calendar"
  at: str = "end"
  bound: str = "bounded"
  measure: str = "customers"
  relative: str = "start"
  mean: str = "weighted"
  currency: str | None = None

  @property
  def unit(self):
    """What one cell is."""
    if self.every is not None:
      return self.every
    return self.cohort if self.cohort in UNITS else "month"


class Entrant:
  """A customer, from the day of entry on."""

  def __init__(self, customer, options, horizon, book):
    self.customer, self.options, self.horizon, self.book = customer, options, horizon, book
    self.entry = customer.first_paid

  def days(self, index):
    """The first and the last day of a cell."""
    unit, entry = self.options.unit, self.entry
    if self.options.clock == "calendar":
      first = later(start(entry, unit), index, unit)
      return first, later(first, 1, unit) - 1
    first = later(entry, index, unit)
    return first, first if self.options.at == "end" else later(entry, index + 1, unit) - 1

  def check_rates(self):
    """Raises where an amount of any day up to the horizon lacks the rate of the month of entry."""
    pinned = self.book.pinned(self.entry)
    for on in self.customer.days_within(self.entry, self.horizon):
      for holding in self.customer.holdings(on).values():
        pinned.worth(holding, on)

  def has_begun(self, index):
    """Whether the cell's first day is known of."""
    return self.days(index)[0] <= self.horizon

  def is_seen(self, index):
    """Whether the cell's last day is known of."""
    return self.days(index)[1] <= self.horizon

  def names(self):
    """The cohorts the customer is in."""
    by = self.options.cohort
    if by in UNITS:
      return {start(self.entry, by)}
    if by in ("plan", "currency", "interval"):
      return {each.slice(by) for each in self.entering()}
    return {self.customer.attribute(by, self.entry)}

  def entering(self):
    """The subscriptions that pay at the end of the day of entry, those of the book."""
    return [
      each for each in self.customer.holdings(self.entry).values()
      if each.kind == PAYING and (self.book is None or self.book.takes(each.currency))]

  def amount(self, on):
    """What is measured at the end of a day."""
    if self.options.measure == "customers":
      return int(self.customer.kind(on) == PAYING)
    held = self.customer.holdings(on).values()
    if self.options.measure == "seats":
      return sum(each.terms.quantity for each in held if each.kind == PAYING)
    return sum(self.book.pinned(self.entry).worth(each, on) for each in held)

  def base(self):
    """What the customer entered with."""
    return self.amount(self.entry)

  def cell(self, index):
    """What the customer has in a cell, as far as is known."""
    first, last = self.days(index)
    last = min(last, self.horizon)
    if self.options.measure != "customers":
      amount = self.amount(last)
      return min(amount, self.base()) if self.options.measure == "grr" else amount
    first = first if self.options.at == "any" else last
    last = self.horizon if self.options.bound == "unbounded" else last
    return int(self.customer.pays_within(first, last))


def cell(members, index, options):
  """The cell of a cohort; None if nobody has begun it."""
  seen = [each for each in members if each.is_seen(index)]
  counted = seen or [each for each in members if each.has_begun(index)]
  if not counted:
    return None
  base = sum(each.base() for each in counted)
  previous = sum(each.cell(index - 1) for each in counted) if index else base
  retained = sum(each.cell(index) for each in counted)
  against = base if options.relative == "start" else previous
  return {
    "index": index, "customers": len(counted), "base": base, "previous": previous,
    "retained": retained, "complete": len(seen) == len(members),
    "value": Fraction(retained, against) if against else None}


def cells(members, options):
  """Every cell of a cohort that anyone has begun."""
  found = []
  while True:
    following = cell(members, len(found), options)
    if following is None:
      return found
    found.append(following)


def means(table, options):
  """The mean of each index over the cohorts whose cell is complete."""
  found = []
  for index in range(max((len(row) for row in table), default=0)):
    whole = [
      row[index] for row in table
      if index < len(row) and row[index]["complete"] and row[index]["value"] is not None]
    against = "base" if options.relative == "start" else "previous"
    value = None
    if whole and options.mean == "simple":
      value = sum(each["value"] for each in whole) / len(whole)
    elif whole:
      value = Fraction(
        sum(each["retained"] for each in whole), sum(each[against] for each in whole))
    found.append({"index": index, "value": value, "cohorts": len(whole)})
  return found


def chosen(knowledge, options):
  """The book that money is of; None if there is not one to choose."""
  named = [each for each in books(knowledge) if options.currency in (None, each.currency)]
  return named[0] if len(named) == 1 else None


def cohorts(answer, options, book):
  """{name: members} of all who have entered up to the horizon, with money in the book given."""
  found = {}
  for customer in answer.knowledge.customers:
    if customer.first_paid is None or customer.first_paid > answer.horizon:
      continue
    entrant = Entrant(customer, options, answer.horizon, book)
    if book is not None and not book.converted and not entrant.base():
      continue
    for name in entrant.names():
      found.setdefault(name, []).append(entrant)
  return found


def cohort_report(answer, options):
  """What `tenure cohorts --format json` says; None where money cannot be valued.

  Money takes one book, named where there are several.
  """
  by_time = options.cohort in UNITS
  money = options.measure in MONEY
  book = chosen(answer.knowledge, options) if money else None
  found = cohorts(answer, options, book)
  shown = text if money else int
  rows, table = [], []
  try:
    for name in sorted(found, key=None if by_time else str.encode):
      members = found[name]
      if money:
        for each in members:
          each.check_rates()
      table.append(cells(members, options))
      rows.append({
        "label": label(name, options.cohort) if by_time else name, "customers": len(members),
        "start": shown(sum(each.base() for each in members)),
        "cells": [
          {**each, **{part: shown(each[part]) for part in ("base", "previous", "retained")}}
          for each in table[-1]]})
  except MissingRate:
    return None
  report = answer.report()
  return {
    **{name: report[name] for name in ("format", "today", "asOf", "zone")},
    "cohort": options.cohort, "every": options.unit,
    **{name: getattr(options, name) for name in ("clock", "at", "measure", "relative", "bound")},
    "currency": book.currency if money and answer.knowledge.knows_customers else None,
    "cohorts": rows, "mean": means(table, options)}
