// SPDX-License-Identifier: Apache-2.0
// As much of zlib as the library uses, for machines that one builds for but has no zlib of.
#ifndef STAND_IN_ZLIB_H
#define STAND_IN_ZLIB_H

#include <stddef.h>

typedef unsigned char Bytef;
typedef unsigned int uInt;
typedef unsigned long uLong;

uLong crc32_z(uLong crc, const Bytef *data, size_t size);
uLong crc32(uLong crc, const Bytef *data, uInt size);

#endif
