// SPDX-License-Identifier: Apache-2.0
// What the library needs of compiler and machine, said once, in one line, before anything else fails.
#ifndef DG_TARGET_H
#define DG_TARGET_H

#include <float.h>

#if !defined(__SIZEOF_INT128__) || __SIZEOF_POINTER__ < 8
#error "Deltagen is for 64-bit targets: with this one there are no 128-bit integers, or pointers have 32 bits"
#elif defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(__ASSOCIATIVE_MATH__)
#error "Deltagen needs exact floating-point arithmetic: build it without -ffast-math, -Ofast and their parts"
#elif FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
// 1, as on s390x: f32 operations may be done in f64; those here are exact, or a conversion says where they are rounded.
#error "Deltagen rounds every operation to its own type: build it without -mfpmath=387"
#endif

enum dg_small_enum { DG_SMALL_ENUM };
_Static_assert(sizeof(enum dg_small_enum) == 4,
               "Deltagen's enums have 4 bytes in its structs: build it without -fshort-enums");
_Static_assert(sizeof 1.0 == 8, "Deltagen's constants are f64: build it without -fsingle-precision-constant");

#endif
