// SPDX-License-Identifier: Apache-2.0
// Help as text, and the same as the subcommands' part of the manual page (mdoc).
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "output.h"

int help_version(const struct cli *cli)
{
    struct output out;
    output_stdout(&out);
    output_print(&out, "%s %s\n", cli->name, cli->version);
    return output_close(&out, EXIT_DONE);
}

static void print_summaries(struct output *out, const struct command *const *commands)
{
    output_print(out, "Subcommands:\n");
    for (int i = 0; commands[i]; i++)
        output_print(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
}

int help_general(const struct cli *cli)
{
    struct output out;
    output_stdout(&out);
    output_print(&out, "usage: %s SUBCOMMAND [OPTION...] [ARGUMENT...]\n\n%s\n\n", cli->name, cli->summary);
    print_summaries(&out, cli->commands);
    output_print(&out,
                 "\n'%s SUBCOMMAND --help' tells more, with examples.\n"
                 "--device D is taken everywhere; subcommands that need no device ignore it.\n"
                 "Numbers are decimal or 0x hex. Sizes take K, M, G, T (powers of 1024).\n\n"
                 "Exit codes: 0 done; 1 the answer is \"differs\" or \"failed\"; 2 wrong use or bad input;\n"
                 "3 the device or a file failed.\n\n"
                 "Example:\n  %s\n",
                 cli->name, cli->example);
    return output_close(&out, EXIT_DONE);
}

static bool listed(const struct command *command, const struct option_row *row)
{
    unsigned bits = command->takes | OPT_HELP | (command->needs_device ? OPT_DEVICE : 0);
    return row->bit & bits;
}

// Each line of a text with a prefix.
static void print_lines(struct output *out, const char *prefix, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        output_print(out, "%s%.*s\n", length ? prefix : "", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static int help_family(const struct cli *cli, const struct command *family)
{
    struct output out;
    output_stdout(&out);
    output_print(&out, "usage: %s %s SUBCOMMAND [OPTION...] [ARGUMENT...]\n\n%c%s.\n\n", cli->name, family->name,
                 family->summary[0] & ~0x20, family->summary + 1);
    print_summaries(&out, family->family);
    output_print(&out, "\n'%s %s SUBCOMMAND --help' tells more, with examples.\n", cli->name, family->name);
    return output_close(&out, EXIT_DONE);
}

int help_command(const struct cli *cli, const struct command *command)
{
    if (command->family)
        return help_family(cli, command);
    struct output out;
    output_stdout(&out);
    output_print(&out, "usage: %s %s %s\n\n%c%s.\n\n", cli->name, command->name, command->usage,
                 command->summary[0] & ~0x20, command->summary + 1);
    print_lines(&out, "", command->details);
    output_print(&out, "\nOptions:\n");
    for (const struct option_row *row = option_rows; row->name; row++) {
        if (!listed(command, row))
            continue;
        char name[40];
        snprintf(name, sizeof name, "%.2s%s%s%s%s", row->letter ? (char[]){'-', row->letter, '\0'} : "",
                 row->letter ? ", " : "", row->name, row->argument ? " " : "", row->argument ? row->argument : "");
        output_print(&out, "  %-18s ", name);
        size_t first = strcspn(row->help, "\n");
        output_print(&out, "%.*s\n", (int)first, row->help);
        print_lines(&out, "                     ", row->help + first + (row->help[first] == '\n'));
    }
    output_print(&out, "\nExamples:\n");
    print_lines(&out, "  ", command->examples);
    return output_close(&out, EXIT_DONE);
}

// Text for mdoc: no character with a meaning of its own, paragraphs at empty lines.
static void man_text(struct output *out, const char *text)
{
    bool line_start = true;
    for (const char *p = text; *p; p++) {
        if (line_start && *p == '\n')
            output_print(out, ".Pp\n");
        else if (line_start && (*p == '.' || *p == '\''))
            output_print(out, "\\&%c", *p);
        else if (*p == '-' || *p == '\\')
            output_print(out, *p == '-' ? "\\-" : "\\e");
        else
            output_write(out, p, 1);
        line_start = *p == '\n';
    }
}

static void man_command(struct output *out, const struct cli *cli, const struct command *command)
{
    output_print(out, ".Ss %s\n", command->name);
    output_print(out, ".Bd -literal\n");
    output_print(out, "%s %s ", cli->name, command->name);
    man_text(out, command->usage);
    output_print(out, "\n.Ed\n.Pp\n%c%s.\n", command->summary[0] & ~0x20, command->summary + 1);
    man_text(out, command->details);
    output_print(out, ".Bl -tag -width Ds\n");
    for (const struct option_row *row = option_rows; row->name; row++) {
        if (!listed(command, row))
            continue;
        output_print(out, ".It ");
        if (row->letter)
            output_print(out, "Fl %c , ", row->letter);
        output_print(out, "Fl %s%s%s\n", row->name + 1, row->argument ? " Ar " : "",
                     row->argument ? row->argument : "");
        man_text(out, row->help);
        output_print(out, "\n");
    }
    output_print(out, ".El\n.Pp\nExamples:\n.Bd -literal -offset indent\n");
    man_text(out, command->examples);
    output_print(out, ".Ed\n");
}

static void man_commands(struct output *out, const struct cli *cli, const struct command *const *commands)
{
    for (int i = 0; commands[i]; i++) {
        for (int j = 0; commands[i]->family && commands[i]->family[j]; j++)
            man_command(out, cli, commands[i]->family[j]);
        if (!commands[i]->family)
            man_command(out, cli, commands[i]);
    }
}

static int help_man(const struct cli *cli)
{
    struct output out;
    output_stdout(&out);
    man_commands(&out, cli, cli->commands);
    return output_close(&out, EXIT_DONE);
}

static int run(const struct options *options)
{
    if (options->given & OPT_MAN)
        return help_man(options->cli);
    if (options->operands < 2)
        return help_general(options->cli);
    int words = options->operands - 1, used;
    const struct command *command = command_find(options->cli, words, options->operand + 1, &used);
    return command && used == words ? help_command(options->cli, command)
                                    : wrong_use(NULL, "unknown subcommand '%s'", options->operand[1 + used]);
}

static void candidates(const struct cli *cli, int n, struct output *out)
{
    for (int i = 0; n == 1 && cli->commands[i]; i++)
        output_print(out, "%s\n", cli->commands[i]->name);
}

const struct command command_help = {
    .name = "help",
    .run = run,
    .summary = "explain this program or one subcommand",
    .takes = OPT_MAN,
    .operands_max = 2,
    .usage = "[--man] [SUBCOMMAND]",
    .details = "The same as 'deltagen --help' and 'deltagen SUBCOMMAND --help'.\n",
    .examples = "deltagen help verify\n",
    .candidates = candidates,
};
