"""Days, ISO weeks, months, quarters and years: where they begin, and how they are called."""

from datetime import date

from moments import day_text, month_start, months_after

UNITS = ("day", "week", "month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def start(on, unit):
  """The first day of the unit a day lies in; weeks begin on Monday."""
  if unit == "day":
    return on
  if unit == "week":
    return on - date.fromordinal(on).weekday()
  back = {"month": 0, "quarter": (date.fromordinal(on).month - 1) % 3,
    "year": date.fromordinal(on).month - 1}[unit]
  return months_after(month_start(on), -back)


def later(on, count, unit):
  """The day some units after another, always counted from that one."""
  if unit in MONTHS:
    return months_after(on, count * MONTHS[unit])
  return on + count * (7 if unit == "week" else 1)


def label(on, unit):
  """How the unit a day lies in is called."""
  if unit == "week":
    year, week, _ = date.fromordinal(on).isocalendar()
    return f"{year:04d}-W{week:02d}"
  text = day_text(on)
  return {
    "day": text, "month": text[:7], "quarter": f"{text[:4]}-Q{(int(text[5:7]) + 2) // 3}",
    "year": text[:4]}[unit]


def split(first, end, unit):
  """[(first, last, label)] of the units of some days, clipped to them; all of them without.

  What is no whole unit has no label here, nor has a week: how people call such a run of days is
  left to Tenure.
  """
  if unit is None:
    return [(first, end - 1, None)]
  found, on = [], first
  while on < end:
    following = later(start(on, unit), 1, unit)
    whole = unit != "week" and start(on, unit) == on and following <= end
    found.append((on, min(following, end) - 1, label(on, unit) if whole else None))
    on = following
  return found
