#ifndef SITE_ASSETS_H
#define SITE_ASSETS_H

#include <stddef.h>

/// A file that is part of the binary.
struct site_asset {
  /// Its path below `files`.
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

/// How many there are.
size_t site_asset_count(void);

/// One of them, by number.
struct site_asset site_asset_at(size_t index);

#endif
