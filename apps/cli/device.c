// SPDX-License-Identifier: Apache-2.0
// Opening the device of a subcommand, and what a library error means for the exit code.
#include "device.h"

#include <string.h>

#include "message.h"

int library_failed(const char *what, const dg_error *err)
{
    complain("%s: %s", what, err->message[0] ? err->message : dg_error_text(err->code));
    return err->code == DG_ERR_ARGUMENT ? EXIT_WRONG_USE : EXIT_BROKEN;
}

static void on_event(void *user, dg_device_event event, const dg_error *why)
{
    if (event == DG_DEVICE_EVENT_FAILOVER)
        complain("warning: %s: %s; going on in software, nothing is lost", (const char *)user, why->message);
}

int device_open(const struct options *options, unsigned flags, dg_device **out)
{
    dg_error err = {0};
    dg_device_options how = {
        .size = sizeof how, .on_event = on_event, .user = (void *)options->device, .threads = options->threads};
    if (strcmp(options->device, "auto") == 0) // who names a device wants that one
        how.flags = flags;
    return dg_device_open(options->device, &how, out, &err) == DG_OK ? EXIT_DONE : library_failed("device", &err);
}
