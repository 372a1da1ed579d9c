"""Usage that is sent to a served workspace, as client libraries send it."""

import base64
import json
import shutil
import time
from datetime import datetime, timedelta, timezone

from server import ROOT, tenure


def unused(folder):
  """A copy of the demo's workspace to which no usage was sent."""
  return shutil.copytree(ROOT / "demo/workspace", folder,
    ignore=shutil.ignore_patterns("usage.*", "intake", "message-ids"))


def key(workspace, name="web"):
  """A new write key of a workspace."""
  return tenure("keys", "add", "--workspace", workspace, name).strip()


def send(server, write_key, events):
  """Sends events in batches, and returns once they are counted."""
  login = base64.b64encode(f"{write_key}:".encode()).decode()
  for first in range(0, len(events), 100):
    body = json.dumps({"batch": events[first:first + 100]}).encode()
    answer = server.send("POST", "/v1/batch", {
      "Authorization": f"Basic {login}", "Content-Type": "application/json"}, body)
    assert answer.status == 200 and "rejected" not in answer.json, answer.text
  for _ in range(600):
    if server.get("/ready").json.get("usage_lag_bytes") == 0:
      return
    time.sleep(0.05)
  raise RuntimeError("what was sent is not counted")


def moment(**ago):
  """A time so long ago, as senders write it."""
  return (datetime.now(timezone.utc) - timedelta(**ago)).isoformat().replace("+00:00", "Z")


def some(count):
  """Events of a few people: most count, some came late or twice, some say no time, or a wrong one.

  Of the first hundred 80 are stored, 10 duplicates and 10 kept apart, four of them without a time.
  """
  events = []
  for n in range(count):
    event = {"type": ("track", "page", "screen")[n % 3], "messageId": f"m-{n}",
      "anonymousId": f"device-{n % 7}", "timestamp": moment(minutes=n % 50),
      "properties": {"rows": n, f"field-{n % 9}": "x", "seconds": n % 60}}
    event["event" if n % 3 == 0 else "name"] = ("Report Exported", "Pricing", "Home")[n % 3]
    if n % 4:
      event["userId"] = f"user-{n % 11}"
    if n % 5 == 1:
      event["context"] = {"groupId": ("cus_000001", "not-in-the-books")[n % 2]}
    if n % 25 == 7:
      event["timestamp"] = moment(days=3 + n)
    if n % 50 in (10, 20, 30):
      event["timestamp"] = moment(hours=-50)
    if n % 50 in (11, 21):
      event["timestamp"] = "never"
    if n % 10 == 9:
      event = dict(events[-1])
    events.append(event)
  events.append({"type": "alias", "userId": "user-1", "previousId": "user-2", "messageId": "alias"})
  return events


def hostile(texts, identifier):
  """Events whose every name, id and property is one of some texts, every fourth kept apart."""
  events = []
  for n, (_, text) in enumerate(texts):
    event = {"type": ("track", "page", "screen")[n % 3], "messageId": identifier(n, text),
      "userId": identifier(n, text), "anonymousId": identifier(n % 40, text),
      "properties": {text: text, "list": [text, {text: [text]}]},
      "context": {"groupId": identifier(n, text)}}
    event["event" if n % 3 == 0 else "name"] = text
    if n % 4 == 0:
      event["timestamp"] = text
    events.append(event)
  for n, (_, text) in enumerate(texts[:60]):
    events.append({"type": "alias", "userId": identifier(n + 1, texts[n + 1][1]),
      "previousId": identifier(n, text), "messageId": f"alias {n}"})
    events.append({"type": "identify", "userId": f"other {text}"[:200], "messageId": f"other {n}",
      "anonymousId": identifier(n % 40, text)})
  return events
