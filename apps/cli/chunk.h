// SPDX-License-Identifier: Apache-2.0
// Memory for a part of a stream: what is read, generated and written at once.
#ifndef CHUNK_H
#define CHUNK_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/device.h>

#include "options.h"

enum { CHUNK_ALIGNMENT = 4096 }; // of its address and size: what O_DIRECT wants on all common disks

// The most cells' bytes that one call of the library is asked for: enough to be fast, few enough for a progress bar
// on a slow link. A multiple of every cell size.
#define CHUNK_BYTES 65536u

struct chunk {
    uint8_t *bytes;
    size_t size;
};

// Enough to be fast: what a core's cache holds for this CPU, more for several threads and for transfers past the page
// cache; few enough for a progress bar on a slow link. Returns EXIT_DONE, or complains and returns EXIT_BROKEN. To be
// freed in any case.
int chunk_get(struct chunk *chunk, dg_device *dev, const struct options *options);
void chunk_free(struct chunk *chunk);

#endif
