// SPDX-License-Identifier: Apache-2.0
// An answer of named values: lines "name  value" as text, or one JSON object.
#ifndef RECORD_H
#define RECORD_H

#include "json.h"

struct record {
    struct output *out;
    struct json json;
    bool as_json;
};

struct record record_begin(struct output *out, bool as_json);
void record_text(struct record *record, const char *name, const char *value);
void record_count(struct record *record, const char *name, uint64_t value);
void record_hex(struct record *record, const char *name, uint64_t value);
void record_bool(struct record *record, const char *name, bool value); // "yes" or "no" as text
void record_end(struct record *record);

#endif
