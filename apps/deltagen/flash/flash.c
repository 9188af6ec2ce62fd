// SPDX-License-Identifier: Apache-2.0
// deltagen flash: load a board with its bitstream and see that it runs.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flash.h"
#include "record.h"

static int find_board(struct flash *flash)
{
    const char *name = flash->options->operand[1];
    bool persist = flash->options->given & OPT_PERSIST;
    flash->board = dg_board_named(name);
    if (!flash->board) {
        char known[256] = "";
        for (const struct dg_board *board = dg_boards; board->name; board++) {
            size_t used = strlen(known);
            (void)snprintf(known + used, sizeof known - used, " %s", board->name);
        }
        return wrong_use("flash", "no board '%s'; there are%s", name, known);
    }
    bool sram = flash->board->memories & DG_BOARD_SRAM && !persist;
    flash->memory = sram ? DG_BOARD_SRAM : DG_BOARD_FLASH;
    if (flash->board->memories & flash->memory)
        return EXIT_DONE;
    return wrong_use("flash", "%s has no memory that persists", name);
}

// Those that the user means: all, or the one at that port or with that serial number.
static size_t select_usb(const char *which, struct dg_usb_device *found, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!which || strcmp(which, found[i].path) == 0 || strcmp(which, found[i].serial) == 0)
            found[kept++] = found[i];
    }
    return kept;
}

static int find_usb(struct flash *flash)
{
    const struct dg_board *board = flash->board;
    const char *which = flash->options->usb;
    struct dg_usb_device found[USB_MAX];
    uint32_t ids = board->dfu ? board->dfu : board->usb;
    size_t n = select_usb(which, found, usb_find(ids, board->usb_product, found));
    if (n == 1) {
        flash->usb = found[0];
        return EXIT_DONE;
    }
    if (n > 1) {
        complain("flash: there are %zu boards that %s may be; choose one by --usb PORT (or its serial number):", n,
                 board->name);
        for (size_t i = 0; i < n; i++)
            explain("port %s, serial number %s, %s", found[i].path, found[i].serial[0] ? found[i].serial : "none",
                    found[i].product[0] ? found[i].product : "no name");
        return EXIT_WRONG_USE;
    }
    if (which)
        complain("flash: no %s at USB port, or with serial number, %s", board->name, which);
    else if (board->dfu)
        complain("flash: no %s with its bootloader running is on USB (%04x:%04x): plug it in with its button held",
                 board->name, ids >> 16, ids & 0xFFFF);
    else
        complain("flash: no %s is on USB (%04x:%04x): is it plugged in, by a cable with data lines?", board->name,
                 ids >> 16, ids & 0xFFFF);
    return EXIT_BROKEN;
}

static int detect(struct flash *flash)
{
    return flash->board->dfu ? flash_detect_dfu(flash) : flash_detect_jtag(flash);
}

static int load(struct flash *flash)
{
    complain("flash: loading %s into the %s memory of %s at USB port %s", flash->file.text,
             flash->memory == DG_BOARD_SRAM ? "SRAM" : "flash", flash->board->name, flash->usb.path);
    flash->before_count = usb_boards(flash->before);
    return flash->board->dfu ? flash_load_dfu(flash) : flash_load_jtag(flash);
}

static const struct {
    const char *name;
    int (*run)(struct flash *flash);
} steps[] = {{"board", find_board}, {"bitstream", flash_find_file},
             {"usb", find_usb},     {"loader", flash_find_loader},
             {"detect", detect},    {"load", load},
             {"check", flash_check}};

static void print_answer(const struct flash *flash, const char *failed, struct output *out)
{
    char idcode[24] = "";
    if (flash->idcode)
        (void)snprintf(idcode, sizeof idcode, "0x%08" PRIx64, flash->idcode);
    struct record record = record_begin(out, flash->options->given & OPT_JSON);
    record_text(&record, "board", flash->options->operand[1]);
    record_text(&record, "file", flash->file.text);
    record_text(&record, "memory", flash->memory == DG_BOARD_SRAM ? "sram" : "flash");
    record_text(&record, "usb", flash->usb.path);
    record_text(&record, "loader", flash->loader.text);
    record_text(&record, "idcode", idcode);
    record_count(&record, "attempts", flash->attempts);
    record_text(&record, "device", flash->device);
    record_text(&record, "failed_step", failed);
    record_end(&record);
}

static int run(const struct options *options)
{
    struct flash *flash = calloc(1, sizeof *flash);
    if (!flash) {
        complain("flash: no memory");
        return EXIT_BROKEN;
    }
    flash->options = options;
    int exit_code = EXIT_DONE;
    const char *failed = "";
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && exit_code == EXIT_DONE; i++) {
        exit_code = steps[i].run(flash);
        failed = exit_code == EXIT_DONE ? "" : steps[i].name;
    }
    if (exit_code == EXIT_DONE || options->given & OPT_JSON) {
        struct output out;
        output_stdout(&out);
        print_answer(flash, failed, &out);
        int written = output_close(&out, EXIT_DONE); // the answer is complete whatever it is
        exit_code = written == EXIT_DONE ? exit_code : written;
    }
    free(flash);
    return exit_code;
}

static void candidates(const struct cli *cli, int n, struct output *out)
{
    (void)cli;
    for (const struct dg_board *board = dg_boards; n == 1 && board->name; board++)
        output_print(out, "%s\n", board->name);
}

const struct command command_flash = {
    .name = "flash",
    .run = run,
    .summary = "load a board with its bitstream and check that it runs",
    .needs_device = true,
    .takes = OPT_PERSIST | OPT_USB | OPT_LOADER | OPT_JSON,
    .operands_min = 1,
    .operands_max = 2,
    .usage = "[--persist] [--usb U] [--loader FILE] [--json] BOARD [FILE]",
    .details = "BOARD is tangnano9k, ulx3s-25f, ulx3s-85f, orangecrab or icebreaker, or one with\n"
               "the core on USB by itself, ulx3s-25f-usb, ulx3s-85f-usb or orangecrab-usb.\n"
               "The bitstream is FILE, with its manifest.json beside it, or the one that\n"
               "'make BOARD=... bitstream' has built.\n"
               "One that is for another board, or is not what its manifest says, is refused.\n"
               "It goes into the FPGA's own memory, where it stays until the power goes, or with\n"
               "--persist into the flash memory that the FPGA starts from.\n"
               "Of orangecrab, orangecrab-usb and icebreaker only the latter can be written.\n"
               "\n"
               "The loader is openFPGALoader, for the OrangeCrab dfu-util.\n"
               "Before, the FPGA's IDCODE must be the board's (icebreaker has none); after, the\n"
               "board is opened by --device, or at its serial port, or, where the core is on USB\n"
               "by itself, as what has come to USB since; and must say that it is this board\n"
               "with this bitstream.\n"
               "Where several boards may be meant nothing is done until --usb chooses one.\n"
               "\n"
               "The exit code is 1 if another board answers, 2 if the bitstream is refused or\n"
               "it is not clear which board is meant, 3 if a step failed; what its program said\n"
               "last goes to stderr, and what to do about it.\n",
    .examples = "deltagen flash ulx3s-85f\n"
                "deltagen flash --persist --usb 1-2.3 tangnano9k\n",
    .candidates = candidates,
};
