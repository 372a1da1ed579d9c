/* The CSV file: seven columns, no quotes. */

#pragma once

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fail(const char *what, const char *why) {
  fprintf(stderr, "plain: %s: %s\n", what, why);
  exit(1);
}

enum { customer, subscription, plan, currency, mrr, start_date, ended_at, columns };

typedef struct {
  const char *text;
  int count;
} cell;

typedef struct {
  int file;
  char *buffer, *next, *end;
} reader;

enum { block = 1 << 20 };

static reader reader_open(const char *path) {
  reader r = {open(path, O_RDONLY), malloc(block), NULL, NULL};
  if (r.file < 0) fail(path, "cannot be opened");
  r.next = r.end = r.buffer;
  return r;
}

/* The next line's end, NULL at the end of the file; moves what is left of a block to its front. */
static char *line_end(reader *r) {
  char *found = memchr(r->next, '\n', r->end - r->next);
  if (found) return found;
  size_t rest = r->end - r->next;
  memmove(r->buffer, r->next, rest);
  r->next = r->buffer;
  r->end = r->buffer + rest;
  ssize_t count = read(r->file, r->end, block - rest);
  if (count <= 0) return NULL;
  r->end += count;
  return memchr(r->next, '\n', r->end - r->next);
}

static int next_row(reader *r, cell *row) {
  char *end = line_end(r);
  if (!end) return 0;
  const char *text = r->next;
  for (int i = 0; i < columns; i++) {
    const char *stop = i + 1 < columns ? memchr(text, ',', end - text) : end;
    if (!stop) fail("a row", "too few cells");
    row[i] = (cell){text, (int)(stop - text)};
    text = stop + 1;
  }
  r->next = end + 1;
  return 1;
}

static int64_t micros(cell amount) {
  int64_t value = 0, decimals = -1;
  for (int i = 0; i < amount.count; i++) {
    if (amount.text[i] == '.') {
      decimals = 0;
    } else {
      value = value * 10 + (amount.text[i] - '0');
      if (decimals >= 0) decimals++;
    }
  }
  for (decimals = decimals < 0 ? 0 : decimals; decimals < 6; decimals++) value *= 10;
  return value;
}

/* Days since 1970-01-01 of YYYY-MM-DD, after Howard Hinnant's public-domain algorithm. */
static int64_t day_number(const char *t) {
  int year = (t[0] - '0') * 1000 + (t[1] - '0') * 100 + (t[2] - '0') * 10 + (t[3] - '0');
  int month = (t[5] - '0') * 10 + (t[6] - '0'), day = (t[8] - '0') * 10 + (t[9] - '0');
  year -= month <= 2;
  int era = year / 400, of_era = year % 400;
  int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097L + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}
