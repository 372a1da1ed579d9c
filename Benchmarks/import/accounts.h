/* Accounts and their numbers: open addressing over the ids' texts, which lie end to end. */

#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "rows.h"

typedef struct {
  uint64_t hash;
  uint32_t text, number;
} slot;

static slot *slots;
static size_t slot_count, account_count, text_count, text_room;
static char *texts;

static uint64_t hash_of(cell id) {
  uint64_t hash = 0x9e3779b97f4a7c15u, word;
  int at = 0;
  for (; at + 8 <= id.count; at += 8) {
    memcpy(&word, id.text + at, 8);
    hash = rotate((hash ^ word) * 0xbf58476d1ce4e5b9u, 29);
  }
  word = (uint64_t)id.count << 56;
  memcpy(&word, id.text + at, id.count - at);
  hash = (hash ^ word) * 0x94d049bb133111ebu;
  return hash ^ hash >> 31;
}

static void grow(void) {
  size_t old_count = slot_count;
  slot *old = slots;
  slot_count = old_count ? old_count * 2 : 1 << 16;
  slots = calloc(slot_count, sizeof(slot));
  for (size_t i = 0; i < old_count; i++) {
    if (!old[i].number) continue;
    size_t at = old[i].hash & (slot_count - 1);
    while (slots[at].number) at = (at + 1) & (slot_count - 1);
    slots[at] = old[i];
  }
  free(old);
}

/* The account's number; sets *is_new where it had none. */
static int64_t account_number(cell id, int *is_new) {
  if (account_count * 2 >= slot_count) grow();
  uint64_t hash = hash_of(id);
  size_t at = hash & (slot_count - 1);
  for (; slots[at].number; at = (at + 1) & (slot_count - 1)) {
    const char *known = texts + slots[at].text;
    if (slots[at].hash == hash && !strncmp(known, id.text, id.count) && !known[id.count]) {
      *is_new = 0;
      return slots[at].number;
    }
  }
  while (text_count + id.count + 1 > text_room)
    texts = realloc(texts, text_room = text_room ? text_room * 2 : 1 << 20);
  memcpy(texts + text_count, id.text, id.count);
  texts[text_count + id.count] = 0;
  slots[at] = (slot){hash, (uint32_t)text_count, (uint32_t)++account_count};
  text_count += id.count + 1;
  *is_new = 1;
  return (int64_t)account_count;
}
