// SPDX-License-Identifier: Apache-2.0
// Kernels for AVX-512 with F, BW, DQ, VL and IFMA (Ice Lake, Zen 4 and later): kernels.h, body.h.
#include "kernels.h"

#ifdef __AVX512IFMA__

#define W 16
#define U 4
#include <immintrin.h>

#include "vectors.h"

static inline vf v_order(vf v, vu order)
{
    return (vf)_mm512_permutexvar_ps((__m512i)order, (__m512)v);
}

static inline vd v_order64(vd v, vl order)
{
    return (vd)_mm512_permutexvar_pd((__m512i)order, (__m512d)v);
}

static inline unsigned v_differ(vf a, vf b)
{
    return _cvtmask16_u32(_mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_NEQ_UQ));
}

static inline unsigned v_not_below(vf a, vf b)
{
    return _cvtmask16_u32(_mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_NLT_UQ));
}

static inline bool v_zero(vl v)
{
    return _mm512_test_epi64_mask((__m512i)v, (__m512i)v) == 0;
}

static inline void v_split(vl a, vl b, vu *left, vu *right)
{
    *left = (vu)_mm512_shuffle_ps((__m512)a, (__m512)b, 0xDD);
    *right = (vu)_mm512_shuffle_ps((__m512)a, (__m512)b, 0x88);
}

static inline void v_join(vu left, vu right, vl *a, vl *b)
{
    *a = (vl)_mm512_unpacklo_epi32((__m512i)right, (__m512i)left);
    *b = (vl)_mm512_unpackhi_epi32((__m512i)right, (__m512i)left);
}

// frac(x * S) in the low 52 bits, in units of 2^-52, plus above; short by less than 459 units. With x = h * 2^52 + l,
// S = 0.S1 S2 S3... in digits of 52 bits, it is l * 0.S1 S2 + h * 0.S2 modulo 1. What is dropped is l * S3, below 1,
// the fractions of l * S2, below 1, and h * 0.S3, below 4096 * 0.112.
static inline void ramp52(const vl *x, __m512i above, __m512i *ramp)
{
    const __m512i s1 = _mm512_set1_epi64(0x07a023fab622c), s2 = _mm512_set1_epi64(0x4f7b40791b306);
    EACH(i, UL) ramp[i] = _mm512_madd52lo_epu64(above, (__m512i)x[i], s1);
    EACH(i, UL) ramp[i] = _mm512_madd52hi_epu64(ramp[i], (__m512i)x[i], s2);
    EACH(i, UL) ramp[i] = _mm512_madd52lo_epu64(ramp[i], (__m512i)(x[i] >> 52), s2);
}

// high is made of the upper 20 bits of the fraction, as fraction of an f32 in [8, 16), less 8, and of the lower 32,
// which the conversion rounds to 24: by up to 128 units. So high is at least 608 - 459 - 128 > 2^-48 = 16 units above
// the exact value and low, 1024 units less, at least 1024 - 608 - 128 below. The subtraction of 1024 is exact, and the
// multiplication by a power of two leaves one rounding, that of the sum.
static inline void v_ramp(const vl *x, vf *low, vf *high)
{
    static const uint32_t odd[16] = {1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31};
    const __m512i upper = _mm512_loadu_si512(odd), lower = _mm512_sub_epi32(upper, _mm512_set1_epi32(1));
    const __m512 eight = _mm512_set1_ps(8), unit = _mm512_set1_ps(0x1p-52f);
    __m512i ramp[UL];
    ramp52(x, _mm512_set1_epi64(608), ramp);
    EACH(i, U)
    {
        __m512i bits = _mm512_permutex2var_epi32(ramp[2 * i], upper, ramp[2 * i + 1]);
        bits = _mm512_or_epi32(_mm512_and_epi32(bits, _mm512_set1_epi32(0xfffff)), _mm512_castps_si512(eight));
        __m512 top = _mm512_sub_ps(_mm512_castsi512_ps(bits), eight);
        __m512 rest = _mm512_cvtepu32_ps(_mm512_permutex2var_epi32(ramp[2 * i], lower, ramp[2 * i + 1]));
        high[i] = (vf)_mm512_fmadd_ps(rest, unit, top);
        low[i] = (vf)_mm512_fmadd_ps(_mm512_sub_ps(rest, _mm512_set1_ps(1024)), unit, top);
    }
}

static inline vd v_floor(vd v)
{
    return (vd)_mm512_floor_pd((__m512d)v);
}

static inline vd v_fma(vd a, vd b, vd c)
{
    return (vd)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}

// x = high * 2^32 + low
static inline void v_halves(vl x, vd *high, vd *low)
{
    *high = (vd)_mm512_cvtepu64_pd((__m512i)(x >> 32));
    *low = (vd)_mm512_cvtepu64_pd((__m512i)(x & 0xffffffff));
}

// Loads of 64 bytes that cross a cache line take two turns each, and wait while another line comes from memory. So
// every other row is read line by line, and what is wanted selected from two of them: then loads are no longer what
// takes longest, and selections not yet.
struct v_row {
    const double *first, *line;
    vd held; // the line last loaded
    vl lanes;
};

static inline struct v_row v_row_at(const double *row, size_t first)
{
    const double *line = row + (first & ~(size_t)7);
    return (struct v_row){row + first, line, load_vd(line), count_vl() + (first & 7)};
}

static inline vd v_row_next(struct v_row *row, unsigned n, size_t k)
{
    if (n % 2 != 0)
        return load_vd(row->first + k);
    vd before = row->held;
    row->held = load_vd(row->line + k + WL);
    return (vd)_mm512_permutex2var_pd((__m512d)before, (__m512i)row->lanes, (__m512d)row->held);
}

static inline void v_stream(uint8_t *to, vl v)
{
    _mm512_stream_si512((void *)to, (__m512i)v);
}

static inline void v_stream_end(void)
{
    _mm_sfence();
}

#include "quotient.h"

#include "body.h"

const struct dg_kernels dg_kernels_avx512 = VECTOR_KERNELS("avx512");

#endif
