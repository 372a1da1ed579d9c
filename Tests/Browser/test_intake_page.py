"""What an engineer sees of the usage that was sent, in a browser: an equation that adds up."""

import csv
import io
import unittest
from pathlib import Path

from browser import faults, Watch
from places import PAGES, USAGE
from server import Server
from test_newcomer import InBrowser
from usage import key, send, some, unused


class IntakePage(InBrowser):
  """From the first key to numbers that add up."""

  def workspace(self, name):
    """A copy of the demo's workspace, without its usage."""
    return Path(unused(self.folder / name))

  def equation(self, page):
    """Accepted, stored, duplicates, kept apart, as the page says them."""
    page.goto(self.server.url + "/usage/intake?last=all")
    return [int(text.replace(",", "")) for text in page.locator(".eq.large b").all_inner_texts()]

  def test_the_way(self):
    workspace = self.workspace("way")
    with Server(workspace) as self.server:
      page = self.page()
      page.goto(self.server.url)
      page.get_by_role("link", name="Usage", exact=True).click()
      page.goto(self.server.url + "/usage/intake")
      self.assertIn("tenure keys add web", page.locator("main").inner_text())
      write_key = key(workspace)
      page.reload()
      self.assertIn("curl -u", page.locator("main").inner_text())
      send(self.server, write_key, some(100))
      accepted, stored, duplicate, apart = self.equation(page)
      self.assertEqual(accepted, 101)
      self.assertEqual(accepted, stored + duplicate + apart)
      self.assertTrue(duplicate and apart)
      self.assertIn("Adds up to the last event", page.locator("main").inner_text())
      self.files(page, accepted)
      self.mend(page, apart)
      after = self.equation(page)
      self.assertEqual(after, [accepted, stored + apart, duplicate, 0])
      self.assertIn("Adds up to the last event", page.locator("main").inner_text())

  def files(self, page, accepted):
    """What the file says is what the page says."""
    with page.expect_download() as waiting:
      page.locator("a[download]").click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text())))
    self.assertEqual(sum(int(row["accepted"]) for row in rows), accepted)

  def mend(self, page, apart):
    """All that is kept apart, looked at, tried and mended."""
    page.get_by_role("link", name="Kept apart").click()
    page.get_by_text("As it was sent").first.click()
    body = page.locator(".entries pre").first
    self.assertTrue(body.is_visible())
    self.assertIn('\n  "messageId": "m-', body.inner_text())
    page.locator("select[name=reason]").select_option("future")
    page.locator("select[name=rule]").select_option("shift")
    page.get_by_label("Hours, below 0 for earlier").fill("-100")
    page.get_by_role("button", name="See what it would do").click()
    self.assertIn("would count", page.locator("#preview").inner_text())
    page.goto(self.server.url + "/usage/intake/quarantine")
    page.get_by_role("button", name="See what it would do").click()
    self.assertIn(f"{apart} events would count", page.locator("#preview").inner_text())
    page.get_by_role("button", name=f"Mend {apart} events").click()
    page.wait_for_url("**mended=*")
    text = page.locator("main").inner_text()
    self.assertIn(f"{apart} events count now", text)
    self.assertIn("No event is kept apart", text)
    self.assertIn("took place when received", text)

  def test_every_page_of_it_is_sound(self):
    workspace = self.workspace("sound")
    write_key = key(workspace)
    with Server(workspace) as server:
      send(server, write_key, some(700))
      for width in (360, 1440):
        context = self.browser.new_context(
          viewport={"width": width, "height": 900}, reduced_motion="reduce")
        self.addCleanup(context.close)
        page = context.new_page()
        watch = Watch(page)
        for name in USAGE:
          page.goto(server.url + PAGES[name])
          self.assertEqual(faults(page, watch), [], (name, width))


if __name__ == "__main__":
  unittest.main()
