// SPDX-License-Identifier: Apache-2.0
// The hidden subcommand `complete`: what the last of the words, which is being typed, can become. Prints a candidate a
// line; nothing where a file's name is due. The shell picks those that fit what has been typed.
#include <string.h>

#include "board/board.h"
#include "command.h"
#include "output.h"

static void list_kinds(struct output *out)
{
    for (int kind = 0; dg_kind_name((dg_kind)kind); kind++)
        output_print(out, "%s\n", dg_kind_name((dg_kind)kind));
}

static void list_devices(struct output *out)
{
    dg_device_listing listings[64];
    size_t n = dg_device_list(listings, 64);
    for (size_t i = 0; i < n && i < 64; i++)
        output_print(out, "%s\n", listings[i].name);
}

static void list_options(struct output *out, unsigned taken)
{
    for (const struct option_row *row = option_rows; row->name; row++) {
        if (row->bit & taken)
            output_print(out, "%s\n", row->name);
    }
}

static void list_boards(struct output *out)
{
    for (const struct board *board = boards; board->name; board++)
        output_print(out, "%s\n", board->name);
}

static void list_commands(struct output *out)
{
    for (int i = 0; commands[i]; i++)
        output_print(out, "%s\n", commands[i]->name);
}

// The row of the option whose argument comes after the word, or NULL.
static const struct option_row *awaits_argument(const char *word)
{
    for (const struct option_row *row = option_rows; row->name; row++) {
        bool is_short = word[0] == '-' && word[1] == row->letter && row->letter && word[2] == '\0';
        if (row->take && (is_short || strcmp(word, row->name) == 0))
            return row;
    }
    return NULL;
}

int complete(int words, char **word)
{
    const struct command *command = NULL;
    const struct option_row *option = NULL; // whose argument is being typed
    int operands = 0;                       // before what is being typed, the subcommand's name among them
    for (int i = 0; i + 1 < words; i++) {
        if (!option && !command)
            command = command_find(word[i]);
        operands += !option && word[i][0] != '-';
        option = awaits_argument(word[i]);
    }
    const char *typed = words > 0 ? word[words - 1] : "";
    struct output out;
    output_stdout(&out);
    if (option && option->bit == OPT_KIND)
        list_kinds(&out);
    else if (option && option->bit == OPT_DEVICE)
        list_devices(&out);
    else if (option && option->bit == OPT_FORMAT)
        output_print(&out, "raw\nhex\ncsv\n");
    else if (!option && typed[0] == '-')
        list_options(&out, command ? command->takes | OPT_EVERYWHERE : OPT_EVERYWHERE | OPT_VERSION);
    else if (!option && (!command || command == &command_help))
        list_commands(&out);
    else if (!option && command == &command_flash && operands == 1)
        list_boards(&out);
    return output_close(&out, EXIT_DONE);
}
