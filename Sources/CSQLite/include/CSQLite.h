#pragma once

/// Tells SQLite not to count its allocations, which takes a lock for each of them.
///
/// Has an effect only before the first connection of the process is opened; returns 0 if it had.
int tenure_sqlite_without_statistics(void);

/// Gives free memory back to the system where the C library would keep it for small allocations.
void tenure_return_free_memory(void);
