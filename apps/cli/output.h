// SPDX-License-Identifier: Apache-2.0
// Checked writing of data, to stdout or a file. The first failure is kept and reported when the output is closed;
// what is written after it is ignored. A reader that closed the pipe ends the program like any filter: by SIGPIPE.
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "target.h"

struct output {
    struct target target;
    int error;        // errno of the first failure; EINTR: interrupted
    bool direct;      // past the page cache
    const char *name; // for messages
    uint64_t written; // bytes that have left
    size_t used;      // bytes waiting in `bytes`
    uint8_t bytes[8192];
};

void output_stdout(struct output *out);
// A file, as target.h says. Returns EXIT_DONE or complains and returns EXIT_BROKEN. direct: O_DIRECT; then all data
// must come by output_write, in aligned memory and pieces of chunk.h, but for the last, which may be shorter. bytes:
// how many will come; 0: not known.
int output_file(struct output *out, const char *path, bool direct, uint64_t bytes);

void output_write(struct output *out, const void *data, size_t size);
void output_print(struct output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Text of unknown origin, as text_printable makes it.
void output_text(struct output *out, const char *text);
void output_flush(struct output *out);

// Flush, wait until the data are on their disk, and close. exit_code: how the work went; anything but EXIT_BROKEN is
// complete data. Complains about what failed, and says what is left of a file that is not complete. Returns the exit
// code of all.
int output_close(struct output *out, int exit_code);
// Instead, where nothing has been written yet: the file stays as it was.
void output_drop(struct output *out);

#endif
