// SPDX-License-Identifier: Apache-2.0
// What a device must do with a request, by the naive definitions: the table and the synthesizer of docs/numerics.md.
#ifndef REFERENCE_H
#define REFERENCE_H

#include <deltagen/deltagen.h>

struct reference {
    dg_table_context contexts[DG_TABLE_CONTEXTS_MAX];
};

// Bytes of a request's output.
size_t reference_output(const dg_request *request);

// Run a request on the table; its output goes to out, which may be NULL where the request's own may.
void reference_run(struct reference *r, const dg_request *request, void *out);

#endif
