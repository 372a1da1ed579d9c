"""`tenure serve` on a workspace, and plain requests to it."""

import http.client
import json
import re
import resource
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TENURE = ROOT / ".build/debug/tenure"
TODAY = "2026-11-24"


@dataclass
class Answer:
  """What came back of a request."""

  status: int
  headers: dict
  body: bytes

  @property
  def text(self):
    """The body as text; what is no UTF-8 is an error."""
    return self.body.decode()

  @property
  def json(self):
    """The body as JSON."""
    return json.loads(self.body)


class Server:
  """A server of its own for a workspace, from `with` to the end of it."""

  def __init__(self, workspace, *options, files=None):
    """`files`: as many may the process have open; None for as many as we may."""
    self.workspace = Path(workspace)
    self.limit = files and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)))
    self.options = ["--today", TODAY, "--development", *options]

  def __enter__(self):
    self.process = subprocess.Popen(
      [TENURE, "serve", "--workspace", self.workspace, "--port", "0", *self.options],
      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
      preexec_fn=self.limit)
    line = self.process.stdout.readline()
    found = re.search(r"http://localhost:(\d+)", line)
    if not found:
      self.__exit__()
      raise RuntimeError(f"tenure serve said {line!r}")
    self.port = int(found[1])
    self.url = f"http://localhost:{self.port}"
    return self

  def __exit__(self, *_):
    self.process.terminate()
    try:
      self.process.wait(10)
    except subprocess.TimeoutExpired:
      self.process.kill()
      self.process.wait()
    self.process.stdout.close()

  @property
  def lives(self):
    """Whether the process still runs and answers."""
    return self.process.poll() is None and self.get("/definitions").status == 200

  def send(self, method, target, headers=None, body=None):
    """A request as it is written here: no header is added but the length of a body.

    Without a `Host` among the headers there is that of this server; None leaves it out.
    """
    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
    try:
      headers = {"Host": f"localhost:{self.port}"} | (headers or {})
      connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
      for name, value in headers.items():
        if value is not None:
          connection.putheader(name, value)
      if body is not None:
        connection.putheader("Content-Length", str(len(body)))
      connection.endheaders(body)
      found = connection.getresponse()
      answer = Answer(found.status, {}, found.read())
      for name, value in found.getheaders():
        answer.headers[name.lower()] = value
      return answer
    finally:
      connection.close()

  def get(self, target, **headers):
    """The answer to a GET."""
    return self.send("GET", target, headers)

  def upload(self, name, data, origin="own"):
    """Sends a file as the form of /import does; `name` stands in the form as it is given."""
    edge = b"----tenure-edge"
    name = name if isinstance(name, bytes) else name.encode()
    body = (b"--" + edge + b'\r\nContent-Disposition: form-data; name="file"; filename="' + name
      + b'"\r\nContent-Type: text/csv\r\n\r\n' + data + b"\r\n--" + edge + b"--\r\n")
    return self.send("POST", "/import", {
      "Origin": self.url if origin == "own" else origin,
      "Content-Type": "multipart/form-data; boundary=" + edge.decode()}, body)

  def told(self):
    """What the workspace holds: its last arrival, and the bytes of the ledger and of its log.

    None where there is no ledger.
    """
    file = self.workspace / "tenure.sqlite"
    if not file.exists():
      return None
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
      last = connection.execute("SELECT max(id) FROM arrivals").fetchone()[0]
    finally:
      connection.close()
    log = file.with_name(file.name + "-wal")
    return last, file.read_bytes(), log.read_bytes() if log.exists() else b""


def tenure(*arguments):
  """What a command said; an import that refused rows ends with 2, which is well too."""
  done = subprocess.run([TENURE, *map(str, arguments)], capture_output=True, text=True)
  if done.returncode not in (0, 2):
    raise RuntimeError(f"tenure {arguments}: {done.stderr}")
  return done.stdout
