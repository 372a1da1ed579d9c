#!/usr/bin/env python3
"""Puts texts that would be markup into everything that people can tell, and reads every page.

A page may have no element and no attribute that the same page has not where the texts are plain,
no `on…` attribute, and no link but to its own paths; a browser that opens it may see no alert.
The control escapes by `Character`, as Mustache does: then something must get through.
Ends with 1 if anything is wrong.
"""

import argparse
import csv
import io
import json
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import html5lib

from browser import Watch, chromium
from payloads import DISGUISES, harmless, payloads
from server import TODAY, Server, tenure
from usage import hostile as hostile_usage, key, send

ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "srcset", "poster", "data")
# Of the accounts so many are one page that is read.
EVERY = 3
# What may be refused of all that is told; what is refused is shown to nobody but who sent it.
MOST_REJECTED = 20


def table(head, rows):
  """A CSV file as bytes."""
  text = io.StringIO()
  csv.writer(text).writerows([head, *rows])
  return text.getvalue().encode()


def identifier(number, text):
  """An id with a payload in it, that no other has."""
  return f"{number} {text}".encode()[:250].decode(errors="ignore").strip()


def email(text):
  """An e-mail address with as much of a payload in it as one may have."""
  return "".join(c for c in text if c not in ",;:@" and not c.isspace()) + "@example.org"


def fill(workspace, texts):
  """Tells a workspace of customers whose every text is one of `texts`."""
  with tempfile.TemporaryDirectory() as folder:
    rows = [(identifier(n, text), identifier(n, "s" + text),
      f"state {n} {text}".replace("#", "")[:200], text, text, email(text),
      "2026-0%d-03" % (1 + n % 7), 10 + n, "EUR",
      "2026-07-1%d" % (n % 10) if n % 4 == 0 else "") for n, (_, text) in enumerate(texts)]
    head = ("customer_id,subscription_id,state_id,plan,customer_name,customer_email,start_date,"
      "amount,currency,ended_at").split(",")
    file = Path(folder) / "subscriptions.csv"
    file.write_bytes(table(head, rows))
    said = tenure("import", "--workspace", workspace, file, "--exported-at", "2026-07-31",
      "--recorded-at", "2026-07-31T07:00:00Z", "--json")
    names = [f"attribute.{identifier(n, text)}" for n, (_, text) in enumerate(texts[::10])]
    rows = [[row[0], text, *[text] * len(names)] for row, (_, text) in zip(rows, texts)]
    file.write_bytes(table(["customer_id", "attribute.tier", *names], rows))
    said += tenure("import", "--workspace", workspace, file, "--exported-at", "2026-07-31",
      "--recorded-at", "2026-07-31T07:00:00Z", "--json")
    for n, (_, text) in enumerate(texts[36:48]):
      # Sources have short names; these hold an element in every disguise.
      file.write_bytes(table(head[:2] + head[6:9], [[f"c{n}", f"s{n}", "2026-01-01", 1, "EUR"]]))
      tenure("import", "--workspace", workspace, file, "--source", text[-60:])
  for line in said.splitlines():
    counts = json.loads(line)["files"][0]
    assert counts["rejected"] <= MOST_REJECTED, f"too much is not taken: {line[:2000]}"
  use(workspace, texts)


def use(workspace, texts):
  """Sends usage whose names and ids are `texts`: of accounts in the books, of others, of none."""
  events = []
  for n, (_, text) in enumerate(texts):
    own = identifier(n, text)
    event = {"timestamp": f"2026-{9 + n % 2:02d}-{1 + n % 28:02d}T10:00:00Z", "messageId": str(n),
      "userId" if n % 2 else "anonymousId": own, "properties": {text: n}}
    if n % 3:
      event["context"] = {"groupId": own if n % 3 == 1 else "other " + own}
    kind = ("track", "page", "screen")[n % 5 if n % 5 < 3 else 0]
    event |= {"type": kind, "event" if kind == "track" else "name": text}
    events.append(event)
  with Server(workspace, "--now", f"{TODAY}T12:00:00Z") as server:
    send(server, key(workspace, "in-time"), events)


class Reading:
  """What pages of one kind are made of."""

  def __init__(self):
    # By kind of page: the elements with the names of their attributes.
    self.parts, self.faults, self.pages = {}, [], 0

  def read(self, kind, where, html):
    """Takes a page apart."""
    self.pages += 1
    parts = self.parts.setdefault(kind, {})
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
      if not isinstance(element.tag, str):
        # Comments; none of our templates has any.
        self.faults.append(f"{where}: a comment")
        continue
      for name in element.attrib:
        parts.setdefault((element.tag, str(name)), where)
      parts.setdefault((element.tag, ""), where)
      self.check(element, where)

  def check(self, element, where):
    """No handlers, and no links that leave."""
    for name, value in element.attrib.items():
      name = str(name)
      if name.lower().startswith("on"):
        self.faults.append(f"{where}: {element.tag}[{name}]")
      own = value.startswith(("/", "#")) and not value.startswith(("//", "/\\"))
      if name in ADDRESSES and not own:
        self.faults.append(f"{where}: {element.tag}[{name}={value[:40]}]")


def addresses(texts):
  """The pages of a filled workspace, as (kind, address); what is asked holds payloads too."""
  found = [("overview", "/"), ("retention", "/retention?by=plan"),
    ("retention", "/retention?by=tier"),
    ("drawer", "/retention?figure=churn.a&period=2026-07"), ("drawer", "/retention?figure=crr"),
    ("lens", "/retention?lens=by"), ("cohorts", "/retention/cohorts?cohort=plan&every=month"),
    ("cell", "/retention/cohorts?cohort=month&cell=2026-01:1"),
    ("revenue", "/revenue?by=plan"), ("revenue", "/revenue?by=tier"),
    ("usage", "/usage"), ("usage", "/usage?unit=people&every=week"),
    ("usage", "/usage?unit=people&every=day"),
    ("usage-cohorts", "/usage/cohorts"), ("usage-cohorts", "/usage/cohorts?cohort=tier"),
    ("usage-cell", "/usage/cohorts?cell=2026-09:1"),
    ("usage-cell", "/usage/cohorts?unit=people&cell=2026-10:0"),
    ("definitions", "/definitions"), ("import", "/import"), ("intake", "/usage/intake"),
    ("apart", "/usage/intake/quarantine?reason=unreadable&rule=shift&hours=-48"),
    ("identity", "/usage/intake/identity")]
  found += [("apart", f"/usage/intake/quarantine?before={before}") for before in range(20, 90, 20)]
  found += [("names", f"/usage/intake/names?page={page}&name={page * 9}") for page in range(1, 7)]
  found += [("usage-drawer", f"/usage?figure=usage.{figure}&unit={unit}")
    for figure in ("active", "kept", "paying", "stickiness") for unit in ("accounts", "people")]
  found += [("accounts", f"/accounts?page={page}") for page in range(1, 8)]
  for number, (_, text) in enumerate(texts):
    asked = quote(text, safe="")
    # Pages and screens are called otherwise than they are sent; then there is no such event.
    found.append((("usage", f"/usage?event={asked}"),
      ("usage-feature", f"/usage?unit=people&figure=usage.adoption&feature={asked}"),
      ("usage-cohorts", f"/usage/cohorts?unit=people&start={asked}&return={asked}"))[number % 3])
    if number % EVERY == 0:
      account = quote(identifier(number, text), safe="")
      found.append(("account", f"/account?id={account}"))
    elif number % EVERY == 1:
      found.append(("accounts", f"/accounts?q={asked}"))
    else:
      name = ("?period=", "account?id=", "retention?by=", "revenue?currency=", "accounts?status=",
        "retention?figure=", "retention/cohorts?cohort=", "import/file?id=", "",
        "usage/intake?last=", "usage/intake/quarantine?reason=",
        "usage/intake/quarantine?rule=", "usage/cohorts?cohort=", "usage?unit="
        )[number // EVERY % 14]
      found.append(("problem", f"/{name}{asked}"))
  return found


def files(server, texts):
  """The pages of files that were sent: payloads as file names, columns, cells, rejected cells."""
  found = []
  for first in range(0, len(texts), 20):
    part = [text for _, text in texts[first:first + 20]]
    name = part[0].replace('"', "'").replace("\n", " ")
    columns = ["customer_id", "subscription_id", "amount", "currency", "start_date",
      *[identifier(n, text) for n, text in enumerate(part)]]
    rows = [[text, text, 1, "EUR", text, *part] for text in part]
    sent = server.upload(name, table(columns, rows)).headers["location"]
    found.append(("file", sent))
    form = {"id": sent.split("id=")[1], "exported": "2026-07-31", "do": "look"}
    found.append(("file", server.send("POST", "/import/file", {
      "Origin": server.url, "Content-Type": "application/x-www-form-urlencoded"},
      urlencode(form).encode()).headers["location"]))
  return found


def read(workspace, texts, *options):
  """All pages of a workspace, taken apart, and the addresses of some for a browser."""
  reading = Reading()
  with Server(workspace, *options) as server:
    tell(server, workspace, texts)
    for kind, address in [*files(server, texts), *addresses(texts)]:
      answer = server.get(address)
      if answer.status not in (200, 400, 404, 422):
        reading.faults.append(f"{address}: {answer.status}")
      kind = "problem" if answer.status != 200 else kind
      reading.read(kind, address, answer.text)
  return reading


def printable(text):
  """A text as a key may be called: without blanks and signs that are not ASCII."""
  return "".join(c for c in text.replace(" ", "/") if "!" <= c <= "~")[:90]


def tell(server, workspace, texts):
  """Sends usage whose every text is one of `texts`, once to a workspace, and mends none of it."""
  if "tenure keys add" not in server.get("/usage/intake").text:
    return
  for n, (_, text) in enumerate(texts[:24:3]):
    key(workspace, f"{n}{printable(text)}")
  send(server, key(workspace, printable(texts[36][1])), hostile_usage(texts, identifier))
  server.send("POST", "/usage/intake/mend", {
    "Origin": server.url, "Content-Type": "application/x-www-form-urlencoded"},
    urlencode({"rule": "receipt", "source": texts[0][1]}).encode())


def strange(reading, plain):
  """What pages are made of that plain ones are not."""
  return [f"{where}: {tag}" + (f"[{name}]" if name else "")
    for kind, parts in reading.parts.items()
    for (tag, name), where in parts.items() if (tag, name) not in plain.parts.get(kind, {})]


def opened(browser, workspace, texts):
  """What a browser complains of that opens the pages, and how many it opened."""
  with Server(workspace) as server:
    page = browser.new_page()
    watch = Watch(page)
    pages = files(server, texts)[::6] + addresses(texts)[::5]
    for _, address in pages:
      page.goto(server.url + address)
    errors = watch.taken() + [f"alert: {text}" for text in watch.alerts]
    # The control: an alert that there is must be seen.
    page.goto("about:blank")
    page.set_content("<script>alert(1)</script>")
    if watch.alerts[-1:] != ["1"]:
      errors.append("an alert of the test's own was not seen")
    page.close()
  return errors, len(pages)


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.parse_args()
  began = time.monotonic()
  with tempfile.TemporaryDirectory() as folder:
    hostile, plain = Path(folder) / "hostile", Path(folder) / "plain"
    fill(hostile, payloads())
    fill(plain, harmless())
    reading, base = read(hostile, payloads()), read(plain, harmless())
    faults = reading.faults + strange(reading, base) + base.faults
    with chromium() as browser:
      errors, count = opened(browser, hostile, payloads())
    faults += errors
    stock = read(hostile, payloads()[:60], "--stock-escaping")
    through = set(strange(stock, base) + stock.faults)
  for kind, name in (("an element", "xss-probe"), ("a handler", "[on")):
    if not any(name in text for text in through):
      faults.append(f"control: with Mustache's escaping {kind} should have got through")
  for fault in faults:
    print(fault)
  print(f"xss: {len(payloads())} payloads in {len(DISGUISES)} disguises, "
    f"{reading.pages} pages read, {count} opened, "
    f"{len(faults)} faults; control: {len(through)} got through; "
    f"{time.monotonic() - began:.0f} s")
  return 1 if faults else 0


if __name__ == "__main__":
  sys.exit(main())
