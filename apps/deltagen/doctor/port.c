// SPDX-License-Identifier: Apache-2.0
// deltagen doctor: a serial port: may it be opened, is it free, does a daemon grab it, how late does it hand on bytes?
#include "port.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deltagen/deltagen.h>

#include "environment.h"
#include "process.h"

struct group {
    char name[64];
    bool member; // by the file of groups; a session that began before does not know it yet
};

// A line of /etc/group is NAME:PASSWORD:ID:MEMBER,MEMBER...
static struct group group_of(gid_t id)
{
    struct group group = {.name = "its group"};
    const char *user = environment("USER");
    FILE *file = fopen(tree_path("/etc/group").text, "re");
    char line[1024], wanted[16];
    (void)snprintf(wanted, sizeof wanted, "%u", (unsigned)id);
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = line;
        const char *name = strsep(&rest, ":");
        (void)strsep(&rest, ":");
        const char *number = strsep(&rest, ":");
        if (!number || strcmp(number, wanted) != 0)
            continue;
        (void)snprintf(group.name, sizeof group.name, "%.63s", name);
        for (const char *member; (member = strsep(&rest, ","));)
            group.member = group.member || (user && strcmp(member, user) == 0);
    }
    if (file)
        (void)fclose(file);
    return group;
}

bool doctor_check_permission(struct doctor *doctor, const char *node)
{
    struct tree_path path = tree_path("%s", node);
    struct stat status;
    if (stat(path.text, &status) != 0) {
        doctor_find(doctor, VERDICT_PROBLEM, "permission", "%s is not there", node);
        doctor_cure(doctor, "in a container, pass the device on into it; else see whether udev runs");
        return false;
    }
    if (access(path.text, R_OK | W_OK) == 0) {
        doctor_find(doctor, VERDICT_OK, "permission", "you may open %s", node);
        return true;
    }
    struct group group = group_of(status.st_gid);
    doctor_find(doctor, VERDICT_PROBLEM, "permission", "you may not open %s (mode %03o, group %s)", node,
                (unsigned)status.st_mode & 0777, group.name);
    if (group.member)
        doctor_cure(doctor, "you are in the group %s since your session began: log out and in again", group.name);
    else if (!doctor->has_rules)
        doctor_cure(doctor, "install the udev rules (above), and plug the board in again");
    else
        doctor_cure(doctor,
                    "plug the board in again, so that the udev rules act; from elsewhere, as over ssh, they do not: "
                    "sudo usermod -aG %s \"$USER\", then log in again",
                    group.name);
    return false;
}

bool doctor_check_free(struct doctor *doctor, const char *node)
{
    struct process process;
    if (!process_holding(node, &process)) {
        doctor_find(doctor, VERDICT_OK, "in-use", "nobody else seems to have %s open", node);
        return true;
    }
    doctor_find(doctor, VERDICT_PROBLEM, "in-use", "%s (process %s) has %s open", process.name, process.pid, node);
    doctor_cure(doctor, "end it, or let it close the port");
    return false;
}

// What udev has noted of a device, by the number that a file of /sys gives.
static bool udev_notes(const char *note, struct tree_path dev)
{
    char number[TREE_LINE];
    return tree_line(number, "%s", tree_name(dev.text)) && tree_has_line(note, "/run/udev/data/c%s", number);
}

static bool check_modem_manager(struct doctor *doctor, const char *tty, const struct dg_usb_device *usb)
{
    struct process process;
    bool ignored = udev_notes("E:ID_MM_PORT_IGNORE=1", tree_path("/sys/class/tty/%s/dev", tty)) ||
                   (usb && udev_notes("E:ID_MM_DEVICE_IGNORE=1", tree_path("/sys/bus/usb/devices/%s/dev", usb->path)));
    if (!process_named("ModemManager", &process) || ignored) {
        doctor_find(doctor, VERDICT_OK, "modem-manager", "ModemManager %s /dev/%s",
                    ignored ? "is told to ignore" : "does not run, nor grab", tty);
        return true;
    }
    doctor_find(doctor, VERDICT_PROBLEM, "modem-manager", "ModemManager runs and may send modem commands to /dev/%s",
                tty);
    if (doctor->has_rules)
        doctor_cure(doctor,
                    "plug the board in again, so that the udev rules act; a bridge with another product string than "
                    "the board's came with needs a copy of their lines");
    else
        doctor_cure(doctor, "install the udev rules (above), and plug the board in again");
    return false;
}

static bool check_latency(struct doctor *doctor, const char *tty)
{
    char line[TREE_LINE];
    if (!tree_line(line, "/sys/class/tty/%s/device/latency_timer", tty))
        return true; // only FTDI's bridges have one
    long ms = strtol(line, NULL, 10);
    doctor_find(doctor, ms > 1 ? VERDICT_PROBLEM : VERDICT_OK, "latency", "/dev/%s hands on bytes after %ld ms", tty,
                ms);
    if (ms > 1)
        doctor_cure(doctor, "%s; at once: echo 1 | sudo tee /sys/class/tty/%s/device/latency_timer",
                    doctor->has_rules ? "plug the board in again, so that the udev rules act"
                                      : "install the udev rules (above)",
                    tty);
    return ms <= 1;
}

bool doctor_check_port(struct doctor *doctor, const char *tty, const struct dg_usb_device *usb)
{
    char node[TREE_LINE + 8];
    (void)snprintf(node, sizeof node, "/dev/%s", tty);
    bool good = doctor_check_permission(doctor, node);
    good = doctor_check_free(doctor, node) && good;
    good = check_modem_manager(doctor, tty, usb) && good;
    return check_latency(doctor, tty) && good;
}

void doctor_check_opens(struct doctor *doctor, const char *name, const char *board)
{
    dg_device *dev;
    dg_device_info info = {.size = sizeof info};
    dg_error err = {0};
    bool good = dg_device_open(name, NULL, &dev, &err) == DG_OK;
    if (good) {
        good = dg_device_get_info(dev, &info, &err) == DG_OK;
        dg_device_close(dev);
    }
    if (good) {
        doctor_find(doctor, VERDICT_OK, "open", "%s opens: %s, build %016" PRIx64 ", %" PRIu32 " Hz", name, info.board,
                    info.build, info.clock_hz);
        return;
    }
    doctor_find(doctor, VERDICT_PROBLEM, "open", "%.230s", err.message);
    doctor_cure(doctor, "deltagen flash %s", board);
}
