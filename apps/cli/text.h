// SPDX-License-Identifier: Apache-2.0
// Text of unknown origin, as the names of files are.
#ifndef TEXT_H
#define TEXT_H

// Bytes of the UTF-8 character at the start (RFC 3629: shortest form, no surrogates, at most U+10FFFF); 0 if it is
// none.
int text_character(const char *text);

// A copy in which nothing can steer a terminal: control characters, and bytes that are no UTF-8, are \n, \t or \x1b.
// To be freed; NULL when memory is short.
char *text_printable(const char *text);

#endif
