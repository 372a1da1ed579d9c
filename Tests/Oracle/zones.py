#!/usr/bin/env python3
"""The days of IANA time zones, by Python's zoneinfo: a second opinion on Sources/Facts/Zone.swift.

    zones.py [--sample N] [--seed S] [--step HOURS] [ZONE ...]

Without zones: N of all that zoneinfo knows, drawn by the seed; N = 0 takes them all. One line each,
numbers counted from 1970-01-01:

    zone NAME
    i MICROSECONDS DAY    the local day of an instant
    s DAY SECONDS         the first instant at which the local date is that day or a later one

Around every change of the offset from 1970 to 2099, and at random from 1850 to 2499.
"""

import argparse
import random
import sys
import zoneinfo
from datetime import date, datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
EPOCH_ORDINAL = EPOCH.toordinal()
DAY = 86_400


def seconds(year):
    """The first second of a year in UTC."""
    return (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY


def local(microseconds, zone):
    """The wall clock of a zone."""
    return (EPOCH + timedelta(microseconds=microseconds)).astimezone(zone)


def local_day(microseconds, zone):
    return local(microseconds, zone).toordinal() - EPOCH_ORDINAL


def offset(second, zone):
    return datetime.fromtimestamp(second, zone).utcoffset()


def changes(zone, low, high, step):
    """The seconds in (low, high] from which another offset holds, found by halving each step."""
    found = []
    start, before = low, offset(low, zone)
    for end in [*range(low + step, high, step), high]:
        after = offset(end, zone)
        if after != before:
            late = end
            while late - start > 1:
                middle = (start + late) // 2
                if offset(middle, zone) == before:
                    start = middle
                else:
                    late = middle
            found.append(late)
        start, before = end, after
    return found


def first_second(day, zone, near):
    """The first second whose local date is `day` or later.

    The local clock can only reach a date by running to its midnight at some offset or by a change
    of the offset, so that the earliest of these that is there already is the first.
    """
    midnight = day * DAY
    low, high = midnight - 2 * DAY, midnight + 2 * DAY
    moves = [second for second in near if low < second <= high]
    offsets = {offset(second, zone) // timedelta(seconds=1) for second in [low, high, *moves]}
    candidates = sorted([*moves, *(midnight - each for each in offsets)])
    return next(second for second in candidates if local_day(second * 1_000_000, zone) >= day)


def probe(zone, rng, step):
    """The lines of a zone."""
    moves = changes(zone, seconds(1970), seconds(2100), step)
    for index, move in enumerate(moves):
        near = moves[max(0, index - 5):index + 6]
        for distance in (0, 1, 1800, 3600, 3601, DAY, rng.randrange(2 * DAY)):
            for second in {move - distance, move + distance}:
                instant = second * 1_000_000
                yield f"i {instant} {local_day(instant, zone)}"
        yield f"i {move * 1_000_000 - 1} {local_day(move * 1_000_000 - 1, zone)}"
        middle = local_day(move * 1_000_000, zone)
        for day in range(middle - 2, middle + 3):
            if seconds(1970) + 3 * DAY < day * DAY < seconds(2100) - 3 * DAY:
                yield f"s {day} {first_second(day, zone, near)}"
    for _ in range(40):
        instant = rng.randrange(seconds(1850), seconds(2499)) * 1_000_000 + rng.randrange(1_000_000)
        yield f"i {instant} {local_day(instant, zone)}"
        day = local_day(instant, zone)
        near = changes(zone, day * DAY - 3 * DAY, day * DAY + 3 * DAY, 3 * 3600)
        yield f"s {day} {first_second(day, zone, near)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", type=int, default=24)
    parser.add_argument("zones", nargs="*")
    options = parser.parse_args()
    names = sorted(zoneinfo.available_timezones())
    if options.sample:
        names = sorted(random.Random(options.seed).sample(names, options.sample))
    for name in options.zones or names:
        rng = random.Random(f"{options.seed} {name}")
        lines = probe(zoneinfo.ZoneInfo(name), rng, options.step * 3600)
        sys.stdout.write("\n".join([f"zone {name}", *lines]) + "\n")


if __name__ == "__main__":
    main()
