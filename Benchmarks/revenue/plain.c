/* The yardstick: plain loops over the same columns, two threads, one subscription an account.

   plain FOLDER: reads the columns that `revenue` wrote, then answers questions line by line. Takes
   for granted what is so in the generated accounts and what Tenure must not: that the sums fit in 64
   bits, that an account has one step a day, and that no customer is new twice in a month. */

#include <pthread.h>
#include <time.h>

#include "columns.h"
#include "kinds.h"

enum { threads = 2, months = 39, plans = 4, first_month = 2022 * 12 + 9 };

typedef struct {
  int64_t lines[kinds], opening, customers, opening_customers, newcomers;
} cell;

/* What a question is about; each thread has its own sums. */
typedef struct {
  columns c;
  uint32_t from, to; /* accounts */
  int first, count, plan, gap;
  /* By day since the first: the period, or how many windows open or close before it. */
  const uint8_t *period, *opened, *closed;
  cell cells[months][plans];
  struct { int64_t opening, retained, smaller; } windows[months + 1];
  int32_t changes[months][months + 1];
} job;

static int64_t worth(const columns *c, uint32_t i) {
  return c->currencies[i] == c->base ? c->micros[i] : 0;
}

static void *bridge(void *argument) {
  job *j = argument;
  const columns c = j->c;
  for (uint32_t a = j->from; a < j->to; a++) {
    uint32_t i = c.starts[a], end = c.starts[a + 1];
    int64_t held = 0;
    int32_t plan = 0, stopped = 0;
    uint8_t was = 0, had = 0;
    for (; i < end && j->period[c.days[i] - c.first_day] == before; i++) {
      uint8_t now = c.standings[i];
      if (was == paying && now != paying) stopped = c.days[i];
      had |= now == paying;
      was = now;
      held = worth(&c, i);
      plan = c.plans[i];
    }
    if (held > 0) {
      j->cells[0][plan].opening += held;
      j->cells[0][plan].opening_customers++;
    }
    for (; i < end; i++) {
      uint8_t period = j->period[c.days[i] - c.first_day], now = c.standings[i];
      if (period == after) break;
      int64_t value = worth(&c, i), change = value - held;
      int32_t next = c.plans[i];
      if (change != 0 || (next != plan && value != 0)) {
        int kind = kind_of(was, now, had, change >= 0, c.causes[i]);
        if (kind == reactivation && c.days[i] - stopped > j->gap) kind = new;
        cell *row = j->cells[period];
        if (next == plan || held == 0 || value == 0) {
          cell *own = row + (value == 0 ? plan : next);
          own->lines[kind] += change;
          own->customers += (value > 0) - (held > 0);
          own->newcomers += kind == new;
        } else {
          int64_t moved = value < held ? value : held;
          row[plan].lines[moved_out] -= moved;
          row[next].lines[moved_in] += moved;
          row[change > 0 ? next : plan].lines[kind] += change;
          row[plan].customers--;
          row[next].customers++;
        }
      }
      if (was == paying && now != paying) stopped = c.days[i];
      had |= now == paying;
      was = now;
      held = value;
      plan = next;
    }
  }
  return NULL;
}

/* Windows are walked from the end of one run of constant amounts to the next. */
static void *retained(void *argument) {
  job *j = argument;
  const columns c = j->c;
  int count = j->count;
  for (uint32_t a = j->from; a < j->to; a++) {
    uint32_t open = c.starts[a], end = c.starts[a + 1], close = open;
    int window = j->opened[c.days[open] - c.first_day], next_open = window, next_close = 0;
    int64_t o = 0, r = 0, s = 0;
    while (window < count) {
      while (next_open <= window) {
        open++;
        next_open = open < end ? j->opened[c.days[open] - c.first_day] : count;
      }
      while (next_close <= window) {
        close++;
        next_close = close < end ? j->closed[c.days[close] - c.first_day] : count;
      }
      int counts = j->plan == 0 || c.plans[open - 1] == j->plan;
      int64_t opening = counts ? worth(&c, open - 1) : 0;
      int64_t closing = opening > 0 ? worth(&c, close - 1) : 0;
      int64_t smaller = opening < closing ? opening : closing;
      j->windows[window].opening += opening - o;
      j->windows[window].retained += closing - r;
      j->windows[window].smaller += smaller - s;
      o = opening;
      r = closing;
      s = smaller;
      window = opening > 0 && next_close < next_open ? next_close : next_open;
    }
  }
  return NULL;
}

/* A stretch of paying months is counted by its two ends. */
static void *triangle(void *argument) {
  job *j = argument;
  const columns c = j->c;
  const uint8_t *month = j->period;
  for (uint32_t a = j->from; a < j->to; a++) {
    uint32_t i = c.starts[a], end = c.starts[a + 1];
    while (i < end && c.standings[i] != paying) i++;
    if (i == end) continue;
    int entry = month[c.days[i] - c.first_day];
    if (entry < j->first || entry >= j->first + j->count) continue;
    int32_t *row = j->changes[entry];
    int next = entry;
    while (i < end) {
      int from = month[c.days[i] - c.first_day], to = months;
      for (i++; i < end && c.standings[i] == paying;) i++;
      if (i < end) to = month[c.days[i] - c.first_day];
      if (from < next) from = next;
      if (from < to) {
        row[from]++;
        row[to]--;
        next = to;
      }
      while (i < end && c.standings[i] != paying) i++;
    }
  }
  return NULL;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double run(void *(*work)(void *), job jobs[threads]) {
  pthread_t others[threads];
  double start = now();
  for (int t = 1; t < threads; t++) pthread_create(&others[t], NULL, work, &jobs[t]);
  work(&jobs[0]);
  for (int t = 1; t < threads; t++) pthread_join(others[t], NULL);
  /* The sums of all are the first one's. */
  for (int t = 1; t < threads; t++) {
    int64_t *mine = (int64_t *)jobs[0].cells, *theirs = (int64_t *)jobs[t].cells;
    for (size_t k = 0; k < sizeof jobs[0].cells / 8; k++) mine[k] += theirs[k];
    mine = (int64_t *)jobs[0].windows, theirs = (int64_t *)jobs[t].windows;
    for (size_t k = 0; k < sizeof jobs[0].windows / 8; k++) mine[k] += theirs[k];
    for (int m = 0; m < months; m++)
      for (int k = 0; k <= months; k++) jobs[0].changes[m][k] += jobs[t].changes[m][k];
  }
  return now() - start;
}

#include "answers.h"

int main(int count, char **words) {
  if (count != 2) return 2;
  static job jobs[threads];
  columns c = columns_read(words[1]);
  kinds_fill();
  puts("ready");
  fflush(stdout);
  return answer_lines(c, jobs);
}
