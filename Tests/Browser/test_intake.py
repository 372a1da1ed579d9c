"""What the intake answers to bytes that no client library sends, by the names of RELIABILITY.md."""

import gzip
import json
import signal
import socket
import time
from pathlib import Path

from raw import EVENT, InWorkspace, statuses
from server import Server, tenure


class Framing(InWorkspace):
  """Where a request ends: whoever stands before the server must see it at the same place."""

  def test_a9_lengths(self):
    event = EVENT % b"short"
    for length in (b"-1", b"+5", b"5x", b"0x10", b" ", b"", b"1e3", b"99999999999999999999", b"5,5",
        "５".encode()):
      with self.subTest(length=length):
        found = self.raw(b"Content-Length: " + length, body=event).rest()
        self.assertIsNotNone(found)
        self.assertTrue(all(status >= 400 for status in statuses(found)), found)
    two = self.raw(b"Content-Length: 5", b"Content-Length: 6", body=event).rest()
    self.assertEqual(statuses(two), [400])
    # Larger than the body, which then ends: nothing of it counts.
    cut = self.raw(b"Content-Length: 500", body=event)
    cut.socket.shutdown(socket.SHUT_WR)
    self.assertIn(statuses(cut.rest()), ([], [400]))
    # Smaller: the rest is the next request, which is none.
    self.assertEqual(statuses(self.raw(b"Content-Length: 5", body=event).rest())[-1], 400)
    # None at all is an empty body.
    self.assertEqual(self.raw().first(), 400)
    self.assertEqual(self.stored(), set())

  def test_a19_smuggling(self):
    inner = self.head(b"Content-Length: 53") + EVENT % b"smuggled"
    chunked = b"0\r\n\r\n" + inner
    for headers, body in (
        ([b"Transfer-Encoding: chunked", b"Content-Length: 5"], chunked),
        ([b"Content-Length: %d" % len(chunked), b"Transfer-Encoding: chunked"], chunked),
        ([b"Transfer-Encoding: xchunked"], chunked), ([b"Transfer-Encoding : chunked"], chunked),
        ([b"Transfer-Encoding:\x0bchunked"], chunked),
        ([b"Transfer-Encoding: chunked, identity"], chunked),
        ([b"Transfer-Encoding: chunked", b"Transfer-Encoding: x"], chunked),
        ([b"X: a\r\n b", b"Content-Length: 5"], inner), ([b"X: a\r\n\tb"], inner),
        ([b"Content-Length : 0"], inner), ([b"Content-Length\t: 0"], inner),
        ([b"X: a\nContent-Length: 0"], inner), ([b"X: a\rContent-Length: 0"], inner),
        ([b"X: \0"], inner), ([b": x"], inner), ([b"X y: z"], inner),
        ([b"Transfer-Encoding: chunked"], b"5;\n\r\nabcde\r\n" + chunked),
        ([b"Transfer-Encoding: chunked"], b"0x0\r\n\r\n" + inner),
        ([b"Transfer-Encoding: chunked"], b"-0\r\n\r\n" + inner),
        ([b"Transfer-Encoding: chunked"], b"ffffffffffffffff1\r\n\r\n" + inner)):
      with self.subTest(headers=headers, body=body[:12]):
        found = self.raw(*headers, body=body).rest()
        self.assertIsNotNone(found, "the connection stays open")
        self.assertNotIn(200, statuses(found), found)
    self.assertEqual(self.stored(), set())
    self.assertTrue(self.server.lives)

  def test_chunks_are_read(self):
    event = EVENT % b"chunked"
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in event) + b"0\r\n\r\n"
    self.assertEqual(self.raw(b"Transfer-Encoding: chunked", body=body).first(), 200)
    self.assertEqual(self.stored(), {"chunked"})

  def test_a21_many_on_one_connection(self):
    event = EVENT % b"same"
    one = self.head(b"Content-Length: %d" % len(event)) + event
    raw = self.connect()
    found = b""
    raw.socket.setblocking(False)
    data = memoryview(one * 10_000)
    end = time.monotonic() + 60
    while found.count(b"HTTP/1.1 200") < 10_000 and time.monotonic() < end:
      try:
        if data:
          data = data[raw.socket.send(data):]
      except BlockingIOError:
        pass
      try:
        found += raw.socket.recv(1 << 20)
      except BlockingIOError:
        time.sleep(0.001)
    raw.socket.close()
    self.assertEqual(found.count(b"HTTP/1.1 200"), 10_000)
    self.assertEqual(self.stored(), {"same"})

  def test_a21_one_way_and_long_lines(self):
    event = EVENT % b"half"
    half = self.raw(b"Content-Length: %d" % len(event), body=event)
    half.socket.shutdown(socket.SHUT_WR)
    self.assertEqual(statuses(half.rest()), [200])
    for line in (b"POST /" + b"a" * (1 << 20) + b" HTTP/1.1", b"BREW /v1/track HTTP/1.1",
        b"POST /v1/track HTTP/2.0", b"POST /v1/track", b"POST  /v1/track HTTP/1.1"):
      with self.subTest(line=line[:20]):
        raw = self.connect()
        try:
          raw.send(self.head(b"Content-Length: 0", b"Connection: close", line=line))
        except (ConnectionResetError, BrokenPipeError):
          continue
        found = raw.rest()
        self.assertIsNotNone(found)
        self.assertTrue(all(status >= 400 for status in statuses(found)), found)
    many = [b"X-%d: y" % number for number in range(5000)]
    self.assertNotIn(200, statuses(self.raw(*many).rest()))
    # An address with a host of its own: whatever it names, the field of the name counts.
    line = b"GET http://%s/v1/track HTTP/1.1\r\nHost: %s\r\n\r\n"
    for one, other, expected in ((b"localhost", b"evil", 421), (b"evil", b"localhost", 404)):
      found = self.connect().send(line % (one, other)).first()
      self.assertEqual(found, expected, one)
    self.assertTrue(self.server.lives)

  def test_a23_ranges(self):
    whole = self.server.get("/definitions").status
    for value in ("bytes=9223372036854775807-", "bytes=-0", "bytes=-9223372036854775808", "bytes=x",
        "bytes=0-,0-,0-" + ",0-" * 5000, "bytes=5-1", "bytes=18446744073709551616-"):
      for path in ("/definitions", "/tenure.js", "/assets/tenure.css", "/export.csv?source=tenure"):
        answer = self.server.get(path, Range=value)
        self.assertIn(answer.status, (whole, 200, 400, 404, 416), (value[:30], path))
    self.assertTrue(self.server.lives)


class Overload(InWorkspace):
  """Too much, too large, too slow, and the end."""

  def memory(self):
    text = Path(f"/proc/{self.server.process.pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) // 1024

  def test_large_bodies_are_refused_early(self):
    before = self.memory()
    size = 10_000_000_000
    raws = [self.raw(b"Content-Length: %d" % size) for _ in range(100)]
    self.assertEqual([raw.first() for raw in raws], [413] * 100)
    # Who sends on regardless is cut off.
    chunk = b" " * (1 << 16)
    for raw in raws[:10]:
      sent = 0
      try:
        while sent < size:
          sent += raw.socket.send(chunk)
      except (ConnectionError, TimeoutError):
        pass
      self.assertLess(sent, size)
    for raw in raws:
      raw.socket.close()
    self.assertLess(self.memory() - before, 60, "megabytes")

  def test_packed_bombs_stay_packed(self):
    bomb = gzip.compress(b" " * 400_000_000)
    before = self.memory()
    for _ in range(20):
      self.assertEqual(self.raw(b"Content-Encoding: gzip", b"Content-Length: %d" % len(bomb),
        body=bomb).first(), 413)
    self.assertLess(self.memory() - before, 60, "megabytes")

  def test_with_few_files_pages_and_usage_go_on(self):
    self.server.__exit__()
    with Server(self.workspace, files=64) as self.server:
      held = [self.connect() for _ in range(300)]
      self.assertEqual(self.server.get("/definitions").status, 200)
      event = EVENT % b"few"
      self.assertEqual(self.raw(b"Content-Length: %d" % len(event), body=event).first(), 200)
      self.assertEqual(self.stored(), {"few"})
      self.assertEqual(held[0].rest(), b"", "those that are idle longest are closed")

  def test_a_request_in_flight_is_answered_before_the_end(self):
    event = EVENT % b"last"
    raw = self.raw(b"Content-Length: %d" % len(event), body=event[:10])
    idle = self.connect()
    # Another answer tells that the first request has been seen.
    self.assertEqual(self.server.get("/health").status, 200)
    began = time.monotonic()
    self.server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    self.assertIsNone(self.server.process.poll(), "it waits for the request")
    raw.send(event[10:])
    self.assertEqual(raw.first(), 200)
    self.assertEqual(self.server.process.wait(10), 0)
    self.assertLess(time.monotonic() - began, 10)
    self.assertEqual(idle.rest(), b"")
    with Server(self.workspace) as self.server:
      self.assertEqual(self.stored(), {"last"})

  def test_a_request_that_never_ends_ends_nothing(self):
    done = EVENT % b"done"
    self.assertEqual(self.raw(b"Content-Length: %d" % len(done), body=done).first(), 200)
    raw = self.raw(b"Content-Length: 50", body=b"{")
    self.assertEqual(self.server.get("/health").status, 200)
    began = time.monotonic()
    self.server.process.send_signal(signal.SIGTERM)
    self.assertEqual(self.server.process.wait(12), 0)
    self.assertLess(time.monotonic() - began, 10.5)
    self.assertNotIn(200, statuses(raw.rest()))
    with Server(self.workspace) as self.server:
      self.assertEqual(self.stored(), {"done"})


class Keys(InWorkspace):
  """Who may send."""

  def test_a17_a_key_is_removed_while_the_server_runs(self):
    event = EVENT % b"before"
    connection = self.raw(b"Content-Length: %d" % len(event), body=event)
    self.assertEqual(connection.first(), 200)
    tenure("keys", "remove", "web", "--workspace", self.workspace)
    self.assertEqual(tenure("keys", "--workspace", self.workspace), "")
    # On the connection that was open, too.
    event = EVENT % b"after"
    connection.send(self.head(b"Content-Length: %d" % len(event)) + event)
    self.assertEqual(connection.first(), 401)
    with self.assertRaises(RuntimeError):
      tenure("keys", "remove", "web", "--workspace", self.workspace)
    self.assertEqual(self.stored(), {"before"})


class Pages(InWorkspace):
  """What pages from elsewhere may do here."""

  def test_the_intake_alone_is_open(self):
    event = EVENT % b"page"
    body = json.dumps(json.loads(event) | {"writeKey": self.key}).encode()
    headers = {"Origin": "https://product.example", "Content-Type": "text/plain;charset=UTF-8"}
    answer = self.server.send("POST", "/v1/track", headers, body)
    self.assertEqual(answer.status, 200)
    self.assertEqual(answer.headers["access-control-allow-origin"], "*")
    self.assertNotIn("access-control-allow-credentials", answer.headers)
    refused = self.server.send("POST", "/v1/track", headers, event)
    self.assertEqual((refused.status, refused.headers["access-control-allow-origin"]), (401, "*"))
    for path in ("/", "/metrics", "/health", "/ready", "/export.csv?source=tenure", "/import"):
      answer = self.server.get(path, Origin="https://product.example")
      self.assertNotIn("access-control-allow-origin", answer.headers, path)
    self.assertEqual(self.server.send("POST", "/import/file", headers, b"do=forget").status, 403)
    self.assertEqual(self.server.send("OPTIONS", "/import", headers).status, 405)
    self.assertEqual(self.stored(), {"page"})

  def test_the_script_is_small_and_kept(self):
    answer = self.server.get("/tenure.js")
    self.assertEqual(answer.status, 200)
    self.assertLess(len(answer.body), 5000)
    self.assertEqual(answer.headers["content-type"], "text/javascript; charset=utf-8")
    self.assertEqual(answer.headers["cache-control"], "public, max-age=3600")
    self.assertEqual(answer.headers["cross-origin-resource-policy"], "cross-origin")
    again = self.server.get("/tenure.js", **{"If-None-Match": answer.headers["etag"]})
    self.assertEqual((again.status, again.body), (304, b""))
