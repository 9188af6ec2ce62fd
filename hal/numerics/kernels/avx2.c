// SPDX-License-Identifier: Apache-2.0
// Kernels for AVX2 with FMA (Haswell, Zen and later): kernels.h, body.h.
#include "kernels.h"

#ifdef __AVX2__

#define W 8
#define U 2
#include <immintrin.h>

#include "vectors.h"

static inline vf v_order(vf v, vu order)
{
    return (vf)_mm256_permutevar8x32_ps((__m256)v, (__m256i)order);
}

static inline vd v_order64(vd v, vl order)
{
    vl pairs = order * 0x200000002u + ((uint64_t)1 << 32);
    return (vd)_mm256_permutevar8x32_ps((__m256)v, (__m256i)pairs);
}

static inline unsigned v_differ(vf a, vf b)
{
    return (unsigned)_mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_NEQ_UQ));
}

static inline unsigned v_not_below(vf a, vf b)
{
    return (unsigned)_mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_NLT_UQ));
}

static inline bool v_zero(vl v)
{
    return _mm256_testz_si256((__m256i)v, (__m256i)v);
}

static inline void v_split(vl a, vl b, vu *left, vu *right)
{
    *left = (vu)_mm256_shuffle_ps((__m256)a, (__m256)b, 0xDD);
    *right = (vu)_mm256_shuffle_ps((__m256)a, (__m256)b, 0x88);
}

static inline void v_join(vu left, vu right, vl *a, vl *b)
{
    *a = (vl)_mm256_unpacklo_epi32((__m256i)right, (__m256i)left);
    *b = (vl)_mm256_unpackhi_epi32((__m256i)right, (__m256i)left);
}

static inline vd v_floor(vd v)
{
    return (vd)_mm256_floor_pd((__m256d)v);
}

static inline vd v_fma(vd a, vd b, vd c)
{
    return (vd)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
}

// A 32-bit number as the fraction of an f64 in [2^52, 2^53), less 2^52.
static inline void v_halves(vl x, vd *high, vd *low)
{
    const vd big = all_vd(0x1p52);
    *high = (vd)(x >> 32 | (vl)big) - big;
    *low = (vd)_mm256_blend_epi32((__m256i)x, (__m256i)big, 0xAA) - big;
}

static inline vf v_narrow(vd a, vd b)
{
    return (vf)_mm256_set_m128(_mm256_cvtpd_ps((__m256d)b), _mm256_cvtpd_ps((__m256d)a));
}

#include "doubles.h"
#include "rows.h"

static inline void v_stream(uint8_t *to, vl v)
{
    _mm256_stream_si256((void *)to, (__m256i)v);
}

static inline void v_stream_end(void)
{
    _mm_sfence();
}

#include "body.h"

const struct dg_kernels dg_kernels_avx2 = VECTOR_KERNELS("avx2");

#endif
