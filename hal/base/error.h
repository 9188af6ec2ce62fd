// SPDX-License-Identifier: Apache-2.0
// How every part of the library reports a failure: fill the caller's dg_error, return the code, in one expression.
#ifndef DG_BASE_ERROR_H
#define DG_BASE_ERROR_H

#include <stdbool.h>

#include <deltagen/error.h>

#include "base/target.h"

// Fills *err (which may be NULL) with code and the formatted message; a message that is too long is cut. Returns code.
int dg_fail(dg_error *err, dg_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

// What an errno means, and why the last dlopen of this thread failed: in English whatever the locale, as the other
// messages are. Both return text.
enum { DG_SYSTEM_TEXT = 120 };
const char *dg_system_text(int number, char text[DG_SYSTEM_TEXT]);
const char *dg_loader_text(char text[DG_SYSTEM_TEXT]);

// Copies *why to *err (which may be NULL). Returns its code.
int dg_pass_error(dg_error *err, const dg_error *why);

// Whether a device is gone for good: LOST, STATE, PROTOCOL.
bool dg_is_loss(int code);

// Makes *err say that all went well.
void dg_succeed(dg_error *err);

#endif
