// SPDX-License-Identifier: Apache-2.0
// Logs for tests: records that can be told apart and checked, from several writers who number theirs.
#ifndef LOGS_H
#define LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log/log.h"

enum { LOGS_APPLICATION = 0x74736574, LOGS_WRITERS = 4, LOGS_PATH = 128, LOGS_RECORD_MAX = 400 };

// How many records of each writer came back. A reader fails with DG_ERR_PROTOCOL where one is not the writer's next.
struct logs_found {
    uint64_t count[LOGS_WRITERS];
};

struct dg_log_reader logs_reader(struct logs_found *found);

// A path in a new folder of its own; the folder with all that is in it is removed.
void logs_make_folder(char path[LOGS_PATH]);
void logs_remove_folder(const char *path);

int logs_create(const char *path, dg_error *err);
// open, or with read and salvage; *found is what came back.
int logs_open(const char *path, enum dg_log_policy policy, struct dg_log **out, struct logs_found *found,
              struct dg_log_report *report, dg_error *err);
int logs_read(const char *path, bool salvage, struct logs_found *found, struct dg_log_report *report, dg_error *err);

// The writer's record of that number, as a payload of *n bytes.
void logs_payload(unsigned writer, uint64_t number, uint8_t out[LOGS_RECORD_MAX], size_t *n);
int logs_append(struct dg_log *log, unsigned writer, uint64_t number, uint64_t *position, dg_error *err);

// dg_log_state_fn of a struct logs_found: as many of each as it says.
int logs_state(void *found, struct dg_log_sink *sink, dg_error *err);

// Files whole, up to `room` bytes.
size_t logs_load(const char *path, uint8_t *out, size_t room);
void logs_save(const char *path, const uint8_t *bytes, size_t n);

#endif
