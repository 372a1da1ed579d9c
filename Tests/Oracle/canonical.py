#!/usr/bin/env python3
"""Facts as Python's json writes them: a second opinion on Sources/Facts/Fact+JSON.swift.

Reads facts, one a line, as assignments separated by blanks, and prints the line of `tenure export`
for each: members in the order given, those of the body sorted. An assignment is a path, what kind
of value it is and the value; a path is of names and of `%` with a name in hexadecimal:

    plan=50726f     text, its UTF-8 in hexadecimal
    quantity:3      a whole number
    amount~2985000  millionths, to be written as a decimal
    at@19000        days since 1970-01-01, to be written as a date
    at!1500000      microseconds since 1970-01-01T00:00:00Z, to be written as an instant
    attributes{     an object without members
    body-           null
"""

import json
import re
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
COMPACT = {"separators": (",", ":"), "ensure_ascii": False}


def decimal(micros):
    text = format(Decimal(micros).scaleb(-6), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def instant(micros):
    moment = EPOCH + timedelta(microseconds=int(micros))
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


VALUES = {
    "=": lambda text: bytes.fromhex(text).decode(),
    ":": int,
    "~": decimal,
    "@": lambda days: date.fromordinal(int(days) + EPOCH.toordinal()).isoformat(),
    "!": instant,
    "{": lambda _: {},
    "-": lambda _: None,
}


def fact(line):
    members = {}
    for assignment in line.split():
        path, kind, value = re.fullmatch(r"([\w%/]+)([=:~@!{-])(.*)", assignment).groups()
        names = [
            bytes.fromhex(name[1:]).decode() if name[0] == "%" else name
            for name in path.split("/")]
        inner = members
        for name in names[:-1]:
            inner = inner.setdefault(name, {})
        inner[names[-1]] = VALUES[kind](value)
    body = json.dumps(members.pop("body"), sort_keys=True, **COMPACT)
    return json.dumps(members, **COMPACT)[:-1] + ',"body":' + body + "}"


def main():
    for line in sys.stdin:
        sys.stdout.buffer.write(fact(line).encode() + b"\n")


if __name__ == "__main__":
    main()
