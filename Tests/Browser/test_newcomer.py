"""The way of somebody who has a file and has never seen Tenure, in a browser."""

import csv
import io
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from browser import Watch, chromium
from places import PAGES, with_names
from server import ROOT, Server

TELCO = ROOT.parent / "shared/data/telco/telco_as_subscriptions.csv"
MADE_UP = ("customer_id,subscription_id,plan,currency,mrr,start_date,ended_at\n" + "".join(
  f"c{n},s{n},{('Basic', 'Pro')[n % 2]},eur,{10 + n},2025-0{1 + n % 9}-03,"
  f"{'2026-07-1%d' % (n % 10) if n % 5 == 0 else ''}\n" for n in range(200)))


class InBrowser(unittest.TestCase):
  """Tests with a Chromium and a folder of their own."""

  @classmethod
  def setUpClass(cls):
    cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
    cls.browser = cls.enterClassContext(chromium())

  def page(self, **options):
    """A new page that is watched; it must have complained of nothing at the end."""
    context = self.browser.new_context(
      viewport={"width": 1280, "height": 900}, accept_downloads=True, **options)
    self.addCleanup(context.close)
    page = context.new_page()
    watch = Watch(page)
    self.addCleanup(lambda: self.assertEqual(watch.taken() + watch.alerts, []))
    return page


class Newcomer(InBrowser):
  """From the empty workspace to a figure that can be held against its rows."""

  def download(self, page, link):
    """The file that a link gives."""
    with page.expect_download() as waiting:
      link.click()
    return Path(waiting.value.path()).read_bytes()

  def send(self, page, file):
    """Chooses a file on the import page and sends it."""
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Look into it").click()
    page.wait_for_url("**/import/file?id=*")

  def decide(self, page, button):
    """Presses a button below the columns and waits for what comes of it; its five counts."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("section.figures").wait_for(timeout=60_000)
    return dict(zip(page.locator(".fig-name").all_inner_texts(),
      (int(text.replace(",", "")) for text in page.locator(".fig-value").all_inner_texts())))

  def test_the_way(self):
    file = self.folder / "made-up.csv"
    file.write_text(MADE_UP)
    if TELCO.exists():
      file = TELCO
    else:
      print(f"newcomer: {TELCO} is not there; a made-up file takes its place")
    rows = len(file.read_text().splitlines()) - 1
    with Server(self.folder / "workspace") as server:
      page = self.page()
      self.way_in(page, server, file, rows)
      self.figure(page, server)
      self.way_out(page, server, rows)

  def way_in(self, page, server, file, rows):
    """The welcome page, the file, its columns, a look without importing, the import."""
    page.goto(server.url)
    page.get_by_role("link", name="Choose a file").first.click()
    self.send(page, file)
    mapping = page.get_by_label("What the column plan holds")
    mapping.select_option(label="an attribute of the customer")
    counts = self.decide(page, "Check without importing")
    # One attribute makes it a file of customers, which has no use for prices and days.
    self.assertEqual((counts["Rows"], counts["Rejected"]), (rows, 0))
    self.assertIn("5 columns are not used", page.locator("main").inner_text())
    self.assertIsNone(server.told(), "a look alone made a ledger")
    self.assertEqual(mapping.locator("option:checked").inner_text(), "an attribute of the customer")
    mapping.select_option("plan")
    counts = self.decide(page, "Check without importing")
    self.assertEqual((counts["Rows"], counts["Rejected"]), (rows, 0))
    self.assertNotIn("not used", page.locator("main header").first.inner_text())
    counts = self.decide(page, "Import")
    self.assertEqual(counts["Accepted"], rows)
    page.get_by_role("link", name="See the figures").click()

  def figure(self, page, server):
    """The retention rate, its definition, its rows, and the rows' sums."""
    page.get_by_role("link", name="Retention", exact=True).click()
    card = page.locator(".fig", has_text="Customer retention rate").first
    shown = card.locator(".fig-value").inner_text()
    card.locator(".fig-name a").click()
    drawer = page.get_by_role("dialog")
    self.assertIn("Customer retention rate", drawer.inner_text())
    self.assertEqual(page.evaluate("document.activeElement.id"), "drawer-title")
    for word in ("Window", "Formula", "The rows add up to the figure"):
      self.assertIn(word, drawer.inner_text())
    numerator, denominator = (int(text.replace(",", ""))
      for text in drawer.locator(".frac b").all_inner_texts())
    data = self.download(page, drawer.get_by_role("link", name="CSV"))
    listed = list(csv.DictReader(io.StringIO(data.decode())))
    self.assertEqual(sum(int(row["numerator"]) for row in listed), numerator)
    self.assertEqual(sum(int(row["denominator"]) for row in listed), denominator)
    percent = float(re.search(r"[\d.]+", shown)[0])
    self.assertAlmostEqual(100 * numerator / denominator, percent, delta=0.0501)
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "figure=" not in url)
    self.assertEqual(page.get_by_role("dialog").count(), 0)
    card.locator(".fig-name a").click()
    page.get_by_role("link", name="Close").click()
    page.wait_for_url(lambda url: "figure=" not in url)

  def way_out(self, page, server, rows):
    """What was told, taken away and told again: nothing is new."""
    page.goto(server.url + "/import")
    data = self.download(page, page.get_by_role("link", name="Subscriptions as CSV").first)
    again = self.folder / "again.csv"
    again.write_bytes(data)
    before = server.told()[0]
    self.send(page, again)
    # The same source: what another one says beside it is new.
    page.locator("input[name=source]").fill("csv")
    counts = self.decide(page, "Import")
    self.assertEqual((counts["Unchanged"], counts["Rejected"]), (counts["Rows"], 0), counts)
    self.assertGreaterEqual(counts["Rows"], rows)
    self.assertGreaterEqual(server.told()[0], before)


class Reader(InBrowser):
  """Those who use a keyboard, or have no scripts."""

  @classmethod
  def setUpClass(cls):
    super().setUpClass()
    shutil.copytree(ROOT / "demo/workspace", cls.folder / "workspace")
    cls.server = cls.enterClassContext(Server(cls.folder / "workspace"))

  def test_first_tab_skips_to_the_page(self):
    page = self.page()
    page.goto(self.server.url)
    page.keyboard.press("Tab")
    self.assertEqual(page.evaluate("document.activeElement.className"), "skip")
    page.keyboard.press("Enter")
    self.assertTrue(page.url.endswith("#main"))

  def test_focus_stays_in_the_drawer_and_is_seen(self):
    page = self.page()
    page.goto(self.server.url + "/retention?figure=crr")
    for _ in range(40):
      page.keyboard.press("Tab")
      where = page.evaluate("""() => {
        const on = document.activeElement
        return [on === document.body || on.closest(".drawer") !== null,
          on === document.body || getComputedStyle(on).outlineStyle !== "none"]
      }""")
      self.assertEqual(where, [True, True])

  def test_figures_open_by_enter(self):
    page = self.page()
    page.goto(self.server.url + "/retention")
    page.locator(".fig-name a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**figure=*")
    page.get_by_role("dialog").wait_for()

  def test_pages_work_without_scripts(self):
    page = self.page(java_script_enabled=False)
    for name, address in PAGES.items():
      page.goto(self.server.url + address)
      self.assertEqual(page.locator("h1").count(), 1, name)
      self.assertTrue(page.locator("h1").is_visible(), name)
    page.goto(self.server.url + "/retention?figure=crr")
    page.get_by_role("link", name="Close").click()
    page.wait_for_url(lambda url: "figure=" not in url)
    page.goto(self.server.url + "/retention?lens=period")
    page.locator(".lens-form input[name=from]").fill("2026-01-05")
    page.locator(".lens-form input[name=to]").fill("2026-02-10")
    page.get_by_role("button", name="Show these days").click()
    self.assertIn("from=2026-01-05", page.url)
    self.assertIn("5 Jan 2026", page.locator(".lens").inner_text())
    # Days that are a month become that month; a link that named them otherwise would be refused.
    page.goto(self.server.url + "/retention?lens=period")
    page.locator(".lens-form input[name=from]").fill("2026-02-01")
    page.locator(".lens-form input[name=to]").fill("2026-02-28")
    page.get_by_role("button", name="Show these days").click()
    page.locator(".fig-name a").first.click()
    self.assertIn("period=2026-02&", page.url + "&")
    self.assertEqual(page.get_by_role("dialog").count(), 1)

  def test_the_theme_switches_and_stays(self):
    page = self.page()
    page.goto(with_names(self.server.url + "/", theme="light"))
    page.get_by_role("button", name="Switch between light and dark").click()
    page.goto(self.server.url + "/accounts")
    self.assertEqual(page.evaluate("document.documentElement.dataset.theme"), "dark")


if __name__ == "__main__":
  unittest.main()
