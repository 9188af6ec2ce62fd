// SPDX-License-Identifier: Apache-2.0
// deltagen selftest: one random program, run by the device, by the library's software and by the plain model.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cli.h"
#include "model/naive.h"
#include "model/program.h"
#include "progress.h"
#include "record.h"

enum { BATCH = 16 }; // steps that are under way together

struct selftest {
    struct party {
        const char *name;
        dg_device *dev; // NULL: the model
    } party[PARTIES_MAX];
    int parties; // the first is the device that is tested
    struct model model;
    struct program program;
    struct step *steps; // BATCH of them
    uint64_t done;      // steps that all parties have run with equal replies
    struct step *wrong; // the first whose replies differ, NULL: none
    int against;        // who replied otherwise than the device
};

// All steps of a batch by one party.
static int run_batch(struct selftest *test, int number, uint64_t steps)
{
    struct party *party = &test->party[number];
    dg_request requests[BATCH];
    dg_error err = {0}, drained = {0};
    for (uint64_t i = 0; i < steps; i++) {
        requests[i] = test->steps[i].request;
        requests[i].out = test->steps[i].reply[number];
        if (!party->dev)
            model_do(&test->model, &requests[i]);
        else if (err.code == DG_OK)
            dg_async_submit(party->dev, &requests[i], &err);
    }
    if (party->dev && dg_async_drain(party->dev, &drained) != DG_OK && err.code == DG_OK)
        err = drained;
    return err.code == DG_OK ? EXIT_DONE : library_failed(party->name, &err);
}

static void compare_batch(struct selftest *test, uint64_t steps)
{
    for (uint64_t i = 0; i < steps; i++) {
        for (int other = 1; other < test->parties; other++) {
            if (!same_reply(&test->steps[i], 0, other)) {
                test->wrong = &test->steps[i];
                test->against = other;
                return;
            }
        }
        test->done++;
    }
}

// ops random steps, then one that asks for the whole table.
static int run_program(struct selftest *test, uint64_t ops)
{
    int exit_code = EXIT_DONE;
    uint64_t steps;
    struct progress progress = progress_start("op", ops);
    for (uint64_t next = 0; next <= ops && exit_code == EXIT_DONE && !test->wrong; next += steps) {
        steps = ops - next < BATCH ? ops - next + 1 : BATCH;
        for (uint64_t i = 0; i < steps; i++) {
            if (next + i == ops)
                program_last_step(&test->program, &test->steps[i]);
            else
                program_step(&test->program, &test->steps[i]);
        }
        for (int i = 0; i < test->parties && exit_code == EXIT_DONE; i++)
            exit_code = run_batch(test, i, steps);
        if (exit_code == EXIT_DONE)
            compare_batch(test, steps);
        progress_show(&progress, test->done);
    }
    progress_hide(&progress);
    return exit_code;
}

// The device first; the library's software beside it unless it is that; the model always.
static int open_parties(struct selftest *test, const struct options *options, dg_device_info *info)
{
    dg_error err = {0};
    int exit_code = device_open(options, 0, &test->party[0].dev);
    if (exit_code != EXIT_DONE)
        return exit_code;
    test->party[test->parties++].name = options->device;
    if (dg_device_get_info(test->party[0].dev, info, &err) != DG_OK)
        return library_failed(options->device, &err);
    if (strcmp(info->backend, "soft") != 0) {
        if (dg_device_open("soft", NULL, &test->party[1].dev, &err) != DG_OK)
            return library_failed("soft", &err);
        test->party[test->parties++].name = "soft";
    }
    test->party[test->parties++].name = "model";
    for (int i = 0; i < test->parties; i++) {
        if (test->party[i].dev && info->capabilities & DG_CAP_TABLE &&
            dg_table_clear(test->party[i].dev, &err) != DG_OK)
            return library_failed(test->party[i].name, &err);
    }
    return EXIT_DONE;
}

static void print_answer(struct selftest *test, const struct options *options, const dg_device_info *info,
                         struct output *out)
{
    struct record record = record_begin(out, options->given & OPT_JSON);
    record_text(&record, "device", info->name);
    record_text(&record, "board", info->board);
    record_text(&record, "compared_with", test->parties == 2 ? "model" : "soft, model");
    record_hex(&record, "seed", options->seed);
    record_count(&record, "operations", test->done < options->ops ? test->done : options->ops);
    record_bool(&record, "equal", !test->wrong);
    if (test->wrong) {
        record_text(&record, "wrong_operation", op_name(test->wrong->request.op));
        record_text(&record, "differs_from", test->party[test->against].name);
    }
    record_end(&record);
}

static int test_device(struct selftest *test, const struct options *options)
{
    dg_device_info info = {.size = sizeof info};
    int exit_code = open_parties(test, options, &info);
    if (exit_code != EXIT_DONE)
        return exit_code;
    test->program = (struct program){options->seed, info.contexts, info.capabilities};
    exit_code = run_program(test, options->ops);
    struct output out;
    output_stdout(&out);
    if (exit_code == EXIT_DONE)
        print_answer(test, options, &info, &out);
    else
        complain("selftest: the seed was 0x%016" PRIx64 ", %" PRIu64 " operations were right before", options->seed,
                 test->done);
    return output_close(&out, exit_code == EXIT_DONE && test->wrong ? EXIT_DIFFERS : exit_code);
}

static int run(const struct options *given)
{
    struct options options = *given;
    if (!(options.given & OPT_SEED) && getrandom(&options.seed, sizeof options.seed, 0) != sizeof options.seed) {
        complain("selftest: no random seed from the system; give one by --seed");
        return EXIT_BROKEN;
    }
    struct selftest *test = calloc(1, sizeof *test);
    int exit_code = EXIT_BROKEN;
    if (test)
        test->steps = calloc(BATCH, sizeof *test->steps);
    if (test && test->steps)
        exit_code = test_device(test, &options);
    else
        complain("selftest: no memory");
    for (int i = 0; test && i < PARTIES_MAX; i++)
        dg_device_close(test->party[i].dev);
    if (test)
        free(test->steps);
    free(test);
    return exit_code;
}

const struct command command_selftest = {
    .name = "selftest",
    .run = run,
    .summary = "compare a device with software, over a random program",
    .needs_device = true,
    .takes = OPT_OPS | OPT_SEED | OPT_JSON,
    .usage = "[--ops N] [--seed S] [--json]",
    .details = "Runs the same random program on the device, in the library's software and by\n"
               "a plain model that shares no code with the library, compares every reply, and\n"
               "the whole table at the end.\n"
               "Without --seed each run takes a new one; it is printed, and gives the same\n"
               "program again.\n"
               "The exit code is 1 at the first reply that differs.\n"
               "\n"
               "The device's table is cleared first and holds what the program left at the\n"
               "end.\n",
    .examples = "deltagen selftest --device sim\n"
                "deltagen selftest --device sim:drop=0.01,seed=7 --ops 500 --seed 42\n",
};
