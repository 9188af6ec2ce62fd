// SPDX-License-Identifier: Apache-2.0
// Plain loops and what the C library and the system have: bench_peers.h.
#include "peers.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/naive.h"
#include "tasks.h"

bool peer_memset(const struct work *work)
{
    memset(work->out + work->first, 0xa5, work->n);
    keep(work->out);
    return true;
}

bool peer_memcpy(const struct work *work)
{
    memcpy(work->out + work->first, work->in + work->first, work->n);
    keep(work->out);
    return true;
}

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

bool peer_xoshiro(const struct work *work)
{
    uint64_t s[4] = {1, 2, 3, 4}, *out = (uint64_t *)(void *)(work->out + work->first);
    for (size_t i = 0; i < work->n / 8; i++) {
        uint64_t t = s[1] << 17;
        out[i] = rotate(s[0] + s[3], 23) + s[0];
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = rotate(s[3], 45);
    }
    keep(work->out);
    return true;
}

bool peer_rand_r(const struct work *work)
{
    unsigned state = 1;
    uint32_t *out = (uint32_t *)(void *)(work->out + work->first);
    for (size_t i = 0; i < work->n / 4; i++)
        out[i] = (uint32_t)rand_r(&state);
    keep(work->out);
    return true;
}

bool peer_naive(const struct work *work)
{
    size_t size = dg_cell_size(work->kind);
    naive_run(work->kind, BENCH_SEED, BENCH_BASE + work->first / size, work->n / size, work->out + work->first);
    keep(work->out);
    return true;
}

bool peer_naive_list(const struct work *work)
{
    const uint64_t *addrs = (const uint64_t *)(const void *)work->in;
    uint32_t *out = (uint32_t *)(void *)work->out;
    for (size_t i = work->first; i < work->first + work->n; i++)
        naive_run(work->kind, BENCH_SEED, addrs[i], 1, &out[i]);
    keep(out);
    return true;
}

bool peer_look_up(const struct work *work)
{
    const uint64_t *addrs = (const uint64_t *)(const void *)work->in;
    const uint32_t *table = (const uint32_t *)(const void *)work->in2;
    uint32_t *out = (uint32_t *)(void *)work->out;
    for (size_t i = work->first; i < work->first + work->n; i++)
        out[i] = table[addrs[i] & ((1u << PEER_TABLE_BITS) - 1)];
    keep(out);
    return true;
}

bool peer_naive_lone(const struct work *work)
{
    uint64_t sum = 0;
    for (size_t i = work->first; i < work->first + work->n; i++)
        sum += naive_cell(work->kind, BENCH_SEED, i * BENCH_STRIDE);
    keep_word(sum);
    return true;
}

typedef uint64_t lanes __attribute__((vector_size(64)));

// Eight sums, so that the additions do not wait for each other.
static inline __attribute__((always_inline)) uint64_t sum_words(const uint8_t *in, size_t n)
{
    lanes a = {0}, b = {0}, c = {0}, d = {0}, e = {0}, f = {0}, g = {0}, h = {0};
    const lanes *end = (const lanes *)(const void *)(in + n);
    for (const lanes *p = (const lanes *)(const void *)in; p < end; p += 8) {
        a += p[0];
        b += p[1];
        c += p[2];
        d += p[3];
        e += p[4];
        f += p[5];
        g += p[6];
        h += p[7];
    }
    lanes all = a + b + c + d + e + f + g + h;
    return all[0] + all[1] + all[2] + all[3] + all[4] + all[5] + all[6] + all[7];
}

#ifdef __x86_64__
__attribute__((target("avx512f"))) static uint64_t sum_avx512(const uint8_t *in, size_t n)
{
    return sum_words(in, n);
}

__attribute__((target("avx2"))) static uint64_t sum_avx2(const uint8_t *in, size_t n)
{
    return sum_words(in, n);
}
#endif

bool peer_sum(const struct work *work)
{
    const uint8_t *in = work->in + work->first;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f"))
        keep_word(sum_avx512(in, work->n));
    else if (__builtin_cpu_supports("avx2"))
        keep_word(sum_avx2(in, work->n));
    else
#endif
        keep_word(sum_words(in, work->n));
    return true;
}

bool peer_memcmp(const struct work *work)
{
    return memcmp(work->in + work->first, work->in2 + work->first, work->n) == 0;
}

bool peer_naive_verify(const struct work *work)
{
    size_t size = dg_cell_size(work->kind);
    bool same = true;
    for (size_t i = work->first; i < work->first + work->n; i += size) {
        uint64_t cell = naive_cell(work->kind, BENCH_SEED, BENCH_BASE + i / size);
        same = same && memcmp(&cell, work->in + i, size) == 0;
    }
    return same;
}

bool peer_accum(const struct work *work)
{
    struct {
        uint64_t sum, count;
    } table[256] = {{0, 0}};
    const uint64_t *deltas = (const uint64_t *)(const void *)work->in;
    for (size_t i = work->first; i < work->first + work->n; i++) {
        table[work->in2[i]].sum ^= deltas[i];
        table[work->in2[i]].count++;
    }
    keep(table);
    return true;
}

// As dd does: read a block, write it; into an empty file, which is emptied again.
static bool dd(const struct work *work, const char *from, size_t block)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    bool done = in >= 0 && lseek(work->fd, 0, SEEK_SET) == 0;
    for (size_t at = 0; at < work->n && done; at += block)
        done = read(in, work->out, block) == (ssize_t)block && write(work->fd, work->out, block) == (ssize_t)block;
    if (in >= 0)
        close(in);
    return done && ftruncate(work->fd, 0) == 0;
}

bool peer_dd_128k(const struct work *work)
{
    return dd(work, "/dev/zero", 128 << 10);
}

bool peer_dd_1m(const struct work *work)
{
    return dd(work, "/dev/zero", 1 << 20);
}

bool peer_dd_random(const struct work *work)
{
    return dd(work, "/dev/urandom", 128 << 10);
}
