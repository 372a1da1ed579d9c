"""`tenure` run in a workspace of its own, for tests of what it says."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

TENURE = Path(__file__).resolve().parents[2] / ".build/debug/tenure"


@unittest.skipUnless(TENURE.exists(), f"{TENURE} is not built")
class InWorkspace(unittest.TestCase):
  """Tests of one workspace, which a class method `fill` brings its data into."""

  @classmethod
  def setUpClass(cls):
    cls.folder = tempfile.TemporaryDirectory()
    cls.addClassCleanup(cls.folder.cleanup)
    cls.fill(Path(cls.folder.name))

  @classmethod
  def run_tenure(cls, *arguments):
    """What a command printed and how it ended."""
    environment = os.environ | {"TENURE_WORKSPACE": cls.folder.name + "/workspace"}
    return subprocess.run(
      [TENURE, *arguments], capture_output=True, text=True, env=environment, check=False)

  @classmethod
  def told(cls, *arguments):
    """What a command printed; it must have ended well."""
    done = cls.run_tenure(*arguments)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout
