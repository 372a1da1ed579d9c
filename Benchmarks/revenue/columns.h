/* The columns that `revenue` wrote: the same widths as in Tenure's panel, all accounts in one. */

#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  uint32_t accounts, *starts;
  int32_t *days, *plans, first_day;
  uint8_t *standings, *causes;
  int64_t *micros;
  uint16_t *currencies, base;
} columns;

static void *column(const char *folder, const char *name, size_t *bytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    fprintf(stderr, "plain: %s cannot be read\n", path);
    exit(1);
  }
  *bytes = ftell(file);
  rewind(file);
  void *read = malloc(*bytes);
  if (fread(read, 1, *bytes, file) != *bytes) exit(1);
  fclose(file);
  return read;
}

static columns columns_read(const char *folder) {
  columns c;
  size_t bytes, starts;
  c.starts = column(folder, "starts", &starts);
  c.accounts = starts / sizeof *c.starts - 1;
  c.days = column(folder, "days", &bytes);
  c.standings = column(folder, "standings", &bytes);
  c.causes = column(folder, "causes", &bytes);
  c.micros = column(folder, "micros", &bytes);
  c.currencies = column(folder, "currencies", &bytes);
  c.plans = column(folder, "plans", &bytes);
  c.base = c.currencies[0];
  return c;
}
