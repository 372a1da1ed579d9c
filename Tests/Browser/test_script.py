"""The script that pages of the product load, in Chromium on a page of another port."""

import http.server
import json
import sqlite3
import threading
import time

from browser import chromium
from raw import InWorkspace

PAGE = """<!doctype html><title>Product</title>
<script>window.tenure = [["identify", "user-1", {"plan": "Pro"}], ["group", "acme"]];</script>
<script src="%s/tenure.js" data-key="%s" %s></script><a href="/away">Away</a>"""


class Product:
  """A product's pages, which know nothing of Tenure but its snippet."""

  def __init__(self, tenure, key, options=""):
    page = (PAGE % (tenure, key, options)).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
      """Every address is the same page, but one that is none."""

      def do_GET(self):
        body = b"<!doctype html>gone" if self.path == "/away" else page
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

      def log_message(self, *_):
        pass

    self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=self.server.serve_forever, daemon=True).start()
    self.url = f"http://localhost:{self.server.server_port}"

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self.server.shutdown()
    self.server.server_close()


class Script(InWorkspace):
  """What arrives of what people do on a page."""

  @classmethod
  def setUpClass(cls):
    cls.browser = cls.enterClassContext(chromium())

  def open(self, options="", before=""):
    product = self.enterContext(Product(self.server.url, self.key, options))
    context = self.browser.new_context()
    self.addCleanup(context.close)
    page = context.new_page()
    self.errors = []
    page.on("pageerror", lambda error: self.errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
    if before:
      page.add_init_script(before)
    page.goto(product.url + "/start")
    return product, page

  def events(self):
    """What is kept, in the order of its sending, and what was counted."""
    self.stored()
    connection = sqlite3.connect(f"file:{self.workspace}/usage.sqlite?mode=ro", uri=True)
    try:
      rows = connection.execute(
        "SELECT kind, name, user_id, group_id, anonymous_id, body FROM events ORDER BY id")
      events = [(*row[:5], json.loads(row[5])) for row in rows]
      counts = connection.execute("SELECT sum(accepted), sum(duplicate) FROM counts").fetchone()
    finally:
      connection.close()
    return events, counts

  def wait(self, count):
    """The events, once so many are there."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
      events, counts = self.events()
      if len(events) >= count:
        return events, counts
      time.sleep(0.05)
    raise AssertionError(f"{len(self.events()[0])} events instead of {count}")

  def until(self, name):
    """The events, once one of that name is there."""
    count = 1
    while True:
      events, _ = self.wait(count)
      if any(event[1] == name for event in events):
        return events
      count = len(events) + 1

  def test_a_visit_arrives_once_with_its_seconds(self):
    product, page = self.open()
    page.evaluate("tenure.track('Report Exported', {rows: 12})")
    page.evaluate("history.pushState({}, '', '/second?mail=a@b.c')")
    page.evaluate("history.replaceState({}, '', '/second?x=1')")
    page.evaluate("history.back()")
    page.wait_for_url("**/start")
    page.wait_for_timeout(1600)
    page.click("a")
    events, counts = self.wait(7)
    self.assertEqual(self.errors, [])
    self.assertEqual([(kind, name) for kind, name, *_ in events], [
      ("identify", ""), ("group", ""), ("page", ""), ("track", "Report Exported"), ("page", ""),
      ("page", ""), ("track", "Session Ended")])
    self.assertEqual({event[2] for event in events}, {"user-1"})
    self.assertEqual({event[3] for event in events[1:]}, {"acme"})
    self.assertEqual(len({event[4] for event in events}), 1)
    self.assertEqual([event[5]["properties"]["path"] for event in events if event[0] == "page"],
      ["/start", "/second", "/start"])
    self.assertNotIn("a@b.c", json.dumps([event[5] for event in events]))
    self.assertIn(events[-1][5]["properties"]["seconds"], range(1, 10))
    page.wait_for_timeout(500)
    self.assertEqual(self.events()[1], (7, 0))
    self.assertEqual(counts, (7, 0))

  def test_only_time_in_view_counts(self):
    # Chromium without a window never hides a page: the page is told that it is.
    _, page = self.open(before="""window.hideIt = isHidden => {
      Object.defineProperty(document, 'hidden', {value: isHidden, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    page.wait_for_timeout(1100)
    page.evaluate("hideIt(true)")
    page.wait_for_timeout(2500)
    page.evaluate("hideIt(false)")
    page.wait_for_timeout(100)
    page.evaluate("hideIt(true)")
    events, _ = self.wait(4)
    ended = [event[5]["properties"]["seconds"] for event in events if event[1] == "Session Ended"]
    self.assertEqual(ended, [1])

  def test_who_it_is_stays_with_the_browser(self):
    product, page = self.open()
    self.wait(3)
    page.goto(product.url + "/again")
    page.evaluate("tenure.track('In'); tenure.reset(); tenure.track('Out')")
    # How long the first page was in view may be told too: what comes last is waited for.
    events = self.until("Out")
    known = [event for event in events if event[1] != "Out"]
    out = [event for event in events if event[1] == "Out"]
    self.assertIn("In", [event[1] for event in known])
    self.assertEqual(len({event[4] for event in known}), 1)
    self.assertEqual({event[2] for event in known}, {"user-1"})
    self.assertEqual([event[2] for event in out], [None])
    self.assertNotEqual(out[0][4], known[0][4])

  def test_without_storage_it_works_for_the_page(self):
    _, page = self.open(before="""Object.defineProperty(window, 'localStorage', {
      get() { throw new DOMException('no', 'SecurityError'); }})""")
    page.evaluate("tenure.track('One'); tenure.track('Two')")
    events, _ = self.wait(5)
    self.assertEqual(len({event[4] for event in events}), 1)
    self.assertEqual({event[2] for event in events}, {"user-1"})
    self.assertEqual(self.errors, [])

  def test_what_was_refused_for_now_is_sent_again(self):
    _, page = self.open(before="""const own = window.fetch; let refused = 2;
      window.fetch = (...more) => refused-- > 0
        ? Promise.resolve(new Response('', {status: 503})) : own(...more);""")
    events, counts = self.wait(3)
    self.assertEqual(len(events), 3)
    self.assertEqual(counts, (3, 0))

  def test_many_go_in_several_requests(self):
    _, page = self.open()
    page.evaluate("for (let i = 0; i < 300; i++) tenure.track('Many', {text: 'é'.repeat(300)})")
    events, counts = self.wait(303)
    self.assertEqual(counts, (303, 0))
    self.assertEqual(self.errors, [])

  def test_a_wish_for_privacy_is_respected_where_it_is_set(self):
    wish = "Object.defineProperty(navigator, 'globalPrivacyControl', {get: () => true})"
    _, page = self.open(options="data-respect-privacy", before=wish)
    page.evaluate("tenure.track('Never')")
    page.wait_for_timeout(2000)
    self.assertEqual(page.evaluate("Object.keys(localStorage)"), [])
    page.click("a")
    page.wait_for_timeout(300)
    self.assertEqual(self.events()[1], (None, None))
    self.open(before=wish)
    self.wait(3)
