#!/usr/bin/env python3
"""Delivers events with one client library, as it comes, in a process of its own.

Two of the libraries have one module name, so a process can hold only one of them; which one it is
is said by the module's path. Prints the ids of the events.
"""

import argparse
import importlib
import sys
import uuid


def main():
  parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
  parser.add_argument("--module", required=True, help="that has the client")
  parser.add_argument("--folder", help="that the module is looked for in, first")
  parser.add_argument("--host", required=True)
  parser.add_argument("--key", required=True)
  parser.add_argument("--count", type=int, default=1000)
  parser.add_argument("--packed", action="store_true")
  options = parser.parse_args()
  if options.folder:
    sys.path.insert(0, options.folder)
  module = importlib.import_module(options.module)
  if options.folder and not module.__file__.startswith(options.folder):
    sys.exit(f"{options.module} is from {module.__file__}")
  errors, ids = [], []
  client = module.Client(
    options.key, host=options.host, gzip=options.packed,
    on_error=lambda error, _: errors.append(str(error)))
  for number in range(options.count):
    ids.append(str(uuid.uuid4()))
    user = f"user-{number % 50}"
    if number % 10 == 0:
      client.identify(user, {"plan": "Pro"}, message_id=ids[-1])
    else:
      client.track(user, "Report Exported", {"rows": number}, message_id=ids[-1])
  client.flush()
  client.join()
  if errors:
    sys.exit(errors[0])
  print("\n".join(ids))


if __name__ == "__main__":
  main()
