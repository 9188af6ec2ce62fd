// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <inttypes.h>
#include <math.h>

#include "text.h"

struct json json_on(struct output *out)
{
    return (struct json){.out = out};
}

// What stands between the value before and the next one: elements of arrays get lines of their own.
static void separate(struct json *json)
{
    bool in_array = json->arrays >> json->depth & 1;
    if (json->started && !json->named)
        output_print(json->out, in_array ? ",\n" : ", ");
    json->started = true;
    json->named = false;
}

static void open_container(struct json *json, bool array)
{
    separate(json);
    output_print(json->out, array ? "[" : "{");
    json->depth++;
    json->arrays &= ~(UINT32_C(1) << json->depth);
    json->arrays |= (uint32_t)array << json->depth;
    json->started = false;
}

void json_object(struct json *json)
{
    open_container(json, false);
}

void json_array(struct json *json)
{
    open_container(json, true);
}

void json_end(struct json *json)
{
    output_print(json->out, json->arrays >> json->depth & 1 ? "]" : "}");
    json->depth--;
    json->started = true;
    if (json->depth == 0)
        output_print(json->out, "\n");
}

static void quote(struct output *out, const char *text)
{
    output_write(out, "\"", 1);
    for (const char *p = text; *p;) {
        int length = text_character(p);
        unsigned char byte = (unsigned char)*p, next = (unsigned char)p[1];
        if (length == 0)
            output_print(out, "\\ufffd");
        else if (byte == '"' || byte == '\\')
            output_print(out, "\\%c", *p);
        else if (byte < 0x20 || byte == 0x7f)
            output_print(out, "\\u%04x", byte);
        else if (byte == 0xc2 && next < 0xa0) // controls too: U+0080 to U+009F
            output_print(out, "\\u%04x", next);
        else
            output_write(out, p, (size_t)length);
        p += length > 0 ? length : 1;
    }
    output_write(out, "\"", 1);
}

void json_name(struct json *json, const char *name)
{
    separate(json);
    quote(json->out, name);
    output_print(json->out, ": ");
    json->named = true;
}

void json_text(struct json *json, const char *text)
{
    separate(json);
    quote(json->out, text);
}

void json_count(struct json *json, uint64_t value)
{
    separate(json);
    output_print(json->out, "%" PRIu64, value);
}

void json_hex(struct json *json, uint64_t value, unsigned digits)
{
    separate(json);
    output_print(json->out, "\"0x%0*" PRIx64 "\"", (int)digits, value);
}

void json_bool(struct json *json, bool value)
{
    separate(json);
    output_print(json->out, value ? "true" : "false");
}

void json_double(struct json *json, double value, int digits)
{
    separate(json);
    if (isfinite(value))
        output_print(json->out, "%.*g", digits, value);
    else
        output_print(json->out, "null");
}
