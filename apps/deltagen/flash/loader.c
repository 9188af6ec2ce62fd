// SPDX-License-Identifier: Apache-2.0
// deltagen flash: the program that does the loading, and what its failures mean.
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

#include "board/loader.h"
#include "flash.h"

enum { LOADER_S = 600, ARGUMENTS_MAX = 12 };

int flash_find_loader(struct flash *flash)
{
    const char *named = flash->options->loader, *usual = flash->board->loader;
    if (named && getauxval(AT_SECURE) != 0) // whoever calls must not choose what runs with these rights
        return wrong_use("flash", "--loader is not for a program with raised rights");
    if (named) {
        int length = snprintf(flash->loader.text, sizeof flash->loader.text, "%s", named);
        return length < (int)sizeof flash->loader.text ? EXIT_DONE
                                                       : wrong_use("flash", "--loader: the name is too long");
    }
    if (loader_find(usual, &flash->loader))
        return EXIT_DONE;
    complain("flash: %s is not installed: run 'sudo apt-get install %s', or name it by --loader", usual,
             flash->board->dfu ? "dfu-util" : "openfpgaloader");
    return EXIT_BROKEN;
}

bool flash_run_loader(struct flash *flash, const char *const arguments[])
{
    const char *argv[ARGUMENTS_MAX + 2] = {flash->loader.text};
    for (int i = 0; i < ARGUMENTS_MAX && arguments[i]; i++)
        argv[i + 1] = arguments[i];
    struct child *child = &flash->child;
    bool good = false, again = true;
    for (flash->attempts = 0; !good && again; flash->attempts++) {
        int error = child_run(argv, LOADER_S, child);
        if (error != 0)
            child->used = (size_t)snprintf(child->text, sizeof child->text, "cannot be run: %s", strerror(error));
        good = error == 0 && child->exit_code == 0 && !child_says(child, "fail");
        again = flash->attempts == 0 && child_says(child, "usb bulk write failed");
    }
    return good;
}

// What the loaders say, and what it means.
static const struct {
    const char *says;
    const char *cure;
} cures[] = {
    {"error while loading shared libraries",
     "the loader lacks a library: run 'sudo apt-get install libusb-1.0-0 libftdi1-2 libhidapi-hidraw0'"},
    {"LIBUSB_ERROR_ACCESS", "you may not open it: run 'deltagen doctor'"},
    {"usb_open() failed", "you may not open it: run 'deltagen doctor'"},
    {"LIBUSB_ERROR_BUSY", "another program holds it: run 'deltagen doctor'"},
    {"unable to claim usb device", "another program holds it: run 'deltagen doctor'"},
    {"device not found", "it has left USB: look at the cable, and run 'deltagen doctor'"},
    {"No DFU capable USB device available", "it has left its bootloader: plug it in with the button held"},
    {"usb bulk write failed", "the bridge hangs, twice: unplug the board, plug it in again"},
    {"CRC",
     "the FPGA counted another checksum: try again; if it stays, build the bitstream with the tools of this tree"},
};

int flash_loader_failed(const struct flash *flash, const char *what)
{
    const struct child *child = &flash->child;
    const char *cure = "run 'deltagen doctor'";
    for (size_t i = 0; i < sizeof cures / sizeof cures[0]; i++) {
        if (strstr(child->text, cures[i].says)) {
            cure = cures[i].cure;
            break;
        }
    }
    if (child->late)
        complain("flash: %s: %s did not end within %d s", what, flash->loader.text, LOADER_S);
    else
        complain("flash: %s: %s failed (exit code %d):", what, flash->loader.text, child->exit_code);
    child_print_end(child);
    complain("flash: %s", cure);
    return EXIT_BROKEN;
}
