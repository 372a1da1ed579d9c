"""Where in the server's work a kill fell, as its files and its connections tell afterwards."""

import re
import sqlite3
import struct
from collections import Counter

MARK = 0x314C5554
HEAD_LENGTH = 16
IDENTIFIER = re.compile(rb'"messageId": ?"([0-9a-f-]{36})"')
LAGS = ((0, "nothing"), (1 << 20, "up to a piece of 1 MB"), (1 << 62, "more than a piece"))


class Log:
  """The intake log of a server that does not run."""

  def __init__(self, workspace):
    files = sorted((workspace / "intake").glob("*.log"))
    self.file = files[-1] if files else None
    self.start = int(self.file.stem) if files else 0
    self.frames, self.torn = self.walk() if files else ([], 0)
    self.end = self.frames[-1][1] if self.frames else self.start

  def walk(self):
    """The frames of the last file from place to place, and how many bytes of one are cut off."""
    frames, at = [], 0
    size = self.file.stat().st_size
    with self.file.open("rb") as file:
      while at + HEAD_LENGTH <= size:
        file.seek(at)
        mark, count = struct.unpack("<II", file.read(8))
        if mark != MARK or at + HEAD_LENGTH + count > size:
          break
        frames.append((self.start + at, self.start + at + HEAD_LENGTH + count))
        at += HEAD_LENGTH + count
    return frames, size - at

  def ids(self, place, end):
    """The ids of the events between two places; before the last file there are none."""
    place = max(place, self.start)
    with self.file.open("rb") as file:
      file.seek(place - self.start)
      return [each.decode() for each in IDENTIFIER.findall(file.read(max(0, end - place)))]


def applied(workspace):
  """Before which place everything was applied."""
  database = sqlite3.connect(f"file:{workspace}/usage.sqlite?mode=ro", uri=True)
  try:
    return database.execute("SELECT applied FROM state").fetchone()[0]
  finally:
    database.close()


class Moments:
  """Counts kills by where they fell."""

  def __init__(self):
    self.requests, self.log, self.lag = Counter(), Counter(), Counter()
    self.least_in_flight, self.kills, self.missed = None, 0, 0

  def add(self, caught, workspace, place, least):
    """Counts a kill if enough requests were unanswered.

    - Parameters:
      - caught: the requests that were in flight.
      - place: where the log ended when the server started.
    - Returns: whether it counts.
    """
    unanswered = [request for request in caught if request.state != "answered"]
    if len(unanswered) < least:
      self.missed += 1
      return False
    log = Log(workspace)
    written = set(log.ids(place, log.end))
    for request in caught:
      self.requests[self.state(request, written)] += 1
    untold = {each for request in unanswered for each in request.ids}
    self.log[self.end(log, place, untold)] += 1
    behind = log.end - applied(workspace)
    self.lag[next(text for most, text in LAGS if behind <= most)] += 1
    self.least_in_flight = min(len(unanswered), self.least_in_flight or len(unanswered))
    self.kills += 1
    return True

  @staticmethod
  def state(request, written):
    """How far one request had come."""
    if request.state == "answered":
      return "answered, not read by the sender"
    if request.ids[0] in written:
      return "written to the log, not answered"
    return "sent, not read" if request.state == "reset" else "read, not written"

  @staticmethod
  def end(log, place, untold):
    """What stood at the log's end."""
    if log.torn:
      return "a frame cut off"
    if not log.frames or log.end <= place:
      return "nothing new"
    told = [each not in untold for each in log.ids(*log.frames[-1])]
    if not any(told):
      return "a frame that nobody was told of"
    return "a frame that all were told of" if all(told) else "a frame that some were told of"

  def lines(self):
    """The histograms, a line an entry."""
    for title, counts, unit in (
        ("requests in flight", self.requests, "requests"), ("end of the log", self.log, "kills"),
        ("log not applied yet", self.lag, "kills")):
      whole = max(1, sum(counts.values()))
      for name, count in counts.most_common():
        bar = "#" * round(30 * count / whole)
        yield f"  {title}: {name:34} {count:8} {unit} {bar}"
