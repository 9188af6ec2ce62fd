// SPDX-License-Identifier: Apache-2.0
/**
 * @file error.h
 * Errors as values. Every call that can fail returns a dg_code (0 = done, negative = failed) and, where the
 * caller passes a dg_error, fills it with the code and a message that says what to do. A call that fails leaves its
 * outputs untouched unless it says otherwise.
 *
 * Errors: any dg_error pointer may be NULL. A dg_error is written only where the call fails.
 * Threads: the library keeps no error state and prints nothing, so any thread may use its own dg_error.
 * Processes: nothing here depends on fork(). The texts of dg_error_text are constants of the library and end with
 * dlclose(), those in a dg_error are the caller's.
 */
#ifndef DELTAGEN_ERROR_H
#define DELTAGEN_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DG_API __attribute__((visibility("default")))
#else
#define DG_API
#endif

/** Result codes. Pinned: never renumbered. */
typedef enum dg_code {
    DG_OK = 0,
    DG_ERR_ARGUMENT = -1,    /**< a parameter is out of its range; nothing was done */
    DG_ERR_MEMORY = -2,      /**< an allocation failed; nothing was done */
    DG_ERR_NO_DEVICE = -3,   /**< no such device, or its driver is not installed */
    DG_ERR_VERSION = -4,     /**< device and library speak different protocol versions */
    DG_ERR_LOST = -5,        /**< the device vanished or no longer answers; every later call fails at once */
    DG_ERR_TIMEOUT = -6,     /**< the deadline of a wait passed; the operation is still under way */
    DG_ERR_STATE = -7,       /**< the device was reset or taken over: its table is not the one this session left */
    DG_ERR_UNSUPPORTED = -8, /**< this device does not have the operation or generator */
    DG_ERR_IO = -9,          /**< a file or the operating system failed */
    DG_ERR_PROTOCOL = -10,   /**< the device answered what the protocol does not allow */
    DG_ERR_BUSY = -11        /**< in use: an open request, a device that another program holds */
} dg_code;

/** What went wrong. Plain data: copy it freely. */
typedef struct dg_error {
    dg_code code;
    char message[252]; /**< UTF-8, no newline, names the parameter or device and the cure */
} dg_error;

/** Short name of a code, "lost device" for DG_ERR_LOST; never NULL. */
DG_API const char *dg_error_text(dg_code code);

#ifdef __cplusplus
}
#endif
#endif
