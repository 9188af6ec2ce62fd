// SPDX-License-Identifier: Apache-2.0
// SHA-256 as FIPS 180-4 defines it, of a file.
#ifndef SHA256_H
#define SHA256_H

#include <stdbool.h>
#include <stdint.h>

enum { SHA256_HEX = 65 }; // with the final zero

// The hash of a file's bytes in small hex digits, and how many there are. False with errno where it cannot be read.
bool sha256_file(const char *path, char hex[SHA256_HEX], uint64_t *bytes);

#endif
