"""Sends usage, and keeps a list of its own of what was acknowledged."""

import base64
import http.client
import json
import random
import threading
import time
import uuid
from datetime import datetime, timezone


class Loader(threading.Thread):
  """Sends batches until it is told to stop, each again and again until it is acknowledged."""

  def __init__(self, port, key, seed):
    super().__init__(daemon=True)
    self.port, self.rng = port, random.Random(seed)
    self.login = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    self.sent, self.acknowledged, self.resent, self.unavailable = set(), set(), 0, 0
    self.is_over, self.wrong, self.connection = threading.Event(), None, None

  def run(self):
    while not self.is_over.is_set():
      events = [self.event() for _ in range(self.rng.randint(1, 20))]
      self.sent.update(event["messageId"] for event in events)
      body = json.dumps({"batch": events}).encode()
      while not self.post(body):
        if self.is_over.is_set():
          return
        time.sleep(0.02)
      self.acknowledged.update(event["messageId"] for event in events)
      if self.rng.random() < 0.2:
        self.resent += self.post(body)

  def event(self):
    return {
      "type": "track", "event": "Seen", "userId": f"user-{self.rng.randrange(50)}",
      "messageId": str(uuid.UUID(int=self.rng.getrandbits(128))),
      "timestamp": datetime.now(timezone.utc).isoformat()}

  def post(self, body):
    """Whether the server acknowledged it."""
    try:
      if self.connection is None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
      self.connection.request("POST", "/v1/batch", body, {"Authorization": self.login})
      answer = self.connection.getresponse()
      text = answer.read()
    except (OSError, http.client.HTTPException):
      if self.connection is not None:
        self.connection.close()
      self.connection = None
      return False
    if answer.status == 200 and json.loads(text) == {"success": True}:
      return True
    if answer.status == 503:
      self.unavailable += 1
    else:
      self.wrong = f"{answer.status} {text[:200]}"
      self.is_over.set()
    return False
