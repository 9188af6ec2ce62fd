// SPDX-License-Identifier: Apache-2.0
// A random request with memory of its own and the output that it must give.
#ifndef JOB_H
#define JOB_H

#include "reference.h"

enum { JOB_RECORDS = 40, JOB_BYTES = JOB_RECORDS * sizeof(dg_table_context) };

struct job {
    dg_request request; // request.user is the job
    uint8_t contexts[JOB_RECORDS];
    uint64_t in[JOB_RECORDS];
    uint8_t out[JOB_BYTES], want[JOB_BYTES];
    unsigned completed; // for the test's callback
};

// Make a request and run it on the reference, so that job after job the wanted outputs are those of that order.
void job_make(struct job *job, struct reference *r, uint64_t *random);

// Fails the running test where the request has failed or its output is another one.
void job_check(const struct job *job, const char *what);

#endif
