// SPDX-License-Identifier: Apache-2.0
/**
 * @file version.h
 * The version of the library: that of these headers in macros, that of the library which runs by a function. A program
 * runs with every library of the same major version that is not older than its headers (docs/stability.md).
 *
 * Errors: none. Threads: any, at any time. Processes: as one likes after fork(); the text ends with dlclose().
 *
 * From the Makefile's VERSION by tools/gen_defs.py. Do not edit.
 */
#ifndef DELTAGEN_VERSION_H
#define DELTAGEN_VERSION_H

#include <deltagen/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DG_VERSION_MAJOR 1
#define DG_VERSION_MINOR 0
#define DG_VERSION_PATCH 0
#define DG_VERSION       "1.0.0"

/** The library's DG_VERSION. */
DG_API const char *dg_version(void);

#ifdef __cplusplus
}
#endif
#endif
