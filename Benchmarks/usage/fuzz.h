#include <stddef.h>
#include <stdint.h>

enum { FUZZ_ROOM = 2048 };

// Writes the whole request with that number, at most FUZZ_ROOM + 512 bytes; returns its length.
size_t fuzz_request(char *out, uint64_t number, const char *login);
