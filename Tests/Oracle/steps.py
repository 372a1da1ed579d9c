"""What a workspace is told, one step at a time: files, settings and merges."""

import csv
import io
from typing import NamedTuple


class Import(NamedTuple):
  """One file, and how it is imported."""

  file: str
  columns: tuple
  rows: list
  format: str
  exported_at: str
  recorded_at: str
  source: str
  newline: str

  def text(self):
    """The file's text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=self.newline)
    writer.writerow(self.columns)
    writer.writerows([row.get(name, "") for name in self.columns] for row in self.rows)
    return out.getvalue()


class Setting(NamedTuple):
  """A setting made between imports."""

  name: str
  value: str
  recorded_at: str


class Merge(NamedTuple):
  """A customer that is said to be another one; None takes that back."""

  account: str
  into: str | None
  recorded_at: str
