// SPDX-License-Identifier: Apache-2.0
// A minimal JSON writer. Values of 64 bits that are no counts (addresses, seeds, raw bits) are strings "0x...": readers
// that keep numbers as doubles would damage them.
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "output.h"

struct json {
    struct output *out;
    unsigned depth;  // at most 31
    uint32_t arrays; // bit d: what is open at depth d is an array
    bool started;    // something stands before in what is open
    bool named;      // a name has been written, its value follows
};

struct json json_on(struct output *out);

void json_object(struct json *json);
void json_array(struct json *json);
// Closes the object or array opened last; after the outermost the line ends.
void json_end(struct json *json);

void json_name(struct json *json, const char *name); // in an object, before each value
void json_text(struct json *json, const char *text); // invalid UTF-8 becomes U+FFFD
void json_count(struct json *json, uint64_t value);
void json_hex(struct json *json, uint64_t value, unsigned digits); // "0x..." with at least so many digits
void json_bool(struct json *json, bool value);
void json_double(struct json *json, double value, int digits); // significant digits: 17 read back any double

#endif
