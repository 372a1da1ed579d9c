"""What a server answers to requests that no page of its own sends."""

import shutil
import tempfile
import unittest
from pathlib import Path

from places import DOWNLOADS, PAGES
from server import ROOT, Server

DEMO = ROOT / "demo/workspace"
FORM = "application/x-www-form-urlencoded"
ROW = b"customer_id,subscription_id,start_date,amount,currency\na,s,2026-01-01,1,EUR\n"


class InDemo(unittest.TestCase):
  """Tests of a server on a copy of the demo's workspace."""

  @classmethod
  def setUpClass(cls):
    folder = tempfile.TemporaryDirectory()
    cls.addClassCleanup(folder.cleanup)
    workspace = Path(folder.name) / "workspace"
    shutil.copytree(DEMO, workspace)
    cls.server = cls.enterClassContext(Server(workspace))

  def setUp(self):
    self.before = self.server.told()

  def tearDown(self):
    self.assertEqual(self.server.told(), self.before, "the ledger changed")
    self.assertTrue(self.server.lives)

  def wait(self):
    """A file that waits, by its id."""
    return self.server.upload("a.csv", ROW).headers["location"].split("id=")[1]


class Hosts(InDemo):
  """Names under which this machine is asked."""

  def test_own_names_are_answered(self):
    for host in ("localhost", "127.0.0.1", "[::1]", f"localhost:{self.server.port}", "[::1]:80"):
      self.assertEqual(self.server.get("/", Host=host).status, 200, host)

  def test_other_names_are_not(self):
    for host in ("evil.example", "127.0.0.1.evil", "localhost.evil", "localhost.", "LOCALHOST",
        "127.1", "0.0.0.0", "localhost:", "localhost:80x", "localhost:123456", "localhost@evil",
        "evil:80@localhost", "", " ", "localhost,evil.example", "2130706433", "[::]", "::1"):
      answer = self.server.get("/", Host=host)
      self.assertIn(answer.status, (400, 421), host)
      self.assertNotIn(b"MRR", answer.body)

  def test_no_name_at_all(self):
    self.assertIn(self.server.send("GET", "/", {"Host": None}).status, (400, 421))


class Origins(InDemo):
  """Who may change something."""

  ORIGINS = (None, "null", "", "https://evil.example", "http://evil.example", "http://localhost:1",
    "http://localhost", "https://localhost:{port}", "http://LOCALHOST:{port}",
    "http://127.0.0.1:{port}", "http://localhost:{port}.evil.example", "http://localhost:{port}/")

  def test_a_file_from_elsewhere_is_not_taken(self):
    for origin in self.ORIGINS:
      origin = origin and origin.format(port=self.server.port)
      self.assertEqual(self.server.upload("evil.csv", ROW, origin).status, 403, origin)
    self.assertNotIn("evil.csv", self.server.get("/import").text)

  def test_nothing_is_decided_from_elsewhere(self):
    found = self.wait()
    for origin in self.ORIGINS:
      for what in ("import", "forget", "look"):
        for kind in (FORM, "text/plain", "application/json"):
          headers = {"Content-Type": kind}
          if origin is not None:
            headers["Origin"] = origin.format(port=self.server.port)
          body = f"id={found}&exported=2026-07-31&do={what}".encode()
          answer = self.server.send("POST", "/import/file", headers, body)
          self.assertEqual(answer.status, 403, (origin, what))
    page = self.server.get(f"/import/file?id={found}")
    self.assertEqual(page.status, 200)
    self.assertIn('value="import"', page.text)

  def test_own_pages_may(self):
    self.assertEqual(self.server.upload("own.csv", ROW).status, 303)

  def test_a_method_is_not_overridden(self):
    found = self.wait()
    for name in ("X-HTTP-Method-Override", "X-Method-Override"):
      self.server.get(f"/import/file?id={found}&do=import&_method=POST", **{name: "POST"})
    self.assertIn('value="import"', self.server.get(f"/import/file?id={found}").text)


class Methods(InDemo):
  """How one may ask."""

  def test_others_are_refused(self):
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW"):
      for path in ("/", "/import", "/import/file", "/assets/tenure.css", "/nowhere"):
        answer = self.server.send(method, path, {"Origin": self.server.url})
        self.assertIn(answer.status, (400, 405), (method, path))

  def test_posts_elsewhere_find_nothing(self):
    for path in ("/", "/accounts", "/export.csv", "/assets/tenure.css"):
      answer = self.server.send("POST", path, {"Origin": self.server.url}, b"x=1")
      self.assertIn(answer.status, (404, 405), path)

  def test_reading_changes_nothing(self):
    # The ledger is compared after each test; here every address is asked for, by both methods.
    for path in [*PAGES.values(), *DOWNLOADS.values(), "/import?do=import",
        "/import/file?do=import"]:
      for method in ("GET", "HEAD"):
        self.assertLess(self.server.send(method, path).status, 500, path)

  def test_a_head_has_no_body(self):
    answer = self.server.send("HEAD", "/")
    self.assertEqual((answer.status, answer.body), (200, b""))


class Headers(InDemo):
  """What every answer says of itself."""

  def check(self, answer, path):
    policy = answer.headers["content-security-policy"]
    self.assertNotIn("unsafe", policy, path)
    self.assertNotIn("*", policy, path)
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'",
        "form-action 'self'", "style-src 'self'"):
      self.assertIn(part, policy, path)
    self.assertEqual(answer.headers["x-content-type-options"], "nosniff", path)
    self.assertEqual(answer.headers["x-frame-options"], "DENY", path)
    self.assertEqual(answer.headers["referrer-policy"], "same-origin", path)
    self.assertEqual(answer.headers["cross-origin-opener-policy"], "same-origin", path)
    self.assertNotIn("server", answer.headers, path)

  def test_every_page_and_file(self):
    waiting = "/import/file?id=" + self.wait()
    for path in [*PAGES.values(), *DOWNLOADS.values(), waiting]:
      answer = self.server.get(path)
      self.check(answer, path)
      self.assertEqual(answer.headers["cache-control"], "no-store", path)
    for path in DOWNLOADS.values():
      answer = self.server.get(path)
      self.assertEqual(answer.status, 200, path)
      self.assertTrue(answer.headers["content-disposition"].startswith("attachment"), path)
      self.assertTrue(answer.headers["content-type"].startswith("text/csv"), path)

  def test_every_asset(self):
    for name in ("tenure.css", "tenure.js", "icon.svg"):
      answer = self.server.get(f"/assets/{name}")
      self.assertEqual(answer.status, 200)
      self.check(answer, name)

  def test_refusals_too(self):
    for answer in (self.server.get("/", Host="evil.example"), self.server.send("PUT", "/"),
        self.server.send("POST", "/import", {}, b""), self.server.get("/nowhere")):
      self.check(answer, answer.status)
      self.assertEqual(answer.headers["cache-control"], "no-store")

  def test_a_secret_is_of_one_answer(self):
    secrets = {self.server.get("/").headers["content-security-policy"] for _ in range(20)}
    self.assertEqual(len(secrets), 20)
