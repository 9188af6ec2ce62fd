// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "device.h"

int dg_device_valid(const dg_device *dev, dg_error *err)
{
    if (!dev)
        return dg_fail(err, DG_ERR_ARGUMENT, "dev is NULL: it must be a device that dg_device_open has opened");
    if (!dg_process_is_here(&dev->process))
        return dg_fail(err, DG_ERR_STATE,
                       "the device was opened before fork(): only the parent may use it, this process opens its own");
    return DG_OK;
}
