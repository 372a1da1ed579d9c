#include "CSQLite.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sqlite3.h>

/* A function of a variable number of arguments is out of Swift's reach. */
int tenure_sqlite_without_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void tenure_return_free_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
