"""What the settings in force decide; the defaults where nothing is set."""

from dataclasses import dataclass
from fractions import Fraction

DEFAULTS = {
  "zone": "UTC", "grace_days": "30", "currency": "", "mrr_week": "52/12", "mrr_day": "365/12",
  "mrr_rounding": "exact", "mrr_discounts": "all", "mrr_trials": "excluded",
  "pauses": "separate", "free": "separate", "reactivation_days": "any", "mrr_tax": "excluded",
  "cancellations": "effective", "mrr_basis": "subscriptions", "mrr_usage": "off",
  "mrr_one_off": "excluded", "mrr_refunds": "ignored"}


# Amounts are remembered by the settings they were computed under: identity is enough for that.
@dataclass(frozen=True, eq=False)
class Settings:
  """Every setting that decides a figure, the zone apart."""

  grace_days: int | None
  currency: str | None
  weeks_a_month: Fraction
  days_a_month: Fraction
  rounding: str
  discounts: str
  trials: str
  pauses: str
  free: str
  reactivation_days: int | None
  tax: str
  cancellations: str
  basis: str
  usage: str
  one_off: str
  refunds: str


def setting(facts, name):
  """The value of the latest version of a setting in force, or the default."""
  named = [each for each in facts if each.kind == "setting" and each.body["name"] == name]
  if not named:
    return DEFAULTS[name]
  return max(named, key=lambda each: each.order).body["value"]


def settings(facts):
  """What the facts in force set."""
  said = {name: setting(facts, name) for name in DEFAULTS}
  back, grace = said["reactivation_days"], said["grace_days"]
  return Settings(
    None if grace == "unlimited" else int(grace), said["currency"] or None,
    Fraction(said["mrr_week"]),
    Fraction(said["mrr_day"]), said["mrr_rounding"], said["mrr_discounts"], said["mrr_trials"],
    said["pauses"], said["free"], None if back == "any" else int(back),
    said["mrr_tax"], said["cancellations"], said["mrr_basis"], said["mrr_usage"],
    said["mrr_one_off"], said["mrr_refunds"])
