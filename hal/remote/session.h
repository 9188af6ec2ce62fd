// SPDX-License-Identifier: Apache-2.0
// Opening a session (docs/protocol.md, "Sessions"): HELLO tells what the device is, OPEN takes it over.
#ifndef DG_SESSION_H
#define DG_SESSION_H

#include "window.h"

// Says hello until the device answers, checks that it speaks this library's protocol, fills in everything of *info
// that the device knows, and opens a session. Makes room in the line for the device's frames. name stands in messages.
// Errors: LOST (no answer for timeout_ms), NO_DEVICE (something else answers), VERSION, PROTOCOL, BUSY, MEMORY, IO.
int dg_session_open(struct dg_line *line, const char *name, unsigned timeout_ms, struct dg_session *session,
                    dg_device_info *info, dg_error *err);

#endif
