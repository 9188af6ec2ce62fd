// SPDX-License-Identifier: Apache-2.0
// deltagen doctor: the programs that loading needs, and the udev rules.
#include "host.h"

#include "board/find.h"
#include "board/loader.h"

static const char rules[] = "70-deltagen.rules";

// Whether a board is on USB that is loaded by dfu-util, or by the other program.
static bool is_on_usb(bool dfu)
{
    struct dg_usb_device found[USB_MAX];
    for (const struct dg_board *board = dg_boards; board->name; board++) {
        uint32_t ids = board->dfu ? board->dfu : board->usb;
        if ((board->dfu != 0) == dfu && usb_find(ids, board->usb_product, found) > 0)
            return true;
    }
    return false;
}

static void check_program(struct doctor *doctor, const char *name, const char *package, const char *what_for,
                          bool needed)
{
    struct tree_path path;
    if (loader_find(name, &path)) {
        doctor_find(doctor, VERDICT_OK, "tools", "%s is %s", name, tree_name(path.text));
        return;
    }
    doctor_find(doctor, needed ? VERDICT_PROBLEM : VERDICT_NOTE, "tools", "%s is not installed; it %s", name, what_for);
    doctor_cure(doctor, "sudo apt-get install %s", package);
}

static void check_rules(struct doctor *doctor)
{
    static const char *const folders[] = {"/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (!doctor->has_rules && tree_exists("%s/udev/rules.d/%s", folders[i], rules)) {
            doctor_find(doctor, VERDICT_OK, "udev-rules", "%s/udev/rules.d/%s is there", folders[i], rules);
            doctor->has_rules = true;
        }
    }
    if (doctor->has_rules)
        return;
    doctor_find(doctor, VERDICT_PROBLEM, "udev-rules", "%s is in no folder of udev's", rules);
    doctor_cure(doctor, "sudo make install, or copy driver/70-deltagen.rules to /etc/udev/rules.d; then sudo udevadm "
                        "control --reload, and plug the board in again");
}

void doctor_check_host(struct doctor *doctor)
{
    bool by_dfu = is_on_usb(true);
    check_program(doctor, "openFPGALoader", "openfpgaloader", "loads most boards", !by_dfu || is_on_usb(false));
    check_program(doctor, "dfu-util", "dfu-util", "loads orangecrab", by_dfu);
    check_program(doctor, "udevadm", "udev", "puts udev rules into force", false);
    check_rules(doctor);
}
