// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <fcntl.h>
#include <string.h>

#include "complete.h"
#include "environment.h"
#include "help.h"
#include "interrupt.h"

// Name of the first option in a set.
static const char *option_name(unsigned bits)
{
    for (const struct option_row *row = option_rows; row->name; row++) {
        if (row->bit & bits)
            return row->name;
    }
    return "";
}

static int check_use(const struct command *command, const struct options *options)
{
    const char *name = command->name;
    unsigned alien = options->given & ~(command->takes | OPT_EVERYWHERE);
    unsigned missing = command->requires & ~options->given;
    unsigned chosen = options->given & command->one_of;
    if (alien)
        return wrong_use(name, "%s takes no %s", name, option_name(alien));
    if (missing)
        return wrong_use(name, "%s needs %s", name, option_name(missing));
    if (command->one_of && chosen == 0)
        return wrong_use(name, "%s needs %s or %s", name, option_name(command->one_of & -command->one_of),
                         option_name(command->one_of & (command->one_of - 1)));
    if (chosen & (chosen - 1))
        return wrong_use(name, "%s takes %s or %s, not both", name, option_name(chosen & -chosen),
                         option_name(chosen & (chosen - 1)));
    if ((options->given & OPT_FORMAT) && !(command->formats >> options->format & 1))
        return wrong_use(name, "%s takes no such --format", name);
    if (options->operands - 1 < command->operands_min)
        return wrong_use(name, "%s: missing argument: %s %s %s", name, options->cli->name, name, command->usage);
    if (options->operands - 1 > command->operands_max)
        return wrong_use(name, "%s: one argument too many: '%s'", name, options->operand[command->operands_max + 1]);
    return EXIT_DONE;
}

// A file opened while stdin, stdout or stderr is closed would take its number and get its data. Descriptors that
// cannot be used that way fill the gaps, so that the use still fails.
static void fill_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY); // takes the lowest free number: this one
    }
}

// The command that the operands begin with, NULL if there is none. The last word of its name becomes the first of them.
static const struct command *take_command(struct options *options)
{
    int used;
    const struct command *command = command_find(options->cli, options->operands, options->operand, &used);
    if (used > 1) {
        options->operand += used - 1;
        options->operands -= used - 1;
    }
    return command;
}

// Of a family, a member is due.
static int no_member(const struct command *family, const struct options *options)
{
    if (options->operands > 1)
        return wrong_use(family->name, "unknown subcommand '%s %s'", family->name, options->operand[1]);
    return wrong_use(family->name, "%s what? a subcommand is missing", family->name);
}

int cli_main(const struct cli *cli, int argc, char **argv)
{
    fill_standard_descriptors();
    message_begin(cli);
    if (argc > 1 && strcmp(argv[1], "complete") == 0)
        return complete(cli, argc - 2, argv + 2);
    const char *device = environment("DELTAGEN_DEVICE");
    struct options options = {.cli = cli, .device = device ? device : "auto", .count = 1, .ops = 1000};
    int exit_code = options_parse(argc - 1, argv + 1, &options);
    if (exit_code != EXIT_DONE)
        return exit_code;
    const struct command *command = take_command(&options);
    if (!command && options.operands > 0)
        return wrong_use(NULL, "unknown subcommand '%s'", options.operand[0]);
    if (options.given & OPT_HELP)
        return command ? help_command(cli, command) : help_general(cli);
    if (!command && options.given & OPT_VERSION)
        return help_version(cli);
    if (!command)
        return wrong_use(NULL, "what shall be done? a subcommand is missing");
    if (command->family)
        return no_member(command, &options);
    exit_code = check_use(command, &options);
    if (exit_code == EXIT_DONE)
        exit_code = command->run(&options);
    interrupt_end();
    return exit_code;
}
