// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 with key 0: bench_peers.h.
#include <string.h>

#include "peers.h"

#ifdef HAVE_RANDOM123
#include <Random123/philox.h>

const char *philox_missing(void)
{
    return NULL;
}

static philox4x32_ctr_t block(uint64_t counter)
{
    philox4x32_ctr_t in = {{(uint32_t)counter, (uint32_t)(counter >> 32), 0, 0}};
    philox4x32_key_t key = {{0, 0}};
    return philox4x32(in, key);
}

bool peer_philox(const struct work *work)
{
    for (size_t i = work->first; i < work->first + work->n; i += 16) {
        philox4x32_ctr_t words = block(i / 16);
        memcpy(work->out + i, &words, 16);
    }
    keep(work->out);
    return true;
}

bool peer_philox_list(const struct work *work)
{
    const uint64_t *addrs = (const uint64_t *)(const void *)work->in;
    uint32_t *out = (uint32_t *)(void *)work->out;
    for (size_t i = work->first; i < work->first + work->n; i++)
        out[i] = block(addrs[i]).v[0];
    keep(out);
    return true;
}
#else
const char *philox_missing(void)
{
    return "built without librandom123-dev";
}

bool peer_philox(const struct work *work)
{
    (void)work;
    return false;
}

bool peer_philox_list(const struct work *work)
{
    (void)work;
    return false;
}
#endif

#ifdef __x86_64__
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f")))

enum { GROUPS = 4, STEP = GROUPS * 256 }; // bytes: 16 counters a group

bool philox512_runs(void)
{
    return __builtin_cpu_supports("avx512f");
}

// Upper and lower halves of the products of 16 words.
AVX512 static inline void multiply(__m512i a, __m512i m, __m512i *high, __m512i *low)
{
    const __m512i odd = _mm512_set_epi32(31, 15, 29, 13, 27, 11, 25, 9, 23, 7, 21, 5, 19, 3, 17, 1);
    __m512i of_even = _mm512_mul_epu32(a, m), of_odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), m);
    *high = _mm512_permutex2var_epi32(of_even, odd, of_odd);
    *low = _mm512_mask_shuffle_epi32(of_even, 0xAAAA, of_odd, _MM_PERM_CCAA);
}

AVX512 static inline void ten_rounds(__m512i c[4][GROUPS])
{
    const __m512i m0 = _mm512_set1_epi32((int)0xD2511F53), m1 = _mm512_set1_epi32((int)0xCD9E8D57);
    for (uint32_t round = 0; round < 10; round++) {
        __m512i k0 = _mm512_set1_epi32((int)(round * 0x9E3779B9)), k1 = _mm512_set1_epi32((int)(round * 0xBB67AE85));
#pragma GCC unroll 4
        for (int g = 0; g < GROUPS; g++) {
            __m512i high0, low0, high1, low1;
            multiply(c[0][g], m0, &high0, &low0);
            multiply(c[2][g], m1, &high1, &low1);
            c[0][g] = _mm512_ternarylogic_epi32(high1, c[1][g], k0, 0x96);
            c[1][g] = low1;
            c[2][g] = _mm512_ternarylogic_epi32(high0, c[3][g], k1, 0x96);
            c[3][g] = low0;
        }
    }
}

// Counters below 2^32.
AVX512 bool peer_philox512(const struct work *work)
{
    const __m512i count = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (size_t i = work->first; i < work->first + work->n; i += STEP) {
        __m512i c[4][GROUPS];
        for (int g = 0; g < GROUPS; g++) {
            c[0][g] = _mm512_add_epi32(count, _mm512_set1_epi32((int)(i / 16) + 16 * g));
            c[1][g] = c[2][g] = c[3][g] = _mm512_setzero_si512();
        }
        ten_rounds(c);
        for (int g = 0; g < GROUPS; g++)
            for (int k = 0; k < 4; k++)
                _mm512_storeu_si512(work->out + i + 256 * (size_t)g + 64 * (size_t)k, c[k][g]);
    }
    keep(work->out);
    return true;
}
#else
bool philox512_runs(void)
{
    return false;
}

bool peer_philox512(const struct work *work)
{
    (void)work;
    return false;
}
#endif
