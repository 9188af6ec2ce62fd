// SPDX-License-Identifier: Apache-2.0
// Changes of a volume as bytes, the records of its log: docs/filesystem.md. What is done while it is mounted and what
// is read back later take the same way: changes are noted as bytes, and the bytes are applied to the catalog.
#ifndef CHANGE_H
#define CHANGE_H

#include <sys/uio.h>

#include "catalog.h"

enum {
    CHANGES_ROOM = 6144, // the longest are those of a new symbolic link
};

// The application of the log, its format, and the type of a record of changes.
enum { VOLUME_APPLICATION = 0x53464744, VOLUME_FORMAT = 1, RECORD_CHANGES = 1 };

struct changes {
    uint8_t *bytes; // room, or more where that is not enough
    size_t used;
    uint8_t room[CHANGES_ROOM];
};

void changes_begin(struct changes *changes);
void change_node(struct changes *changes, uint64_t ino, const struct attributes *attributes);
void change_target(struct changes *changes, uint64_t ino, const char *text);
void change_entry(struct changes *changes, uint64_t folder, const char *name, uint64_t ino); // ino 0: no more
void change_reset(struct changes *changes, uint64_t ino, uint64_t offset, uint64_t bytes);
void change_data(struct changes *changes, uint64_t ino, uint64_t offset, size_t n); // n bytes have to follow

// Do what the bytes say. Errors: PROTOCOL (they say nothing that could be done), MEMORY, those of the device. Then a
// part may have been done.
int changes_apply(struct catalog *catalog, const void *bytes, size_t n, dg_error *err);

#endif
