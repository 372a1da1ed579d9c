"""What became of usage that was sent, as the database of a server that does not run has it."""

import sqlite3


def survey(workspace, sent, acknowledged):
  """What is wrong with what was kept, by what it is called."""
  database = sqlite3.connect(f"file:{workspace}/usage.sqlite?mode=ro", uri=True)
  stored = [row[0] for row in database.execute("SELECT message FROM events")]
  apart = database.execute("SELECT count(*) FROM quarantine").fetchone()[0]
  counts = database.execute(
    "SELECT coalesce(sum(accepted), 0), coalesce(sum(stored), 0), coalesce(sum(duplicate), 0),"
    " coalesce(sum(conflict), 0), coalesce(sum(quarantined), 0) FROM counts").fetchone()
  whole = database.execute("PRAGMA integrity_check").fetchone()[0]
  database.close()
  accepted, counted, duplicate, conflict, quarantined = counts
  found = {
    "lost": len(acknowledged - set(stored)),
    "doubled": len(stored) - len(set(stored)),
    "never sent": len(set(stored) - sent),
    "conflicts": conflict,
    "quarantined": quarantined + apart,
    "not accounted for": abs(accepted - counted - duplicate - quarantined)
    + abs(counted - len(stored)),
    "damage": 0 if whole == "ok" else 1,
  }
  return found, {"stored": len(stored), "duplicates": duplicate}
