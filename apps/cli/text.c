// SPDX-License-Identifier: Apache-2.0
#include "text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int text_character(const char *text)
{
    static const struct {
        unsigned char first, last, low, high; // range of byte 0, range of byte 1
        int length;
    } forms[] = {
        {0x01, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    const unsigned char *p = (const unsigned char *)text;
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

// ASCII's, and U+0080 to U+009F.
static bool is_control(const char *p, int length)
{
    unsigned char byte = (unsigned char)p[0];
    return (length == 1 && (byte < 0x20 || byte == 0x7f)) ||
           (length == 2 && byte == 0xc2 && (unsigned char)p[1] < 0xa0);
}

char *text_printable(const char *text)
{
    char *copy = malloc(4 * strlen(text) + 1), *to = copy;
    while (copy && *text) {
        int length = text_character(text), bytes = length > 0 ? length : 1;
        bool plain = length > 0 && !is_control(text, length);
        for (int i = 0; i < bytes; i++, text++) {
            if (plain)
                *to++ = *text;
            else if (*text == '\n' || *text == '\t')
                to += sprintf(to, *text == '\n' ? "\\n" : "\\t");
            else
                to += sprintf(to, "\\x%02x", (unsigned)(unsigned char)*text);
        }
    }
    if (copy)
        *to = '\0';
    return copy;
}
