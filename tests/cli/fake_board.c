// SPDX-License-Identifier: Apache-2.0
// The command with a board that the environment describes in the place of the library's devices:
//
//     FAKE_DEVICE      the only name that opens
//     FAKE_BOARD       what it says it is
//     FAKE_BUILD       its build hash, hex digits
//     FAKE_CLOCK_HZ    its clock
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <deltagen/deltagen.h>

// What the linker puts in the place of the functions (--wrap).
int __wrap_dg_device_open(const char *name, const dg_device_options *options, dg_device **out, dg_error *err);
int __wrap_dg_device_get_info(dg_device *dev, dg_device_info *out, dg_error *err);
void __wrap_dg_device_close(dg_device *dev);

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

int __wrap_dg_device_open(const char *name, const dg_device_options *options, dg_device **out, dg_error *err)
{
    (void)options;
    *out = NULL;
    if (strcmp(name, variable("FAKE_DEVICE")) != 0) {
        err->code = DG_ERR_NO_DEVICE;
        (void)snprintf(err->message, sizeof err->message, "%s: no such fake", name);
        return DG_ERR_NO_DEVICE;
    }
    *out = (dg_device *)variable("FAKE_DEVICE"); // never looked into
    return DG_OK;
}

int __wrap_dg_device_get_info(dg_device *dev, dg_device_info *out, dg_error *err)
{
    (void)dev;
    (void)err;
    *out = (dg_device_info){.build = strtoull(variable("FAKE_BUILD"), NULL, 16),
                            .clock_hz = (uint32_t)strtoul(variable("FAKE_CLOCK_HZ"), NULL, 10)};
    (void)snprintf(out->board, sizeof out->board, "%s", variable("FAKE_BOARD"));
    return DG_OK;
}

void __wrap_dg_device_close(dg_device *dev)
{
    (void)dev;
}
