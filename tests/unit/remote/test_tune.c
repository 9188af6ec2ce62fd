// SPDX-License-Identifier: Apache-2.0
// Links that can be run in several ways: which way is chosen, and how much may be on its way back. The far end is the
// model device; what is between them depends on the tuning.
#include "unit.h"

#include "base/error.h"
#include "model_device.h"

enum { TUNINGS = 4, RATE = 1000000000 };

static struct model the_model;
static struct dg_link_type tuned;
static const struct dg_link_type *inner;
static struct way {
    bool refused;                     // by the port
    bool deaf;                        // nothing arrives
    bool late;                        // what comes back comes when another way is tried
    unsigned spoils;                  // one bit in so many bytes to the device, 0 = none
    unsigned hello_looks, echo_looks; // so often the host looks in vain before it gets what came back
} ways[TUNINGS];
static unsigned tuning, tries;
static size_t reply_credit, passed;
static const char *wanted_board;
static bool held_back; // the device does not get to work
static unsigned looks; // in vain, since something was said
static bool echoes;    // what was said
static uint64_t late_ns;

// Time passes as it does, and while the host looks in vain.
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);
int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    int result = __real_clock_gettime(clock, t);
    t->tv_sec += (time_t)(late_ns / 1000000000);
    t->tv_nsec += (long)(late_ns % 1000000000);
    if (t->tv_nsec >= 1000000000) {
        t->tv_nsec -= 1000000000;
        t->tv_sec++;
    }
    return result;
}

static int send_bytes(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                      dg_error *err)
{
    const struct way *way = &ways[tuning];
    *taken = n;
    looks = 0;
    echoes = n > 100;
    for (size_t i = 0; i < n && !way->deaf; i++) {
        size_t one = 0;
        uint8_t byte = way->spoils != 0 && ++passed % way->spoils == 0 ? bytes[i] ^ 4 : bytes[i];
        int code = inner->send(link, &byte, 1, &one, timeout_us, err);
        if (code != DG_OK)
            return code;
        assert_int_equal(one, 1);
    }
    return DG_OK;
}

static int receive_bytes(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                         dg_error *err)
{
    *got = 0;
    if (looks++ < (echoes ? ways[tuning].echo_looks : ways[tuning].hello_looks)) {
        late_ns += (uint64_t)timeout_us * 1000;
        return DG_OK;
    }
    return held_back || ways[tuning].late ? DG_OK : inner->receive(link, bytes, max, got, timeout_us, err);
}

// As with a bridge that has taken what the device said: the port's reset does not reach it.
static int reset_port_only(struct dg_link *link, dg_error *err)
{
    (void)link;
    (void)err;
    return DG_OK;
}

static int tune(struct dg_link *link, unsigned k, dg_error *err)
{
    assert_true(k < link->tunings);
    tuning = k;
    tries++;
    link->rate = RATE - k;
    return ways[k].refused ? dg_fail(err, DG_ERR_IO, "refused") : DG_OK;
}

static int open_tuned(const char *rest, struct dg_link **out, dg_error *err)
{
    (void)rest;
    (void)err;
    *out = model_link(&the_model);
    assert_non_null(*out);
    inner = (*out)->type;
    tuned = *inner;
    tuned.send = send_bytes;
    tuned.receive = receive_bytes;
    tuned.tune = tune;
    if (ways[0].late)
        tuned.reset = reset_port_only;
    (*out)->type = &tuned;
    (*out)->tunings = TUNINGS;
    (*out)->reply_credit = reply_credit;
    (*out)->board = wanted_board;
    return DG_OK;
}

static size_t list(struct dg_link_listing *out, size_t max)
{
    (void)out;
    (void)max;
    return 0;
}

static const struct dg_link_type type = {.name = "tuned", .open = open_tuned, .list = list};
const struct dg_link_type *const dg_link_types[] = {&type, NULL};

static const dg_device_options impatient = {.size = sizeof impatient, .timeout_ms = 200};

static int fresh(void **state)
{
    (void)state;
    model_init(&the_model);
    memset(ways, 0, sizeof ways);
    tuning = tries = 0;
    reply_credit = passed = 0;
    wanted_board = NULL;
    return 0;
}

static unsigned chosen(void)
{
    dg_device *dev = NULL;
    dg_device_info info = {.size = sizeof info};
    assert_done(dg_device_open("tuned", &impatient, &dev, err));
    assert_done(dg_device_get_info(dev, &info, err));
    assert_int_equal(info.line_rate, RATE - tuning);
    assert_true(info.round_trip_us > 0);
    dg_device_close(dev);
    return tuning;
}

static void first_that_is_clean(void **state)
{
    (void)state;
    assert_int_equal(chosen(), 0);
    assert_int_equal(tries, 1);
    ways[0].deaf = true;
    ways[1].refused = true;
    assert_int_equal(chosen(), 2);
    ways[2].spoils = 700; // a frame in five
    assert_int_equal(chosen(), 3);
}

static void fewest_lost(void **state)
{
    (void)state;
    for (int k = 0; k < TUNINGS; k++)
        ways[k].spoils = k == 2 ? 2000 : 800;
    assert_int_equal(chosen(), 2);
    assert_int_equal(tries, TUNINGS + 1);
}

// An answer to what was asked in another way says nothing about this one.
static void answers_of_another_way(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    ways[0].late = true;
    for (int k = 1; k < TUNINGS; k++)
        ways[k].deaf = true;
    assert_fails(dg_device_open("tuned", &impatient, &dev, err), DG_ERR_NO_DEVICE, "at any of 4 bit rates");
    ways[2].deaf = false;
    assert_int_equal(chosen(), 2);
}

static void none(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    for (int k = 0; k < TUNINGS; k++)
        ways[k].deaf = true;
    assert_fails(dg_device_open("tuned", &impatient, &dev, err), DG_ERR_NO_DEVICE, "at any of 4 bit rates");
    for (int k = 0; k < TUNINGS; k++)
        ways[k] = (struct way){.spoils = 100};
    assert_fails(dg_device_open("tuned", &impatient, &dev, err), DG_ERR_IO, "loses frames at every bit rate");
    fresh(NULL);
    the_model.bytes_left = 100;
    assert_fails(dg_device_open("tuned", &impatient, &dev, err), DG_ERR_LOST, "");
}

// What answers is not what was asked for.
static void other_board(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    the_model.board = 1;
    wanted_board = "icebreaker";
    assert_fails(dg_device_open("tuned", NULL, &dev, err), DG_ERR_NO_DEVICE, "board tangnano9k, not icebreaker");
    wanted_board = "tangnano9k";
    assert_int_equal(chosen(), 0);
}

// A machine under load: a device that answers late echoes late, which says nothing of the line.
static void slow(void **state)
{
    (void)state;
    for (int k = 0; k < TUNINGS; k++) // the time is 20 ms, of which a look may take 2.5
        ways[k] = (struct way){.hello_looks = 2, .echo_looks = 12};
    assert_int_equal(chosen(), 0);
}

// No more replies on their way than the link holds, of 100 words each; one that it cannot hold comes alone.
static void replies_under_way(void **state)
{
    (void)state;
    enum { READS = 100, REQUESTS = 12, REQUEST_WORDS = 1 + (READS + 7) / 8 };
    static uint8_t contexts[READS];
    static uint64_t values[REQUESTS][READS];
    static const struct {
        size_t credit, least, most; // requests that wait at the device at once
    } cases[] = {{0, 3, REQUESTS}, {2200, 2, 2}, {500, 1, 1}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        reply_credit = cases[k].credit;
        dg_device *dev = NULL;
        dg_request requests[REQUESTS];
        model_init(&the_model);
        assert_done(dg_device_open("tuned", &impatient, &dev, err));
        the_model.words_max = 0;
        held_back = true;
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = (dg_request){
                .size = sizeof(dg_request), .op = DG_OP_READ, .contexts = contexts, .n = READS, .out = values[i]};
            assert_done(dg_async_submit(dev, &requests[i], err));
        }
        held_back = false;
        for (int i = 0; i < REQUESTS; i++)
            assert_done(dg_async_wait(dev, &requests[i], 10000, err));
        assert_in_range(the_model.words_max, cases[k].least * REQUEST_WORDS, cases[k].most * REQUEST_WORDS);
        dg_device_close(dev);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(first_that_is_clean, fresh),
        cmocka_unit_test_setup(fewest_lost, fresh),
        cmocka_unit_test_setup(answers_of_another_way, fresh),
        cmocka_unit_test_setup(none, fresh),
        cmocka_unit_test_setup(other_board, fresh),
        cmocka_unit_test_setup(slow, fresh),
        cmocka_unit_test_setup(replies_under_way, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
