// SPDX-License-Identifier: Apache-2.0
// Kernels for AArch64, where NEON is always there: kernels.h, body.h.
#include "kernels.h"

#if defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#define W 4
#define U 2
#include <arm_neon.h>

#include "vectors.h"

static inline vf v_order(vf v, vu order)
{
    return (vf)vqtbl1q_u8((uint8x16_t)v, (uint8x16_t)(order * 0x04040404u + 0x03020100u));
}

static inline vd v_order64(vd v, vl order)
{
    return (vd)vqtbl1q_u8((uint8x16_t)v, (uint8x16_t)(order * 0x0808080808080808u + 0x0706050403020100u));
}

// A bit a lane that is all zeros.
static inline unsigned zeros(uint32x4_t lanes)
{
    const uint32x4_t bit = {1, 2, 4, 8};
    return vaddvq_u32(vbicq_u32(bit, lanes));
}

static inline unsigned v_differ(vf a, vf b)
{
    return zeros(vceqq_f32((float32x4_t)a, (float32x4_t)b));
}

static inline unsigned v_not_below(vf a, vf b)
{
    return zeros(vcltq_f32((float32x4_t)a, (float32x4_t)b));
}

static inline bool v_zero(vl v)
{
    return vmaxvq_u32((uint32x4_t)v) == 0;
}

static inline void v_split(vl a, vl b, vu *left, vu *right)
{
    *left = (vu)vuzp2q_u32((uint32x4_t)a, (uint32x4_t)b);
    *right = (vu)vuzp1q_u32((uint32x4_t)a, (uint32x4_t)b);
}

static inline void v_join(vu left, vu right, vl *a, vl *b)
{
    *a = (vl)vzip1q_u32((uint32x4_t)right, (uint32x4_t)left);
    *b = (vl)vzip2q_u32((uint32x4_t)right, (uint32x4_t)left);
}

static inline vd v_floor(vd v)
{
    return (vd)vrndmq_f64((float64x2_t)v);
}

static inline vd v_fma(vd a, vd b, vd c)
{
    return (vd)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
}

static inline void v_halves(vl x, vd *high, vd *low)
{
    *high = (vd)vcvtq_f64_u64((uint64x2_t)(x >> 32));
    *low = (vd)vcvtq_f64_u64((uint64x2_t)(x & 0xffffffff));
}

static inline vf v_narrow(vd a, vd b)
{
    return (vf)vcvt_high_f32_f64(vcvt_f32_f64((float64x2_t)a), (float64x2_t)b);
}

#include "doubles.h"
#include "rows.h"

// The intrinsics have no such store; cores take whole lines past their caches by themselves.
static inline void v_stream(uint8_t *to, vl v)
{
    store_vl(to, v);
}

static inline void v_stream_end(void)
{
}

#include "body.h"

const struct dg_kernels dg_kernels_neon = VECTOR_KERNELS("neon");

#endif
