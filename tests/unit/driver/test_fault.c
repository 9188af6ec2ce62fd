// SPDX-License-Identifier: Apache-2.0
// driver/fault.c and hal/base/options.c: every kind of damage happens, both ways, as often as asked for, and the same
// again with the same seed.
#include "unit.h"

#include "base/error.h"
#include "base/options.h"
#include "fault.h"

enum { FRAME = 10, FRAMES = 1000, ROOM = 4 * FRAME * FRAMES };

// A link whose far end keeps what it gets, and says it back when it is asked.
struct mirror {
    struct dg_link link;
    uint8_t bytes[ROOM];
    size_t n, said;
    size_t full_at; // takes no more than so many bytes; 0 = all
    unsigned resets, closed;
};

static int mirror_send(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                       dg_error *err)
{
    (void)timeout_us;
    (void)err;
    struct mirror *m = (struct mirror *)link;
    *taken = n < 7 ? n : 7; // in pieces, as links do
    if (m->full_at > 0 && *taken > m->full_at - m->n)
        *taken = m->full_at - m->n;
    memcpy(m->bytes + m->n, bytes, *taken);
    m->n += *taken;
    return DG_OK;
}

static int mirror_receive(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                          dg_error *err)
{
    (void)timeout_us;
    (void)err;
    struct mirror *m = (struct mirror *)link;
    *got = m->n - m->said;
    *got = *got < max ? *got : max;
    *got = *got < 13 ? *got : 13;
    memcpy(bytes, m->bytes + m->said, *got);
    m->said += *got;
    return DG_OK;
}

static int mirror_reset(struct dg_link *link, dg_error *err)
{
    (void)err;
    ((struct mirror *)link)->resets++;
    return DG_OK;
}

static void mirror_close(struct dg_link *link)
{
    ((struct mirror *)link)->closed++;
}

static int mirror_tune(struct dg_link *link, unsigned k, dg_error *err)
{
    if (k == 2)
        return dg_fail(err, DG_ERR_IO, "refused");
    link->rate = 1000 + k;
    return DG_OK;
}

static struct mirror mirror;
static char opened[80]; // the options that the link saw

static int mirror_open(const char *rest, struct dg_link **out, dg_error *err);

static const struct dg_link_type mirror_type = {.name = "mirror",
                                                .open = mirror_open,
                                                .send = mirror_send,
                                                .receive = mirror_receive,
                                                .reset = mirror_reset,
                                                .close = mirror_close,
                                                .tune = mirror_tune};

static int mirror_open(const char *rest, struct dg_link **out, dg_error *err)
{
    (void)snprintf(opened, sizeof opened, "%s", rest);
    if (strcmp(rest, "broken") == 0)
        return dg_fail(err, DG_ERR_NO_DEVICE, "broken");
    mirror = (struct mirror){.link = {.type = &mirror_type,
                                      .nonce_seed = strcmp(rest, "random") == 0 ? 0 : 5,
                                      .tunings = 3,
                                      .rate = 9,
                                      .reply_credit = 4096,
                                      .board = "ours"}};
    *out = &mirror.link;
    return DG_OK;
}

static struct dg_link *wrap(struct dg_fault_options faults)
{
    mirror = (struct mirror){.link = {.type = &mirror_type, .nonce_seed = 5}};
    struct dg_link *link = &mirror.link;
    assert_done(dg_fault_wrap(&faults, &link, err));
    assert_true(link != &mirror.link);
    assert_int_equal(link->nonce_seed, 5);
    return link;
}

static void number(uint8_t frame[FRAME], unsigned i)
{
    memset(frame, (int)(i % 100), FRAME - 1);
    frame[FRAME - 1] = 0x7E;
}

static void send_frames(struct dg_link *link, unsigned frames)
{
    for (unsigned i = 0; i < frames; i++) {
        uint8_t frame[FRAME];
        size_t taken = 0;
        number(frame, i);
        assert_done(link->type->send(link, frame, FRAME, &taken, 0, err));
        assert_int_equal(taken, FRAME);
    }
}

// What comes back through the link, when the far end says the same frames.
static size_t receive_all(struct dg_link *link, unsigned frames, uint8_t *bytes)
{
    size_t n = 0, got = 1;
    for (unsigned i = 0; i < frames; i++, mirror.n += FRAME)
        number(mirror.bytes + mirror.n, i);
    while (got > 0) {
        assert_done(link->type->receive(link, bytes + n, ROOM - n, &got, 0, err));
        n += got;
    }
    return n;
}

static uint64_t made; // faults of the direction that was tried last

// Both directions of a link with these faults: how many bytes get through.
static void both_ways(struct dg_fault_options faults, size_t out[2], uint8_t *bytes[2])
{
    static uint8_t back[ROOM], there[ROOM];
    struct dg_link *link = wrap(faults);
    send_frames(link, FRAMES);
    out[0] = mirror.n;
    memcpy(there, mirror.bytes, mirror.n);
    link->type->close(link);
    assert_int_equal(mirror.closed, 1);
    link = wrap(faults);
    out[1] = receive_all(link, FRAMES, back);
    made = link->type->faults(link);
    link->type->close(link);
    bytes[0] = there;
    bytes[1] = back;
}

static void certain(void **state)
{
    (void)state;
    size_t n[2];
    uint8_t *bytes[2], frame[FRAME];
    for (int way = 0; way < 2; way++) {
        both_ways((struct dg_fault_options){.drop = 1}, n, bytes);
        assert_int_equal(n[way], 0);
        assert_int_equal(made, FRAMES);
        both_ways((struct dg_fault_options){.dup = 1, .truncate = 1}, n, bytes);
        assert_int_equal(made, 2 * FRAMES);
        both_ways((struct dg_fault_options){.dup = 1}, n, bytes);
        assert_int_equal(made, FRAMES);
        assert_int_equal(n[way], 2 * FRAME * FRAMES);
        number(frame, 1);
        assert_memory_equal(bytes[way] + 2 * FRAME, frame, FRAME);
        assert_memory_equal(bytes[way] + 3 * FRAME, frame, FRAME);
        both_ways((struct dg_fault_options){.corrupt = 1}, n, bytes);
        assert_int_equal(n[way], FRAME * FRAMES);
        assert_int_equal(made, FRAMES);
        for (unsigned i = 0; i < FRAMES; i++) {
            unsigned wrong = 0;
            number(frame, i);
            for (unsigned k = 0; k < FRAME; k++)
                wrong += bytes[way][i * FRAME + k] != frame[k];
            assert_int_equal(wrong, 1);
        }
        both_ways((struct dg_fault_options){.truncate = 1}, n, bytes);
        assert_in_range(n[way], FRAME * FRAMES / 3, FRAME * FRAMES * 2 / 3);
        // What is under way meanwhile is lost unseen.
        both_ways((struct dg_fault_options){.reset = 1}, n, bytes);
        assert_in_range(n[way], FRAME * FRAMES / 6, FRAME * FRAMES * 2 / 3);
        assert_in_range(mirror.resets, FRAMES / 2, FRAMES);
        assert_int_equal(made, mirror.resets);
    }
}

static void as_often_as_asked(void **state)
{
    (void)state;
    size_t n[2], again[2];
    uint8_t *bytes[2];
    for (uint64_t seed = 0; seed < 5; seed++) {
        both_ways((struct dg_fault_options){.drop = 0.1, .seed = seed}, n, bytes);
        both_ways((struct dg_fault_options){.drop = 0.1, .seed = seed}, again, bytes);
        for (int way = 0; way < 2; way++) {
            assert_in_range(n[way], FRAME * FRAMES * 86 / 100, FRAME * FRAMES * 94 / 100);
            assert_int_equal(n[way], again[way]);
        }
        assert_int_equal(made, FRAMES - n[1] / FRAME);
        both_ways((struct dg_fault_options){.drop = 0.1, .seed = seed + 1}, again, bytes);
        assert_true(n[0] != again[0] || n[1] != again[1]);
        assert_true(n[0] != n[1]);
    }
}

static void flags_pass(void **state)
{
    (void)state;
    struct dg_link *link = wrap((struct dg_fault_options){.drop = 1});
    size_t taken = 0;
    assert_done(link->type->send(link, (const uint8_t[]){0x7E, 0x7E, 1, 2, 0x7E, 0x7E}, 6, &taken, 0, err));
    assert_int_equal(taken, 6);
    assert_int_equal(mirror.n, 3);
    link->type->close(link);
}

// A frame that the link took only in part goes on when it can, without another one to push it.
static void full_link(void **state)
{
    (void)state;
    struct dg_link *link = wrap((struct dg_fault_options){.dup = 1});
    uint8_t byte = 0;
    size_t got = 0;
    mirror.full_at = 12;
    send_frames(link, 1);
    assert_int_equal(mirror.n, 12);
    mirror.full_at = 0;
    assert_done(link->type->receive(link, &byte, 1, &got, 0, err));
    assert_int_equal(mirror.n, 2 * FRAME);
    link->type->close(link);
}

static void death(void **state)
{
    (void)state;
    struct dg_link *link = wrap((struct dg_fault_options){.die = 3});
    uint8_t byte = 0;
    size_t n = 0;
    send_frames(link, 3);
    assert_int_equal(mirror.n, 3 * FRAME);
    assert_fails(link->type->send(link, &byte, 1, &n, 0, err), DG_ERR_LOST, "3 frames");
    assert_fails(link->type->receive(link, &byte, 1, &n, 0, err), DG_ERR_LOST, "3 frames");
    assert_fails(link->type->reset(link, err), DG_ERR_LOST, "3 frames");
    link->type->close(link);
}

static void no_faults_no_wrapper(void **state)
{
    (void)state;
    struct dg_link *link = &mirror.link;
    assert_done(dg_fault_wrap(&(struct dg_fault_options){.seed = 9}, &link, err));
    assert_ptr_equal(link, &mirror.link);
}

// What the layer above knows of a line it knows of a faulty one.
static void the_same_line(void **state)
{
    (void)state;
    struct dg_link *link = NULL;
    assert_done(dg_link_open(&mirror_type, "drop=0.5", &link, err));
    assert_true(link != &mirror.link);
    assert_string_equal(link->type->name, "mirror");
    assert_int_equal(link->tunings, 3);
    assert_int_equal(link->rate, 9);
    assert_int_equal(link->reply_credit, 4096);
    assert_string_equal(link->board, "ours");
    assert_done(link->type->tune(link, 1, err));
    assert_int_equal(link->rate, 1001);
    assert_int_equal(mirror.link.rate, 1001);
    assert_fails(link->type->tune(link, 2, err), DG_ERR_IO, "refused");
    link->type->close(link);
}

// Every link gets its own options, in their order, and no fault's.
static void names(void **state)
{
    (void)state;
    static const struct {
        const char *rest, *own;
        bool faulty;
        uint64_t nonce_seed;
    } cases[] = {{"", "", false, 5},
                 {"/dev/x,a=1,b=2", "/dev/x,a=1,b=2", false, 5},
                 {"/dev/x,drop=0.1,a=1", "/dev/x,a=1", true, 5},
                 {"drop=0.1,/dev/x,a=1,die=7", "/dev/x,a=1", true, 5},
                 {"a=1,seed=0x10", "a=1", false, 21},
                 {"a=1,seed=3,dup=1", "a=1", true, 8},
                 {"random,seed=3", "random", false, 0},
                 {"dropped=1,dr=2", "dropped=1,dr=2", false, 5},
                 {"drop=0", "", false, 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dg_link *link = NULL;
        assert_done(dg_link_open(&mirror_type, cases[i].rest, &link, err));
        assert_string_equal(opened, cases[i].own);
        assert_int_equal(link != &mirror.link, cases[i].faulty);
        assert_int_equal(link->nonce_seed, cases[i].nonce_seed);
        link->type->close(link);
        assert_int_equal(mirror.closed, 1);
    }
    struct dg_link *link = NULL;
    assert_fails(dg_link_open(&mirror_type, "broken,drop=1", &link, err), DG_ERR_NO_DEVICE, "broken");
    static const char *const wrong[] = {"drop=2", "drop", "die=x", "a=1,seed=-1", "corrupt=,a=1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        strcpy(opened, "not");
        assert_fails(dg_link_open(&mirror_type, wrong[i], &link, err), DG_ERR_ARGUMENT, "faults are drop=");
        assert_string_equal(opened, "not");
    }
}

static void options(void **state)
{
    (void)state;
    const char *rest = "a=1,bb,ccc=,=x,key=012345678901234567890123456789,z=0x1F";
    struct dg_option o;
    static const char *const want[][2] = {{"a", "1"}, {"bb", ""}, {"ccc", ""}, {"", "x"}};
    for (size_t i = 0; i < 4; i++) {
        assert_true(dg_option_next(&rest, &o));
        assert_string_equal(o.key, want[i][0]);
        assert_string_equal(o.value, want[i][1]);
    }
    uint64_t number = 7;
    double probability = 7;
    assert_true(dg_option_next(&rest, &o));
    assert_false(dg_option_number(&o, &number));
    assert_true(dg_option_next(&rest, &o));
    assert_true(dg_option_number(&o, &number));
    assert_int_equal(number, 31);
    assert_false(dg_option_probability(&o, &probability));
    assert_false(dg_option_next(&rest, &o));
    static char path[2 * PATH_MAX] = "trace=/";
    memset(path + 7, 'x', PATH_MAX - 2);
    rest = path;
    assert_true(dg_option_next(&rest, &o));
    assert_string_equal(o.value, path + 6); // the longest path
    memset(path + 7, 'x', sizeof path - 8);
    rest = path;
    assert_true(dg_option_next(&rest, &o));
    assert_true(strlen(o.value) >= PATH_MAX); // cut, and still no path
    strcpy(o.value, "1e-2");
    assert_true(dg_option_probability(&o, &probability));
    assert_true(probability == 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certain),
        cmocka_unit_test(as_often_as_asked),
        cmocka_unit_test(flags_pass),
        cmocka_unit_test(death),
        cmocka_unit_test(full_link),
        cmocka_unit_test(options),
        cmocka_unit_test(no_faults_no_wrapper),
        cmocka_unit_test(the_same_line),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
