// SPDX-License-Identifier: Apache-2.0
// The question who a device is, and its answer (docs/protocol.md, "Sessions").
#ifndef DG_HELLO_H
#define DG_HELLO_H

#include <deltagen/device.h>

#include "frame.h"

enum { DG_HELLO_BYTES = DG_FRAME_HEADER + 8 };

// Of a control frame: its number and session come from a nonce, so that no other frame's reply is taken for its own.
struct dg_header dg_control_header(uint8_t opcode, uint64_t nonce);

void dg_hello_store(uint8_t frame[DG_HELLO_BYTES], uint64_t nonce);

// Is it a Deltagen device's reply to that nonce, of a version that this library speaks? name stands in messages.
// Errors: NO_DEVICE, VERSION, PROTOCOL.
int dg_hello_check(const char *name, uint64_t nonce, const uint8_t *reply, size_t bytes, dg_error *err);

// What a checked reply says of the device. Errors: PROTOCOL.
int dg_hello_read(const char *name, const uint8_t *reply, dg_device_info *info, dg_error *err);

#endif
