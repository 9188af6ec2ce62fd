// SPDX-License-Identifier: Apache-2.0
// The library's whole API on the Verilated core against software: random programs, with and without faults on the line.
// Every reply is compared, and at the end the tables with their counts: a delta that got lost, or ran twice, shows
// there. COSIM_SCALE multiplies the lengths, COSIM_ONLY chooses tests by a pattern of their names.
#include "unit.h"

#include "program.h"

enum { CLEAN_BATCHES = 1500, FAULTY_BATCHES = 7000, FRAMES_MIN = 50000, USB_BATCHES = 60, TIMEOUT_MS = 60000 };

static unsigned scale(void)
{
    const char *text = getenv("COSIM_SCALE");
    return text ? (unsigned)strtoul(text, NULL, 10) : 1;
}

static void run(const char *name, uint64_t seed, unsigned batches, dg_device_counters *counters)
{
    dg_device *sim = NULL, *soft = NULL;
    dg_device_info info = {.size = sizeof info};
    const dg_device_options options = {.size = sizeof options, .timeout_ms = TIMEOUT_MS}; // a busy machine is slow
    assert_done(dg_device_open(name, &options, &sim, err));
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

// The same behind USB: its host and device see to it that what a bad line damages comes again, so frames are lost by
// resets only.
static void usb_clean(void **state)
{
    (void)state;
    dg_device_counters c = {.size = sizeof c};
    run("sim:link=usb", 4, USB_BATCHES * scale(), &c);
    assert_int_equal(c.retransmissions + c.bad_frames, 0);
    assert_int_equal(c.crc_errors + c.overruns + c.replays + c.gaps, 0);
    assert_int_equal(c.frames, c.frames_sent);
}

static void usb_bad_line(void **state)
{
    (void)state;
    dg_device_counters c = {.size = sizeof c};
    run("sim:link=usb,biterror=0.0001,handshake=0.02,suspend=0.0005,offset_ppm=-2500", 5, USB_BATCHES * scale(), &c);
}

static void usb_faulty(void **state)
{
    (void)state;
    dg_device_counters c = {.size = sizeof c};
    run("sim:link=usb," FAULTS, 6, USB_BATCHES * scale(), &c);
    assert_true(c.retransmissions > 0 && c.crc_errors > 0 && c.replays > 0);
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
        cmocka_unit_test(faulty_default), cmocka_unit_test(faulty_small), cmocka_unit_test(usb_clean),
        cmocka_unit_test(usb_bad_line),   cmocka_unit_test(usb_faulty),
    };
    if (getenv("COSIM_ONLY"))
        cmocka_set_test_filter(getenv("COSIM_ONLY"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
