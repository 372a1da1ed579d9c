"""Active units, what became of them and what they used: every figure of usage of a period.

Written from docs/metrics.md and docs/report-json.md alone.
"""

from fractions import Fraction
from typing import NamedTuple

from calendar_units import UNITS, label, later, start
from figures import wilson
from moments import day_text

# How many days `usage.trailing` looks back where nothing else is asked for.
TRAILING = 28


class Question(NamedTuple):
  """What is asked of `tenure usage report`."""

  words: tuple
  first: int
  last: int
  today: int
  as_of: int | None = None
  unit: str = "accounts"
  events: tuple = ()
  every: str = "month"

  @property
  def horizon(self):
    """The last day that is known."""
    return self.today if self.as_of is None else min(self.today, self.as_of)


def before(first, last, unit):
  """The piece before a piece: of the calendar where it is one, else as many days."""
  if unit is None:
    return first - (last - first + 1), first - 1
  return later(first, -1, unit), first - 1


def period_unit(first, last):
  """The unit of the calendar that some days are one of, however they were asked for, or none."""
  for unit in UNITS:
    if start(first, unit) == first and later(first, 1, unit) - 1 == last:
      return unit
  return None


class Deeds:
  """What each unit did on which day, of some kinds of event or of any."""

  def __init__(self, done, unit, events=()):
    self.days, self.times, self.spent = {}, {}, {}
    for each in done:
      whose = each.person if unit == "people" else ("account", each.account)
      if whose == ("account", "") or events and each.name not in events:
        continue
      self.days.setdefault(whose, set()).add(each.day)
      self.times.setdefault(whose, []).append(each.day)
      self.spent.setdefault(whose, []).append((each.day, each.seconds))

  def active(self, first, last):
    """The units that are active on any of some days."""
    return {unit for unit, days in self.days.items() if any(first <= on <= last for on in days)}

  def unit_days(self, unit, first, last):
    """On how many of some days a unit was active."""
    return sum(1 for on in self.days.get(unit, ()) if first <= on <= last)

  def count(self, unit, first, last):
    """How many times a unit did it on some days."""
    return sum(1 for on in self.times.get(unit, ()) if first <= on <= last)

  def seconds(self, unit, first, last):
    """How many seconds a unit spent on some days."""
    return sum(spent for on, spent in self.spent.get(unit, ()) if first <= on <= last)


class Lifecycle:
  """The units of a piece, by what they were before it."""

  def __init__(self, deeds, first, last, unit, horizon):
    self.deeds, self.first, self.last = deeds, first, min(last, horizon)
    previous = before(first, last, unit)
    self.active = deeds.active(first, self.last)
    self.before = deeds.active(*previous)
    self.new = {each for each in self.active if min(deeds.days[each]) >= first}
    self.returning = self.active & self.before
    self.resurrected = self.active - self.new - self.returning
    self.dormant = self.before - self.active
    self.days = self.last - first + 1
    self.unit_days = {each: deeds.unit_days(each, first, self.last) for each in self.active}
    self.seconds = {each: deeds.seconds(each, first, self.last) for each in self.active}


def ratio(numerator, denominator):
  """A quotient; none where there is nothing to divide by."""
  return Fraction(numerator, denominator) if denominator else None


def interval(numerator, denominator):
  """The interval of a share; none where there is nothing to divide by."""
  return wilson(numerator, denominator) if denominator else None


def median(numbers):
  """The middle one, or the mean of the middle two."""
  ordered = sorted(numbers)
  if not ordered:
    return None
  half = len(ordered) // 2
  return Fraction(ordered[half] + ordered[-half - 1], 2)


class Answer:
  """Everything that is said of a period."""

  def __init__(self, history, books, question):
    self.books, self.question = books, question
    self.horizon = question.horizon
    known = [
      each for each in history.done if each.day <= self.horizon
      and (question.as_of is None or each.came <= question.as_of)]
    self.done, self.zone = known, history.zone
    self.visible = question.first <= self.horizon
    self.last = min(question.last, self.horizon)
    self.deeds = Deeds(known, question.unit, question.events)
    self.any = Deeds(known, question.unit)
    days = question.first, question.last
    self.whole = Lifecycle(self.deeds, *days, period_unit(*days), self.horizon)

  def paying(self):
    """({accounts that pay and were active}, {accounts that pay}); none if no books are known."""
    if not self.books.is_known(self.question.as_of):
      return None
    pay = self.books.paying(self.last, self.question.as_of)
    deeds = Deeds(self.done, "accounts", self.question.events)
    active = {account for _, account in deeds.active(self.question.first, self.last)}
    return active & pay, pay

  def quotients(self):
    """{figure: (numerator, denominator)} of those that are quotients."""
    whole = self.whole
    paying = self.paying()
    return {
      "usage.kept": (len(whole.returning), len(whole.before)),
      "usage.stickiness": (sum(whole.unit_days.values()), whole.days * len(whole.active)),
      "usage.seconds.mean": (sum(whole.seconds.values()), len(whole.active)),
      "usage.paying": (None, None) if paying is None else tuple(map(len, paying))}

  def figures(self):
    """[figure] of the period as a whole."""
    whole, found = self.whole, []
    counts = {f"usage.{name}": len(getattr(whole, name))
      for name in ("active", "new", "returning", "resurrected", "dormant")}
    counts["usage.seconds.median"] = median(whole.seconds.values())
    for figure, value in counts.items():
      found.append({"id": figure, "numerator": None, "denominator": None, "value": value,
        "interval": None})
    for figure, parts in self.quotients().items():
      share = figure in ("usage.kept", "usage.paying")
      found.append({"id": figure, "numerator": parts[0], "denominator": parts[1],
        "value": ratio(*parts), "interval": interval(*parts) if share else None})
    if not self.visible:
      found = [
        {"id": each["id"], **dict.fromkeys(("numerator", "denominator", "value", "interval"))}
        for each in found]
    return found

  def pieces(self):
    """Every piece of the calendar that the period touches and that has begun."""
    found, unit, on = [], self.question.every, start(self.question.first, self.question.every)
    while self.visible and on <= self.last:
      following = later(on, 1, unit)
      whole = Lifecycle(self.deeds, on, following - 1, unit, self.horizon)
      unit_days = sum(whole.unit_days.values())
      found.append({
        "from": day_text(on), "to": day_text(following - 1), "label": label(on, unit),
        "complete": following - 1 <= self.horizon,
        **{name: len(getattr(whole, name))
          for name in ("active", "new", "returning", "resurrected", "dormant")},
        "unitDays": unit_days, "days": whole.days,
        "stickiness": ratio(unit_days, whole.days * len(whole.active)),
        "seconds": sum(whole.seconds.values())})
      on = following
    return found

  def adoption(self):
    """What was used in the period or in the one before it; of named kinds, each."""
    question, found = self.question, []
    if not self.visible:
      return found
    days = question.first, question.last
    previous = before(*days, period_unit(*days))
    units = self.any.active(question.first, self.last)
    units_before = self.any.active(*previous)
    for name in set(question.events) or {each.name for each in self.done}:
      deeds = Deeds(self.done, question.unit, (name,))
      used, used_before = deeds.active(question.first, self.last), deeds.active(*previous)
      if not used and not used_before and not question.events:
        continue
      found.append({
        "event": name, "used": len(used), "units": len(units),
        "share": ratio(len(used), len(units)), "interval": interval(len(used), len(units)),
        "count": sum(deeds.count(each, question.first, self.last) for each in used),
        "unitDays": sum(deeds.unit_days(each, question.first, self.last) for each in used),
        "shareBefore": ratio(len(used_before), len(units_before))})
    return sorted(found, key=lambda each: (-each["used"], each["event"].encode()))

  def unassigned(self):
    """Who did something in the period that belongs to no account."""
    found = [
      each for each in self.done
      if each.account == "" and self.question.first <= each.day <= self.last
      and (not self.question.events or each.name in self.question.events)]
    return {"people": len({each.person for each in found}), "count": len(found)}

  def report(self):
    """What `tenure usage report --format json` says, label and notice apart."""
    question = self.question
    return {
      "format": 1,
      "period": {"from": day_text(question.first), "to": day_text(question.last),
        "complete": question.last <= self.horizon},
      "today": day_text(question.today),
      "asOf": None if question.as_of is None else day_text(question.as_of),
      "zone": self.zone.name, "unit": question.unit, "events": list(question.events),
      "every": question.every, "figures": self.figures(), "pieces": self.pieces(),
      "adoption": self.adoption(), "unassigned": self.unassigned()}

  def rows(self, figure):
    """{unit: (numerator, denominator)} of what `tenure explain` lists."""
    whole, deeds, days = self.whole, self.deeds, (self.question.first, self.last)
    if figure == "usage.trailing":
      found = deeds.active(self.last - TRAILING + 1, self.last)
      return {each: (1, None) for each in found}
    if figure == "usage.kept":
      return {each: (int(each in whole.returning), 1) for each in whole.before}
    if figure == "usage.stickiness":
      return {each: (count, whole.days) for each, count in whole.unit_days.items()}
    if figure in ("usage.seconds", "usage.seconds.median", "usage.seconds.mean"):
      one = 1 if figure == "usage.seconds.mean" else None
      return {each: (seconds, one) for each, seconds in whole.seconds.items()}
    if figure == "usage.paying":
      active, pay = self.paying() or ((), ())
      return {("account", each): (int(each in active), 1) for each in pay}
    if figure == "usage.adoption":
      return {each: (int(each in whole.active), 1) for each in self.any.active(*days)}
    if figure == "usage.adoption.count":
      return {each: (deeds.count(each, *days), 1) for each in whole.active}
    if figure == "usage.adoption.days":
      return {each: (deeds.unit_days(each, *days), 1) for each in whole.active}
    return {each: (1, None) for each in getattr(whole, figure.removeprefix("usage."))}
