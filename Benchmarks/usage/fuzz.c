// Bodies for `load --fuzz`: events as client libraries send them, with some bytes overwritten, left
// out, doubled or cut off; some of them packed, some of those damaged after packing.
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {
  "batch", "import", "track", "identify", "group", "page", "screen", "alias"};

// %llx is a number that no other body has, so that most events are new.
static const char *const seeds[] = {
  "{\"batch\":[{\"type\":\"track\",\"userId\":\"u%llu\",\"messageId\":\"f-%llx\",\"event\":\"e\","
  "\"properties\":{\"a\":[1,2.5,\"x\"],\"seconds\":12.5,\"b\":{\"a\":1}}}]}",
  "{\"writeKey\":\"k\",\"sentAt\":\"2026-06-01T15:00:00.123456789Z\",\"batch\":[{\"type\":"
  "\"identify\",\"userId\":9007199254740993,\"traits\":{\"company\":{\"id\":\"c%llu\"}},\"messageId"
  "\":\"f-%llx\",\"timestamp\":\"2026-06-01T14:59:00+02:00\"},{\"type\":\"alias\",\"previousId\":"
  "\"a\",\"userId\":\"b\"}, null, [[]], \"caf\\u00e9\", 1e400]}",
  "{\"userId\":\"u%llu\",\"messageId\":\"f-%llx\",\"anonymousId\":null,\"event\":\"Opened\","
  "\"context\":{\"groupId\":\"g\"},\"timestamp\":\"2026-11-24T00:00:00Z\",\"properties\":{}}",
  "{\"anonymousId\":\"a%llu\",\"groupId\":\"g\",\"messageId\":\"f-%llx\",\"name\":"
  "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\\ud83d\\ude00\",\"previousId\":\"p\",\"userId\":\"v\"}",
};

enum {
  SEEDS = sizeof seeds / sizeof *seeds,
  KINDS = sizeof kinds / sizeof *kinds,
  BATCHES = 2  // so many of the seeds, and of the kinds
};

static uint64_t draw(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t limit) { return draw(state) % limit; }

static size_t mutate(char *body, size_t length, uint64_t *state) {
  static const char telling[] = "{}[]\",:\\0eE-.ntu #\x01\x80\xC3\xED\xFF";
  for (size_t rest = below(state, 5); rest > 0 && length > 0; rest--) {
    size_t place = below(state, length), span = length - place;
    switch (below(state, 6)) {
    case 0: body[place] = telling[below(state, sizeof telling)]; break;
    case 1: body[place] = (char)draw(state); break;
    case 2:
      memmove(body + place + 1, body + place, span);
      body[place] = telling[below(state, sizeof telling)];
      length++;
      break;
    case 3: {
      size_t gone = 1 + below(state, 12);
      if (gone > span) gone = span;
      memmove(body + place, body + place + gone, span - gone);
      length -= gone;
      break;
    }
    case 4: {
      size_t more = span < 40 ? span : 40;
      memmove(body + place + more, body + place, span);
      length += more;
      break;
    }
    default: length = place;
    }
  }
  return length;
}

// A gzip member with one block that is stored as it is: RFC 1951 and 1952.
static size_t pack(char *body, size_t length) {
  static const unsigned char head[10] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
  uint32_t check = 0xFFFFFFFF, size = (uint32_t)length;
  for (size_t at = 0; at < length; at++) {
    check ^= (unsigned char)body[at];
    for (int bit = 0; bit < 8; bit++) check = check >> 1 ^ (0xEDB88320 & -(check & 1));
  }
  check = ~check;
  memmove(body + 15, body, length);
  memcpy(body, head, 10);
  body[10] = 1;
  body[11] = (char)length;
  body[12] = (char)(length >> 8);
  body[13] = (char)~length;
  body[14] = (char)(~length >> 8);
  memcpy(body + 15 + length, &check, 4);
  memcpy(body + 19 + length, &size, 4);
  return length + 23;
}

size_t fuzz_request(char *out, uint64_t number, const char *login) {
  char body[FUZZ_ROOM];
  uint64_t state = number * 0xD1342543DE82EF95;
  unsigned long long id = number;
  size_t seed = below(&state, SEEDS), kind = below(&state, KINDS);
  // Mostly to where such a body belongs.
  if (below(&state, 8) > 0) {
    kind = seed < BATCHES ? below(&state, BATCHES) : BATCHES + below(&state, KINDS - BATCHES);
  }
  size_t length = (size_t)snprintf(body, sizeof body, seeds[seed], id % 5000, id);
  length = mutate(body, length, &state);
  int is_packed = below(&state, 8) == 0;
  if (is_packed) {
    length = pack(body, length);
    if (below(&state, 4) == 0) length = mutate(body, length, &state);
  }
  int head = sprintf(
    out, "POST /v1/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\n"
    "Content-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n", kinds[kind],
    login, is_packed ? "Content-Encoding: gzip\r\n" : "", length);
  memcpy(out + head, body, length);
  return (size_t)head + length;
}
