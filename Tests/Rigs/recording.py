"""What a process did to files, as powerloss/record.c wrote it down."""

import mmap
import os
import struct
import subprocess
from collections import namedtuple
from pathlib import Path

(CREATE, UNLINK, RENAME, LINK, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, ANSWER, MKDIR,
 UNKNOWN) = range(1, 12)
HEAD = struct.Struct("<QQQ")
RECORD = struct.Struct("<IIQQQ")

Record = namedtuple("Record", "place kind first second third data")


def compiled(folder):
  """The library, compiled into a folder."""
  library = Path(folder) / "record.so"
  done = subprocess.run(
    ["cc", "-O2", "-shared", "-fPIC", "-o", library,
     Path(__file__).parent / "powerloss" / "record.c"], capture_output=True, text=True)
  if done.returncode != 0:
    raise RuntimeError(f"the library does not compile: {done.stderr[-500:]}")
  return library


class Trace:
  """A file that processes write their records to, one after the other."""

  def __init__(self, path, library, root, most=1 << 30):
    self.path, self.library, self.root = path, library, root
    with open(path, "wb") as file:
      file.truncate(most)

  def environment(self):
    """What a process is started with, for it to be recorded."""
    # A crash shall end the process, not wait for who looks into it.
    return {
      **os.environ, "LD_PRELOAD": str(self.library), "TENURE_TRACE": str(self.path),
      "TENURE_TRACE_ROOT": str(self.root), "SWIFT_BACKTRACE": "enable=no"}

  def place(self):
    """Where the next record will stand."""
    with open(self.path, "rb") as file:
      return HEAD.unpack(file.read(HEAD.size))[0] or HEAD.size

  def records(self):
    """Every record, in order."""
    end = self.place()
    with open(self.path, "rb") as file, mmap.mmap(
        file.fileno(), 0, access=mmap.ACCESS_READ) as bytes_:
      at = HEAD.size
      while at < end:
        kind, length, first, second, third = RECORD.unpack_from(bytes_, at)
        begin = at + RECORD.size
        at = begin + (length + 7 & ~7)
        # Of a write, so many bytes at its end were not written.
        kept = length - third if kind == WRITE else length
        yield Record(at, kind, first, second, third, bytes_[begin:begin + kept])


def instants(records, rng, count):
  """Before which records the power is cut.

  Any of them, those after an answer, those that end a sync, and those about a change of names: a
  moment that is short is not for that reason a rare one to fail at.
  """
  groups = [
    range(1, len(records) + 1),
    [number + 1 for number, each in enumerate(records) if each.kind == ANSWER],
    [number for number, each in enumerate(records) if each.kind == SYNC_END],
    [number + rng.randint(0, 3) for number, each in enumerate(records)
     if each.kind in (CREATE, MKDIR, UNLINK, RENAME)]]
  chosen = [rng.choice(rng.choice([each for each in groups if each])) for _ in range(count)]
  return sorted(min(each, len(records)) for each in chosen)
