// SPDX-License-Identifier: Apache-2.0
#include "record.h"

#include <inttypes.h>

struct record record_begin(struct output *out, bool as_json)
{
    struct record record = {.out = out, .json = json_on(out), .as_json = as_json};
    if (as_json)
        json_object(&record.json);
    return record;
}

static void name_value(struct record *record, const char *name)
{
    if (record->as_json)
        json_name(&record->json, name);
    else
        output_print(record->out, "%-18s ", name);
}

void record_text(struct record *record, const char *name, const char *value)
{
    name_value(record, name);
    if (record->as_json) {
        json_text(&record->json, value);
    } else {
        output_text(record->out, value);
        output_write(record->out, "\n", 1);
    }
}

void record_count(struct record *record, const char *name, uint64_t value)
{
    name_value(record, name);
    if (record->as_json)
        json_count(&record->json, value);
    else
        output_print(record->out, "%" PRIu64 "\n", value);
}

void record_hex(struct record *record, const char *name, uint64_t value)
{
    name_value(record, name);
    if (record->as_json)
        json_hex(&record->json, value, 16);
    else
        output_print(record->out, "0x%016" PRIx64 "\n", value);
}

void record_bool(struct record *record, const char *name, bool value)
{
    name_value(record, name);
    if (record->as_json)
        json_bool(&record->json, value);
    else
        output_print(record->out, "%s\n", value ? "yes" : "no");
}

void record_end(struct record *record)
{
    if (record->as_json)
        json_end(&record->json);
}
