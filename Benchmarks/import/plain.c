/* The plain program that the import is measured against.

     plain load SCHEMA.sql SUBSCRIPTIONS.csv OUT.sqlite SOURCE VERSION RECORDED
     plain read-back SUBSCRIPTIONS.csv DATABASE.sqlite "SELECT amount, ended ... WHERE id = ?"

   `load` writes into a new database what `tenure import` writes: the same tables, columns, numbers,
   checksums, seal and indexes, so that `tenure verify` finds nothing off and the tables are equal
   row by row. It is as durable: WAL, synchronous = FULL, one transaction, the indexes after the
   rows, the log written back. It is what a careful programmer writes in an afternoon: one thread,
   prepared statements, what does not change from row to row bound once, nothing copied that need
   not be.

   What it does not do, and the import does: detect encoding, separator, columns and formats; quotes
   in CSV; check any value (a wrong row is taken or ends it); report rejections; notice a row that
   comes twice, or that the ledger knows (the unique index would end it); load into a ledger that is
   not empty; bound its memory (all account ids stay in it).

   `read-back` looks every row of the file up by its key, in the file's order, and compares amount
   and end. It serves for both writers. Both print what took how many seconds.

   cc -O2 -march=native -o plain plain.c -lsqlite3 */

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "accounts.h"
#include "checksum.h"
#include "rows.h"

static void check(sqlite3 *db, int code, const char *what) {
  if (code != SQLITE_OK) fail(what, sqlite3_errmsg(db));
}

static void run(sqlite3 *db, const char *sql) {
  check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement;
  check(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), sql);
  return statement;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void lap(const char *name, double *since) {
  double now = seconds();
  printf("%-12s %.3f\n", name, now - *since);
  *since = now;
}

/* Loading. */

static void text(sqlite3_stmt *statement, int index, cell value) {
  sqlite3_bind_text(statement, index, value.text, value.count, SQLITE_STATIC);
}

static void step(sqlite3 *db, sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) fail("a row", sqlite3_errmsg(db));
  sqlite3_reset(statement);
}

static int64_t fact_checksum(const cell *row, int64_t amount, int64_t account) {
  checksum sum = checksum_start();
  add_number(&sum, 1); /* Kind: a subscription's state. */
  add_text(&sum, row[subscription].text, row[subscription].count);
  add_text(&sum, "row", 3);
  add_number(&sum, 1);
  add_number(&sum, day_number(row[start_date].text));
  add_number(&sum, 2); /* Active. */
  add_number(&sum, row[plan].count > 0);
  if (row[plan].count > 0) add_text(&sum, row[plan].text, row[plan].count);
  add_number(&sum, 1); /* Quantity. */
  add_number(&sum, amount);
  const char *code = row[currency].text;
  add_number(&sum, ((code[0] - 'A') * 26 + code[1] - 'A') * 26 + code[2] - 'A');
  add_number(&sum, (int64_t)2 << 32 | 1); /* Every month. */
  add_number(&sum, -1);
  add_number(&sum, -1); /* No discounts. */
  add_number(&sum, 0);  /* No trial. */
  add_number(&sum, row[ended_at].count > 0);
  if (row[ended_at].count > 0) add_number(&sum, day_number(row[ended_at].text));
  return mix(2, (int64_t[]){checksum_value(sum), account});
}

static int64_t account_checksum(int64_t number, cell id) {
  checksum sum = checksum_start();
  add_number(&sum, number);
  add_text(&sum, id.text, id.count);
  add_number(&sum, 0);  /* No name, */
  add_number(&sum, -1); /* of no version. */
  return checksum_value(sum);
}

/* Writes every row; returns the sum of the seals, and how many rows there were. */
static int64_t load_rows(sqlite3 *db, const char *path, int64_t *rows) {
  sqlite3_stmt *fact = prepare(db,
      "INSERT INTO subscription_facts (account, subscription, at, plan, unit_micros, currency,"
      " ends_at, checksum, id, arrival, edition, assertion, status, quantity, interval_unit,"
      " interval_count)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, 'row', 'active', 1, 'month', 1)");
  sqlite3_stmt *account = prepare(db,
      "INSERT INTO vault_accounts (id, external_id, checksum) VALUES (?, ?, ?)");
  reader file = reader_open(path);
  cell row[columns];
  int64_t sum = 0, id = 0;
  int is_new;
  if (!next_row(&file, row)) fail(path, "no header");
  while (next_row(&file, row)) {
    int64_t number = account_number(row[customer], &is_new);
    if (is_new) {
      sqlite3_bind_int64(account, 1, number);
      text(account, 2, row[customer]);
      sqlite3_bind_int64(account, 3, account_checksum(number, row[customer]));
      step(db, account);
    }
    int64_t amount = micros(row[mrr]), value = fact_checksum(row, amount, number);
    sqlite3_bind_int64(fact, 1, number);
    text(fact, 2, row[subscription]);
    text(fact, 3, row[start_date]);
    if (row[plan].count) text(fact, 4, row[plan]);
    else sqlite3_bind_null(fact, 4);
    sqlite3_bind_int64(fact, 5, amount);
    text(fact, 6, row[currency]);
    if (row[ended_at].count) text(fact, 7, row[ended_at]);
    else sqlite3_bind_null(fact, 7);
    sqlite3_bind_int64(fact, 8, value);
    sqlite3_bind_int64(fact, 9, ++id);
    step(db, fact);
    sum += mix(3, (int64_t[]){value, id, 1});
  }
  sqlite3_finalize(fact);
  sqlite3_finalize(account);
  *rows = id;
  return sum;
}

/* The arrival's own rows: where it came from, how much it was, and the seal over it. */
static void seal(sqlite3 *db, int64_t rows, int64_t sum, char **given) {
  int64_t version = atoll(given[1]), recorded = atoll(given[2]);
  checksum over = checksum_start();
  int64_t numbers[] = {0, 1, version, recorded, rows, 0, sum};
  for (int i = 0; i < 7; i++) add_number(&over, numbers[i]);
  add_text(&over, given[0], strlen(given[0]));
  int64_t value = checksum_value(over);
  char *sql = sqlite3_mprintf(
      "INSERT INTO editions (id, source, version) VALUES (1, %Q, %lld);"
      "INSERT INTO arrivals (id, edition, recorded, facts, confirmations, checksums, seal)"
      " VALUES (1, 1, %lld, %lld, 0, %lld, %lld);"
      "INSERT INTO head (id, arrival, seal, superseded) VALUES (1, 1, %lld, 0)",
      given[0], version, recorded, rows, sum, value, value);
  run(db, sql);
  sqlite3_free(sql);
}

static char *contents(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) fail(path, "cannot be opened");
  char *text = calloc(1, 1 << 16);
  if (fread(text, 1, (1 << 16) - 1, file) == 0) fail(path, "is empty");
  fclose(file);
  return text;
}

/* The schema's file has the tables and, after this line, the indexes and views. */
static const char *after_rows = "-- After the rows.\n";

static int load(char **given) {
  double since = seconds();
  char *schema = contents(given[0]), *indexes = strstr(schema, after_rows);
  if (!indexes) fail(given[0], "does not say what comes after the rows");
  *indexes++ = 0;
  sqlite3 *db;
  if (sqlite3_open(given[2], &db) != SQLITE_OK) fail(given[2], sqlite3_errmsg(db));
  run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536");
  run(db, "BEGIN");
  run(db, schema);
  int64_t rows, sum = load_rows(db, given[1], &rows);
  lap("rows", &since);
  run(db, strchr(indexes, '\n'));
  lap("indexes", &since);
  seal(db, rows, sum, given + 3);
  run(db, "COMMIT");
  lap("commit", &since);
  if (sqlite3_close(db) != SQLITE_OK) fail("close", sqlite3_errmsg(db));
  lap("close", &since);
  return 0;
}

/* Reading back. */

static int read_back(char **given) {
  double since = seconds();
  sqlite3 *db;
  if (sqlite3_open_v2(given[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    fail(given[1], sqlite3_errmsg(db));
  run(db, "PRAGMA mmap_size = 2147418112");
  run(db, "BEGIN"); /* Else every row would take and give back the lock on the file. */
  sqlite3_stmt *find = prepare(db, given[2]);
  reader file = reader_open(given[0]);
  cell row[columns];
  int64_t rows = 0;
  if (!next_row(&file, row)) fail(given[0], "no header");
  while (next_row(&file, row)) {
    text(find, 1, row[subscription]);
    if (sqlite3_step(find) != SQLITE_ROW) fail("read back", "a row is missing");
    const char *ended = (const char *)sqlite3_column_text(find, 1);
    if (sqlite3_column_int64(find, 0) != micros(row[mrr])) fail("read back", "another amount");
    if (sqlite3_column_bytes(find, 1) != row[ended_at].count ||
        (row[ended_at].count && memcmp(ended, row[ended_at].text, row[ended_at].count)))
      fail("read back", "another end");
    sqlite3_reset(find);
    rows++;
  }
  sqlite3_finalize(find);
  sqlite3_close(db);
  lap("read back", &since);
  printf("%lld rows\n", (long long)rows);
  return 0;
}

int main(int count, char **given) {
  /* One thread: no locks between threads, and no count of memory, which would take them too. */
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  if (count == 8 && !strcmp(given[1], "load")) return load(given + 2);
  if (count == 5 && !strcmp(given[1], "read-back")) return read_back(given + 2);
  fail("usage", "see the top of plain.c");
}
