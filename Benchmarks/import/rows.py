#!/usr/bin/env python3
"""Makes up subscriptions as a CSV file in Tenure's own format.

  rows.py FILE [--rows 1000000] [--seed 1]

One subscription a row, in the shape of the well-known telco churn table: who, which plan, what it
costs a month, since when, and until when for the quarter that left. Ids are as long as a billing
system's and in no order. One row in ten is a further subscription of a customer already named. The
same rows and seed always write the same bytes.
"""

import argparse
from datetime import date, timedelta
from pathlib import Path
from random import Random

HEADER = "customer_id,subscription_id,plan,currency,mrr,start_date,ended_at\n"
FIRST_DAY, DAYS = date(2020, 1, 1), 2192  # 2020 to 2025
PLANS = (("Basic", 1825, 2575), ("Fiber", 5990, 9995), ("Fiber Plus", 7990, 11875),
         ("Mobile", 1000, 4500))
CURRENCIES = ("USD", "USD", "EUR", "GBP")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
PAIRS = tuple(a + b for a in ALPHABET for b in ALPHABET)


def word(bits, pairs):
    """Letters and digits from as many random bits, two at a time."""
    letters = []
    for _ in range(pairs):
        bits, rest = divmod(bits, len(PAIRS))
        letters.append(PAIRS[rest])
    return "".join(letters)


def lines(count, seed):
    """The file, line by line."""
    random = Random(seed)
    days = [(FIRST_DAY + timedelta(number)).isoformat() for number in range(DAYS)]
    known = []  # A sample of the customers so far, so that memory does not grow with the file.
    yield HEADER
    for number in range(count):
        chance = random.random()
        if known and chance < 0.1:
            customer = known[random.getrandbits(32) % len(known)]
        else:
            customer = "cus_" + word(random.getrandbits(96), 7)
            if len(known) < 10_000:
                known.append(customer)
            else:
                known[number % 10_000] = customer
        subscription = "sub_1" + word(random.getrandbits(132), 11)
        plan, low, high = PLANS[random.getrandbits(2)]
        cents = low + 5 * (random.getrandbits(16) % ((high - low) // 5))
        start = int(DAYS * random.random() ** 0.7)
        end = ""
        if random.random() < 0.305:  # Those whose end lies after the file are still there.
            left = start + 1 + int(random.expovariate(1 / 300))
            end = days[left] if left < DAYS else ""
        yield (f"{customer},{subscription},{plan},{CURRENCIES[random.getrandbits(2)]},"
               f"{cents // 100}.{cents % 100:02},{days[start]},{end}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with given.file.open("w", encoding="ascii", newline="") as file:
        file.writelines(lines(given.rows, given.seed))


if __name__ == "__main__":
    main()
