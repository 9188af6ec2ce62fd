// SPDX-License-Identifier: Apache-2.0
// CRC-32 bit by bit: zlib.h.
#include "zlib.h"

uLong crc32_z(uLong crc, const Bytef *data, size_t size)
{
    unsigned sum = ~(unsigned)crc;
    for (size_t i = 0; i < size; i++) {
        sum ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320U : 0);
    }
    return (unsigned)~sum;
}

uLong crc32(uLong crc, const Bytef *data, uInt size)
{
    return crc32_z(crc, data, size);
}
