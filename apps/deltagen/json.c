// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

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

// Bytes of the UTF-8 character at p (RFC 3629: shortest form, no surrogates, at most U+10FFFF); 0 if it is none.
static int utf8_length(const unsigned char *p)
{
    static const struct {
        unsigned char first, last, low, high; // range of byte 0, range of byte 1
        int length;
    } forms[] = {
        {0x01, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (p[0] < forms[i].first || p[0] > forms[i].last)
            continue;
        if (forms[i].length > 1 && (p[1] < forms[i].low || p[1] > forms[i].high))
            return 0;
        for (int k = 2; k < forms[i].length; k++) {
            if ((p[k] & 0xc0) != 0x80)
                return 0;
        }
        return forms[i].length;
    }
    return 0;
}

static void quote(struct output *out, const char *text)
{
    output_write(out, "\"", 1);
    const unsigned char *p = (const unsigned char *)text;
    while (*p) {
        int length = utf8_length(p);
        if (length == 0)
            output_print(out, "\\ufffd");
        else if (*p == '"' || *p == '\\')
            output_print(out, "\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f)
            output_print(out, "\\u%04x", *p);
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
