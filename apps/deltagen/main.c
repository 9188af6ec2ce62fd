// SPDX-License-Identifier: Apache-2.0
// The deltagen command: a line for each subcommand.
#include "cli.h"

extern const struct command command_devices, command_info, command_fetch, command_gen, command_verify, command_search,
    command_table, command_fingerprint, command_selftest, command_bench, command_flash, command_doctor, command_mem,
    command_serve, command_mount;

static const struct command *const commands[] = {
    &command_devices,
    &command_info,
    &command_fetch,
    &command_gen,
    &command_verify,
    &command_search,
    &command_table,
    &command_fingerprint,
    &command_selftest,
    &command_bench,
    &command_flash,
    &command_doctor,
    &command_mem,
    &command_serve,
    &command_mount,
    &command_help,
    NULL,
};

int main(int argc, char **argv)
{
    const struct cli cli = {
        .name = "deltagen",
        .summary = "Generative memory and delta-state tables, in hardware, simulation or software.",
        .version = dg_version(),
        .example = "deltagen gen --kind feistel --seed 7 --bytes 1M | deltagen verify --kind feistel --seed 7",
        .commands = commands,
    };
    return cli_main(&cli, argc, argv);
}
