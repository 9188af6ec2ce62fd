// SPDX-License-Identifier: Apache-2.0
// Numbers as people write them (options.h).
#include "options.h"

#include <stdbool.h>
#include <string.h>

static const char not_a_number[] = "is not a number (decimal or 0x hex)";
static const char too_large[] = "does not fit 64 bits";

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

// The digits at the start of *text, which moves past them.
static const char *take_digits(const char **text, uint64_t *out)
{
    const char *p = *text;
    int radix = 10;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
        radix = 16;
        p += 2;
    }
    if (digit_value(*p) >= radix)
        return not_a_number;
    uint64_t value = 0;
    bool overflow = false;
    for (; digit_value(*p) < radix; p++) {
        overflow |= __builtin_mul_overflow(value, (uint64_t)radix, &value);
        overflow |= __builtin_add_overflow(value, (uint64_t)digit_value(*p), &value);
    }
    *text = p;
    *out = value;
    return overflow ? too_large : NULL;
}

const char *parse_number(const char *text, uint64_t *out)
{
    uint64_t value;
    const char *wrong = take_digits(&text, &value);
    if (*text != '\0')
        return not_a_number;
    if (!wrong)
        *out = value;
    return wrong;
}

const char *parse_size(const char *text, uint64_t *out)
{
    static const char units[] = "KkMmGgTt";
    uint64_t value;
    const char *wrong = take_digits(&text, &value);
    const char *unit = *text ? strchr(units, *text) : NULL;
    if (unit)
        text++;
    if (*text != '\0' || wrong == not_a_number)
        return "is not a size (decimal or 0x hex, then perhaps K, M, G or T)";
    if (wrong || (unit && __builtin_mul_overflow(value, UINT64_C(1) << (10 * ((unit - units) / 2 + 1)), &value)))
        return too_large;
    *out = value;
    return NULL;
}
