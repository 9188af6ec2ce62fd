// SPDX-License-Identifier: Apache-2.0
#include "cells.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

uint64_t cell_raw(const uint8_t *cell, size_t bytes)
{
    uint64_t raw = 0;
    for (size_t i = bytes; i-- > 0;)
        raw = raw << 8 | cell[i];
    return raw;
}

static bool is_float(dg_kind kind)
{
    return kind != DG_FEISTEL && kind != DG_FEISTEL_INV;
}

static double float_value(dg_kind kind, uint64_t raw)
{
    if (dg_cell_size(kind) == 4) {
        uint32_t low = (uint32_t)raw;
        float value;
        memcpy(&value, &low, sizeof value);
        return (double)value;
    }
    double value;
    memcpy(&value, &raw, sizeof value);
    return value;
}

static int float_digits(dg_kind kind)
{
    return dg_cell_size(kind) == 4 ? 9 : 17;
}

void cell_print_raw(struct output *out, dg_kind kind, uint64_t raw)
{
    output_print(out, "0x%0*" PRIx64, (int)dg_cell_size(kind) * 2, raw);
}

void cell_print_value(struct output *out, dg_kind kind, uint64_t raw)
{
    if (is_float(kind))
        output_print(out, "%.*g", float_digits(kind), float_value(kind, raw));
    else
        output_print(out, "%" PRIu64, raw);
}

void cell_json_raw(struct json *json, dg_kind kind, uint64_t raw)
{
    json_hex(json, raw, (unsigned)dg_cell_size(kind) * 2);
}

void cell_json_value(struct json *json, dg_kind kind, uint64_t raw)
{
    if (is_float(kind))
        json_double(json, float_value(kind, raw), float_digits(kind));
    else
        json_count(json, raw);
}

void cell_print_line(struct output *out, struct json *json, dg_kind kind, uint64_t addr, uint64_t raw)
{
    if (json) {
        json_object(json);
        json_name(json, "address");
        json_hex(json, addr, 16);
        json_name(json, "raw");
        cell_json_raw(json, kind, raw);
        json_name(json, "value");
        cell_json_value(json, kind, raw);
        json_end(json);
        return;
    }
    output_print(out, "0x%016" PRIx64 " ", addr);
    cell_print_raw(out, kind, raw);
    output_write(out, " ", 1);
    cell_print_value(out, kind, raw);
    output_write(out, "\n", 1);
}

static const char *parse_float(dg_kind kind, const char *text, uint64_t *raw)
{
    char *end;
    double value;
    errno = 0;
    if (dg_cell_size(kind) == 4) {
        float single = strtof(text, &end);
        uint32_t low;
        memcpy(&low, &single, sizeof low);
        *raw = low;
        value = (double)single;
    } else {
        value = strtod(text, &end);
        memcpy(raw, &value, sizeof *raw);
    }
    if (end == text || *end != '\0' || *text <= ' ')
        return "is no number";
    return errno == ERANGE && isinf(value) ? "is too large for the cell" : NULL;
}

const char *cell_parse(dg_kind kind, const char *text, uint64_t *raw)
{
    bool bits = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (!bits && is_float(kind))
        return parse_float(kind, text, raw);
    const char *wrong = parse_number(text, raw);
    return !wrong && dg_cell_size(kind) == 4 && *raw > UINT32_MAX ? "has more than 32 bits" : wrong;
}

int check_count(const char *command, dg_kind kind, uint64_t count)
{
    if (count > UINT64_MAX / dg_cell_size(kind))
        return wrong_use(command, "--count: %" PRIu64 " cells of %zu bytes are more than 2^64 bytes", count,
                         dg_cell_size(kind));
    return EXIT_DONE;
}
