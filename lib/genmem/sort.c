// SPDX-License-Identifier: Apache-2.0
// sort.h: by the bytes in which the numbers differ, from the lowest on.
#include "genmem/sort.h"

#include <string.h>

static void sort_by(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
    uint16_t place[257] = {0};
    for (size_t i = 0; i < n; i++)
        place[(from[i] >> shift & 255) + 1]++;
    for (unsigned i = 1; i < 256; i++)
        place[i] = (uint16_t)(place[i] + place[i - 1]);
    for (size_t i = 0; i < n; i++)
        to[place[from[i] >> shift & 255]++] = from[i];
}

size_t dg_sort_unique(uint64_t *numbers, size_t n)
{
    uint64_t other[DG_SORT_MOST], *from = numbers, *to = other, differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= numbers[i] ^ numbers[0];
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if ((differ >> shift & 255) == 0)
            continue;
        sort_by(from, to, n, shift);
        uint64_t *sorted = to;
        to = from;
        from = sorted;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || from[i] != from[i - 1])
            other[kept++] = from[i];
    memcpy(numbers, other, kept * sizeof *numbers);
    return kept;
}
