// SPDX-License-Identifier: Apache-2.0
#include "chunk.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"

static size_t size_for(dg_device *dev, const struct options *options)
{
    enum { CACHED = 256 << 10, A_THREAD = 512 << 10, DIRECT = 4 << 20 };
    dg_device_info info = {.size = sizeof info};
    if (dg_device_get_info(dev, &info, NULL) != DG_OK || strcmp(info.backend, "soft") != 0)
        return CHUNK_BYTES;
    size_t size = options->threads > 1 ? (size_t)A_THREAD * options->threads : CACHED;
    return (options->given & OPT_DIRECT) && size < DIRECT ? DIRECT : size;
}

int chunk_get(struct chunk *chunk, dg_device *dev, const struct options *options)
{
    void *memory = NULL;
    *chunk = (struct chunk){.size = size_for(dev, options)};
    if (posix_memalign(&memory, CHUNK_ALIGNMENT, chunk->size) == 0) {
        chunk->bytes = memory;
        return EXIT_DONE;
    }
    complain("no memory for %zu bytes at a time", chunk->size);
    return EXIT_BROKEN;
}

void chunk_free(struct chunk *chunk)
{
    free(chunk->bytes);
}
