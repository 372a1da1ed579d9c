/* SipHash-1-3 over fields, as in Sources/Facts/Checksum.swift. */

#pragma once

#include <stdint.h>
#include <string.h>

typedef struct {
  uint64_t v0, v1, v2, v3, length;
} checksum;

static checksum checksum_start(void) {
  return (checksum){0x736f6d6570736575, 0x646f72616e646f6d ^ 0x0074656e75726500,
                    0x6c7967656e657261, 0x7465646279746573 ^ 0x0074656e75726500, 0};
}

static inline uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

static inline void sip_round(checksum *s) {
  s->v0 += s->v1, s->v1 = rotate(s->v1, 13) ^ s->v0, s->v0 = rotate(s->v0, 32);
  s->v2 += s->v3, s->v3 = rotate(s->v3, 16) ^ s->v2;
  s->v0 += s->v3, s->v3 = rotate(s->v3, 21) ^ s->v0;
  s->v2 += s->v1, s->v1 = rotate(s->v1, 17) ^ s->v2, s->v2 = rotate(s->v2, 32);
}

static inline void absorb(checksum *s, uint64_t word) {
  s->v3 ^= word;
  sip_round(s);
  s->v0 ^= word;
}

static inline void add_number(checksum *s, int64_t number) {
  absorb(s, (uint64_t)number);
  s->length += 8;
}

static inline void add_text(checksum *s, const char *text, size_t count) {
  size_t at = 0;
  uint64_t word;
  for (; at + 8 <= count; at += 8) {
    memcpy(&word, text + at, 8);
    absorb(s, word);
  }
  word = 0;
  memcpy(&word, text + at, count - at);
  absorb(s, word);
  absorb(s, count);
  s->length += count;
}

static inline int64_t checksum_value(checksum s) {
  absorb(&s, s.length << 56);
  s.v2 ^= 0xff;
  for (int i = 0; i < 3; i++) sip_round(&s);
  return (int64_t)(s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}

static int64_t mix(int count, const int64_t *numbers) {
  checksum sum = checksum_start();
  for (int i = 0; i < count; i++) add_number(&sum, numbers[i]);
  return checksum_value(sum);
}
