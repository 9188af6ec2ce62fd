// SPDX-License-Identifier: Apache-2.0
// Options in a device name: options.h.
#include "options.h"

#include <ctype.h>
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

bool dg_option_probability(const struct dg_option *option, double *value)
{
    char *end = NULL;
    double number = strtod(option->value, &end);
    if (!isdigit((unsigned char)option->value[0]) || *end != '\0' || !(number >= 0 && number <= 1))
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
    if (!isdigit((unsigned char)option->value[0]) || *end != '\0' || errno != 0)
        return false;
    *value = number;
    return true;
}
