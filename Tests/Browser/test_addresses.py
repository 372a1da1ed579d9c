"""Addresses that are broken, or want more than is there."""

import re
import tempfile
import unittest
from pathlib import Path

from places import DOWNLOADS
from server import Server
from test_gate import FORM, InDemo


class Assets(InDemo):
  """Only the files that pages load are given away."""

  def test_nothing_else_is(self):
    names = ["../Package.swift", "..%2fPackage.swift", "..%2f..%2f..%2fetc%2fpasswd",
      "%2e%2e%2ftenure.sqlite", "%252e%252e%252fetc%252fpasswd", "..;/etc/passwd",
      "..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd", "tenure.css%00.txt", "%00", ".", "..", "",
      "tenure.css/..", "/etc/passwd", "%2fetc%2fpasswd", "templates/frame.mustache",
      "templates%2fframe.mustache", "words%2fen%2fframe.txt", "styles%2fbase.css",
      "styles/base.css", "TENURE.CSS", "tenure.css%20", "tenure.css.map",
      "tenure.js.map", "a" * 5000, "%ff%fe", "%", "%zz", "tenure%2ecss%2f.."]
    for name in names:
      answer = self.server.get(f"/assets/{name}")
      self.assertIn(answer.status, (400, 404), name)
      self.assertNotIn(b"root:", answer.body)

  def test_nor_what_servers_forget(self):
    for path in ("/.git/config", "/tenure.sqlite", "/debug", "/healthz", "/.env",
        "/uploads", "/assets", "/robots.txt", "/..%2ftenure.sqlite", "//etc/passwd",
        "/assets/../tenure.sqlite", "/usage.sqlite", "/intake", "/v1", "/v1/batch"):
      self.assertEqual(self.server.get(path).status, 404, path)


class Problems(InDemo):
  """What a program is told."""

  def test_as_json_of_rfc_9457(self):
    cases = {"/nowhere": 404, "/?period=x": 400, "/account?id=nobody": 404, "/account": 400,
      "/figure.csv": 400, "/import/file?id=x": 404, "/?%": 400}
    for path, status in cases.items():
      answer = self.server.get(path, Accept="application/json")
      self.assertEqual(answer.status, status, path)
      self.assertEqual(answer.headers["content-type"], "application/problem+json", path)
      self.assertEqual(answer.json["status"], status, path)
      self.assertTrue(answer.json["type"] and answer.json["title"], path)

  def test_refusals_too(self):
    answer = self.server.get("/", Accept="application/json", Host="evil.example")
    self.assertEqual((answer.status, answer.json["status"]), (421, 421))

  def test_as_a_page_for_people(self):
    answer = self.server.get("/nowhere", Accept="text/html,application/json;q=0.5")
    self.assertEqual(answer.headers["content-type"], "text/html; charset=utf-8")


class Openings(InDemo):
  """What an address opens on a page."""

  def test_what_there_is_not_is_named(self):
    for path, name in (("/retention?figure=joy", "joy"), ("/retention/cohorts?cell=1999-01:3",
        "1999-01:3"), ("/usage?figure=usage.joy", "usage.joy"),
        ("/usage/cohorts?cell=1999-01:3", "1999-01:3")):
      answer = self.server.get(path)
      self.assertEqual(answer.status, 200)
      self.assertIn(f"There is no {path.split('?')[1].split('=')[0]}", answer.text)
      self.assertIn(name, answer.text)
    self.assertNotIn("There is no figure", self.server.get("/retention?figure=crr").text)

  def test_who_left_comes_first(self):
    rows = self.rows("/retention?figure=churn.a")
    self.assertEqual((rows[0], rows[-1]), ("1", "0"))
    self.assertEqual(rows, sorted(rows, reverse=True))
    self.assertEqual(self.rows("/retention?figure=tracked")[0], "0")

  def rows(self, path):
    """What the drawer's customers count for, from the top."""
    drawer = self.server.get(path).text.split('id="drawer-title"')[1]
    table = drawer.split("<tbody>")[1].split("</tbody>")[0]
    return re.findall(r"<td[^>]*>(\d+)</td>", table)[::2]


class Overview(InDemo):
  """What the overview holds figures against."""

  def test_targets_are_held_against_months(self):
    self.assertIn("Target 97.0", self.server.get("/?period=2026-10").text)
    self.assertNotIn("Target 97.0", self.server.get("/?period=2025").text)


class Order(InDemo):
  """Who stands first among the accounts."""

  def test_is_by_exchange_rates(self):
    page = self.server.get("/accounts?status=paying").text
    amounts = [(sign, int(number.replace(",", "")))
      for sign, number in re.findall(r">([€$])([\d,]+)</td>", page)]
    for sign in "€$":
      own = [number for other, number in amounts if other == sign]
      self.assertGreater(len(own), 3)
      self.assertEqual(own, sorted(own, reverse=True))
    # A dollar is less than a euro, so that larger numbers of dollars stand further down.
    numbers = [number for _, number in amounts]
    self.assertNotEqual(numbers, sorted(numbers, reverse=True))


class Sources(InDemo):
  """What one source told can be taken away, if it told of customers."""

  def test_rates_cannot(self):
    page = self.server.get("/import").text
    self.assertIn("source=tenure", page)
    self.assertIn(">ecb<", page)
    self.assertNotIn("source=ecb", page)


class Nothing(unittest.TestCase):
  """Pages of a workspace that nothing was told."""

  def test_lead_to_the_import(self):
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "none") as server:
      for path in ("/retention", "/retention/cohorts", "/revenue", "/accounts"):
        answer = server.get(path)
        self.assertEqual(answer.status, 200, path)
        self.assertIn('href="/import"', answer.text.split('<main')[1], path)
      for path in ("/usage", "/usage/cohorts"):
        answer = server.get(path)
        self.assertEqual(answer.status, 200, path)
        self.assertIn('href="/usage/intake"', answer.text.split('<main')[1], path)


class Queries(InDemo):
  """What may stand behind the `?`."""

  BROKEN = ("?%", "?a=%", "?a=%4", "?a=%zz", "?a=%ff", "?a=%c0%af", "?a=%00", "?a=%ed%a0%80",
    "?period=2026-07&period=2026-06", "?a=1&%61=2", "?q=" + "x" * 20_000)

  def test_broken_ones_are_refused_everywhere(self):
    for path in ("/", "/retention", "/retention/cohorts", "/revenue", "/usage", "/usage/cohorts",
        "/accounts", "/account",
        "/definitions", "/import", "/import/file", *(a.split("?")[0] for a in DOWNLOADS.values())):
      for query in self.BROKEN:
        self.assertEqual(self.server.get(path + query).status, 400, path + query[:40])

  def test_unusable_values_are_refused(self):
    for query in ("period=2026-13", "period=0000-01", "period=99999", "period=2026-02-30..x",
        "against=later", "as-of=2026-02-30", "as-of=x", "as-of=99999999999999999999-01-01",
        "currency=%3Cscript%3E", "by=%3Cscript%3E", "by=no-such-attribute",
        "period=9999-12-31..0001-01-01"):
      for path in ("/", "/retention", "/revenue"):
        status = self.server.get(f"{path}?{query}").status
        # A page whose lens has no currency or slicing passes over what is of another page.
        self.assertIn(status, (200, 400, 404, 422), (path, query))
        if query.split("=")[0] in ("period", "against", "as-of"):
          self.assertEqual(status, 400, (path, query))

  def test_numbers_out_of_range_end_nothing(self):
    for path in ("/accounts?page={}", "/account?id=cus_000001&from-fact={}",
        "/cell.csv?cell=2026-01:{}", "/retention/cohorts?cell=2026-01:{}",
        "/retention/cohorts?every={}", "/revenue?every={}", "/usage?every={}",
        "/usage?figure=usage.trailing&days={}", "/usage/cohorts?cell=2026-W36:{}",
        "/usage/cell.csv?cell=2026-09:{}"):
      for number in ("-1", "0", "9223372036854775807", "-9223372036854775808",
          "99999999999999999999", "1e9", "NaN", "", "%E2%82%81"):
        answer = self.server.get(path.format(number))
        self.assertIn(answer.status, (200, 400, 404, 422), path.format(number))

  def test_forms_are_read_the_same_way(self):
    found = self.wait()
    for body in (b"id=%", b"id=1&id=2", b"id=%ff", b"", b"id=" + b"x" * 100, b"\xff\xfe"):
      answer = self.server.send("POST", "/import/file", {
        "Origin": self.server.url, "Content-Type": FORM}, body)
      self.assertIn(answer.status, (400, 404), body[:20])
    answer = self.server.send("POST", "/import/file", {
      "Origin": self.server.url, "Content-Type": FORM}, b"x" * (2 << 20))
    self.assertIn(answer.status, (400, 413))
    self.assertEqual(self.server.get(f"/import/file?id={found}").status, 200)

  def test_no_form_with_a_file(self):
    for kind, body in (("multipart/form-data", b"x"), ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n"), ("text/csv", b"a,b\n1,2\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"'
          b'; filename="a"\r\n\r\nno end'),
        ("multipart/form-data; boundary=" + "x" * 100, b"x")):
      answer = self.server.send("POST", "/import", {
        "Origin": self.server.url, "Content-Type": kind}, body)
      self.assertEqual(answer.status, 400, (kind, body))


if __name__ == "__main__":
  unittest.main()
