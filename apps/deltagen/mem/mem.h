// SPDX-License-Identifier: Apache-2.0
// Generative memories in files: what the subcommands of `mem` share.
#ifndef MEM_H
#define MEM_H

#include <deltagen/genmem.h>

#include "cli.h"

// A memory whose store is the first operand.
struct mem {
    const char *store;
    dg_genmem *memory;
    bool writable;
    dg_kind kind;
    size_t cell; // bytes
};

// Open it, to read or to write; says aloud what of the file had to be cut. Returns the exit code.
int mem_open(const struct options *options, bool writable, struct mem *out);

// Close it; what was written is then on its disk. exit_code: how the work went. Returns the exit code of all.
int mem_close(struct mem *mem, int exit_code);

// The n-th operand as an address, named ADDR in the complaint. Returns the exit code.
int mem_address(const struct options *options, int n, uint64_t *addr);

#endif
