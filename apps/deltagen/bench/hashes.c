// SPDX-License-Identifier: Apache-2.0
// Hashes: bench_peers.h. Their libraries are loaded when the benchmark runs, so that the command depends on none.
#include <dlfcn.h>
#include <zlib.h>

#include "peers.h"

static void *find(const char *library, const char *name)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    return handle ? dlsym(handle, name) : NULL;
}

struct hashes find_hashes(void)
{
    struct hashes hashes = {0};
    *(void **)&hashes.xxh3 = find("libxxhash.so.0", "XXH3_64bits");
    *(void **)&hashes.sha256 = find("libcrypto.so.3", "SHA256");
    return hashes;
}

bool peer_xxh3(const struct work *work)
{
    const struct hashes *hashes = work->with;
    keep_word(hashes->xxh3(work->in + work->first, work->n));
    return true;
}

bool peer_sha256(const struct work *work)
{
    const struct hashes *hashes = work->with;
    unsigned char hash[32];
    keep(hashes->sha256(work->in + work->first, work->n, hash));
    return true;
}

bool peer_crc32(const struct work *work)
{
    keep_word(crc32_z(0, work->in + work->first, work->n));
    return true;
}
