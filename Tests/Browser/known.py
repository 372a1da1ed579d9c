"""What pages show that is no word of the catalogue: data, and the registry's definitions."""

import csv

from html5lib import parse

from server import ROOT

# Currencies, units of time as addresses have them, and what formats and fields are called.
NAMES = ["EUR", "USD", "GBP", "INR", "JPY", "UTC", "CSV"]


def cells(folder):
  """Every cell and column of the files that a workspace was made from."""
  found = set()
  for file in sorted(folder.rglob("*.csv")):
    with file.open(newline="", encoding="utf-8") as rows:
      found.update(cell for row in csv.reader(rows) for cell in row if len(cell) > 1)
  return found


def definitions(server):
  """The names and texts of the registry, off the page that lists them."""
  page = parse(server.get("/definitions").text, namespaceHTMLElements=False)
  found = set()
  for term in page.iter("details"):
    for element in term.iter():
      if element.tag in ("dd", "code") or element.get("class") in ("term", "meta"):
        found.add("".join(element.itertext()).strip())
  assert found, "the page of definitions has none"
  return found


def known_words(server):
  """All of it, for a workspace that the demo made, or for an empty one."""
  return sorted(cells(ROOT / "demo/exports") | definitions(server) | set(NAMES))
