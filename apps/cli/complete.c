// SPDX-License-Identifier: Apache-2.0
// The hidden subcommand `complete`: what the last of the words, which is being typed, can become. Prints a candidate a
// line; nothing where a file's name is due. The shell picks those that fit what has been typed.
#include "complete.h"

#include <string.h>

#include "cli.h"
#include "output.h"

// A candidate: `start` is what of the word being typed stands before it, as in --kind=feistel.
struct offers {
    struct output out;
    const char *start;
    int start_bytes;
};

static void offer(struct offers *offers, const char *text)
{
    output_print(&offers->out, "%.*s%s\n", offers->start_bytes, offers->start, text);
}

static void offer_kinds(struct offers *offers)
{
    for (int kind = 0; dg_kind_name((dg_kind)kind); kind++)
        offer(offers, dg_kind_name((dg_kind)kind));
}

static void offer_devices(struct offers *offers)
{
    dg_device_listing *listings = NULL;
    (void)dg_device_list(&listings, NULL);
    offer(offers, "auto");
    for (const dg_device_listing *listing = listings; listing; listing = listing->next)
        offer(offers, listing->name);
    dg_device_list_free(listings);
}

static void offer_formats(struct offers *offers, unsigned formats)
{
    for (int i = 0; i < FORMATS; i++) {
        if (formats >> i & 1)
            offer(offers, format_names[i]);
    }
}

static void offer_options(struct offers *offers, unsigned taken)
{
    for (const struct option_row *row = option_rows; row->name; row++) {
        if (row->bit & taken)
            offer(offers, row->name);
    }
}

// Their names, without so many bytes at the start.
static void offer_commands(const struct command *const *commands, size_t skip, struct offers *offers)
{
    for (int i = 0; commands[i]; i++)
        offer(offers, commands[i]->name + skip);
}

static void offer_arguments(struct offers *offers, const struct option_row *option, const struct command *command)
{
    if (option->bit == OPT_KIND)
        offer_kinds(offers);
    else if (option->bit == OPT_DEVICE)
        offer_devices(offers);
    else if (option->bit == OPT_FORMAT)
        offer_formats(offers, command ? command->formats : ~0u);
}

// The row of an option that takes an argument, by the first bytes of a word, or NULL.
static const struct option_row *with_argument(const char *word, size_t length)
{
    for (const struct option_row *row = option_rows; row->name; row++) {
        bool is_short = row->letter && length == 2 && word[0] == '-' && word[1] == row->letter;
        bool is_long = strlen(row->name) == length && strncmp(word, row->name, length) == 0;
        if (row->take && (is_short || is_long))
            return row;
    }
    return NULL;
}

int complete(const struct cli *cli, int words, char **word)
{
    const struct option_row *option = NULL; // whose argument is being typed
    char *name[2] = {NULL, NULL};           // of a subcommand
    int operands = 0;                       // before what is being typed
    for (int i = 0; i + 1 < words; i++) {
        if (!option && word[i][0] != '-') {
            if (operands < 2)
                name[operands] = word[i];
            operands++;
        }
        option = with_argument(word[i], strlen(word[i]));
    }
    int used;
    const struct command *command = command_find(cli, operands < 2 ? operands : 2, name, &used);
    const char *typed = words > 0 ? word[words - 1] : "";
    size_t equals = strcspn(typed, "=");
    struct offers offers = {.start = typed};
    output_stdout(&offers.out);
    if (!option && typed[equals] && (option = with_argument(typed, equals)))
        offers.start_bytes = (int)equals + 1;
    if (option)
        offer_arguments(&offers, option, command);
    else if (typed[0] == '-')
        offer_options(&offers, command ? command->takes | OPT_EVERYWHERE : OPT_EVERYWHERE | OPT_VERSION);
    else if (!command)
        offer_commands(cli->commands, 0, &offers);
    else if (command->family)
        offer_commands(command->family, strlen(command->name) + 1, &offers);
    else if (command->candidates)
        command->candidates(cli, operands - used + 1, &offers.out);
    return output_close(&offers.out, EXIT_DONE);
}
