"""Usage by hand; and the rig of usage, which must see a broken rule."""

import io
import unittest
from collections import Counter
from contextlib import redirect_stdout
from fractions import Fraction
from unittest import mock

import usage
import usage_compare
import usage_figures
from command import TENURE
from moments import Zone, day, day_text, instant
from usage import Books, History
from usage_cohorts import Options, cohort_report
from usage_figures import Answer, Question, median
from usage_histories import Workspace


def row(on, user="u", account="", event="opened", **more):
  """A row of a file; a day is noon of it."""
  at = on if "T" in on else f"{on}T12:00:00Z"
  return {"event": event, "happened_at": at, "user_id": user, "customer_id": account, **more}


def history(*files, zone="UTC", received="2026-01-01T00:00:00Z"):
  """What files of rows tell."""
  return History([(rows, instant(received), Zone(zone)) for rows in files], Zone(zone))


def example():
  """The example of docs/metrics.md."""
  acme = [
    row(day_text(on), "a", "acme", seconds="60")
    for on in range(day("2025-05-01"), day("2025-07-01"))]
  globex = [row(f"2025-06-{on}", "g", "globex", seconds="600") for on in (10, 20)]
  globex += [
    row(f"2025-06-{on}", "g", "globex", "exported", rows=str(number))
    for number, on in enumerate((10, 20, 20))]
  others = [row(on, "h", "hooli") for on in ("2025-04-03", "2025-06-28")]
  return history(acme + globex + others + [row("2025-05-07", "i", "initech")])


PAYING = Books([
  {"customer_id": name, "amount": amount, "start_date": "2025-01-01", "ended_at": end}
  for name, amount, end in (
    ("acme", "10", ""), ("initech", "10", "2025-07-01"), ("hooli", "0", ""),
    ("globex", "10", "2025-06-30"))], [], day("2025-01-01"))


def asked(words="--month 2025-06", first="2025-06-01", last="2025-06-30", **more):
  """A question about June."""
  return Question(tuple(words.split()), day(first), day(last), day("2025-07-15"), **more)


def answer(known, **more):
  """The answer about June."""
  return Answer(known, PAYING, asked(**more))


def values(found):
  """{figure: value}."""
  return {each["id"].removeprefix("usage."): each["value"] for each in found.figures()}


class Example(unittest.TestCase):
  def setUp(self):
    self.june = answer(example())

  def test_every_figure_of_the_definitions(self):
    self.assertEqual(values(self.june), {
      "active": 3, "new": 1, "returning": 1, "resurrected": 1, "dormant": 1,
      "kept": Fraction(1, 2), "stickiness": Fraction(33, 90), "seconds.mean": 1000,
      "seconds.median": 1200, "paying": Fraction(1, 2)})

  def test_the_interval_is_the_one_of_the_definitions(self):
    (kept,) = [each for each in self.june.figures() if each["id"] == "usage.kept"]
    self.assertAlmostEqual(kept["interval"]["low"], 0.095, places=3)
    self.assertAlmostEqual(kept["interval"]["high"], 0.905, places=3)

  def test_adoption(self):
    opened, exported = self.june.adoption()
    self.assertEqual(
      {name: exported[name] for name in ("event", "used", "units", "count", "unitDays")},
      {"event": "exported", "used": 1, "units": 3, "count": 3, "unitDays": 2})
    self.assertEqual((opened["used"], opened["shareBefore"]), (3, 1))
    self.assertEqual(exported["shareBefore"], 0)

  def test_the_units_behind_a_figure(self):
    self.assertEqual(self.june.rows("usage.kept"), {
      ("account", "acme"): (1, 1), ("account", "initech"): (0, 1)})
    self.assertEqual(self.june.rows("usage.stickiness")["account", "globex"], (2, 30))
    self.assertEqual(self.june.rows("usage.paying"), {
      ("account", "acme"): (1, 1), ("account", "initech"): (0, 1)})

  def test_trailing_days(self):
    # 28 days up to the end of June begin on the 3rd.
    self.assertEqual(len(self.june.rows("usage.trailing")), 3)
    days = {"words": "--from x", "first": "2025-06-01", "last": "2025-06-09"}
    self.assertEqual(
      set(answer(example(), **days).rows("usage.trailing")),
      {("account", "acme")})

  def test_a_kind_of_event_alone(self):
    found = answer(example(), events=("exported",))
    self.assertEqual(values(found)["new"], 1)
    self.assertEqual(values(found)["paying"], 0)
    self.assertEqual(found.adoption()[0]["units"], 3)


class Pieces(unittest.TestCase):
  def test_a_piece_is_whole_where_the_period_cuts_it(self):
    found = answer(example(), words="--from x", first="2025-06-05", last="2025-06-10",
      every="week").pieces()
    self.assertEqual([each["from"] for each in found], ["2025-06-02", "2025-06-09"])
    self.assertEqual([each["unitDays"] for each in found], [7, 8])
    self.assertEqual(found[1]["label"], "2025-W24")

  def test_a_piece_that_is_not_over(self):
    question = asked()._replace(today=day("2025-06-10"))
    (found,) = Answer(example(), PAYING, question).pieces()
    self.assertEqual((found["days"], found["active"], found["complete"]), (10, 2, False))
    self.assertEqual(found["stickiness"], Fraction(11, 20))

  def test_before_a_run_of_days_come_as_many_before_a_month_a_month(self):
    known = history([row("2025-03-31", account="acme"), row("2025-05-05", account="acme")])
    run = answer(known, words="--from x", first="2025-04-02", last="2025-05-06")
    self.assertEqual(values(run)["returning"], 1)
    # 31 days before May would begin on 31 March.
    month = answer(known, words="--from x", first="2025-05-01", last="2025-05-31")
    self.assertEqual((values(month)["returning"], values(month)["resurrected"]), (0, 1))

  def test_nothing_is_said_of_what_has_not_begun(self):
    found = answer(example(), words="--month 2025-08", first="2025-08-01", last="2025-08-31")
    self.assertEqual(set(values(found).values()), {None})
    self.assertEqual((found.pieces(), found.adoption()), ([], []))

  def test_median(self):
    self.assertEqual([median(each) for each in ([], [3], [4, 1], [9, 1, 2])],
      [None, 3, Fraction(5, 2), 2])


class Whose(unittest.TestCase):
  def people(self, *files):
    """[person] of the events, in their order."""
    return [each.person for each in history(*files).done]

  def test_who_was_seen_as_both_is_one(self):
    self.assertEqual(self.people(
      [row("2025-06-01", "", anonymous_id="x"), row("2025-06-02", "u", anonymous_id="x")]),
      [("user", "u")] * 2)
    self.assertEqual(self.people([row("2025-06-01", "", anonymous_id="u"), row("2025-06-02")]),
      [("anonymous", "u"), ("user", "u")])

  def test_an_anonymous_id_stays_the_first_users_by_the_time_of_saying(self):
    later = row("2025-06-03", "v", anonymous_id="x")
    sooner = row("2025-06-02", "u", anonymous_id="x")
    unnamed = row("2025-06-09", "", anonymous_id="x")
    for files in ([[later, sooner, unnamed]], [[later], [unnamed, sooner]]):
      self.assertEqual(sorted(self.people(*files)), [("user", "u")] * 2 + [("user", "v")])

  def accounts(self, *rows):
    """[account] of the events, in their order."""
    return [each.account for each in history(rows).done]

  def test_the_account_named_last_by_the_end_of_the_day(self):
    self.assertEqual(self.accounts(
      row("2025-06-02T09:00:00Z"), row("2025-06-02T10:00:00Z", account="A"),
      row("2025-06-02T11:00:00Z", account="B"), row("2025-06-01"), row("2025-06-04")),
      ["B", "A", "B", "A", "B"])
    self.assertEqual(self.accounts(row("2025-06-01")), [""])

  def test_who_goes_back_to_an_account(self):
    rows = [row(f"2025-06-0{on}", account=name) for on, name in enumerate("ABA", 1)]
    with mock.patch.object(usage, "NAMED_ONCE", False):
      self.assertEqual(self.accounts(*rows, row("2025-06-09"))[-1], "A")
    with mock.patch.object(usage, "NAMED_ONCE", True):
      self.assertEqual(self.accounts(*rows, row("2025-06-09"))[-1], "B")


class Taken(unittest.TestCase):
  def counts(self, *files, **more):
    """[(accepted, unchanged, rejected, kept apart)] of files."""
    return [
      tuple(each[name] for name in usage.OUTCOMES) for each in history(*files, **more).counts]

  def test_an_event_counts_once(self):
    first, other = row("2025-06-01", message_id="m"), row("2025-06-02", "v", message_id="m")
    self.assertEqual(self.counts([first, other], [first]), [(1, 1, 0, 0), (0, 1, 0, 0)])
    same = {**row("2025-06-01"), "happened_at": "2025-06-01T14:00:00+02:00", "type": "track"}
    self.assertEqual(self.counts([row("2025-06-01"), same, row("2025-06-01", rows="1")]),
      [(2, 1, 0, 0)])

  def test_what_lies_a_day_after_its_receipt_is_kept_apart(self):
    rows = [row("2025-06-02T12:00:00Z"), row("2025-06-02T12:00:00.001Z")]
    self.assertEqual(self.counts(rows, rows, received="2025-06-01T12:00:00Z"),
      [(1, 0, 0, 1), (0, 2, 0, 0)])

  def test_what_is_refused(self):
    rows = [row("2025-06-01", ""), row("2025-06-01", seconds="86401"), row("2025-06-31"),
      row("2025-06-01T12:00:00")]
    self.assertEqual(self.counts(rows), [(0, 0, 4, 0)])

  def test_days_are_those_of_the_zone(self):
    rows = [
      {**row("2025-06-01"), "happened_at": at, "message_id": at}
      for at in ("2025-06-01", "2025-05-31T18:29:59Z", "2025-05-31T18:30:00Z")]
    found = [day_text(each.day) for each in history(rows, zone="Asia/Kolkata").done]
    self.assertEqual(found, ["2025-06-01", "2025-05-31", "2025-06-01"])


class Cohorts(unittest.TestCase):
  def row(self, **more):
    """Retained in each cell of the only cohort there is."""
    known = history([
      row("2025-01-06", account="A"), row("2025-01-20", account="A"),
      row("2025-01-12", account="A", event="exported")])
    options = Options(day("2025-02-02"), **{"cohort": "week", **more})
    (cohort,) = cohort_report(known, PAYING, options)["cohorts"]
    return [each["retained"] for each in cohort["cells"]]

  def test_bounded_and_unbounded_any_day_and_the_last(self):
    self.assertEqual(self.row(), [1, 0, 1, 0])
    self.assertEqual(self.row(bound="unbounded"), [1, 1, 1, 0])
    self.assertEqual(self.row(at="end"), [1, 0, 0, 0])

  def test_by_anniversary_and_by_another_event(self):
    self.assertEqual(self.row(clock="anniversary", at="end"), [1, 0, 1, 0])
    self.assertEqual(self.row(start=("opened",), back=("exported",)), [1, 0, 0, 0])
    self.assertEqual(self.row(start=("exported",), back=("opened",)), [0, 0, 1, 0])

  def test_recurring_entries_are_in_several_cohorts(self):
    known = history([row(on, account="A") for on in ("2025-01-06", "2025-01-09", "2025-01-20")])
    options = Options(day("2025-02-02"), cohort="week", entry="recurring", relative="previous")
    found = cohort_report(known, PAYING, options)
    self.assertEqual([each["label"] for each in found["cohorts"]], ["2025-W02", "2025-W04"])
    self.assertEqual([each["value"] for each in found["cohorts"][0]["cells"]], [1, 0, None, 0])
    self.assertEqual(found["mean"][1], {"index": 1, "value": 0, "cohorts": 2})


class Rig(unittest.TestCase):
  def test_a_seed_always_gives_the_same_rows(self):
    self.assertEqual(Workspace(1, 3).imports, Workspace(1, 3).imports)
    self.assertNotEqual(Workspace(1, 3).imports, Workspace(2, 3).imports)

  def test_what_is_nasty_does_occur(self):
    found = Counter()
    for index in range(20):
      workspace = Workspace(1, index)
      zone = Zone(workspace.zone)
      known = History([
        (step.rows, instant(step.recorded_at), zone) for step in workspace.imports], zone)
      for counts in known.counts:
        found.update({name: counts[name] for name in usage.OUTCOMES})
      for each in known.done:
        found.update((each.person[0], "no account" if not each.account else "account"))
      rows = [each for step in workspace.imports for each in step.rows]
      found.update("both" for each in rows if each["user_id"] and each.get("anonymous_id"))
      found.update(["day alone" for each in rows if len(each["happened_at"]) == 10])
      recorded = [step.recorded_at for step in workspace.imports]
      found["backwards"] += recorded != sorted(recorded)
      found["zone later"] += workspace.zone_at > 0
    for name in (*usage.OUTCOMES, "user", "anonymous", "account", "no account", "both",
        "day alone"):
      self.assertGreater(found[name], 10, name)
    self.assertGreater(found["backwards"], 0)
    self.assertGreater(found["zone later"], 0)

  def differences(self, count=3):
    """The exit status and the last line of a comparison."""
    out = io.StringIO()
    with redirect_stdout(out):
      status = usage_compare.main([
        "--tenure", str(TENURE), "--histories", str(count), "--seed", "1", "--jobs", "1"])
    return status, out.getvalue().splitlines()[-1]

  @unittest.skipUnless(TENURE.exists(), f"{TENURE} is not built")
  def test_a_broken_rule_is_seen(self):
    self.assertEqual(self.differences()[0], 0)

    class Wrong(usage_figures.Lifecycle):
      """Who comes back is called returning, whenever they were there before."""

      def __init__(self, *arguments):
        super().__init__(*arguments)
        self.resurrected = self.returning

    with mock.patch.object(usage_figures, "Lifecycle", Wrong):
      status, said = self.differences()
    self.assertEqual(status, 1)
    self.assertNotIn(" 0 differences", said)


if __name__ == "__main__":
  unittest.main()
