// SPDX-License-Identifier: Apache-2.0
// A link that damages what goes through another one: for tests of everything above it. The stream is cut at the flag
// byte, and every frame of either direction meets its own fate, drawn from a seeded generator: the same seed and the
// same frames give the same damage. dg_link_open takes them as options of any link.
#ifndef DG_FAULT_H
#define DG_FAULT_H

#include "link.h"

struct dg_fault_options {
    double drop;     // the frame vanishes
    double dup;      // it comes twice
    double corrupt;  // one byte of it, the flag included, is another
    double truncate; // only a beginning of it comes, with or without the flag
    double reset;    // the link is reset in the middle of it: what is under way both ways is lost
    uint64_t seed;
    uint64_t die; // the device is gone after so many frames sent to it; 0 = never
};

#define DG_FAULT_OPTIONS "drop= dup= corrupt= truncate= reset= (probabilities, 0 to 1), seed= die= (numbers)"

// Puts *link behind a faulty one, where any fault is asked for. Takes it over: closes it on failure. Errors: MEMORY.
int dg_fault_wrap(const struct dg_fault_options *faults, struct dg_link **link, dg_error *err);

#endif
