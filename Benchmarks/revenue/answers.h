/* Reads commands, asks, and prints answers as lines of whole numbers. */

#pragma once

#include <string.h>

enum { days = 1188, base_day = 19266 }; /* 2022-10-01, in days since 1970 */

static uint8_t month_of_day[days + 1];

/* What each of the tables by day says of a month; the panel's days are counted from base_day. */
static void table(uint8_t *by_day, int (*of_month)(int month, int first, int count), int first,
                  int count) {
  for (int day = 0; day <= days; day++) by_day[day] = of_month(month_of_day[day], first, count);
}

static int period_of(int month, int first, int count) {
  return month < first ? before : month >= first + count ? after : month - first;
}

/* A window opens and closes with a month's end, so that it comes before any later month. */
static int clamped(int number, int count) {
  return number < 0 ? 0 : number > count ? count : number;
}

static int opened_of(int month, int first, int count) {
  return clamped(month + 12 - first, count);
}

static int closed_of(int month, int first, int count) { return clamped(month - first, count); }

static void months_fill(void) {
  static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int day = 0;
  for (int month = 0; month < months; month++) {
    int number = first_month + month, year = number / 12;
    int length = lengths[number % 12] + (number % 12 == 1 && year % 4 == 0);
    for (int k = 0; k < length; k++) month_of_day[day++] = month;
  }
  month_of_day[days] = months;
}

static void line(int period, int plan, const char *name, int64_t amount) {
  if (amount != 0) printf("%d %d %s %ld\n", period, plan, name, (long)amount);
}

/* The whole is the sum of the plans, but for what moved between them. */
static void print_bridge(job *j) {
  int64_t opening[plans] = {0}, customers[plans] = {0};
  for (int plan = 1; plan < plans; plan++) {
    opening[plan] = j->cells[0][plan].opening;
    customers[plan] = j->cells[0][plan].opening_customers;
  }
  for (int period = 0; period < j->count; period++) {
    cell *row = j->cells[period], *whole = row;
    opening[0] = customers[0] = 0;
    for (int plan = 1; plan < plans; plan++) {
      opening[0] += opening[plan];
      customers[0] += customers[plan];
      whole->customers += row[plan].customers;
      whole->newcomers += row[plan].newcomers;
      for (int k = 0; k < moved_in; k++) whole->lines[k] += row[plan].lines[k];
    }
    for (int plan = 0; plan < plans; plan++) {
      line(period, plan, "opening", opening[plan]);
      for (int k = 0; k < kinds; k++) {
        line(period, plan, kind_names[k], row[plan].lines[k]);
        opening[plan] += row[plan].lines[k];
      }
      customers[plan] += row[plan].customers;
      line(period, plan, "customers", customers[plan]);
      line(period, plan, "newcomers", row[plan].newcomers);
    }
  }
}

static void print_retained(job *j) {
  int64_t opening = 0, retained = 0, smaller = 0;
  for (int k = 0; k < j->count; k++) {
    opening += j->windows[k].opening;
    retained += j->windows[k].retained;
    smaller += j->windows[k].smaller;
    printf("%d %ld %ld %ld\n", k, (long)opening, (long)retained, (long)smaller);
  }
}

static void print_triangle(job *j) {
  for (int entry = 0; entry < months; entry++) {
    int present = 0;
    for (int month = entry; month < months; month++) {
      present += j->changes[entry][month];
      if (present != 0) printf("%d %d %d\n", entry, month - entry, present);
    }
  }
}

/* Says something else of the step of an account's day. */
static void take_fact(columns *c, const int64_t fact[5]) {
  for (uint32_t i = c->starts[fact[0]]; i < c->starts[fact[0] + 1]; i++) {
    if (c->days[i] != fact[1]) continue;
    c->plans[i] = fact[2];
    c->micros[i] = fact[3];
    c->causes[i] = fact[4];
    c->standings[i] = fact[3] > 0 ? paying : none;
  }
}

static int answer_lines(columns c, job jobs[threads]) {
  static uint8_t period[days + 1], opened[days + 1], closed[days + 1];
  char text[256], name[32];
  c.first_day = base_day;
  months_fill();
  while (fgets(text, sizeof text, stdin) != NULL) {
    long n[5] = {0};
    if (sscanf(text, "%31s %ld %ld %ld %ld %ld", name, n, n + 1, n + 2, n + 3, n + 4) < 2) return 2;
    if (strcmp(name, "fact") == 0) {
      take_fact(&c, (int64_t[]){n[0], n[1], n[2], n[3], n[4]});
      puts("known");
      fflush(stdout);
      continue;
    }
    int is_triangle = strcmp(name, "triangle") == 0;
    int first = n[0], count = is_triangle ? n[1] - n[0] + 1 : n[1];
    if (is_triangle) table(period, period_of, 0, months);
    else table(period, period_of, first, count);
    table(opened, opened_of, first, count);
    table(closed, closed_of, first, count);
    for (int t = 0; t < threads; t++) {
      jobs[t] = (job){.c = c, .from = (uint64_t)c.accounts * t / threads,
                      .to = (uint64_t)c.accounts * (t + 1) / threads, .first = first,
                      .count = count, .plan = n[2], .gap = n[2], .period = period,
                      .opened = opened, .closed = closed};
    }
    int is_bridge = strcmp(name, "bridge") == 0;
    printf("%.9f\n", run(is_bridge ? bridge : is_triangle ? triangle : retained, jobs));
    (is_bridge ? print_bridge : is_triangle ? print_triangle : print_retained)(&jobs[0]);
    puts(".");
    fflush(stdout);
  }
  return 0;
}
