#!/usr/bin/env python3
"""Shows every page in light and dark, narrow and wide, and says what is wrong with it.

A page is wrong that scrolls sideways, whose console has errors, that axe finds a fault in
(WCAG 2.2 AA, the contrast of text among it), or that has a word from outside the catalogue.
Pictures go to .screens. Ends with 1 if anything is wrong.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from browser import Watch, chromium, faults, strange_words
from known import known_words
from places import EMPTY, PAGES, SHORT, USAGE, with_names
from server import ROOT, Server
from usage import key, send, some, unused

PICTURES = ROOT / ".screens"
SAMPLE = ("customer_id,subscription_id,start_date,amount,currency,tier\n"
  "acme,s1,2026-01-31,49,EUR,Pro\nglobex,s2,2026-02-30,49,EUR,Pro\n")


class Screens:
  """Goes through the pages of one workspace and gathers what is wrong."""

  def __init__(self, browser, server, name, options):
    self.browser, self.server, self.name, self.options = browser, server, name, options
    self.known = known_words(server)
    self.found, self.count = [], 0

  def show(self, page, watch, name, address, label):
    """Looks at one page, and takes a picture of it."""
    page.goto(self.server.url + address)
    self.count += 1
    where = f"{self.name}/{name} {label}"
    self.found += [f"{where}: {text}" for text in faults(page, watch)]
    if self.options.pictures:
      folder = PICTURES / self.name
      folder.mkdir(parents=True, exist_ok=True)
      page.screenshot(path=folder / f"{name}-{label}.png", full_page=True)

  def run(self, pages):
    """All pages in all themes and widths, then their words."""
    pages = pages | self.file_pages()
    for theme in ("light", "dark") if not self.options.short else ("light",):
      for width in (360, 1440):
        context = self.browser.new_context(
          viewport={"width": width, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        watch = Watch(page)
        for name, address in pages.items():
          self.show(page, watch, name, with_names(address, theme=theme), f"{theme}-{width}")
        context.close()
    if self.name == "large":
      # What its customers are called is not known here, so their names would pass for words.
      return
    context = self.browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    for name, address in pages.items():
      page.goto(self.server.url + with_names(address, marked=1))
      self.found += [
        f"{self.name}/{name} words: {text}" for text in strange_words(page, self.known)]
    context.close()

  def file_pages(self):
    """The pages of a file that was sent and waits, and of one that was looked through."""
    waiting = self.server.upload("a-file.csv", SAMPLE.encode()).headers["location"]
    checked = self.server.upload("another.csv", SAMPLE.encode()).headers["location"]
    body = f"id={checked.split('id=')[1]}&exported=2026-07-31&do=look".encode()
    self.server.send("POST", "/import/file", {
      "Origin": self.server.url, "Content-Type": "application/x-www-form-urlencoded"}, body)
    return {"file-waiting": waiting, "file-checked": checked}


def look(browser, options):
  """What is wrong anywhere, and how many pages were shown."""
  found, count = [], 0
  with tempfile.TemporaryDirectory() as folder:
    workspaces = [
      ("empty", Path(folder) / "none", EMPTY),
      ("demo", ROOT / "demo/workspace", SHORT if options.short else list(PAGES))]
    if options.short:
      workspaces = workspaces[1:]
    if large := os.environ.get("TENURE_LARGE"):
      workspaces.append(("large", Path(large), list(PAGES)))
    usage = unused(Path(folder) / "usage")
    workspaces.append(("usage", usage, USAGE))
    for name, workspace, pages in workspaces:
      with Server(workspace) as server:
        if name == "usage":
          send(server, key(workspace), some(3000))
        screens = Screens(browser, server, name, options)
        screens.run({page: PAGES[page] for page in pages})
        found += screens.found
        count += screens.count
  return found, count


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--short", action="store_true", help="fewer pages, light only")
  parser.add_argument("--no-pictures", dest="pictures", action="store_false")
  options = parser.parse_args()
  began = time.monotonic()
  with chromium() as browser:
    found, count = look(browser, options)
  for text in found:
    print(text)
  print(f"screens: {count} pages, {len(found)} faults, {time.monotonic() - began:.0f} s")
  return 1 if found else 0


if __name__ == "__main__":
  sys.exit(main())
