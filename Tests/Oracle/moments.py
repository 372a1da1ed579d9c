"""Days, instants and zones as whole numbers.

A day is `date.toordinal()`; an instant is a count of microseconds since 0001-01-01T00:00:00Z.
"""

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MICROS_A_DAY = 86_400_000_000
FIRST = datetime(1, 1, 1)
# Before this day no zone had a transition: facts "since ever" (0001-01-01) only need an order.
FIRST_ZONED_DAY = date(1800, 1, 1).toordinal()


def day(text):
  """The day "YYYY-MM-DD" names."""
  return date.fromisoformat(text).toordinal()


def day_text(number):
  """"YYYY-MM-DD" of a day."""
  return date.fromordinal(number).isoformat()


def micros(moment):
  """The instant of a naive UTC datetime."""
  return (moment - FIRST) // timedelta(microseconds=1)


def instant(text):
  """The instant "YYYY-MM-DDTHH:MM:SS[.ffffff]Z" names."""
  assert text.endswith("Z"), text
  return micros(datetime.fromisoformat(text[:-1]))


def instant_text(number):
  """The one form an instant has in an export: UTC, always six decimals."""
  return (FIRST + timedelta(microseconds=number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)


def months_after(anchor, count):
  """The day `count` months after `anchor`, clamped to the month's last day."""
  start = date.fromordinal(anchor)
  year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
  last = calendar.monthrange(year, month + 1)[1]
  return date(year, month + 1, min(start.day, last)).toordinal()


def month_start(number):
  """The first day of a day's month."""
  return number - date.fromordinal(number).day + 1


def month_of(number):
  """(year, month) of a day."""
  return date.fromordinal(number).timetuple()[:2]


class Zone:
  """A time zone, and what the two forms of a moment mean in it."""

  def __init__(self, name):
    self.name = name
    self._info = ZoneInfo(name)
    self._first_instants = {}
    self._moments = {}

  def wall(self, number):
    """The naive local datetime shown at an instant."""
    utc = (FIRST + timedelta(microseconds=number)).replace(tzinfo=ZoneInfo("UTC"))
    return utc.astimezone(self._info).replace(tzinfo=None, fold=0)

  def local_day(self, number):
    """The civil day shown at an instant."""
    return self.wall(number).toordinal()

  def first_instant(self, number):
    """The first instant of a local day; of the next one that exists if the zone skips it."""
    if number not in self._first_instants:
      self._first_instants[number] = self._find_first_instant(number)
    return self._first_instants[number]

  def _find_first_instant(self, number):
    midnight = datetime.fromordinal(number)
    if number < FIRST_ZONED_DAY:
      return micros(midnight)
    offset = midnight.replace(tzinfo=self._info, fold=0).utcoffset()
    found = micros(midnight) - offset // timedelta(microseconds=1)
    if self.wall(found) == midnight:
      return found
    # Midnight is not shown that day: the day begins where the clock jumps over it.
    low, high = found - 2 * MICROS_A_DAY, found
    while high - low > 1:
      middle = (low + high) // 2
      if self.wall(middle) >= midnight:
        high = middle
      else:
        low = middle
    return high

  def moment(self, text):
    """(local day, start instant) of a moment in either form."""
    if text not in self._moments:
      if len(text) == 10:
        found = (day(text), self.first_instant(day(text)))
      else:
        found = (self.local_day(instant(text)), instant(text))
      self._moments[text] = found
    return self._moments[text]
