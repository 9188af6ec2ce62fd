// SPDX-License-Identifier: Apache-2.0
// deltagen doctor: why a board cannot be loaded or opened here, and the cure.
#include <stdlib.h>

#include "cli.h"
#include "findings.h"
#include "host.h"
#include "json.h"
#include "places.h"

static const char *const verdicts[] = {[VERDICT_OK] = "ok", [VERDICT_NOTE] = "note", [VERDICT_PROBLEM] = "problem"};

static void print_text(const struct doctor *doctor, struct output *out)
{
    for (size_t i = 0; i < doctor->count; i++) {
        const struct finding *finding = &doctor->finding[i];
        output_print(out, "%-8s %-14s ", verdicts[finding->verdict], finding->check);
        output_text(out, finding->text);
        if (finding->cure[0]) {
            output_print(out, "\n%-8s %-14s -> ", "", "");
            output_text(out, finding->cure);
        }
        output_write(out, "\n", 1);
    }
    output_print(out, doctor->problems ? "problems: %zu\n" : "no problem found\n", doctor->problems);
}

static void print_json(const struct doctor *doctor, struct output *out)
{
    struct json json = json_on(out);
    json_object(&json);
    json_name(&json, "problems");
    json_count(&json, doctor->problems);
    json_name(&json, "findings");
    json_array(&json);
    for (size_t i = 0; i < doctor->count; i++) {
        const struct finding *finding = &doctor->finding[i];
        const char *const members[][2] = {{"verdict", verdicts[finding->verdict]},
                                          {"check", finding->check},
                                          {"text", finding->text},
                                          {"cure", finding->cure}};
        json_object(&json);
        for (size_t k = 0; k < sizeof members / sizeof members[0]; k++) {
            json_name(&json, members[k][0]);
            json_text(&json, members[k][1]);
        }
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
}

static int run(const struct options *options)
{
    struct doctor *doctor = calloc(1, sizeof *doctor);
    if (!doctor) {
        complain("doctor: no memory");
        return EXIT_BROKEN;
    }
    doctor->options = options;
    doctor_check_host(doctor);
    doctor_check_boards(doctor);
    struct output out;
    output_stdout(&out);
    if (options->given & OPT_JSON)
        print_json(doctor, &out);
    else
        print_text(doctor, &out);
    int exit_code = doctor->problems ? EXIT_DIFFERS : EXIT_DONE;
    free(doctor);
    return output_close(&out, exit_code);
}

const struct command command_doctor = {
    .name = "doctor",
    .run = run,
    .summary = "say why a board cannot be loaded or opened, and the cure",
    .needs_device = true,
    .takes = OPT_JSON,
    .usage = "[--json]",
    .details = "Looks for the programs that load boards, the udev rules, the boards on USB, and\n"
               "for each at what may stand in its way: permissions, a bridge without its\n"
               "driver, a program that has the port open, ModemManager, brltty, a latency timer\n"
               "of more than 1 ms, a second board that looks the same.\n"
               "With --device tty:PORT also whether that is the right port of the bridge.\n"
               "Where nothing stands in its way the board is opened.\n"
               "Nothing is changed; what to do stands below each problem.\n"
               "\n"
               "The exit code is 0 if no problem was found, 1 if one was.\n",
    .examples = "deltagen doctor\n"
                "deltagen doctor --device tty:/dev/ttyUSB0\n",
};
