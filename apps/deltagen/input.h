// SPDX-License-Identifier: Apache-2.0
// Reading a file or stdin in chunks.
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    int fd;
    const char *name; // for messages
    uint64_t size;    // of a regular file, else 0
    bool direct;      // past the page cache
    bool failed;      // a read failed or was interrupted; it has been complained about
};

// path NULL or "-": stdin. Returns EXIT_DONE, or complains and returns EXIT_BROKEN.
// direct: O_DIRECT; then all reads are into aligned memory and pieces of chunk.h.
int input_open(struct input *in, const char *path, bool direct);
// Fills the buffer unless the data end or fail before; returns the bytes read.
size_t input_read(struct input *in, void *buffer, size_t size);
void input_close(struct input *in);

#endif
