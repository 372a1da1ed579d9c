"""Asks a workspace about money and compares what it answers."""

import checks
import money_checks
from bridge import bridge_report
from cohorts import cohort_report
from money import MoneyAnswer, explained, is_line
from money_queries import bridges, cohorts, explanations
from rates import MissingRate, books

# How many of each are asked; fewer where a workspace is imported twice.
BRIDGES, COHORTS, ROWS = (6, 2), (5, 1), (4, 2)


def compare(tenure, rng, lines, knowledge, answers, reports, permuted):
  """Bridges, cohorts and rows of some of the queries that were answered."""
  asked, which = list(answers), int(permuted)
  for query in bridges(rng, asked, knowledge, lines, BRIDGES[which]):
    ours = bridge_report(answers[query.query], query.asked, query.published)
    one(tenure, query.arguments(), lambda part, theirs: money_checks.check_bridge(
      part, ours, theirs))
  for query in cohorts(rng, asked, knowledge, COHORTS[which]):
    ours = cohort_report(answers[query.query], query.options)
    if ours is not None:
      one(tenure, query.arguments(), lambda part, theirs: money_checks.check_cohorts(
        part, ours, theirs))
  for query, figure, currency in explanations(rng, asked, knowledge, ROWS[which]):
    compare_rows(tenure, query, figure, currency, answers[query], reports[query])


def one(tenure, arguments, check):
  """Asks one thing and compares it, whatever shape the answer has."""
  part = checks.Tally()
  theirs = tenure.json(*arguments)
  try:
    check(part, theirs)
  except (AttributeError, KeyError, TypeError, ValueError) as error:
    part.differences.append(f"an answer of another shape: {type(error).__name__}: {error}")
  part.differences = [f"{' '.join(arguments[:-2])}\n    {each}" for each in part.differences]
  tenure.tally.add(part)


def compare_rows(tenure, query, figure, currency, answer, report):
  """Compares the rows of a figure or line of a book, and what they add up to."""
  book = next(each for each in books(answer.knowledge) if currency in (None, each.currency))
  stated = next(
    (each for each in report.get("books", []) if each.get("currency") == book.currency), {})
  if not answer.visible:
    return
  money = MoneyAnswer(answer, book)
  if money.missing:
    return
  try:
    ours = explained(money, figure)
  except MissingRate:
    return
  arguments = ["explain", figure, *query.arguments()]
  arguments += ["--currency", currency] if currency is not None else []

  def check(part, theirs):
    money_checks.check_explained(part, ours, theirs, is_line(figure))
    money_checks.check_money_sum(part, figure, stated, theirs.get("rows") or [])

  one(tenure, [*arguments, "--format", "json"], check)
