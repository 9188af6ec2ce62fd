// SPDX-License-Identifier: Apache-2.0
// Options in a device name: "model=small,drop=0.01".
#ifndef DG_OPTIONS_H
#define DG_OPTIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct dg_option {
    char key[16];
    char value[PATH_MAX + 1]; // "" where there is no '='
};

// Takes the first option off *rest. False at the end; one too long comes cut, so that its value will not do.
bool dg_option_next(const char **rest, struct dg_option *option);

// The value as a number from 0 to 1, or as an unsigned decimal or 0x number. False where it is none.
bool dg_option_probability(const struct dg_option *option, double *value);
bool dg_option_number(const struct dg_option *option, uint64_t *value);

#endif
