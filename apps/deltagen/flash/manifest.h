// SPDX-License-Identifier: Apache-2.0
// The manifest beside a bitstream, manifest.json: what the bitstream is, written by the tool that built it. One JSON
// object; read are "board", "file", "sha256", "bytes", "clock_hz" (a number) and "build" (hex digits in a string).
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdint.h>

#include "sha256.h"
#include "tree.h"

struct manifest {
    char board[TREE_LINE]; // that the bitstream is for
    char file[TREE_LINE];  // its name, in the manifest's folder
    char sha256[SHA256_HEX];
    uint64_t bytes;
    uint64_t clock_hz, build; // as in dg_device_info
};

// Read the manifest at `path`. Returns NULL, or what is wrong with it.
const char *manifest_read(const char *path, struct manifest *manifest);

#endif
