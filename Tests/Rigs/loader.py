"""Sends usage over many connections, and keeps a durable list of what was acknowledged."""

import asyncio
import base64
import os
import random
import signal
import threading
import time
import uuid
from collections import defaultdict
from datetime import datetime, timezone


class Request:
  """A body with the ids in it, sent again and again until it is acknowledged."""

  def __init__(self, ids, body):
    self.ids, self.body = ids, body
    self.state = "new"


class Connection(asyncio.Protocol):
  """One connection; a request at a time, and how it ended."""

  def __init__(self, loop):
    self.loop, self.buffer, self.answer = loop, b"", None
    self.transport, self.is_closed, self.port = None, False, None

  def connection_made(self, transport):
    self.transport = transport
    self.port = transport.get_extra_info("sockname")[1]

  def ask(self, head, body):
    self.buffer, self.answer = b"", self.loop.create_future()
    self.transport.write(head + body)
    return self.answer

  def data_received(self, data):
    self.buffer += data
    head, found, body = self.buffer.partition(b"\r\n\r\n")
    if not found or self.answer is None or self.answer.done():
      return
    length = next(
      int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:")
    if len(body) >= length:
      self.answer.set_result((int(head[9:12]), body))

  def connection_lost(self, error):
    self.is_closed = True
    if self.answer is not None and not self.answer.done():
      # A process that dies with bytes unread resets the connection, else it ends it.
      self.answer.set_exception(error or EOFError())


class Loader(threading.Thread):
  """Sends batches until it is told to stop.

  The ids that were acknowledged are appended to a file of its own, which is flushed to disk before
  a kill and at the end: what the server is compared with does not live in the same memory.
  """

  def __init__(self, port, key, seed, path, connections=1, most=20, padding=0):
    super().__init__(daemon=True)
    self.port, self.rng, self.path = port, random.Random(seed), path
    self.connections, self.most, self.padding = connections, most, "x" * padding
    login = base64.b64encode(f"{key}:".encode()).decode()
    self.head = f"POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {login}\r\n"
    self.sent, self.acknowledged, self.resent, self.unavailable = set(), 0, 0, 0
    self.is_over, self.wrong, self.in_flight = threading.Event(), None, set()
    self.is_paused, self.loop, self.list = False, None, None
    # What was asked on each connection, by its port; and what is sent before anything new.
    self.asked, self.first = defaultdict(list), []

  def run(self):
    self.list = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    asyncio.run(self.send_all())
    os.fsync(self.list)
    os.close(self.list)

  def listed(self):
    """The ids that were acknowledged, as the file has them."""
    with open(self.path, encoding="ascii") as file:
      return set(file.read().split())

  async def send_all(self):
    self.loop = asyncio.get_running_loop()
    await asyncio.gather(*(self.send() for _ in range(self.connections)))

  async def send(self):
    """What one connection does."""
    connection, request = None, None
    while not self.is_over.is_set():
      if self.is_paused:
        await asyncio.sleep(0.005)
        continue
      request = request or (self.first.pop() if self.first else self.request())
      try:
        if connection is None or connection.is_closed:
          _, connection = await self.loop.create_connection(
            lambda: Connection(self.loop), "127.0.0.1", self.port)
        if await self.post(connection, request):
          if self.rng.random() < 0.1:
            again = await self.post(connection, request)
            self.resent += again
          request = None
        else:
          await asyncio.sleep(0.02)
      except (OSError, EOFError, asyncio.TimeoutError):
        if connection is not None:
          connection.transport.abort()
          connection.is_closed = True
        await asyncio.sleep(0.01)
    if connection is not None:
      connection.transport.abort()

  async def post(self, connection, request):
    """Whether the server acknowledged it."""
    head = f"{self.head}Content-Length: {len(request.body)}\r\n\r\n".encode()
    request.state = "in flight"
    self.in_flight.add(request)
    self.asked[connection.port].append(request)
    try:
      status, text = await asyncio.wait_for(connection.ask(head, request.body), 20)
    except ConnectionResetError:
      request.state = "reset"
      raise
    except BaseException:
      request.state = "ended"
      raise
    finally:
      self.in_flight.discard(request)
    request.state = "answered"
    if status == 200 and text == b'{"success":true}':
      os.write(self.list, "".join(f"{each}\n" for each in request.ids).encode())
      self.acknowledged += len(request.ids)
      return True
    if status == 503:
      self.unavailable += 1
    else:
      self.wrong = f"{status} {text[:200]}"
      self.is_over.set()
    return False

  def request(self):
    count = self.rng.randint(1, self.most)
    ids = [str(uuid.UUID(int=self.rng.getrandbits(128))) for _ in range(count)]
    self.sent.update(ids)
    now = datetime.now(timezone.utc).isoformat()
    events = ",".join(
      f'{{"type":"track","event":"Seen","userId":"user-{self.rng.randrange(50)}","messageId":'
      f'"{each}","timestamp":"{now}","properties":{{"text":"{self.padding}"}}}}' for each in ids)
    return Request(ids, f'{{"batch":[{events}]}}'.encode())

  def strike(self, process, least, patience=5):
    """Kills a process while at least so many requests are in flight.

    The loop that sends is the one that kills, so no answer is read between the count and the kill.
    Those that turn out to have been answered by then are not counted: their answers had only not
    been read.

    - Returns: the requests that were in flight, or none if never enough were.
    """
    return asyncio.run_coroutine_threadsafe(
      self.struck(process, least, time.monotonic() + patience), self.loop).result(patience + 30)

  async def struck(self, process, least, end):
    while len(self.in_flight) < least:
      if time.monotonic() > end:
        return []
      await asyncio.sleep(0)
    caught = list(self.in_flight)
    os.kill(process.pid, signal.SIGKILL)
    self.is_paused = True
    while any(each.state == "in flight" for each in caught):
      await asyncio.sleep(0.001)
    os.fdatasync(self.list)
    return caught
