"""`tenure serve` on a workspace of its own, that may be killed."""

import http.client
import json
import socket
import subprocess
import tempfile
import time
from pathlib import Path


class Server:
  """A server that is killed and started anew on one port."""

  def __init__(self, tenure, folder):
    self.tenure = tenure
    self.workspace = Path(folder) / "workspace"
    with socket.socket() as free:
      free.bind(("127.0.0.1", 0))
      self.port = free.getsockname()[1]
    self.process, self.environment = None, None
    # A file takes any number of lines; a pipe that nobody reads does not.
    self.log = tempfile.TemporaryFile("w+")

  def command(self, *arguments):
    """What a command printed."""
    done = subprocess.run(
      [self.tenure, *arguments, "--workspace", self.workspace], capture_output=True, text=True,
      env=self.environment)
    if done.returncode != 0:
      raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout

  def start(self):
    self.process = subprocess.Popen(
      [self.tenure, "serve", "--workspace", self.workspace, "--port", str(self.port)],
      stdout=subprocess.PIPE, stderr=self.log, text=True, env=self.environment)
    if "http://localhost" not in self.process.stdout.readline():
      self.process.wait(5)
      self.log.seek(0)
      raise RuntimeError(f"the server ended with {self.process.returncode}: "
                         f"{self.log.read()[-500:]}")

  def kill(self):
    """Ends the process, if there is one and it has not ended."""
    if self.process is not None and self.process.poll() is None:
      self.process.kill()
    if self.process is not None and not self.process.stdout.closed:
      self.process.communicate()

  def ask(self, path):
    status, body = self.get(path)
    return status, json.loads(body)

  def get(self, path):
    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
    try:
      connection.request("GET", path)
      answer = connection.getresponse()
      return answer.status, answer.read()
    finally:
      connection.close()

  def settle(self, patience=20):
    """Waits until everything that was taken is applied."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
      status, ready = self.ask("/ready")
      if status == 200 and ready["usage_lag_bytes"] == 0:
        return
      time.sleep(0.02)
    raise RuntimeError(f"after {patience} s the server says {ready}")

  def stop(self):
    self.process.terminate()
    self.process.communicate(timeout=15)
    if self.process.returncode != 0:
      raise RuntimeError(f"told to stop, the server ended with {self.process.returncode}")
