// SPDX-License-Identifier: Apache-2.0
// text.h
#include "text.h"

#include <stdint.h>

size_t dg_text_character(const char *text)
{
    static const uint32_t least[] = {0, ' ', 0x80, 0x800, 0x10000}; // by the number of bytes
    unsigned char lead = (unsigned char)text[0];
    size_t n = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
    uint32_t point = n == 1 ? lead : lead & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (byte & 0x3f);
    }
    int control = point >= 0x7f && point <= 0x9f, surrogate = point >= 0xd800 && point <= 0xdfff;
    return point < least[n] || point > 0x10ffff || control || surrogate ? 0 : n;
}
