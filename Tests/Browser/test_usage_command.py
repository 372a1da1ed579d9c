"""What the command line says of usage, and mends, beside a server and without one."""

import json
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

from server import TENURE, Server
from usage import key, send, some, unused


class UsageCommand(unittest.TestCase):
  """`tenure usage` and `tenure verify` on a copy of the demo's workspace."""

  def setUp(self):
    folder = self.enterContext(tempfile.TemporaryDirectory())
    self.workspace = Path(unused(Path(folder) / "workspace"))

  def run_tenure(self, *arguments):
    """What a command said, and how it ended."""
    return subprocess.run(
      [TENURE, *arguments, "--workspace", self.workspace], capture_output=True, text=True)

  def counts(self):
    """All that came, as JSON."""
    return json.loads(self.run_tenure("usage", "--format", "json").stdout)

  def test_the_whole_way(self):
    self.assertIn("No event has come yet", self.run_tenure("usage").stdout)
    write_key = key(self.workspace)
    mend = ("usage", "mend", "--reason", "future", "--shift-hours", "-48", "--source", "web")
    with Server(self.workspace) as server:
      send(server, write_key, some(100))
      refused = self.run_tenure(*mend)
      self.assertEqual(refused.returncode, 1)
      self.assertIn("/usage/intake/quarantine", refused.stderr)
      self.assertEqual(self.run_tenure("usage", "rebuild").returncode, 1)
      self.assertIn("6 would count", self.run_tenure(*mend, "--dry-run").stdout)
    before = self.counts()
    self.assertEqual(before["all"], before["last_24_hours"])
    self.assertIn("6 would count, 0 would stay apart", self.run_tenure(*mend, "--dry-run").stdout)
    self.assertEqual(self.counts(), before)
    self.assertIn("6 count now, 0 stay apart", self.run_tenure(*mend).stdout)
    after = self.counts()["all"]
    self.assertEqual(after["stored"], before["all"]["stored"] + 6)
    self.assertEqual(
      after["accepted"], after["stored"] + after["duplicate"] + after["quarantined"])
    self.assertEqual(self.counts()["refused"]["alias_count"], 1)
    self.assertIn("as before", self.run_tenure("usage", "rebuild").stdout)
    self.damage()

  def damage(self):
    """What was changed is found, and made again from the events."""
    self.assertEqual(self.run_tenure("verify").returncode, 0)
    connection = sqlite3.connect(self.workspace / "usage.sqlite")
    connection.execute("UPDATE increments SET count = count + 1")
    connection.execute("UPDATE daily SET count = count + 1")
    connection.commit()
    connection.close()
    found = self.run_tenure("verify")
    self.assertEqual(found.returncode, 1)
    self.assertIn("damaged: usage of ", found.stdout)
    self.assertIn("WAS DIFFERENT", self.run_tenure("usage", "rebuild").stdout)
    self.assertEqual(self.run_tenure("verify").returncode, 0)

  def test_what_is_no_rule_is_refused(self):
    for options in ((), ("--received", "--shift-hours", "1"), ("--shift-hours", "0"),
        ("--shift-hours", "1.5"), ("--received", "--reason", "none")):
      self.assertNotEqual(self.run_tenure("usage", "mend", *options).returncode, 0, options)


if __name__ == "__main__":
  unittest.main()
