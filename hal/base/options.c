// SPDX-License-Identifier: Apache-2.0
// Options in a device name: options.h.
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool dg_option_next(const char **rest, struct dg_option *option)
{
    if (**rest == '\0')
        return false;
    size_t length = strcspn(*rest, ",");
    size_t key = strcspn(*rest, "=,");
    size_t value = key < length ? key + 1 : length;
    (void)snprintf(option->key, sizeof option->key, "%.*s", (int)key, *rest);
    (void)snprintf(option->value, sizeof option->value, "%.*s", (int)(length - value), *rest + value);
    *rest += length;
    *rest += **rest == ',';
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Digits at **text on top of what *number is; returns how many.
static int take_digits(const char **text, double *number)
{
    int n = 0;
    for (; is_digit(**text); ++*text, n++)
        *number = *number * 10 + (**text - '0');
    return n;
}

// "0.01", "1e-3". By hand, since strtod wants the locale's point. Exact up to 15 digits, as the division rounds once.
bool dg_option_probability(const struct dg_option *option, double *value)
{
    const char *text = option->value;
    double digits = 0, exponent = 0, scale = 1;
    if (take_digits(&text, &digits) == 0)
        return false;
    int shift = 0;
    if (*text == '.') {
        text++;
        shift = take_digits(&text, &digits);
    }
    if (*text == 'e' || *text == 'E') {
        bool down = text[1] == '-';
        text += text[1] == '-' || text[1] == '+' ? 2 : 1;
        if (take_digits(&text, &exponent) == 0 || exponent > 99)
            return false;
        shift += down ? (int)exponent : -(int)exponent;
    }
    for (int i = shift < 0 ? -shift : shift; i > 0; i--)
        scale *= 10;
    double number = shift < 0 ? digits * scale : digits / scale;
    if (*text != '\0' || !(number <= 1)) // nor what is no number, as very long ones
        return false;
    *value = number;
    return true;
}

bool dg_option_number(const struct dg_option *option, uint64_t *value)
{
    char *end = NULL;
    bool hexadecimal = strncmp(option->value, "0x", 2) == 0;
    errno = 0;
    uint64_t number = strtoull(option->value, &end, hexadecimal ? 16 : 10);
    if (!is_digit(option->value[0]) || *end != '\0' || errno != 0)
        return false;
    *value = number;
    return true;
}
