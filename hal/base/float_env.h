// SPDX-License-Identifier: Apache-2.0
// The floating-point environment in which every definition is computed: rounding to nearest, subnormal numbers kept, no
// traps. It belongs to the calling thread, which may have another one. What computes with f32 or f64 does it between
// dg_float_enter and dg_float_leave, which cost a few clocks where the environment is the right one already.
//
// The compiler does not know that arithmetic depends on them. So operands are loaded from memory after dg_float_enter
// or go through DG_FLOAT_FENCE behind it, and results are stored or go through it before dg_float_leave.
#ifndef DG_FLOAT_ENV_H
#define DG_FLOAT_ENV_H

#include <stdint.h>

// value: an integer.
#define DG_FLOAT_FENCE(value) __asm__ volatile("" : "+r"(value) : : "memory")

#if defined(__x86_64__)

#include <xmmintrin.h>

// MXCSR but for the sticky flags. x87 is not used.
enum { DG_FLOAT_FLAGS = 0x3F, DG_FLOAT_DEFAULT = 0x1F80 };
typedef unsigned dg_float_env;

static inline dg_float_env dg_float_enter(void)
{
    unsigned before = _mm_getcsr();
    if (__builtin_expect((before & ~(unsigned)DG_FLOAT_FLAGS) != DG_FLOAT_DEFAULT, 0))
        _mm_setcsr(DG_FLOAT_DEFAULT);
    __asm__ volatile("" : : : "memory");
    return before;
}

static inline void dg_float_leave(dg_float_env before)
{
    __asm__ volatile("" : : : "memory");
    if (__builtin_expect((before & ~(unsigned)DG_FLOAT_FLAGS) != DG_FLOAT_DEFAULT, 0))
        _mm_setcsr(before);
}

#elif defined(__aarch64__)

typedef uint64_t dg_float_env; // FPCR

static inline void dg_float_set(uint64_t fpcr)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr) : "memory");
}

static inline dg_float_env dg_float_enter(void)
{
    uint64_t before;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before) : : "memory");
    if (__builtin_expect(before != 0, 0))
        dg_float_set(0);
    return before;
}

static inline void dg_float_leave(dg_float_env before)
{
    __asm__ volatile("" : : : "memory");
    if (__builtin_expect(before != 0, 0))
        dg_float_set(before);
}

#else

#include <fenv.h>

typedef fenv_t dg_float_env;

static inline dg_float_env dg_float_enter(void)
{
    fenv_t before;
    fegetenv(&before);
    fesetenv(FE_DFL_ENV);
    __asm__ volatile("" : : : "memory");
    return before;
}

static inline void dg_float_leave(dg_float_env before)
{
    __asm__ volatile("" : : : "memory");
    fesetenv(&before);
}

#endif

#endif
