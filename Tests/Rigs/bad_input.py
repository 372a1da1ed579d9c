#!/usr/bin/env python3
"""Hands `tenure import` every class of bad file, and files that only look bad.

Each case says what must come of it: how many rows are taken and refused, and what the refusal
names. In none may the program die, hang, or lose a row: rows are taken + unchanged + revised +
rejected. Ends with 0 if all holds, 1 if not.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

HEAD = "customer_id,subscription_id,start_date,amount,currency"
GOOD = "a,s1,2025-01-31,10,EUR"
# By name: bytes, options, (taken, rejected) or None where the file is refused, and what is named.
CASES = []


def case(name, data, wanted, *named, options=()):
  """Adds a case; text is written as UTF-8."""
  data = data if isinstance(data, bytes) else data.encode()
  CASES.append((name, data, list(options), wanted, named))


def rows(*lines, end="\n"):
  """A file of rows below the header."""
  return end.join((HEAD, *lines, ""))


two = (GOOD, "b,s2,2025-01-31,20,EUR")
for title, end in (("CR LF", "\r\n"), ("LF", "\n"), ("CR", "\r")):
  case(f"B1 lines end in {title}", rows(*two, end=end), (2, 0))
case("B1 line ends are mixed", HEAD + "\r\n" + two[0] + "\n" + two[1] + "\r\n", (2, 0))
case("B1 no end of the last line", rows(*two).rstrip("\n"), (2, 0))
case("B3 a comma before a combining mark", rows("a,s1\u0301,2025-01-31,10,EUR"), (1, 0))
case("B3 a quote before a combining mark", rows('"\u0301a",s1,2025-01-31,10,EUR'), (1, 0))
case("B5 a column twice", "customer_id," + rows("x," + GOOD), None, "customer_id")
case("B5 a column missing", "customer_id,start_date\na,2025-01-31\n", None, "subscription_id")
case("B5 a column missing beside a price", "customer_id,amount,plan\na,10,Pro\n", None,
  "start_date")
case("B5 columns in another order", "amount,currency,start_date,subscription_id,customer_id\n"
  "10,EUR,2025-01-31,s1,a\n", (1, 0))
case("B5 an empty file", "", None)
case("B5 20,000 columns", ",".join(f"c{i}" for i in range(20_000)) + "\n", None, "columns")
case("B5 too few cells", rows("a,s1,2025-01-31", two[1]), (1, 1), "line 2")
case("B5 too many cells", rows(GOOD + ",x,y", two[1]), (1, 1), "line 2")
for text in ("2027-02-30", "2027-02-29", "27-1-1", "46000", "yesterday"):
  case(f"B9 the date {text}", rows(f"a,s1,{text},10,EUR", two[1]), (1, 1), "start_date", text)
case("B9 a date of two readings", rows("a,s1,01/02/2025,10,EUR"), (0, 1), "01/02/2025")
case("B9 the same with its order", rows("a,s1,01/02/2025,10,EUR"), (1, 0),
  options=("--date-format", "dmy"))
case("B11 cells that begin like formulas", rows('=1+1,+s,2025-01-31,10,EUR'), (1, 0))
case("B15 an archive", b"PK\x03\x04" + bytes(40), None)
case("B15 a page", "<!doctype html><html></html>", None)
case("B15 a picture", b"\x89PNG\r\n\x1a\n" + bytes(40), None)
case("B15 a bomb", zlib.compress(bytes(10_000_000)), None)
case("B17 a column on what is computed", rows(GOOD), None, "mrr",
  options=("--map", "amount=mrr_computed"))
case("B17 a column on the version", rows(GOOD), None, "version",
  options=("--map", "amount=version"))
for text in ("ten", "1,2.3,4", "-5", "1e999", "NaN", "99999999999999999999"):
  case(f"J an amount of {text}", rows(f'a,s1,2025-01-31,"{text}",EUR', two[1]), (1, 1), "amount")
case("J an amount that is too much a year", f"{HEAD},interval\n{GOOD[:-6]}9000000000,EUR,day\n",
  (0, 1), "a year")
case("J a currency that is none", rows("a,s1,2025-01-31,10,EURO", two[1]), (1, 1), "currency")
case("an id of NUL", rows("a\0b,s1,2025-01-31,10,EUR", two[1]), (1, 1), "customer_id")
case("bytes that are no UTF-8", HEAD.encode() + b"\n\xff\xfe\xfa,s1,2025-01-31,10,EUR\n", None)
case("a quote that is never closed", rows('"a,s1,2025-01-31,10,EUR', two[1]), (1, 1), "line 2")


def run(tenure, *arguments):
  """A run with its output; death by a signal is a status below 0."""
  return subprocess.run(
    [tenure, *arguments], capture_output=True, text=True, timeout=20, errors="replace")


def fault(tenure, folder, data, options, wanted, named):
  """What is wrong with how a file was taken; None if nothing."""
  file, refused = folder / "file.csv", folder / "refused.csv"
  file.write_bytes(data)
  done = run(tenure, "import", str(file), "--workspace", str(folder / "workspace"), "--json",
    "--rejections", str(refused), "--exported-at", "2025-06-30", *options)
  said = done.stdout + done.stderr
  if done.returncode < 0:
    return f"died of signal {-done.returncode}"
  missing = [name for name in named if name.lower() not in said.lower()
    and not (refused.exists() and name.lower() in refused.read_text(errors="replace").lower())
    and not (name == "line 2" and '"line":2' in said)]
  if missing:
    return f"does not name {missing}: {said[:300]!r}"
  if wanted is None:
    return None if done.returncode not in (0, 2) else f"was taken: {said[:300]!r}"
  answer = json.loads(done.stdout)
  summary = answer["files"][0]
  counts = {key: summary[key] for key in ("rows", "accepted", "unchanged", "revised", "rejected")}
  if counts["rows"] != sum(counts.values()) - counts["rows"]:
    return f"does not add up: {counts}"
  if (counts["accepted"], counts["rejected"]) != wanted:
    return f"counts {counts}, wanted {wanted}: {said[:300]!r}"
  if done.returncode != (2 if counts["rejected"] else 0):
    return f"ended with {done.returncode}: {counts}"
  if counts["rejected"]:
    with refused.open(newline="", encoding="utf-8", errors="replace") as rejected:
      if len(list(csv.reader(rejected))) != counts["rejected"] + 1:
        return "the file of rejections has other rows than were rejected"
  return None


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--tenure", required=True)
  options = parser.parse_args()
  faults = 0
  for name, data, arguments, wanted, named in CASES:
    with tempfile.TemporaryDirectory() as folder:
      found = fault(options.tenure, Path(folder), data, arguments, wanted, named)
    if found:
      faults += 1
      print(f"{name}: {found}")
  print(f"bad input: {len(CASES)} files, {faults} faults")
  return 1 if faults else 0


if __name__ == "__main__":
  sys.exit(main())
