// SPDX-License-Identifier: Apache-2.0
// The library's whole API on the Verilated core against software: random programs, with and without faults on the line.
// Every reply is compared, and at the end the tables with their counts: a delta that got lost, or ran twice, shows
// there. COSIM_SCALE multiplies the lengths.
#include "unit.h"

#include "program.h"

enum { CLEAN_BATCHES = 1500, FAULTY_BATCHES = 7000, FRAMES_MIN = 50000 };

static unsigned scale(void)
{
    const char *text = getenv("COSIM_SCALE");
    return text ? (unsigned)strtoul(text, NULL, 10) : 1;
}

static void run(const char *name, uint64_t seed, unsigned batches, dg_device_counters *counters)
{
    dg_device *sim = NULL, *soft = NULL;
    dg_device_info info = {.size = sizeof info};
    assert_done(dg_device_open(name, NULL, &sim, err));
    assert_done(dg_device_open("soft", NULL, &soft, err));
    assert_done(dg_device_get_info(sim, &info, err));
    const struct program_limits limits = {
        .contexts = info.contexts, .kinds = info.capabilities & 0xFF, .fold_cells = 2000};
    program_run(sim, soft, limits, seed, batches);
    assert_done(dg_device_get_counters(sim, counters, err));
    printf("%s: seed %llu, %llu frames, %llu sent again, %llu bad ones received; device: %u frames, %u wrong CRC, "
           "%u replays, %u gaps, %llu clocks\n",
           name, (unsigned long long)seed, (unsigned long long)counters->frames_sent,
           (unsigned long long)counters->retransmissions, (unsigned long long)counters->bad_frames, counters->frames,
           counters->crc_errors, counters->replays, counters->gaps, (unsigned long long)counters->clocks);
    dg_device_close(sim);
    dg_device_close(soft);
}

// Without faults nothing is sent twice, nothing is lost, and the credit keeps the receive buffer from running over.
static void clean(const char *name)
{
    dg_device_counters c = {.size = sizeof c};
    run(name, 1, CLEAN_BATCHES * scale(), &c);
    assert_int_equal(c.retransmissions + c.bad_frames, 0);
    assert_int_equal(c.crc_errors + c.overruns + c.replays + c.gaps, 0);
    assert_int_equal(c.frames, c.frames_sent);
}

static void faulty(const char *name)
{
    dg_device_counters c = {.size = sizeof c};
    run(name, 2, FAULTY_BATCHES * scale(), &c);
    assert_true(c.frames_sent >= (uint64_t)FRAMES_MIN * scale());
    assert_true(c.retransmissions > 0 && c.bad_frames > 0);
    assert_true(c.crc_errors > 0 && c.replays > 0 && c.gaps > 0);
}

#define FAULTS "drop=0.01,dup=0.01,corrupt=0.01,truncate=0.01,reset=0.01,seed=7"

static void clean_default(void **state)
{
    (void)state;
    clean("sim");
}

static void clean_small(void **state)
{
    (void)state;
    clean("sim:model=small");
}

static void faulty_default(void **state)
{
    (void)state;
    faulty("sim:" FAULTS);
}

static void faulty_small(void **state)
{
    (void)state;
    faulty("sim:model=small," FAULTS);
}

// The same names and the same program: the same run, to the clock.
static void repeatable(void **state)
{
    (void)state;
    dg_device_counters first = {.size = sizeof first}, second = {.size = sizeof second};
    run("sim:model=small," FAULTS, 3, 200, &first);
    run("sim:model=small," FAULTS, 3, 200, &second);
    assert_memory_equal(&first, &second, sizeof first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_default),  cmocka_unit_test(clean_small),  cmocka_unit_test(repeatable),
        cmocka_unit_test(faulty_default), cmocka_unit_test(faulty_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
