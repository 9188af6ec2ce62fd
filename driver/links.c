// SPDX-License-Identifier: Apache-2.0
// The table of links: a line for each.
#include "link.h"

extern const struct dg_link_type dg_serial_link;
extern const struct dg_link_type dg_sim_link;
extern const struct dg_link_type dg_usb_link;

const struct dg_link_type *const dg_link_types[] = {
    &dg_usb_link,
    &dg_serial_link,
    &dg_sim_link,
    NULL,
};
