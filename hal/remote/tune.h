// SPDX-License-Identifier: Apache-2.0
// Finding out how a line can be run (struct dg_link, `tunings`): by what comes back, since bridges deliver another bit
// rate than was asked for, keep bytes of dead sessions and lose some.
#ifndef DG_TUNE_H
#define DG_TUNE_H

#include "line.h"

// Tries the link's tunings in order. At each it says HELLO, with a new nonce each time, until one of these nonces comes
// back: bytes from before are thereby known and dropped, and a device that hunts for the rate finds it. Then ECHO
// frames of random bytes. The first tuning at which all come back whole is kept, else the one that lost the fewest.
// Fills in info->line_rate and round_trip_us. Waits up to a tenth of timeout_ms at each tuning, longer at low rates for
// bytes of dead sessions to pass, and for each echo of a device that was slow to answer the call. Errors: NO_DEVICE
// (nothing answers), IO (too many are lost at every tuning), LOST, MEMORY.
int dg_tune(struct dg_line *line, const char *name, unsigned timeout_ms, dg_device_info *info, dg_error *err);

#endif
