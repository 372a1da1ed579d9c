#include "CSQLite.h"

#include <sqlite3.h>

/* A function of a variable number of arguments is out of Swift's reach. */
int tenure_sqlite_without_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
