"""What a disk may hold after the power fails: what was synced, and of the rest what chance will.

Of what was written and not synced each sector of 512 bytes may be there, be as it was before, or be
torn, whatever became of the others and of what was written earlier; a file may have any length
between what is on disk for certain and what it was. Names that were made, changed or removed may be
so or not until their folder is synced.
"""

import recording

SECTOR = 512


class File:
  """The bytes that are on disk for certain, and what was done since."""

  def __init__(self, content=b""):
    self.synced, self.pending, self.done, self.marks = bytearray(content), [], 0, {}
    # What was written since the last call that syncs: place and length.
    self.fresh = []

  def change(self, change):
    self.pending.append(change)
    place, data = change
    self.fresh.append((place, len(data or b"")))

  def begin_sync(self, number):
    self.marks[number] = self.done + len(self.pending)
    self.fresh = []

  def end_sync(self, number):
    count = max(0, self.marks.pop(number) - self.done)
    for change in self.pending[:count]:
      perform(self.synced, change)
    del self.pending[:count]
    self.done += count

  def now(self):
    """The bytes as whoever reads the file sees them."""
    content = bytearray(self.synced)
    for change in self.pending:
      perform(content, change)
    return content

  def after_cut(self, rng, style):
    """What may be on disk."""
    if not self.pending or style == "nothing":
      return self.synced
    if style == "all":
      return self.now()
    content = bytearray(self.synced)
    if style == "a beginning":
      for change in self.pending[:rng.randint(0, len(self.pending))]:
        perform(content, change)
      return content
    return self.mixed(rng, content)

  def mixed(self, rng, content):
    """Each sector for itself."""
    chance, torn = rng.choice((0.1, 0.5, 0.9)), rng.choice((0, 0.02, 0.2))
    is_cut = any(data is None for _, data in self.pending)
    longest = len(self.now())
    if longest > len(content) and not is_cut:
      # Room that the file was given: zeros, or what stood there before it was its own.
      missing = longest - len(content)
      content += rng.randbytes(missing) if rng.random() < 0.25 else bytes(missing)
    for place, data in self.pending:
      if data is None:
        if rng.random() < chance:
          perform(content, (place, data))
        continue
      for begin, part in sectors(place, data):
        if rng.random() < torn:
          middle = rng.randint(0, len(part))
          begin, part = (begin, part[:middle]) if rng.random() < 0.5 else (
            begin + middle, part[middle:])
        elif rng.random() >= chance:
          continue
        perform(content, (begin, part))
    if longest > len(self.synced) and not is_cut and rng.random() < 0.5:
      del content[rng.randint(len(self.synced), longest):]
    return content


def sectors(place, data):
  """The parts of a write, a sector each."""
  at = 0
  while at < len(data):
    count = min(SECTOR - (place + at) % SECTOR, len(data) - at)
    yield place + at, data[at:at + count]
    at += count


def perform(content, change):
  """Does to the bytes what was done to a file: a write, or a cut to a length."""
  place, data = change
  if len(content) < place:
    content += bytes(place - len(content))
  if data is None:
    del content[place:]
  else:
    content[place:place + len(data)] = data


class Folder:
  """The names that are on disk for certain, and what was done since."""

  def __init__(self):
    self.synced, self.pending, self.done, self.marks = {}, [], 0, {}

  def change(self, change):
    self.pending.append(change)

  def begin_sync(self, number):
    self.marks[number] = self.done + len(self.pending)

  def end_sync(self, number):
    count = max(0, self.marks.pop(number) - self.done)
    for change in self.pending[:count]:
      rename(self.synced, change)
    del self.pending[:count]
    self.done += count

  def now(self):
    names = dict(self.synced)
    for change in self.pending:
      rename(names, change)
    return names

  def after_cut(self, rng, style):
    if style == "nothing":
      return self.synced
    if style == "all":
      return self.now()
    names = dict(self.synced)
    whole = rng.randint(0, len(self.pending)) if style == "a beginning" else None
    for number, change in enumerate(self.pending):
      if number < whole if whole is not None else rng.random() < 0.5:
        rename(names, change)
    return names


def rename(names, change):
  """Does to the names what was done to a folder: a name for something, or for nothing any more."""
  old, new, thing = change
  if old is not None:
    thing = names.pop(old, None)
  if new is not None and thing is not None:
    names[new] = thing


class Disk:
  """A folder and all below it, as records change it.

  - Parameter ignored: says of a sync, by the file's name, the file and the record, whether it is
    taken for one that never happened.
  """

  def __init__(self, root, ignored=None):
    self.root, self.things, self.names = Folder(), {}, {}
    self.ignored, self.skipped = ignored, set()
    self.take(root, self.root)

  def take(self, path, folder):
    """Takes in what is there: it is on disk."""
    self.things[path.stat().st_ino] = folder
    for each in path.iterdir():
      thing = Folder() if each.is_dir() else File(each.read_bytes())
      folder.synced[each.name] = thing
      if each.is_dir():
        self.take(each, thing)
      else:
        self.things[each.stat().st_ino] = thing
        self.names[thing] = each.name

  def follow(self, record):
    """Takes in what a record says."""
    if record.kind == recording.UNKNOWN:
      raise RuntimeError(f"the recorder does not know {record.data.decode()}")
    thing = self.things.get(record.first)
    if thing is None or record.kind == recording.ANSWER:
      return
    if record.kind in (recording.CREATE, recording.MKDIR):
      made = File() if record.kind == recording.CREATE else Folder()
      self.things[record.second] = made
      self.names[made] = record.data.decode()
      thing.change((None, record.data.decode(), made))
    elif record.kind == recording.UNLINK:
      thing.change((record.data.decode(), None, None))
    elif record.kind == recording.LINK:
      thing.change((None, record.data.decode(), self.things[record.second]))
    elif record.kind == recording.RENAME:
      if record.first != record.second:
        raise RuntimeError("a name that goes to another folder is not modelled")
      thing.change((*record.data.decode().split("/"), None))
    elif record.kind == recording.WRITE:
      thing.change((record.second, record.data))
    elif record.kind == recording.TRUNCATE:
      thing.change((record.second, None))
    else:
      self.sync(record, thing)

  def sync(self, record, thing):
    number = record.second
    if record.kind == recording.SYNC_END:
      if number not in self.skipped:
        thing.end_sync(number)
    elif self.ignored and self.ignored(self.names.get(thing, ""), thing, record):
      self.skipped.add(number)
      thing.fresh = []
    else:
      thing.begin_sync(number)

  def write(self, target, choose):
    """Writes what is there into a folder that is not there yet.

    - Parameter choose: what of a file or folder is there.
    """
    self.write_folder(target, self.root, choose)

  def write_folder(self, target, folder, choose):
    target.mkdir(mode=0o700)
    for name, thing in choose(folder).items():
      if isinstance(thing, Folder):
        self.write_folder(target / name, thing, choose)
      elif not name.endswith("-shm"):
        # What processes share in memory is made anew from the log beside it.
        (target / name).write_bytes(choose(thing))

  def unsynced(self):
    """How many files have bytes, and how many folders names, that may not be on disk."""
    pending = [
      thing for thing in set(self.things.values())
      if thing.pending and not self.names.get(thing, "").endswith(("-shm", ".lock"))]
    folders = sum(isinstance(thing, Folder) for thing in pending)
    return len(pending) - folders, folders

  def cut(self, target, rng):
    """Writes what may be there after the power failed now."""
    styles = ("nothing", "all", "a beginning", "mixed", "mixed", "mixed")
    one = rng.choice(styles) if rng.random() < 0.5 else None
    self.write(target, lambda thing: thing.after_cut(rng, one or rng.choice(styles)))

  def differences(self, path):
    """Where the files are not as the records say: the recorder has missed something."""
    found, names = [], {"": self.root}
    while names:
      place, folder = names.popitem()
      expected = folder.now()
      here = {each.name for each in (path / place).iterdir()}
      found += [f"{place}/{name}" for name in here.symmetric_difference(expected)]
      for name in here.intersection(expected):
        thing, whole = expected[name], f"{place}/{name}".lstrip("/")
        if isinstance(thing, Folder):
          names[whole] = thing
        elif not name.endswith("-shm") and (path / whole).read_bytes() != thing.now():
          found.append(whole)
    return found
