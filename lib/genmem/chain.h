// SPDX-License-Identifier: Apache-2.0
// Which memory is a source of which. The sources of a memory, their sources and so on never lead back to it.
#ifndef DG_GENMEM_CHAIN_H
#define DG_GENMEM_CHAIN_H

#include "genmem/genmem.h"

struct dg_source {
    struct dg_genmem *from; // held
    dg_genmem_morph morph;  // IDENTITY for a mirror
};

// Put source (or NULL) in the place of what *place, a field of mem, points to. *before: what mem has no more, and its
// readers neither; after a failure that is source, and nothing has changed. Errors: ARGUMENT (it would lead back to
// mem, or be too long).
int dg_chain_set(struct dg_genmem *mem, _Atomic(struct dg_source *) *place, struct dg_source *source,
                 struct dg_source **before, dg_error *err);

#endif
