// SPDX-License-Identifier: Apache-2.0
// Files in the format of logs, changed at random: from those of tests/oracle/vectors, the same in every run.
#ifndef CORPUS_H
#define CORPUS_H

#include <stddef.h>
#include <stdint.h>

enum { CORPUS_FILE = 2048 };

// Of logs.txt or stores.txt; free() ends it.
struct corpus *corpus_load(const char *name);

// Another file each time; its bytes.
size_t corpus_draw(struct corpus *corpus, uint8_t out[CORPUS_FILE]);

#endif
