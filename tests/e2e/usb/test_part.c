// SPDX-License-Identifier: Apache-2.0
// A board is there, and what speaks to it is not: the part libdeltagen-usb.so is missing, is no shared object, or of
// another release. The library's calls that find and load it go through here, by --wrap.
#include "rig.h"

#include <deltagen/version.h>

#include "base/error.h"
#include "part.h"
#include "usb/seam.h"

static const char *found = ""; // in place of the part; "" = nothing is
static dg_usb_part_fn *entry;  // its symbol, if `loaded`
static bool loaded;

bool __real_dg_part_find(const char *file, const char *place, char path[PATH_MAX]);
bool __wrap_dg_part_find(const char *file, const char *place, char path[PATH_MAX]);
bool __wrap_dg_part_find(const char *file, const char *place, char path[PATH_MAX])
{
    if (strcmp(file, DG_USB_PART_FILE) != 0)
        return __real_dg_part_find(file, place, path); // the simulation models
    (void)snprintf(path, PATH_MAX, "%s", found);
    return found[0] != '\0';
}

int __real_dg_part_load(const char *of, const char *path, const char *name, void **symbol, dg_error *error);
int __wrap_dg_part_load(const char *of, const char *path, const char *name, void **symbol, dg_error *error);
int __wrap_dg_part_load(const char *of, const char *path, const char *name, void **symbol, dg_error *error)
{
    if (!loaded)
        return __real_dg_part_load(of, path, name, symbol, error);
    assert_string_equal(name, DG_USB_PART_ENTRY);
    memcpy(symbol, &entry, sizeof entry);
    return DG_OK;
}

static int opened;

static int open_nothing(const struct dg_usb_device *board, struct dg_link **out, dg_error *error)
{
    (void)board;
    (void)out;
    opened++;
    return dg_fail(error, DG_ERR_BUSY, "it was asked to open");
}

static struct dg_usb_part part = {DG_VERSION, DG_USB_PART_LINK, open_nothing};

static const struct dg_usb_part *give_part(void)
{
    return &part;
}

static const struct dg_usb_part *give_none(void)
{
    return NULL;
}

static void refuse(int code, const char *text)
{
    dg_device *dev = NULL;
    assert_fails(dg_device_open("usb", NULL, &dev, err), code, text);
    assert_null(dev);
}

static void missing(void **state)
{
    (void)state;
    dg_device_listing *all = NULL, *one;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    refuse(DG_ERR_NO_DEVICE, "usb: no libdeltagen-usb.so beside the library");
    refuse(DG_ERR_NO_DEVICE, "apt-get install libusb-1.0-0-dev, then make");
    assert_done(dg_device_list(&all, err));
    for (one = all; one && strcmp(one->name, NAME) != 0;)
        one = (dg_device_listing *)one->next;
    assert_non_null(one);
    assert_false(one->available);
    assert_non_null(strstr(one->description, "libdeltagen-usb.so is not built"));
    dg_device_list_free(all);
    assert_int_equal(usbfs_unplug(board), 0);
}

static void no_shared_object(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    found = "/etc/passwd";
    refuse(DG_ERR_NO_DEVICE, "usb: cannot load /etc/passwd");
    assert_int_equal(usbfs_unplug(board), 0);
}

static void of_another_release(void **state)
{
    (void)state;
    static const char text[] = "usb: /part is of another release than this library";
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    found = "/part";
    loaded = true;
    refuse(DG_ERR_VERSION, text); // it has no such symbol
    entry = give_none;
    refuse(DG_ERR_VERSION, text);
    entry = give_part;
    part.version = "0.9.0";
    refuse(DG_ERR_VERSION, text);
    part.version = DG_VERSION;
    part.link_size--;
    refuse(DG_ERR_VERSION, text);
    refuse(DG_ERR_VERSION, "install both");
    assert_int_equal(opened, 0);
    part.link_size++;
    refuse(DG_ERR_BUSY, "it was asked to open");
    assert_true(opened > 0);
    assert_int_equal(usbfs_unplug(board), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing),
        cmocka_unit_test(no_shared_object),
        cmocka_unit_test(of_another_release),
    };
    return cmocka_run_group_tests_name("usb: the part", tests, rig_setup, rig_teardown);
}
