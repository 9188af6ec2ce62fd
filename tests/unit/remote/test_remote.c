// SPDX-License-Identifier: Apache-2.0
// The remote backend against the model device: what is asked comes out right, in few frames, within window and credit,
// exactly once.
#include "unit.h"

#include "model_link.h"
#include "naive.h"
#include "program.h"

static const struct program_limits limits = {.contexts = MODEL_CONTEXTS, .kinds = 0x3F, .fold_cells = 50000};

static dg_device *open_model(const char *name)
{
    dg_device *dev = NULL;
    assert_done(dg_device_open(name, NULL, &dev, err));
    return dev;
}

static void identity(void **state)
{
    (void)state;
    model_init(&the_model);
    the_model.lanes = 3;
    the_model.clocks_per_cell = 8;
    dg_device *dev = open_model("model");
    dg_device_info info = {.size = sizeof info};
    assert_done(dg_device_get_info(dev, &info, err));
    assert_string_equal(info.name, "model");
    assert_string_equal(info.backend, "model");
    assert_int_equal(info.protocol_major, 1);
    assert_word(info.build, 0x0123456789ABCDEF, "build");
    assert_word(info.uid, 0x1122334455667788, "uid");
    assert_int_equal(info.clock_hz, 1000000);
    assert_int_equal(info.capabilities, 0x73F);
    assert_int_equal(info.contexts, 256);
    assert_int_equal(info.lanes, 3);
    assert_int_equal(info.clocks_per_cell, 8);
    assert_int_equal(info.window, 8);
    assert_int_equal(info.frame_bytes, 126 * 8);
    assert_int_equal(info.credit_bytes, 512 * 8);
    assert_string_equal(info.board, "simulation");
    dg_device_close(dev);
}

// Names by the number in the register: those of rtl/board/boards.toml, and the number where it has none.
static void board_names(void **state)
{
    (void)state;
    static const struct {
        uint32_t board;
        const char *name;
    } cases[] = {
        {1, "tangnano9k"}, {3, "ulx3s-85f"}, {5, "icebreaker"}, {200, "board 200"}, {UINT32_MAX, "board 4294967295"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        model_init(&the_model);
        the_model.board = cases[i].board;
        dg_device *dev = open_model("model");
        dg_device_info info = {.size = sizeof info};
        assert_done(dg_device_get_info(dev, &info, err));
        assert_string_equal(info.board, cases[i].name);
        dg_device_close(dev);
    }
}

// A device that offers more than any core has today is used as the largest of them.
static void limits_of_a_core(void **state)
{
    (void)state;
    model_init(&the_model);
    the_model.window = 256;
    the_model.frame_words = 1024;
    the_model.rx_words = 1u << 20;
    dg_device_info info = {.size = sizeof info};
    dg_device *dev = open_model("model");
    assert_done(dg_device_get_info(dev, &info, err));
    assert_int_equal(info.window, 128);
    assert_int_equal(info.frame_bytes, 512 * 8);
    assert_int_equal(info.credit_bytes, 128 * 512 * 8);
    dg_device_close(dev);
}

// One that tells no clock rate, or hardly one, is used all the same.
static void slow_clocks(void **state)
{
    (void)state;
    static const uint32_t rates[] = {0, 1, 999, 1000, 1001, UINT32_MAX};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        model_init(&the_model);
        the_model.clock_hz = rates[i];
        dg_device *dev = open_model("model"), *soft = open_model("soft");
        program_run(dev, soft, limits, 7, 5);
        dg_device_close(dev);
        dg_device_close(soft);
    }
}

// Random programs on a line without faults: nothing is repeated, and window and credit are used to the full but kept.
static void compare(unsigned window, unsigned frame_words, unsigned rx_words, const char *name, unsigned batches,
                    dg_device_counters *counters)
{
    model_init(&the_model);
    the_model.window = window;
    the_model.frame_words = frame_words;
    the_model.rx_words = rx_words;
    dg_device *dev = open_model(name), *soft = open_model("soft");
    program_run(dev, soft, limits, 42, batches);
    assert_done(dg_device_get_counters(dev, counters, err));
    dg_device_close(dev);
    dg_device_close(soft);
}

static void programs(void **state)
{
    (void)state;
    static const unsigned shapes[][3] = {{8, 126, 512}, {2, 62, 128}, {1, 16, 16}, {16, 30, 40}, {4, 512, 512}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        dg_device_counters c = {.size = sizeof c};
        compare(shapes[i][0], shapes[i][1], shapes[i][2], "model", 150, &c);
        assert_int_equal(c.retransmissions, 0);
        assert_int_equal(c.bad_frames, 0);
        assert_int_equal(c.crc_errors + c.overruns + c.replays + c.gaps, 0);
        assert_int_equal(c.frames, c.frames_sent);
        assert_true(the_model.words_max <= the_model.rx_words);
        assert_true(the_model.words_max > the_model.rx_words * 2 / 3);
    }
}

static void programs_with_faults(void **state)
{
    (void)state;
    static const char *const names[] = {
        "model:drop=0.1,seed=1",    "model:dup=0.1,seed=2",
        "model:corrupt=0.1,seed=3", "model:truncate=0.1,seed=4",
        "model:reset=0.02,seed=5",  "model:drop=0.05,dup=0.05,corrupt=0.05,truncate=0.05,reset=0.01,seed=6"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        dg_device_counters c = {.size = sizeof c};
        compare(8, 126, 512, names[i], 100, &c);
        assert_true(c.retransmissions > 0 || i == 1);
        assert_true(c.replays > 0);
        compare(2, 62, 128, names[i], 100, &c);
        assert_true(c.replays > 0);
    }
}

// A device that breaks the rule must be found out by these very programs.
static void double_execution_shows(void **state)
{
    (void)state;
    model_init(&the_model);
    the_model.run_replays = true;
    dg_device *dev = open_model("model:drop=0.2,seed=7");
    const uint8_t context = 9;
    uint64_t sum = 0, read = 0;
    for (uint64_t i = 1; i <= 200; i++) {
        assert_done(dg_table_accum(dev, context, i * i, err));
        sum ^= i * i;
    }
    assert_done(dg_table_read(dev, context, &read, err));
    assert_true(read != sum);
    dg_device_close(dev);
}

// How many frames a call takes: as few as the device's frames allow.
static void frames_per_call(void **state)
{
    (void)state;
    enum { N = 1000 };
    static uint8_t contexts[N];
    static uint64_t words[N], out[N];
    static dg_table_context all[N];
    const dg_kind wide = DG_FEISTEL, narrow = DG_TORUS32;
    dg_synth_verdict verdict;
    model_init(&the_model);
    dg_device *dev = open_model("model");
#define assert_frames(call, want)                                                                                      \
    do {                                                                                                               \
        uint32_t before_ = the_model.frames;                                                                           \
        assert_done(call);                                                                                             \
        assert_int_equal(the_model.frames - before_, want);                                                            \
    } while (0)
    assert_frames(dg_table_load_list(dev, contexts, words, 111, err), 1); // 14 words of contexts, 111 values: 125
    assert_frames(dg_table_load_list(dev, contexts, words, 112, err), 2);
    assert_frames(dg_table_swap_list(dev, contexts, words, out, 111, err), 1);
    assert_frames(dg_table_read_list(dev, contexts, out, 125, err), 1);
    assert_frames(dg_table_read_list(dev, contexts, out, 126, err), 2);
    assert_frames(dg_table_stat_list(dev, contexts, all, 41, err), 1);
    assert_frames(dg_table_stat_list(dev, contexts, all, 42, err), 2);
    assert_frames(dg_table_accum_run(dev, 0, words, 1000, err), 8);
    assert_frames(dg_synth_run(dev, wide, 1, 2, 125, out, err), 1);
    assert_frames(dg_synth_run(dev, narrow, 1, 2, 251, out, err), 2);
    assert_frames(dg_synth_list(dev, wide, 1, words, 124, out, err), 1);
    assert_frames(dg_synth_list(dev, wide, 1, words, 125, out, err), 2);
    assert_frames(dg_synth_verify(dev, wide, 1, 2, words, 123, &verdict, err), 1);
    assert_frames(dg_synth_verify(dev, narrow, 1, 2, words, 247, &verdict, err), 2);
    assert_frames(dg_synth_fold(dev, 0, narrow, 1, 2, 20000, NULL, err), 1); // 20 ms at 1 MHz
    assert_frames(dg_synth_fold(dev, 0, narrow, 1, 2, 20001, NULL, err), 2);
    assert_frames(dg_table_clear(dev, err), 1);
#undef assert_frames
    dg_device_close(dev);
}

// Mismatches in several frames: counted together, the first one described.
static void verdict_over_frames(void **state)
{
    (void)state;
    enum { N = 500 };
    static uint64_t data[N];
    model_init(&the_model);
    dg_device *dev = open_model("model");
    dg_synth_verdict v;
    for (uint64_t i = 0; i < N; i++)
        data[i] = naive_feistel(UINT64_MAX - 200 + i, 77); // addresses wrap in the middle
    assert_done(dg_synth_verify(dev, DG_FEISTEL, 77, UINT64_MAX - 200, data, N, &v, err));
    assert_int_equal(v.mismatches, 0);
    assert_word(v.first, UINT64_MAX, "first");
    data[300] = naive_feistel(5555, 77);
    data[499] ^= 1;
    assert_done(dg_synth_verify(dev, DG_FEISTEL, 77, UINT64_MAX - 200, data, N, &v, err));
    assert_int_equal(v.mismatches, 2);
    assert_int_equal(v.first, 300);
    assert_word(v.found, data[300], "found");
    assert_word(v.expected, naive_feistel(UINT64_MAX - 200 + 300, 77), "expected");
    assert_word(v.origin, 5555, "origin");
    dg_device_close(dev);
}

static void counters(void **state)
{
    (void)state;
    model_init(&the_model);
    dg_device *dev = open_model("model");
    dg_device_counters c = {.size = sizeof c};
    assert_done(dg_table_accum(dev, 3, 1, err));
    assert_done(dg_device_get_counters(dev, &c, err));
    assert_int_equal(c.ops, 1);
    assert_word(c.clocks, 0x0000004400000040, "clocks"); // the model answers an unknown register by its address
    assert_word(c.busy, 0x0000005C00000058, "busy");
    assert_int_equal(c.stalls, 0x60);
    assert_int_equal(c.frames, 4); // HELLO, OPEN, ACCUM, CSR_READ
    assert_int_equal(c.frames_sent, 4);
    uint64_t sent = c.bytes_sent;
    assert_done(dg_table_accum(dev, 3, 1, err));
    assert_done(dg_device_get_counters(dev, &c, err));
    // An ACCUM of one record has 8 + 16 + 4 bytes and a flag, CSR_READ 8 + 8 + 4 and a flag, and a few escapes.
    assert_in_range(c.bytes_sent - sent, 50, 56);
    assert_int_equal(c.ops, 2);
    dg_device_close(dev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity),
        cmocka_unit_test(board_names),
        cmocka_unit_test(limits_of_a_core),
        cmocka_unit_test(slow_clocks),
        cmocka_unit_test(programs),
        cmocka_unit_test(programs_with_faults),
        cmocka_unit_test(double_execution_shows),
        cmocka_unit_test(frames_per_call),
        cmocka_unit_test(verdict_over_frames),
        cmocka_unit_test(counters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
