// SPDX-License-Identifier: Apache-2.0
// khash as a map from addresses to 4-byte cells: written.h.
#include "written.h"

#ifdef HAVE_KHASH
#pragma GCC diagnostic ignored "-Wsign-conversion" // in its macros
#pragma GCC diagnostic ignored "-Wconversion"
#include <htslib/khash.h>

KHASH_MAP_INIT_INT64(cells, uint32_t)

const char *khash_missing(void)
{
    return NULL;
}

void *khash_of(const uint64_t *addrs, size_t n)
{
    khash_t(cells) *hash = kh_init(cells);
    for (size_t i = 0; hash && i < n; i++) {
        int what;
        khint_t at = kh_put(cells, hash, addrs[i], &what);
        if (what < 0) {
            kh_destroy(cells, hash);
            return NULL;
        }
        kh_val(hash, at) = (uint32_t)i;
    }
    return hash;
}

double khash_bytes_a_cell(const void *given)
{
    const khash_t(cells) *hash = given;
    return hash ? (double)kh_n_buckets(hash) * (8 + 4 + 0.25) / kh_size(hash) : 0; // and 2 bits for each bucket
}

void khash_free(void *hash)
{
    if (hash)
        kh_destroy(cells, (khash_t(cells) *)hash);
}

bool read_khash(const struct work *work)
{
    const khash_t(cells) *hash = work->with;
    const uint64_t *addrs = (const uint64_t *)(const void *)work->in;
    bool right = hash;
    for (size_t i = work->first; right && i < work->first + work->n; i++) {
        khint_t at = kh_get(cells, hash, addrs[i]);
        right = at != kh_end(hash) && kh_val(hash, at) == (uint32_t)i;
    }
    return right;
}
#else
const char *khash_missing(void)
{
    return "built without libhts-dev";
}

void *khash_of(const uint64_t *addrs, size_t n)
{
    (void)addrs, (void)n;
    return NULL;
}

double khash_bytes_a_cell(const void *hash)
{
    (void)hash;
    return 0;
}

void khash_free(void *hash)
{
    (void)hash;
}

bool read_khash(const struct work *work)
{
    (void)work;
    return false;
}
#endif

bool write_khash(const struct work *work)
{
    void *hash = khash_of((const uint64_t *)(const void *)work->in, work->n);
    khash_free(hash);
    return hash;
}
