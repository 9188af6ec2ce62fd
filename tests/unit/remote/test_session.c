// SPDX-License-Identifier: Apache-2.0
// Opening and losing devices, with the model device as the far end.
#include "unit.h"

#include <unistd.h>

#include "dg_defs.h"
#include "model_link.h"
#include "naive.h"
#include "program.h"

static const dg_device_options impatient = {.size = sizeof impatient, .timeout_ms = 40};

static dg_device *open_model(const dg_device_options *options)
{
    dg_device *dev = NULL;
    assert_done(dg_device_open("model", options, &dev, err));
    return dev;
}

static void versions(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    model_init(&the_model);
    the_model.protocol = 2 << 16 | 3;
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_VERSION, "protocol 2.3");
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_VERSION, "speaks 1.0");
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_VERSION, "install a newer libdeltagen");
    assert_null(dev);
    the_model.protocol = 0 << 16 | 9;
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_VERSION, "load the device with the bitstream");
    the_model.protocol = 1 << 16 | 7; // the same major: they understand each other
    dg_device_close(open_model(NULL));
}

static void not_a_device(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    model_init(&the_model);
    the_model.magic = 0x12345678;
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_NO_DEVICE, "not a Deltagen device");
    model_init(&the_model);
    the_model.other_nonce = 1; // a bit that the header does not hold: this answers a HELLO of another program
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_NO_DEVICE, "not a Deltagen device");
    model_init(&the_model);
    the_model.window = 6;
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_PROTOCOL, "window 6");
    model_init(&the_model);
    the_model.rx_words = 100;
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_PROTOCOL, "credit 100 words");
    model_init(&the_model);
    the_model.contexts = 257;
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_PROTOCOL, "257 contexts");
}

static void silence(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    uint64_t value = 0;
    model_init(&the_model);
    the_model.mute = true;
    assert_fails(dg_device_open("model", &impatient, &dev, err), DG_ERR_LOST, "does not answer within 40 ms");
    the_model.mute = false;
    dev = open_model(&impatient);
    the_model.mute = true;
    assert_fails(dg_table_read(dev, 1, &value, err), DG_ERR_LOST, "has not answered for 40 ms");
    the_model.mute = false; // too late: what is lost stays lost
    assert_fails(dg_table_read(dev, 1, &value, err), DG_ERR_LOST, "has not answered for 40 ms");
    dg_device_close(dev);
}

static void silence_while_polling(void **state)
{
    (void)state;
    uint64_t value = 0;
    const uint8_t context = 1;
    dg_request request = {.size = sizeof request, .op = DG_OP_READ, .contexts = &context, .n = 1, .out = &value};
    model_init(&the_model);
    dg_device *dev = open_model(&impatient);
    the_model.mute = true;
    assert_done(dg_async_submit(dev, &request, err));
    while (dg_async_poll(dev) > 0)
        continue;
    assert_int_equal(request.result, DG_ERR_LOST);
    dg_device_close(dev);
}

// A caller who looks only now and then: the link's time hardly passes, yet what was lost is sent again in time.
static void rare_polling(void **state)
{
    (void)state;
    const dg_device_options options = {.size = sizeof options, .timeout_ms = 160};
    uint64_t value = 0;
    const uint8_t context = 1;
    dg_request request = {.size = sizeof request, .op = DG_OP_READ, .contexts = &context, .n = 1, .out = &value};
    model_init(&the_model);
    dg_device *dev = open_model(&options);
    the_model.mute = true;
    assert_done(dg_async_submit(dev, &request, err)); // lost
    the_model.mute = false;
    while (dg_async_poll(dev) > 0)
        usleep(1000);
    assert_int_equal(request.result, DG_OK);
    dg_device_close(dev);
}

static void taken_over(void **state)
{
    (void)state;
    uint64_t value = 0;
    model_init(&the_model);
    dg_device *first = open_model(NULL);
    assert_done(dg_table_load(first, 7, 1234, err));
    dg_device *second = open_model(NULL);
    assert_fails(dg_table_read(first, 7, &value, err), DG_ERR_STATE, "another program opened it");
    assert_done(dg_table_read(second, 7, &value, err)); // the table outlives sessions
    assert_int_equal(value, 1234);
    dg_device_close(first);
    assert_done(dg_table_read(second, 7, &value, err));
    dg_device_close(second);
}

static void device_reset(void **state)
{
    (void)state;
    uint64_t value = 0;
    const uint8_t contexts[2] = {1, 2};
    uint64_t values[2] = {3, 4};
    dg_request requests[2] = {
        {.size = sizeof(dg_request), .op = DG_OP_LOAD, .contexts = contexts, .in = values, .n = 2},
        {.size = sizeof(dg_request), .op = DG_OP_ACCUM, .contexts = contexts, .in = values, .n = 2}};
    model_init(&the_model);
    dg_device *dev = open_model(NULL);
    model_reset(&the_model);
    the_model.mute = true; // until both are under way
    assert_done(dg_async_submit(dev, &requests[0], err));
    assert_done(dg_async_submit(dev, &requests[1], err));
    the_model.mute = false;
    for (int i = 0; i < 2; i++)
        assert_fails(dg_async_wait(dev, &requests[i], 1000, err), DG_ERR_STATE, "was reset");
    assert_fails(dg_table_read(dev, 7, &value, err), DG_ERR_STATE, "was reset");
    assert_int_equal(the_model.ops, 0);
    dg_device_close(dev);
    dg_device_close(open_model(NULL));
}

// A nonce whose half that numbers the session is 0 is drawn again, whatever the other half is: no session has that
// number.
static void no_session_is_number_zero(void **state)
{
    (void)state;
    static const uint64_t nonces[] = {0, UINT64_C(1) << 32, UINT64_C(0xFFFFFFFF) << 32};
    for (size_t i = 0; i < sizeof nonces / sizeof *nonces; i++) {
        model_init(&the_model);
        the_model.nonce_seed = dg_feistel_inv(nonces[i], 0x6E6F6E63) - 1; // as session.c draws: HELLO's comes before it
        dg_device *dev = open_model(NULL);
        assert_int_equal(the_model.session, (uint32_t)dg_feistel(the_model.nonce_seed + 2, 0x6E6F6E63));
        dg_device_close(dev);
    }
}

static void opened_by_others_all_the_time(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    model_init(&the_model);
    the_model.other_opens = true;
    assert_fails(dg_device_open("model", NULL, &dev, err), DG_ERR_BUSY, "another program");
}

static void wrong_replies(void **state)
{
    (void)state;
    uint64_t value = 0;
    model_init(&the_model);
    dg_device *dev = open_model(NULL);
    the_model.answer_status = DG_ST_BAD_KIND;
    assert_fails(dg_table_read(dev, 7, &value, err), DG_ERR_PROTOCOL, "opcode 0x13 with status 4");
    dg_device_close(dev);
    model_init(&the_model);
    dev = open_model(NULL);
    the_model.answer_extra = 8;
    assert_fails(dg_table_read(dev, 7, &value, err), DG_ERR_PROTOCOL, "24 bytes, not 16");
    dg_device_close(dev);
}

// Intact frames with all sorts of contents: each is an answer, an error or nothing, and none does harm.
static void babble(void **state)
{
    (void)state;
    uint64_t random = 11;
    unsigned outcomes[-DG_ERR_BUSY + 1] = {0};
    for (int i = 0; i < 300; i++) {
        static uint64_t out[200];
        static const uint8_t contexts[200];
        model_init(&the_model);
        dg_device *dev = open_model(&impatient);
        the_model.mute = true;
        for (int k = 0; k < 8; k++) {
            struct model_frame frame = {.n = 8 + (k % 2 == 0 ? naive_random(&random) % 1100 : 8 * 125)};
            for (size_t at = 0; at < frame.n; at++)
                frame.bytes[at] = (uint8_t)naive_random(&random);
            frame.bytes[0] = DG_OPC_READ | 0x80;
            frame.bytes[1] = (uint8_t)(naive_random(&random) % 4 == 0 ? naive_random(&random) % 16 : 0);
            frame.bytes[2] = (uint8_t)(naive_random(&random) % 3);
            frame.bytes[3] = 0;
            memcpy(frame.bytes + 4, &the_model.session, 4);
            model_send(&the_model, &frame);
        }
        dg_error why = {0};
        outcomes[-dg_table_read_list(dev, contexts, out, 200, &why)]++;
        dg_device_close(dev);
    }
    assert_true(outcomes[-DG_ERR_PROTOCOL] > 100);
    assert_true(outcomes[-DG_ERR_STATE] > 0);
    assert_int_equal(outcomes[-DG_ERR_PROTOCOL] + outcomes[-DG_ERR_STATE] + outcomes[-DG_ERR_LOST] + outcomes[DG_OK],
                     300);
}

// What a dead session left on the line neither disturbs the next one nor is taken for its answers.
static void leftovers(void **state)
{
    (void)state;
    uint64_t value = 0;
    model_init(&the_model);
    dg_device *dev = open_model(NULL);
    the_model.reference[1] = 111;
    assert_done(dg_table_read(dev, 1, &value, err));
    const struct model_frame late = the_model.slots[0];
    the_model.reference[1] = 222;
    memset(the_model.out, 0x55, 500);
    the_model.out_bytes = 500;
    memset(the_model.raw, 0x33, 100);
    the_model.raw_bytes = 100;
    dg_device *next = open_model(NULL);
    model_send(&the_model, &late);
    assert_done(dg_table_read(next, 1, &value, err));
    assert_int_equal(value, 222);
    dg_device_close(dev);
    dg_device_close(next);
}

// A program of a few calls; counts how many succeeded before the device was lost, and checks that none does afterwards.
static int run_until_lost(dg_device *dev)
{
    enum { CALLS = 6, N = 150 };
    static uint8_t contexts[N];
    static uint64_t words[N], out[N];
    int done = 0;
    for (int i = 0; i < CALLS; i++) {
        dg_error why = {0};
        int code = i % 2 == 0 ? dg_table_accum_list(dev, contexts, words, N, &why)
                              : dg_table_read_list(dev, contexts, out, N, &why);
        assert_true(code == DG_OK || code == DG_ERR_LOST);
        assert_true(code == DG_ERR_LOST || done == i);
        done += code == DG_OK;
    }
    return done;
}

static void unplugged_at_every_byte(void **state)
{
    (void)state;
    bool opened = false, whole = false;
    for (uint64_t bytes = 1; !whole; bytes++) {
        dg_device *dev = NULL;
        dg_error why = {0};
        model_init(&the_model);
        the_model.bytes_left = bytes;
        int code = dg_device_open("model", NULL, &dev, &why);
        assert_true(code == DG_OK || (code == DG_ERR_LOST && !opened));
        opened = code == DG_OK;
        whole = opened && run_until_lost(dev) == 6;
        dg_device_close(dev);
    }
}

struct telling {
    int events;
    dg_error why;
};

static void tell(void *user, dg_device_event event, const dg_error *why)
{
    struct telling *told = user;
    assert_int_equal(event, DG_DEVICE_EVENT_FAILOVER);
    told->events++;
    told->why = *why;
}

static const struct program_limits limits = {.contexts = MODEL_CONTEXTS, .kinds = 0x3F, .fold_cells = 1000};

// Unplugged anywhere, with failover: the program and its table come out as if nothing had happened.
static void failover_anywhere(void **state)
{
    (void)state;
    bool whole = false;
    for (uint64_t bytes = 15000; !whole; bytes += 211) {
        struct telling told = {0};
        dg_device_options options = {
            .size = sizeof options, .flags = DG_DEVICE_FAILOVER, .on_event = tell, .user = &told};
        dg_device *soft = NULL;
        model_init(&the_model);
        the_model.bytes_left = bytes;
        dg_device *dev = open_model(&options);
        assert_done(dg_device_open("soft", NULL, &soft, err));
        program_run(dev, soft, limits, bytes, 6);
        whole = the_model.bytes_left > 0;
        assert_int_equal(told.events, whole ? 0 : 1);
        if (!whole)
            assert_int_equal(told.why.code, DG_ERR_LOST);
        dg_device_close(dev);
        dg_device_close(soft);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions),          cmocka_unit_test(not_a_device),
        cmocka_unit_test(silence),           cmocka_unit_test(silence_while_polling),
        cmocka_unit_test(rare_polling),      cmocka_unit_test(taken_over),
        cmocka_unit_test(device_reset),      cmocka_unit_test(opened_by_others_all_the_time),
        cmocka_unit_test(wrong_replies),     cmocka_unit_test(babble),
        cmocka_unit_test(leftovers),         cmocka_unit_test(unplugged_at_every_byte),
        cmocka_unit_test(failover_anywhere), cmocka_unit_test(no_session_is_number_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
