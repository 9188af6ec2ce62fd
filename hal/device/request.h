// SPDX-License-Identifier: Apache-2.0
// What makes a request valid: checked once, before any backend sees it.
#ifndef DG_REQUEST_H
#define DG_REQUEST_H

#include <deltagen/async.h>

// Errors: ARGUMENT, UNSUPPORTED; the message names the parameter, its value and what it must be.
int dg_request_check(const dg_device_info *info, const dg_request *request, dg_error *err);

// A context's number alone, before it is narrowed to a byte. Errors: ARGUMENT.
int dg_context_check(const dg_device_info *info, unsigned context, dg_error *err);

#endif
