"""A headless Chromium, and what is wrong with a page that it shows."""

import contextlib
import shutil
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
INSPECT = (Path(__file__).parent / "inspect.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextlib.contextmanager
def chromium():
  """The system's Chromium; a sandbox of its own it cannot have as root."""
  found = shutil.which("chromium") or shutil.which("chromium-browser")
  if not found:
    raise RuntimeError("there is no chromium; run script/setup --browser")
  with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    try:
      yield browser
    finally:
      browser.close()


class Watch:
  """What a page complains of: errors in its console, refused resources, alerts."""

  def __init__(self, page):
    self.errors, self.alerts = [], []
    page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
    page.on("pageerror", lambda error: self.errors.append(str(error)))
    page.on("dialog", self.dialog)

  def dialog(self, dialog):
    """Counts a dialog and closes it."""
    self.alerts.append(dialog.message)
    dialog.dismiss()

  def taken(self):
    """The errors since the last call.

    That a page of an error has its status is no error: the browser says so of every one.
    """
    errors = [text for text in self.errors if "the server responded with a status of" not in text]
    self.errors.clear()
    return errors


def overflow(page):
  """Whether the page scrolls sideways, and what makes it."""
  return page.evaluate("() => {" + INSPECT + "; return overflow() }")


def faults(page, watch):
  """What is wrong with the page that is shown: a line each."""
  found = [f"console: {text}" for text in watch.taken()]
  found += [f"too wide: {text}" for text in overflow(page)]
  page.evaluate(AXE)
  result = page.evaluate(
    "levels => axe.run(document, {runOnly: levels, resultTypes: ['violations']})", LEVELS)
  for violation in result["violations"]:
    for node in violation["nodes"]:
      said = (node["any"] or node["all"] or node["none"])[0]["message"]
      found.append(f"axe {violation['id']}: {node['target'][0]}: {said}")
  return found


def strange_words(page, known):
  """The words of a page with `?marked=1` that stand in no brackets and are no data.

  - known: texts that people told, and those of the registry.
  """
  return page.evaluate("known => {" + INSPECT + "; return strangeWords(known) }", known)
