"""Made-up exchange rates in the form of the European Central Bank's file."""

from datetime import date
from typing import NamedTuple

from moments import day, day_text

# Units of a currency for one euro, about.
LEVELS = {"USD": 1.08, "GBP": 0.85, "JPY": 160, "VND": 27000, "KWD": 0.33}


class Quotes(NamedTuple):
  """A file of rates, and when it is imported."""

  file: str
  columns: tuple
  days: dict
  recorded_at: str
  ending: str

  def text(self):
    """The file's text: the newest day first, N/A for what is not quoted."""
    lines = [",".join(("Date", *self.columns)) + self.ending]
    for on in sorted(self.days, reverse=True):
      cells = (self.days[on].get(currency, "N/A") for currency in self.columns)
      lines.append(",".join((day_text(on), *cells)) + self.ending)
    return "\n".join(lines) + "\n"


def wander(rng, level):
  """A rate near another, in the decimals such rates have."""
  digits = 4 if level < 10 else 2
  return f"{level * rng.uniform(0.97, 1.03):.{digits}f}"


def quoted(rng, span, columns):
  """{day: {currency: quote}}: weekdays, some of them and some currencies left out."""
  first = span.first - rng.choice((70, 70, 70, 20, -60))
  levels = {currency: LEVELS[currency] for currency in columns}
  found = {}
  # A currency that is quoted later than the others, or no longer.
  odd = rng.choice(columns)
  low, high = sorted(rng.randrange(span.first - 70, span.last + 70) for _ in range(2))
  partial = rng.random() < 0.3
  for on in range(first, span.last + 70):
    if date.fromordinal(on).weekday() > 4 or rng.random() < 0.05:
      continue
    for currency in columns:
      levels[currency] = float(wander(rng, levels[currency]))
    found[on] = {
      currency: wander(rng, levels[currency]) for currency in columns
      if not (partial and currency == odd and low <= on < high)}
  return found


def rate_files(rng, span, currencies, imports, base):
  """[(before which import, file)]: none, all rates at once, or the later ones later."""
  if base is None and rng.random() < 0.8 or rng.random() < 0.1:
    return []
  columns = sorted({"USD", *currencies} - {"EUR"})
  if rng.random() < 0.5:
    rng.shuffle(columns)
  if len(columns) > 1 and rng.random() < 0.05:
    columns.pop()
  days = quoted(rng, span, columns)
  ending = rng.choice(("", ","))
  last = len(imports)
  if rng.random() < 0.6:
    return [(0, made("rates.csv", columns, days, imports, 0, ending))]
  place = rng.randrange(1, last + 1)
  until = day(imports[place - 1].recorded_at[:10])
  early = {on: quotes for on, quotes in days.items() if on < until}
  # A quote that was wrong at first.
  for on in rng.sample(sorted(early), min(2, len(early))):
    early[on] = {currency: wander(rng, LEVELS[currency]) for currency in early[on]}
  found = [(place, made("rates-2.csv", columns, days, imports, place, ending))]
  if early:
    found.insert(0, (0, made("rates-1.csv", columns, early, imports, 0, ending)))
  return found


def made(name, columns, days, imports, place, ending):
  """A file imported just before an import, or after the last one."""
  near = day(imports[min(place, len(imports) - 1)].recorded_at[:10])
  on = near - 1 if place < len(imports) else near + 1
  return Quotes(name, tuple(columns), days, f"{day_text(on)}T06:00:00Z", ending)
