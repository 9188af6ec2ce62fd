// SPDX-License-Identifier: Apache-2.0
// Random programs: sequences of requests that follow from a seed, for selftest.
#ifndef PROGRAM_H
#define PROGRAM_H

#include <deltagen/async.h>

#define STEP_RECORDS 256 // most records or cells of a step but FOLD: more than one frame holds
#define PARTIES_MAX  3

struct step {
    dg_request request; // `out` is set by who runs it
    uint8_t contexts[STEP_RECORDS];
    uint64_t in[STEP_RECORDS];
    uint64_t reply[PARTIES_MAX][STEP_RECORDS * sizeof(dg_table_context) / sizeof(uint64_t)];
};

struct program {
    uint64_t state; // of the random numbers; starts as the seed
    unsigned contexts;
    uint32_t capabilities; // as in dg_device_info: a step asks for nothing else
};

void program_step(struct program *program, struct step *step);
// A step that asks for all contexts.
void program_last_step(const struct program *program, struct step *step);

const char *op_name(dg_op op);
// Whether two parties gave the same reply to a step.
bool same_reply(const struct step *step, int a, int b);

#endif
