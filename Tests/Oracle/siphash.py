#!/usr/bin/env python3
"""The checksums of fields, by the paper: a second opinion on Sources/Facts/Checksum.swift.

Reads lines of fields separated by blanks, `n` and a number or `b` and bytes in hexadecimal, and
prints the checksum of each line as a signed number. First it checks itself: SipHash-2-4 against the
vector of the paper's appendix, SipHash-1-3 against Python's own hash where that is SipHash-1-3.

Source: Aumasson & Bernstein (2012), doi:10.1007/978-3-642-34931-7_28.
"""

import struct
import subprocess
import sys

MASK = (1 << 64) - 1
# The key of Checksum: sixteen bytes, of which the last eight spell "tenure" between zeros.
KEY = (0, 0x0074_656E_7572_6500)


def rotated(word, bits):
    return (word << bits | word >> (64 - bits)) & MASK


def sip_round(a, b, c, d):
    """One SipRound, figure 2.1 of the paper: both halves of each row at once."""
    a, c = (a + b) & MASK, (c + d) & MASK
    b, d = rotated(b, 13) ^ a, rotated(d, 16) ^ c
    a = rotated(a, 32)
    c, a = (c + b) & MASK, (a + d) & MASK
    b, d = rotated(b, 17) ^ c, rotated(d, 21) ^ a
    return a, b, rotated(c, 32), d


def siphash_words(words, key, compression, finalization):
    """SipHash of words that are padded and carry their length already."""
    start = struct.unpack(">4Q", b"somepseudorandomlygeneratedbytes")
    state = [key[index & 1] ^ word for index, word in enumerate(start)]
    for word in words:
        state[3] ^= word
        for _ in range(compression):
            state = list(sip_round(*state))
        state[0] ^= word
    state[2] ^= 0xFF
    for _ in range(finalization):
        state = list(sip_round(*state))
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def words_of(data):
    """Little-endian words of bytes, zeros after the last; a word of zeros if none is left over."""
    padded = data + bytes(8 - len(data) % 8)
    return list(struct.unpack(f"<{len(padded) // 8}Q", padded))


def siphash(data, key, compression, finalization):
    """SipHash of a string of bytes as the paper has it."""
    words = words_of(data)
    words[-1] |= (len(data) & 0xFF) << 56
    return siphash_words(words, key, compression, finalization)


def checksum(fields):
    """The words that Checksum makes of its fields, hashed: a round a word and three at the end."""
    words, length = [], 0
    for field in fields:
        if isinstance(field, int):
            words.append(field & MASK)
            length += 8
        else:
            words += [*words_of(field), len(field)]
            length += len(field)
    words.append((length & 0xFF) << 56)
    value = siphash_words(words, KEY, 1, 3)
    return value - (1 << 64) if value >> 63 else value


def check():
    key = struct.unpack("<2Q", bytes(range(16)))
    assert siphash(bytes(range(15)), key, 2, 4) == 0xA129CA6149BE45E5
    if sys.hash_info.algorithm == "siphash13" and sys.hash_info.cutoff == 0:
        texts = [bytes(range(count)) for count in range(1, 40)]
        command = f"print(*[hash(text) for text in {texts!r}])"
        printed = subprocess.run(
            [sys.executable, "-c", command], env={"PYTHONHASHSEED": "0"}, capture_output=True,
            check=True, text=True).stdout
        assert [int(each) & MASK for each in printed.split()] == [
            siphash(text, (0, 0), 1, 3) for text in texts]


def main():
    check()
    for line in sys.stdin:
        fields = line.split()
        print(checksum([
            int(value) if kind == "n" else bytes.fromhex(value)
            for kind, value in ((field[0], field[1:]) for field in fields)]))


if __name__ == "__main__":
    main()
