"""What is in force, and what it says of a day: worked out by hand."""

import unittest

import oracle
from amounts import Terms, monthly, text
from book import answer, fact, kinds, life, ratio, revision, setting
from moments import Zone, day, day_text, instant, instant_text, months_after
from settings import settings


def version(on):
  """A version on a day."""
  return f"{on}T00:00:00.000000Z"


class InForce(unittest.TestCase):
  def plan(self, *lines, before=None):
    """The plan of the only assertion in force, or None."""
    found = oracle.in_force(lines, before and instant(before))
    return found[0].body["plan"] if found else None

  def test_the_greatest_version_wins_whenever_it_came(self):
    new = fact("a", "2025-01-01", plan="new", version=version("2025-02-01"),
      recorded="2025-02-01T00:00:00Z")
    old = fact("a", "2025-01-01", plan="old", version=version("2025-01-01"),
      recorded="2025-03-01T00:00:00Z")
    self.assertEqual(self.plan(new, old), "new")
    self.assertEqual(self.plan(old, new), "new")

  def test_of_one_version_the_greater_bytes_win(self):
    # U+00E9 is C3 A9, above any ASCII byte; composed or not are different bytes (65 CC 81).
    lines = [fact("a", "2025-01-01", plan=plan) for plan in ("e\u0301", "\u00e9", "zzz")]
    self.assertEqual(self.plan(*lines), "\u00e9")
    self.assertEqual(self.plan(*lines[::-1]), "\u00e9")
    self.assertEqual(self.plan(lines[0], lines[2]), "zzz")

  def test_what_is_taken_back_is_gone_until_said_again(self):
    said = fact("a", "2025-01-01", plan="said")
    back = revision("a", "2025-01-01", said.key, None, version=version("2025-02-01"))
    again = fact("a", "2025-01-01", plan="again", version=version("2025-03-01"))
    self.assertEqual(self.plan(back, said), None)
    self.assertEqual(self.plan(said, again, back), "again")
    # Nothing said has no bytes: of one version it loses.
    same = revision("a", "2025-01-01", said.key, None, version=said.version)
    self.assertEqual(self.plan(said, same), "said")

  def test_only_what_was_recorded_before_counts(self):
    first = fact("a", "2025-01-01", plan="first", recorded="2025-01-10T00:00:00Z")
    second = fact("a", "2025-01-01", plan="second", recorded="2025-01-20T00:00:00Z",
      version=version("2025-01-20"))
    asked = [(moment, self.plan(first, second, before=moment)) for moment in (
      "2025-01-10T00:00:00Z", "2025-01-10T00:00:01Z", "2025-01-20T00:00:00.000001Z")]
    self.assertEqual([plan for _, plan in asked], [None, "first", "second"])

  def test_null_members_are_left_out_of_the_bytes(self):
    self.assertEqual(oracle.canonical({"b": "é", "a": None, "c": 1}), '{"b":"é","c":1}'.encode())


class Order(unittest.TestCase):
  def test_states_of_one_start_are_ordered_by_version_source_key(self):
    ended = {"account": "a", "at": "2025-01-01", "status": "ended"}
    for wins, loses in (
        ({"version": version("2025-02-01"), "assertion": "1"}, {"assertion": "2"}),
        ({"source": "b", "assertion": "1"}, {"source": "a", "assertion": "2"}),
        ({"assertion": "2"}, {"assertion": "10"}), ({"assertion": "é"}, {"assertion": "z"})):
      lines = [fact("a", "2025-01-01", **wins), fact(**ended, **loses)]
      self.assertEqual(kinds(lines, "2025-01-01"), ["paying"])
      lines = [fact("a", "2025-01-01", **loses), fact(**ended, **wins)]
      self.assertEqual(kinds(lines, "2025-01-01"), ["none"])

  def test_a_later_state_replaces_all_of_the_former(self):
    lines = [fact("a", "2025-01-01", endsAt="2025-02-01"), fact("a", "2025-01-15", assertion="2")]
    self.assertEqual(kinds(lines, "2025-01-31", "2025-02-01"), ["paying", "paying"])

  def test_cancelling_and_starting_again_on_one_day_is_no_churn(self):
    lines = life("a", "2024-06-01", "2025-01-10") + [fact("a", "2025-01-10", assertion="x")]
    self.assertEqual(ratio(answer(lines, "2025-01-01", "2025-01-31"), "survived"), (1, 1))

  def test_sources_speak_of_one_subscription(self):
    lines = [fact("a", "2025-01-01"), fact("a", "2025-02-01", "ended", source="other")]
    self.assertEqual(kinds(lines, "2025-01-31", "2025-02-01"), ["paying", "none"])

  def test_ids_are_bytes(self):
    lines = life("é", "2025-01-01") + life("e\u0301", "2025-01-01")
    self.assertEqual(len(oracle.Knowledge(lines).customers), 2)


class Kinds(unittest.TestCase):
  def test_past_due_pays_for_the_days_of_grace(self):
    lines = [fact("a", "2025-01-01"), fact("a", "2025-01-10", "past_due", assertion="2")]
    # Thirty days from 10 January: 9 February is the first without.
    self.assertEqual(kinds(lines, "2025-02-08", "2025-02-09"), ["paying", "none"])
    lines.append(setting("grace_days", "1"))
    self.assertEqual(kinds(lines, "2025-01-10", "2025-01-11"), ["paying", "none"])

  def test_recovering_within_grace_is_nothing_and_after_it_a_return(self):
    late = [fact("a", "2024-06-01"), fact("a", "2025-01-10", "past_due", assertion="2")]
    for back, events, survived in (("2025-02-09", 0, 1), ("2025-02-10", 1, 0)):
      asked = answer(late + [fact("a", back, assertion="3")], "2025-01-01", "2025-02-28")
      self.assertEqual(ratio(asked, "churn.a_prime"), (events, 1))
      self.assertEqual(ratio(asked, "survived"), (survived, 1))

  def test_a_trial_pays_from_its_end_on(self):
    lines = [fact("a", "2025-01-01", "trialing", trialEnd="2025-01-15")]
    self.assertEqual(kinds(lines, "2025-01-14", "2025-01-15"), ["none", "paying"])
    self.assertEqual(kinds([fact("a", "2025-01-01", "trialing")], "2026-01-01"), ["none"])
    lines = [fact("a", "2025-01-01", "trialing", trialEnd="2025-01-15", endsAt="2025-01-15")]
    self.assertEqual(kinds(lines, "2025-01-14", "2025-01-15"), ["none", "none"])

  def test_the_day_something_ends_is_without_it(self):
    lines = [fact("a", "2025-01-01", endsAt="2025-02-01")]
    self.assertEqual(kinds(lines, "2024-12-31", "2025-01-31", "2025-02-01"),
      ["none", "paying", "none"])
    self.assertEqual(kinds([fact("a", "2025-01-01", "paused", endsAt="2025-02-01")],
      "2025-01-31", "2025-02-01"), ["paused", "none"])

  def test_paying_before_paused_before_free(self):
    free, paused = fact("a", "2025-01-01", name="f", unitAmount="0"), fact(
      "a", "2025-01-02", "paused", name="p")
    lines = [free, paused, fact("a", "2025-01-03", name="x"), fact("a", "2024-12-31", "pending")]
    self.assertEqual(kinds(lines, "2024-12-31", "2025-01-01", "2025-01-02", "2025-01-03"),
      ["none", "free", "paused", "paying"])

  def test_mrr_is_exact_and_rounded_once(self):
    for amount, quantity, percent, less, interval, count, expected in (
        ("600", 1, "0", "0", "year", 1, "50"),
        ("100", 1, "0", "0", "year", 1, "8.333333"),
        ("90", 1, "0", "0", "month", 3, "30"),
        ("500", 4, "0", "0", "year", 1, "166.666667"),
        ("10", 1, "0", "0", "week", 1, "43.333333"),
        ("10", 1, "0", "0", "week", 2, "21.666667"),
        ("1", 1, "0", "0", "day", 1, "30.416667"),
        ("120", 1, "10", "0", "year", 1, "9"),
        ("120", 1, "0", "12", "year", 1, "9"),
        ("10", 2, "50", "3", "month", 1, "7"),
        ("10", 1, "0", "500", "month", 1, "0"),
        # A half goes to the even one: 0.5 to 0, 1.5 to 2, 2.5 to 2 millionths.
        ("0.000006", 1, "0", "0", "year", 1, "0"),
        ("0.000018", 1, "0", "0", "year", 1, "0.000002"),
        ("0.00003", 1, "0", "0", "year", 1, "0.000002")):
      with self.subTest(amount=amount, interval=interval):
        terms = Terms(
          "", amount, interval, count, quantity, percent, less, "USD", "0", "0")
        self.assertEqual(text(monthly(terms, settings([]))), expected)

  def test_less_than_half_a_millionth_a_month_is_free(self):
    lines = [fact("a", "2025-01-01", unitAmount="0.000006", interval="year")]
    self.assertEqual(kinds(lines, "2025-01-01"), ["free"])


class Zones(unittest.TestCase):
  def test_an_instant_falls_on_a_local_day(self):
    # 22:30 in London is half past midnight in Bucharest, half past five in New York.
    lines = [fact("a", "2025-01-31T22:30:00.000000Z")]
    for zone, first in (("Europe/Bucharest", "2025-02-01"), ("America/New_York", "2025-01-31")):
      (customer,) = oracle.Knowledge(lines + [setting("zone", zone)]).customers
      self.assertEqual(day_text(customer.first_paid), first)

  def test_a_day_is_the_same_in_every_zone(self):
    lines = [fact("a", "2025-02-01"), setting("zone", "Pacific/Chatham")]
    self.assertEqual(kinds(lines, "2025-01-31", "2025-02-01"), ["none", "paying"])

  def test_days_of_23_and_25_hours(self):
    zone = Zone("Europe/Bucharest")
    for on, hours in (("2025-03-30", 23), ("2025-10-26", 25), ("2025-10-27", 24)):
      length = zone.first_instant(day(on) + 1) - zone.first_instant(day(on))
      self.assertEqual(length, hours * 3_600_000_000)
    self.assertEqual(day_text(zone.local_day(instant("2025-10-26T21:59:59.999999Z"))), "2025-10-26")
    self.assertEqual(day_text(zone.local_day(instant("2025-10-26T22:00:00Z"))), "2025-10-27")

  def test_days_without_or_with_two_midnights(self):
    for name, on, first in (
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000000Z"),
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00.000000Z"),
        ("America/Havana", "2024-11-03", "2024-11-03T04:00:00.000000Z"),
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00.000000Z")):
      self.assertEqual(instant_text(Zone(name).first_instant(day(on))), first)
    # A minute into the 7th St John's went back to 23:01 of the 6th.
    zone = Zone("America/St_Johns")
    self.assertEqual(day_text(zone.local_day(instant("2010-11-07T02:45:00Z"))), "2010-11-06")

  def test_apia_skipped_a_day(self):
    zone = Zone("Pacific/Apia")
    self.assertEqual(day_text(zone.local_day(instant("2011-12-30T09:59:59.999999Z"))), "2011-12-29")
    self.assertEqual(day_text(zone.local_day(instant("2011-12-30T10:00:00Z"))), "2011-12-31")
    for on in ("2011-12-30", "2011-12-31"):
      self.assertEqual(instant_text(zone.first_instant(day(on))), "2011-12-30T10:00:00.000000Z")
    # Who says the day that never was still means a civil day, before the 31st.
    lines = [fact("a", "2011-12-30"), setting("zone", "Pacific/Apia")]
    self.assertEqual(kinds(lines, "2011-12-29", "2011-12-30"), ["none", "paying"])


class Renewals(unittest.TestCase):
  def due(self, lines, first, last=None):
    """Whether the only customer is due in a period."""
    (member,) = answer(lines, first, last or first).members
    return member.due

  def test_months_are_counted_from_the_anchor(self):
    for anchor, months, expected in (
        ("2025-01-31", 1, "2025-02-28"), ("2025-01-31", 2, "2025-03-31"),
        ("2025-01-31", 3, "2025-04-30"), ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-30", 1, "2025-02-28"), ("2025-01-29", 1, "2025-02-28"),
        ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"),
        ("2025-11-30", 3, "2026-02-28"), ("2025-12-15", 1, "2026-01-15")):
      self.assertEqual(day_text(months_after(day(anchor), months)), expected)

  def test_a_term_renews_on_its_day_alone(self):
    for start, more, on in (
        ("2025-01-31", {}, "2025-03-31"), ("2025-01-31", {}, "2025-02-28"),
        ("2024-02-29", {"interval": "year"}, "2025-02-28"),
        ("2025-01-01", {"interval": "week", "intervalCount": 2}, "2025-01-29"),
        ("2025-01-01", {"interval": "day", "intervalCount": 10}, "2025-01-21"),
        ("2025-01-15", {"intervalCount": 3}, "2025-04-15")):
      lines = [fact("a", start, **more)]
      before, after = day_text(day(on) - 1), day_text(day(on) + 1)
      found = [self.due(lines, each) for each in (before, on, after)]
      self.assertEqual(found, [False, True, False])
    # The start is no renewal.
    self.assertFalse(self.due([fact("a", "2025-01-15")], "2025-01-16", "2025-02-14"))

  def test_the_anchor_is_the_start_of_the_run_of_equal_terms(self):
    lines = [fact("a", "2025-01-10"), fact("a", "2025-02-20", assertion="2", plan="Pro")]
    self.assertTrue(self.due(lines, "2025-03-10"))
    self.assertFalse(self.due(lines, "2025-03-20"))
    lines.append(fact("a", "2025-03-25", assertion="3", interval="year"))
    lines.append(fact("a", "2025-04-05", assertion="4"))
    self.assertEqual([self.due(lines, on) for on in ("2025-05-05", "2025-05-10")], [True, False])

  def test_a_trial_is_anchored_where_it_ends(self):
    lines = [fact("a", "2025-01-10", "trialing", trialEnd="2025-01-24"),
      fact("a", "2025-01-24", assertion="2")]
    self.assertEqual([self.due(lines, on) for on in ("2025-03-10", "2025-03-24")], [False, True])
    lines = [fact("a", "2025-01-10", "trialing", trialEnd="2025-01-05")]
    self.assertEqual([self.due(lines, on) for on in ("2025-03-05", "2025-03-10")], [False, True])


if __name__ == "__main__":
  unittest.main()
