"""What is asked of usage: periods of all kinds, cohorts, cells and the units behind a figure."""

from typing import NamedTuple

from calendar_units import UNITS, label, later, start
from moments import day_text
from usage_cohorts import Options
from usage_figures import Question

FIGURES = tuple(f"usage.{name}" for name in (
  "active", "new", "returning", "resurrected", "dormant", "kept", "trailing", "stickiness",
  "adoption", "adoption.count", "adoption.days", "seconds", "seconds.mean", "seconds.median",
  "paying"))


class Explanation(NamedTuple):
  """A figure whose units are asked for."""

  figure: str
  question: Question


def events(rng, history, chance):
  """Some kinds of event that came, or none for any."""
  names = sorted({each.name for each in history.done})
  if not names or rng.random() > chance:
    return ()
  return tuple(rng.sample(names, min(len(names), rng.choice((1, 1, 2)))))


def period(rng, first, last):
  """(words, first day, last day) of a period that has to do with some days."""
  on = rng.randint(first - 40, last + 5)
  unit = rng.choice(("month", "month", "quarter", "year", None, None))
  if unit is not None:
    begin = start(on, unit)
    return (f"--{unit}", label(begin, unit)), begin, later(begin, 1, unit) - 1
  end = on + rng.choice((0, 6, 13, 27, 30, rng.randint(1, 90)))
  if rng.random() < 0.2:
    on = start(on, "month")
    end = later(on, rng.choice((1, 1, 2, 3, 12)), "month") - 1
  return ("--from", day_text(on), "--to", day_text(end)), on, end


def days(rng, workspace, last):
  """(today, as of)."""
  today = last + rng.choice((-20, -3, 0, 1, 30, 200, 400))
  if rng.random() < 0.6:
    return today, None
  as_of = rng.choice(workspace.came_days) + rng.choice((-1, 0, 0, 1))
  return (today if rng.random() < 0.3 else as_of + rng.choice((0, 1, 50))), as_of


def question(rng, workspace, history):
  """A period to report."""
  words, first, last = period(rng, workspace.first, workspace.last)
  today, as_of = days(rng, workspace, last)
  units = UNITS if last - first < 100 else UNITS[1:]
  return Question(
    words, first, last, today, as_of, rng.choice(("accounts", "people")),
    events(rng, history, 0.4), rng.choice(units))


def options(rng, workspace, history):
  """Cohorts to follow."""
  today, as_of = days(rng, workspace, workspace.last)
  entered, words = None, ()
  if rng.random() < 0.3:
    words, *entered = period(rng, workspace.first, workspace.last)
    entered = tuple(entered)
  unit = rng.choice(("accounts", "people"))
  by = rng.choice(("day", "week", "week", "month", "month", "quarter", "year", "tier"))
  if by == "tier" and (unit == "people" or not workspace.profiles):
    by = "month"
  every = rng.choice((None, None, "week", "month", "quarter", "day"))
  # Thousands of cells would say little.
  if min(today, as_of or today) - workspace.first > 400 and "day" in (by, every):
    every = "month"
  return words, Options(
    today, as_of, entered, unit, by, every, rng.choice(("first", "first", "recurring")),
    events(rng, history, 0.4), events(rng, history, 0.5), rng.choice(("calendar", "anniversary")),
    rng.choice(("any", "any", "end")), rng.choice(("bounded", "unbounded")),
    rng.choice(("start", "previous")), rng.choice(("weighted", "simple")))


def explanation(rng, workspace, history):
  """A figure to open."""
  asked = question(rng, workspace, history)
  # The last days are told nowhere else.
  figure = rng.choice((*FIGURES, *["usage.trailing"] * 4))
  if figure.startswith("usage.adoption"):
    names = events(rng, history, 1)[:1]
    figure = figure if names else "usage.active"
    asked = asked._replace(events=names)
  return Explanation(figure, asked._replace(every="month"))


def dated(today, as_of):
  """The part of a command line that says what is known."""
  known = () if as_of is None else ("--as-of", day_text(as_of))
  return ("--today", day_text(today), *known, "--format", "json")


def repeated(option, names):
  """An option once for each name."""
  return tuple(word for name in names for word in (option, name))


def report_words(asked):
  """The command line of a report."""
  return (
    "usage", "report", *asked.words, "--unit", asked.unit, *repeated("--event", asked.events),
    "--every", asked.every, *dated(asked.today, asked.as_of))


def explain_words(asked):
  """The command line that opens a figure."""
  of = asked.question
  return (
    "explain", asked.figure, *of.words, "--unit", of.unit, *repeated("--event", of.events),
    *dated(of.today, of.as_of))


def cohort_words(words, asked, cell=()):
  """The command line of cohorts, or of one cell of theirs."""
  every = ("--every", asked.every) if asked.every else ()
  return (
    "usage", "cohorts", *words, "--unit", asked.unit, "--cohort", asked.cohort, *every,
    "--entry", asked.entry, *repeated("--start", asked.start), *repeated("--return", asked.back),
    "--clock", asked.clock, "--at", asked.at, "--bound", asked.bound, "--relative", asked.relative,
    "--mean", asked.mean, *cell, *dated(asked.today, asked.as_of))
