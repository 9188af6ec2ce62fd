// SPDX-License-Identifier: Apache-2.0
// Reading a row of quotients from any entry on (body.h), for vectors shorter than a cache line: few loads cross one.
#ifndef DG_ROWS_H
#define DG_ROWS_H

struct v_row {
    const double *first;
};

static inline struct v_row v_row_at(const double *row, size_t first)
{
    return (struct v_row){row + first};
}

static inline vd v_row_next(struct v_row *row, unsigned n, size_t k)
{
    (void)n;
    return load_vd(row->first + k);
}

#endif
