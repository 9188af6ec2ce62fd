// SPDX-License-Identifier: Apache-2.0
// The model device under the name "model", with the faults of driver/fault.h as options: include it in one file of a
// test program, whose only link it then is.
#ifndef MODEL_LINK_H
#define MODEL_LINK_H

#include "base/error.h"
#include "model_device.h"

static struct model the_model;

static int model_open(const char *rest, struct dg_link **out, dg_error *err)
{
    if (*rest != '\0')
        return dg_fail(err, DG_ERR_ARGUMENT, "model: no option %s", rest);
    *out = model_link(&the_model);
    return *out ? DG_OK : dg_fail(err, DG_ERR_MEMORY, "model: no memory");
}

static size_t model_list(struct dg_link_listing *out, size_t max)
{
    (void)out;
    (void)max;
    return 0;
}

static const struct dg_link_type model_type = {.name = "model", .open = model_open, .list = model_list};
const struct dg_link_type *const dg_link_types[] = {&model_type, NULL};

#endif
