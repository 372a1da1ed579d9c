/* The lines of the bridge, and which one a day's change belongs to, as a table. */

#pragma once

#include <stdint.h>

enum { none, is_free, paused, paying };
enum { by_other, by_plan, by_price, by_quantity, by_discount, by_discount_end, by_end, unpaid,
       by_grace };
enum { new, expansion, contraction = 7, churn_voluntary = 13, churn_involuntary, reactivation,
       resume, pause_, moved_in = 19, moved_out, kinds = 22 };
enum { before = 254, after = 255 };

static const char *const kind_names[kinds] = {
  "new", "expansion.plan", "expansion.price", "expansion.quantity", "expansion.discount",
  "expansion.discount_end", "expansion.cross_sell", "contraction.plan", "contraction.price",
  "contraction.quantity", "contraction.discount", "contraction.discount_end",
  "contraction.cross_sell", "churn.voluntary", "churn.involuntary", "reactivation", "resume",
  "pause", "fx", "moved_in", "moved_out", "correction"};

static uint8_t kind_table[1024];

static inline int kind_key(uint8_t was, uint8_t now, uint8_t had, int gains, uint8_t cause) {
  return was | now << 2 | had << 4 | gains << 5 | cause << 6;
}

static inline int kind_of(uint8_t was, uint8_t now, uint8_t had, int gains, uint8_t cause) {
  return kind_table[kind_key(was, now, had, gains, cause)];
}

static uint8_t kind_by_rule(int was, int now, int had, int gains, int cause) {
  int served = (was == paying || was == is_free) && (now == paying || now == is_free);
  int part = cause >= by_plan && cause <= by_discount_end ? cause - by_plan : 1;
  if (!served) part = 5; /* cross-sell, which no customer of one subscription comes to */
  if (was == paying && now == paying) return (gains ? expansion : contraction) + part;
  if (now == paying) {
    if (!had) return new;
    return was == paused ? resume : was == is_free ? expansion + part : reactivation;
  }
  if (was == paying && now == paused) return pause_;
  if (was == paying && now == none)
    return cause == unpaid || cause == by_grace ? churn_involuntary : churn_voluntary;
  return contraction + part;
}

static void kinds_fill(void) {
  for (int cause = 0; cause < 16; cause++)
    for (int was = 0; was < 4; was++)
      for (int now = 0; now < 4; now++)
        for (int had = 0; had < 2; had++)
          for (int gains = 0; gains < 2; gains++)
            kind_table[kind_key(was, now, had, gains, cause)] =
              kind_by_rule(was, now, had, gains, cause);
}
