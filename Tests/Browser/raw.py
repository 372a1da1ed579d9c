"""A server on a workspace of its own, and bytes that are sent to it as they are given."""

import base64
import socket
import sqlite3
import tempfile
import time
import unittest
from pathlib import Path

from server import Server, tenure

ROW = "customer_id,subscription_id,start_date,amount,currency\na,s,2026-01-01,1,EUR\n"
EVENT = b'{"type":"track","userId":"u","event":"e","messageId":"%s"}'


class Raw:
  """A connection on which bytes go as they are given."""

  def __init__(self, port):
    self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)

  def send(self, data):
    self.socket.sendall(data)
    return self

  def rest(self):
    """What comes until the server closes; None where it does not."""
    found = b""
    try:
      while piece := self.socket.recv(1 << 16):
        found += piece
    except TimeoutError:
      return None
    except ConnectionResetError:
      pass
    finally:
      self.socket.close()
    return found

  def first(self):
    """The first answer's status; 0 where the connection is closed without one."""
    found = b""
    while b"\r\n" not in found:
      piece = self.socket.recv(1 << 16)
      if not piece:
        return 0
      found += piece
    return int(found.split(b" ")[1])


def statuses(answers):
  """The status of each answer in a run of them."""
  return [int(part.split(b" ")[0]) for part in answers.split(b"HTTP/1.1 ")[1:]]


class InWorkspace(unittest.TestCase):
  """Tests of a server on a workspace of its own, with a key."""

  def setUp(self):
    folder = self.enterContext(tempfile.TemporaryDirectory())
    self.workspace = Path(folder) / "workspace"
    file = Path(folder) / "a.csv"
    file.write_text(ROW)
    tenure("import", file, "--workspace", self.workspace)
    self.key = tenure("keys", "add", "web", "--workspace", self.workspace).strip()
    self.login = b"Authorization: Basic " + base64.b64encode(self.key.encode() + b":")
    self.server = self.enterContext(Server(self.workspace))

  def head(self, *headers, line=b"POST /v1/track HTTP/1.1"):
    return b"\r\n".join([line, b"Host: localhost", self.login, *headers]) + b"\r\n\r\n"

  def connect(self):
    """A connection of its own."""
    raw = Raw(self.server.port)
    self.addCleanup(raw.socket.close)
    return raw

  def raw(self, *headers, body=b"", line=b"POST /v1/track HTTP/1.1"):
    """A request as it is written here, on a connection of its own."""
    return self.connect().send(self.head(*headers, line=line) + body)

  def stored(self):
    """The ids of the events that count, once all were applied."""
    while self.server.get("/ready").json.get("usage_lag_bytes") != 0:
      time.sleep(0.01)
    connection = sqlite3.connect(f"file:{self.workspace}/usage.sqlite?mode=ro", uri=True)
    try:
      return {row[0] for row in connection.execute("SELECT message FROM events")}
    finally:
      connection.close()
