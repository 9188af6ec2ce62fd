// SPDX-License-Identifier: Apache-2.0
// deltagen table: a script of operations on the state table.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "input.h"
#include "json.h"

struct script {
    const char *name;
    unsigned long line;
    const struct options *options;
    dg_device *dev;
    unsigned contexts;
    struct output *out;
    struct json *json; // NULL: text
};

// A line's words, checked.
struct operation {
    const char *name;
    unsigned context;
    uint64_t value;
    bool has_value;
};

// Begins the reply to an operation; reply_end must follow.
static void reply_begin(const struct script *s, const struct operation *op, unsigned context)
{
    if (!s->json) {
        output_print(s->out, "%u", context);
        return;
    }
    json_object(s->json);
    json_name(s->json, "line");
    json_count(s->json, s->line);
    json_name(s->json, "operation");
    json_text(s->json, op->name);
    json_name(s->json, "context");
    json_count(s->json, context);
}

static void reply_word(const struct script *s, const char *name, uint64_t value)
{
    if (s->json) {
        json_name(s->json, name);
        json_hex(s->json, value, 16);
    } else {
        output_print(s->out, " 0x%016" PRIx64, value);
    }
}

static void reply_end(const struct script *s)
{
    if (s->json)
        json_end(s->json);
    else
        output_write(s->out, "\n", 1);
}

static void reply_value(const struct script *s, const struct operation *op, uint64_t value)
{
    reply_begin(s, op, op->context);
    reply_word(s, "value", value);
    reply_end(s);
}

static void reply_context(const struct script *s, const struct operation *op, unsigned context,
                          const dg_table_context *state)
{
    reply_begin(s, op, context);
    reply_word(s, "reference", state->reference);
    reply_word(s, "accumulator", state->accumulator);
    if (s->json) {
        json_name(s->json, "count");
        json_count(s->json, state->count);
    } else {
        output_print(s->out, " %" PRIu32, state->count);
    }
    reply_end(s);
}

static int do_load(struct script *s, const struct operation *op, dg_error *err)
{
    return dg_table_load(s->dev, op->context, op->value, err);
}

static int do_accum(struct script *s, const struct operation *op, dg_error *err)
{
    return dg_table_accum(s->dev, op->context, op->value, err);
}

static int do_read(struct script *s, const struct operation *op, dg_error *err)
{
    uint64_t value;
    int code = dg_table_read(s->dev, op->context, &value, err);
    if (code == DG_OK)
        reply_value(s, op, value);
    return code;
}

static int do_swap(struct script *s, const struct operation *op, dg_error *err)
{
    uint64_t before;
    int code = dg_table_swap(s->dev, op->context, op->has_value ? &op->value : NULL, &before, err);
    if (code == DG_OK)
        reply_value(s, op, before);
    return code;
}

static int do_stat(struct script *s, const struct operation *op, dg_error *err)
{
    dg_table_context state;
    int code = dg_table_stat(s->dev, op->context, &state, err);
    if (code == DG_OK)
        reply_context(s, op, op->context, &state);
    return code;
}

static int do_dump(struct script *s, const struct operation *op, dg_error *err)
{
    dg_table_context states[DG_TABLE_CONTEXTS_MAX];
    int code = dg_table_snapshot(s->dev, states, err);
    for (unsigned i = 0; code == DG_OK && i < s->contexts; i++) {
        if (states[i].reference || states[i].accumulator || states[i].count)
            reply_context(s, op, i, &states[i]);
    }
    return code;
}

static const struct operation_row {
    const char *name, *usage;
    int words_min, words_max; // the name included
    int (*act)(struct script *s, const struct operation *op, dg_error *err);
} operation_rows[] = {
    {"load", "load CTX V", 3, 3, do_load},
    {"accum", "accum CTX D", 3, 3, do_accum},
    {"read", "read CTX", 2, 2, do_read},
    {"swap", "swap CTX [NEW]", 2, 3, do_swap},
    {"stat", "stat CTX", 2, 2, do_stat},
    {"dump", "dump", 1, 1, do_dump},
    {NULL, NULL, 0, 0, NULL},
};

static const struct operation_row *find_operation(const char *name)
{
    const struct operation_row *row = operation_rows;
    while (row->name && strcmp(row->name, name) != 0)
        row++;
    return row->name ? row : NULL;
}

#define BAD_LINE(s, format, ...) (complain("%s:%lu: " format, (s)->name, (s)->line, __VA_ARGS__), EXIT_WRONG_USE)

// Context and value of a line; the row says whether they must be there.
static int parse_numbers(const struct script *s, char **word, int words, struct operation *op)
{
    uint64_t context;
    const char *wrong = words > 1 ? parse_number(word[1], &context) : NULL;
    if (wrong)
        return BAD_LINE(s, "context '%s' %s", word[1], wrong);
    if (words > 1 && context >= s->contexts)
        return BAD_LINE(s, "context %s: the device has contexts 0 to %u", word[1], s->contexts - 1);
    wrong = words > 2 ? parse_number(word[2], &op->value) : NULL;
    if (wrong)
        return BAD_LINE(s, "value '%s' %s", word[2], wrong);
    op->context = words > 1 ? (unsigned)context : 0;
    op->has_value = words > 2;
    return EXIT_DONE;
}

static int run_line(struct script *s, char *text)
{
    char *word[4], *rest = NULL;
    int words = 0;
    text[strcspn(text, "#")] = '\0';
    for (char *p = strtok_r(text, " \t\r\n", &rest); p && words < 4; p = strtok_r(NULL, " \t\r\n", &rest))
        word[words++] = p;
    if (words == 0)
        return EXIT_DONE;
    const struct operation_row *row = find_operation(word[0]);
    if (!row)
        return BAD_LINE(s, "unknown operation '%s' (load, accum, read, swap, stat, dump)", word[0]);
    if (words < row->words_min || words > row->words_max)
        return BAD_LINE(s, "too %s words: it is '%s'", words < row->words_min ? "few" : "many", row->usage);
    struct operation op = {.name = row->name};
    int exit_code = parse_numbers(s, word, words, &op);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_error err = {0};
    if (row->act(s, &op, &err) != DG_OK) {
        char where[512];
        snprintf(where, sizeof where, "%s:%lu: %s", s->name, s->line, s->options->device);
        return library_failed(where, &err);
    }
    output_flush(s->out); // who talks to us through pipes waits for the reply
    return EXIT_DONE;
}

static int run_script(struct script *s, struct input *in)
{
    struct lines lines = {.in = in};
    int exit_code = EXIT_DONE;
    while (exit_code == EXIT_DONE && !s->out->error) {
        char *text;
        size_t size;
        enum line got = lines_next(&lines, &text, &size);
        s->line = lines.number;
        if (got == LINE_NONE)
            return in->failed ? EXIT_BROKEN : EXIT_DONE;
        if (memchr(text, '\0', size))
            exit_code = BAD_LINE(s, "%s", "a zero byte: this is no text");
        else if (got == LINE_TOO_LONG)
            exit_code = BAD_LINE(s, "a line of more than %d bytes: this is no script", LINE_BYTES);
        else
            exit_code = run_line(s, text);
    }
    return exit_code;
}

static int run_on_device(const struct options *options, struct input *in)
{
    struct script script = {.name = in->name, .options = options};
    int exit_code = device_open(options, DG_DEVICE_FAILOVER, &script.dev);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_device_info info = {.size = sizeof info};
    dg_error err = {0};
    if (dg_device_get_info(script.dev, &info, &err) != DG_OK) {
        dg_device_close(script.dev);
        return library_failed(options->device, &err);
    }
    struct output out;
    output_stdout(&out);
    struct json json = json_on(&out);
    script.contexts = info.contexts;
    script.out = &out;
    if (options->given & OPT_JSON) {
        script.json = &json;
        json_array(&json);
    }
    exit_code = run_script(&script, in);
    if (script.json)
        json_end(&json);
    dg_device_close(script.dev);
    return output_close(&out, exit_code);
}

static int run(const struct options *options)
{
    struct input in;
    int exit_code = input_open(&in, options->operands > 1 ? options->operand[1] : NULL, false);
    if (exit_code != EXIT_DONE)
        return exit_code;
    exit_code = run_on_device(options, &in);
    input_close(&in);
    return exit_code;
}

const struct command command_table = {
    .name = "table",
    .run = run,
    .summary = "run a script of table operations",
    .needs_device = true,
    .takes = OPT_JSON,
    .operands_max = 1,
    .usage = "[--json] [SCRIPT]",
    .details = "Reads SCRIPT (default: stdin), an operation a line, and prints the replies, a\n"
               "line each.\n"
               "\n"
               "'load CTX V' sets a context, 'accum CTX D' applies a delta; they print nothing.\n"
               "'read CTX' prints CTX and the value.\n"
               "'swap CTX [NEW]' makes NEW, or else the value itself, the reference, and\n"
               "prints CTX and the value before.\n"
               "'stat CTX' prints CTX, reference, accumulator and count.\n"
               "'dump' does that for all contexts that are not zero.\n"
               "What follows # is a comment; a line has at most 4096 bytes.\n"
               "\n"
               "A bad line ends the run; what stands before it stays applied.\n",
    .examples = "printf 'load 3 10\\naccum 3 0xff\\nread 3\\n' | deltagen table\n"
                "deltagen table --device sim program.txt\n",
};
