// SPDX-License-Identifier: Apache-2.0
// Reading a file or stdin: in chunks, or line by line. Only a read of no bytes is the end of data.
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
// direct: O_DIRECT, for a file that is opened here; then all reads are into aligned memory and pieces of chunk.h, but
// for the last, which may be shorter.
int input_open(struct input *in, const char *path, bool direct);
// Fills the buffer unless the data end or fail before; returns the bytes read.
size_t input_read(struct input *in, void *buffer, size_t size);
void input_close(struct input *in);

enum { LINE_BYTES = 4096 }; // of the longest line, without its end

struct lines {
    struct input *in;
    unsigned long number; // of the line that came last, from 1
    size_t at, end;       // what waits in `bytes`
    char bytes[LINE_BYTES + 2];
};

enum line { LINE_READ, LINE_NONE, LINE_TOO_LONG };

// The next line without its end, as a string that is good until the next call; `size`: its bytes, zeros among them.
// A byte order mark before the first line is skipped. Reads no more than is there, so that an answer can come before
// the next line does.
enum line lines_next(struct lines *lines, char **text, size_t *size);

#endif
