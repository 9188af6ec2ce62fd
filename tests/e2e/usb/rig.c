// SPDX-License-Identifier: Apache-2.0
#include "rig.h"

#include <dirent.h>
#include <dlfcn.h>

#include "program.h"
#include "soft_host.h"

struct usbfs_bus *bus;
const struct dg_usb_host_api *api = &soft_host;

enum { TIMEOUT_MS = 60000 }; // a simulated line is slow

int rig_setup(void **state)
{
    (void)state;
    const char *path = getenv("USB_HOST");
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    void *symbol = library ? dlsym(library, DG_USB_HOST_ENTRY) : NULL;
    dg_usb_host_entry_fn *entry = NULL;
    memcpy(&entry, &symbol, sizeof entry);
    if (path && !entry)
        fail_msg("%s: %s", path, dlerror());
    if (entry)
        api = entry();
    bus = usbfs_bus_new();
    return 0;
}

int rig_teardown(void **state)
{
    (void)state;
    usbfs_bus_free(bus);
    return 0;
}

dg_device *rig_open(const char *name, unsigned flags)
{
    dg_device *dev = NULL;
    const dg_device_options options = {.size = sizeof options, .flags = flags, .timeout_ms = TIMEOUT_MS};
    assert_done(dg_device_open(name, &options, &dev, err));
    return dev;
}

void rig_run(dg_device *dev, uint64_t seed, unsigned batches)
{
    dg_device_info info = {.size = sizeof info};
    dg_device *soft = rig_open("soft", 0);
    assert_done(dg_device_get_info(dev, &info, err));
    const struct program_limits limits = {
        .contexts = info.contexts, .kinds = info.capabilities & 0xFF, .fold_cells = 100};
    assert_done(dg_table_clear(dev, err));
    program_run(dev, soft, limits, seed, batches);
    program_compare_tables(dev, soft, info.contexts);
    dg_device_close(soft);
}

unsigned rig_entries(const char *folder)
{
    unsigned n = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    while (readdir(open))
        n++;
    closedir(open);
    return n;
}
