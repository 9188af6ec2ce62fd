// SPDX-License-Identifier: Apache-2.0
// Names in a message: as many as there is room for, each whole, and how many more there are.
#ifndef DG_LISTED_H
#define DG_LISTED_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { DG_LISTED_NAMES = 160, DG_LISTED_MORE = 32 };

// Begins as {0}.
struct dg_listed {
    char text[DG_LISTED_NAMES + DG_LISTED_MORE];
    size_t used, left_out;
};

static inline void dg_listed_add(struct dg_listed *l, const char *name)
{
    const char *comma = l->used > 0 ? ", " : "";
    if (l->left_out > 0 || l->used + strlen(comma) + strlen(name) >= DG_LISTED_NAMES)
        l->left_out++;
    else
        l->used += (size_t)snprintf(l->text + l->used, sizeof l->text - l->used, "%s%s", comma, name);
}

// After the last name.
static inline const char *dg_listed_end(struct dg_listed *l)
{
    if (l->left_out > 0)
        (void)snprintf(l->text + l->used, sizeof l->text - l->used, " and %zu more", l->left_out);
    return l->text;
}

#endif
