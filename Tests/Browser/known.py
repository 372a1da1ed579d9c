"""What pages show that is no word of the catalogue: data, and the registry's definitions."""

import csv

from html5lib import parse

from server import ROOT

# Currencies and the zone.
NAMES = ["EUR", "USD", "GBP", "INR", "JPY", "UTC"]
# What people of the made-up company did.
EVENTS = ["Signed In", "Session Ended", "Report Created", "Dashboard Viewed", "Export Downloaded",
  "Comment Added", "Integration Connected", "Onboarding Call Held", "Theme Changed"]
# What rows say in words of Tenure's own, which pages have from the catalogue.
OWN = {"status", "interval", "end_cause", "retracted", "state_id"}


def cells(folder):
  """What the files that a workspace was made from say of customers, and what attributes there are.

  Of one letter nothing is taken: it would be found in every word.
  """
  found = set()
  for file in sorted(folder.rglob("*.csv")):
    with file.open(newline="", encoding="utf-8") as lines:
      for row in csv.DictReader(lines):
        found.update(value for name, value in row.items() if name not in OWN and value)
        if file.name == "accounts.csv":
          found.update(row)
  return {text for text in found if len(text) > 1}


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
  return sorted(cells(ROOT / "demo/company/exports") | definitions(server)
    | set(NAMES) | set(EVENTS))
