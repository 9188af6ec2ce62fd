// SPDX-License-Identifier: Apache-2.0
// Text of unknown origin.
#ifndef DG_TEXT_H
#define DG_TEXT_H

#include <stddef.h>

// Bytes of the UTF-8 character at the start of a text; 0 where it is none (RFC 3629: shortest form, no surrogates, at
// most U+10FFFF), ends the text or could move a terminal (control characters, ASCII's and U+0080 to U+009F).
size_t dg_text_character(const char *text);

#endif
