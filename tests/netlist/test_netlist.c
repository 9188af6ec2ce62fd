// SPDX-License-Identifier: Apache-2.0
// A board's netlist against software, over its serial pins or its USB: every operation with every kind that the board
// has, then the random program; on serial pins, the operations once more while the line drops and corrupts frames.
// Everything is compared, the tables with their counts at the end.
//
// usage: test_netlist BOARD BATCHES [UID]: with UID, in hexadecimal, a board on USB with that number of its own
#include "unit.h"

#include "program.h"

enum { CELLS = 5, WORDS = 3 * CELLS, CLEAN_SEED = 11, FAULTY_SEED = 12, TIMEOUT_MS = 600000 };
#define FAULTS ",drop=0.05,corrupt=0.05,seed=3"

struct target {
    const char *board;
    unsigned batches;
    uint64_t uid;
};

static bool takes_kind(dg_op op)
{
    return op >= DG_OP_SYNTH_RUN;
}

static void run_one(dg_device *dev, dg_device *soft, dg_op op, unsigned kind)
{
    static const uint8_t contexts[CELLS] = {0, 1, 2, 1, 3};
    uint64_t in[WORDS], out[WORDS] = {0}, want[WORDS] = {0};
    for (unsigned i = 0; i < WORDS; i++)
        in[i] = dg_feistel(i, op + 16 * kind);
    dg_request request = {.size = sizeof request,
                          .op = op,
                          .context = 1,
                          .kind = (dg_kind)kind,
                          .seed = in[0],
                          .base = in[1],
                          .n = CELLS,
                          .contexts = contexts,
                          .in = in,
                          .out = out};
    dg_request twin = request;
    twin.out = want;
    assert_done(dg_async_submit(dev, &request, err));
    assert_done(dg_async_submit(soft, &twin, err));
    assert_done(dg_async_drain(dev, err));
    assert_done(dg_async_drain(soft, err));
    if (memcmp(out, want, sizeof out) != 0)
        fail_msg("op %d, kind %u: outputs differ", (int)op, kind);
}

static void every_operation(dg_device *dev, dg_device *soft, unsigned kinds)
{
    for (dg_op op = DG_OP_LOAD; op <= DG_OP_VERIFY; op++)
        for (unsigned kind = 0; kind < (takes_kind(op) ? DG_FEISTEL_INV + 1u : 1u); kind++)
            if (!takes_kind(op) || ((kinds >> kind & 1) != 0 && (op < DG_OP_FOLD || kind < DG_FEISTEL_INV)))
                run_one(dev, soft, op, kind);
}

// From opening to closing; how the frames fared is printed.
static dg_device_counters compare(const char *options, const struct target *t, uint64_t seed, unsigned batches)
{
    char name[96];
    dg_device *dev = NULL, *soft = NULL;
    dg_device_info info = {.size = sizeof info};
    dg_device_counters c = {.size = sizeof c};
    const dg_device_options patient = {.size = sizeof patient,
                                       .timeout_ms = TIMEOUT_MS}; // of real time: gates are slow to simulate
    (void)snprintf(name, sizeof name, "sim:model=%s%s", t->board, options);
    assert_done(dg_device_open(name, &patient, &dev, err));
    assert_done(dg_device_open("soft", NULL, &soft, err));
    assert_done(dg_device_get_info(dev, &info, err));
    assert_string_equal(info.board, t->board);
    assert_int_equal(info.uid, t->uid);
    assert_done(dg_table_clear(dev, err)); // what power-on left there
    every_operation(dev, soft, info.capabilities & 0xFF);
    program_run(
        dev, soft,
        (struct program_limits){.contexts = info.contexts, .kinds = info.capabilities & 0xFF, .fold_cells = 200}, seed,
        batches);
    assert_done(dg_device_get_counters(dev, &c, err));
    printf(
        "%s: seed %llu, %llu frames, %llu sent again; device: %u link errors, %u wrong CRC, %u replays, %u gaps, %llu "
        "clocks\n",
        name, (unsigned long long)seed, (unsigned long long)c.frames_sent, (unsigned long long)c.retransmissions,
        c.link_errors, c.crc_errors, c.replays, c.gaps, (unsigned long long)c.clocks);
    dg_device_close(dev);
    dg_device_close(soft);
    return c;
}

static void clean(void **state)
{
    const struct target *t = *state;
    dg_device_counters c = compare("", t, CLEAN_SEED, t->batches);
    assert_int_equal(c.link_errors + c.crc_errors + c.overruns + c.gaps, 0);
}

static void faulty(void **state)
{
    const struct target *t = *state;
    dg_device_counters c = compare(FAULTS, t, FAULTY_SEED, 0);
    assert_true(c.retransmissions > 0 && c.crc_errors > 0);
}

int main(int argc, char **argv)
{
    struct target target;
    if (argc != 3 && argc != 4)
        return 2;
    target =
        (struct target){argv[1], (unsigned)strtoul(argv[2], NULL, 10), argc == 4 ? strtoull(argv[3], NULL, 16) : 0};
    const struct CMUnitTest serial[] = {
        cmocka_unit_test_prestate(clean, &target),
        cmocka_unit_test_prestate(faulty, &target),
    };
    const struct CMUnitTest usb[] = {cmocka_unit_test_prestate(clean, &target)};
    return argc == 3 ? cmocka_run_group_tests(serial, NULL, NULL) : cmocka_run_group_tests(usb, NULL, NULL);
}
