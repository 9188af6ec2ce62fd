// SPDX-License-Identifier: Apache-2.0
// hal/remote/frame.c on lines that are not as they should be. test_frame_vectors.c has the ones that are.
#include "unit.h"

#include "naive.h"
#include "remote/frame.h"

enum { FRAME = 40, ROOM = FRAME + DG_FRAME_CRC, LINE = DG_FRAME_LINE_MAX(FRAME) };

struct receiver {
    uint8_t room[ROOM];
    struct dg_frame_decoder decoder;
};

static void start(struct receiver *r)
{
    r->decoder = (struct dg_frame_decoder){.frame = r->room, .room = sizeof r->room};
}

// How many frames a line holds; the last one's length is in *length.
static unsigned decode_all(struct receiver *r, const uint8_t *line, size_t n, size_t *length)
{
    unsigned frames = 0;
    for (size_t taken = 0, one = 0; taken < n;) {
        taken += dg_frame_decode(&r->decoder, line + taken, n - taken, &one);
        frames += one > 0;
        *length = one > 0 ? one : *length;
    }
    return frames;
}

static void fill(uint8_t *frame, size_t n, uint64_t *random)
{
    static const uint8_t special[] = {0x7D, 0x7E, 0x5D, 0x5E};
    for (size_t i = 0; i < n; i++) {
        uint64_t word = naive_random(random);
        frame[i] = word % 4 == 0 ? special[word >> 8 & 3] : (uint8_t)(word >> 16);
    }
}

static void round_trip(void **state)
{
    (void)state;
    uint64_t random = 1;
    struct receiver r;
    start(&r);
    for (size_t n = DG_FRAME_HEADER; n <= FRAME; n++)
        for (int i = 0; i < 50; i++) {
            uint8_t frame[FRAME], line[LINE];
            size_t length = 0;
            fill(frame, n, &random);
            size_t bytes = dg_frame_encode(frame, n, i % 2 == 0, line);
            assert_true(bytes <= DG_FRAME_LINE_MAX(n));
            assert_int_equal(decode_all(&r, line, bytes, &length), 1);
            assert_int_equal(length, n);
            assert_memory_equal(r.room, frame, n);
        }
    assert_int_equal(r.decoder.bad, 0);
}

static void worst_case_fits(void **state)
{
    (void)state;
    uint8_t frame[FRAME], line[LINE];
    memset(frame, 0x7E, sizeof frame);
    assert_true(dg_frame_encode(frame, sizeof frame, true, line) <= sizeof line);
    assert_true(dg_frame_encode(frame, sizeof frame, true, line) >= 2 * FRAME + DG_FRAME_CRC + 2);
}

// Byte by byte, in pieces or at once: the same frames.
static void pieces(void **state)
{
    (void)state;
    uint8_t line[20 * LINE];
    size_t bytes = 0, length = 0;
    uint64_t random = 2;
    for (int i = 0; i < 20; i++) {
        uint8_t frame[FRAME];
        fill(frame, sizeof frame, &random);
        bytes += dg_frame_encode(frame, sizeof frame, i % 3 == 0, line + bytes);
    }
    for (size_t piece = 1; piece < 100; piece++) {
        unsigned frames = 0;
        struct receiver r;
        start(&r);
        for (size_t at = 0; at < bytes; at += piece)
            frames += decode_all(&r, line + at, at + piece < bytes ? piece : bytes - at, &length);
        assert_int_equal(frames, 20);
    }
}

// After any garbage the first flag brings the receiver into step: the frame behind it is taken.
static void in_step_after_garbage(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 2000; i++) {
        uint8_t garbage[100], frame[FRAME], line[LINE];
        size_t length = 0;
        struct receiver r;
        start(&r);
        fill(garbage, sizeof garbage, &random);
        fill(frame, sizeof frame, &random);
        (void)decode_all(&r, garbage, naive_random(&random) % sizeof garbage, &length);
        size_t bytes = dg_frame_encode(frame, sizeof frame, true, line);
        assert_int_equal(decode_all(&r, line, bytes, &length), 1);
        assert_memory_equal(r.room, frame, sizeof frame);
    }
}

// Every damage to one byte and every cut is noticed.
static void damage(void **state)
{
    (void)state;
    uint64_t random = 4;
    uint8_t frame[FRAME], line[LINE], bad[LINE];
    fill(frame, sizeof frame, &random);
    size_t bytes = dg_frame_encode(frame, sizeof frame, false, line);
    for (size_t at = 0; at < bytes; at++)
        for (unsigned flip = 1; flip < 256; flip++) {
            size_t length = 0;
            struct receiver r;
            start(&r);
            memcpy(bad, line, bytes);
            bad[at] ^= (uint8_t)flip;
            assert_int_equal(decode_all(&r, bad, bytes, &length), 0);
            assert_int_equal(decode_all(&r, (const uint8_t[]){0x7E}, 1, &length), 0);
            assert_true(r.decoder.bad >= 1);
        }
    for (size_t cut = 1; cut < bytes - 1; cut++) {
        size_t length = 0;
        struct receiver r;
        start(&r);
        assert_int_equal(decode_all(&r, line, cut, &length), 0);
        assert_int_equal(decode_all(&r, (const uint8_t[]){0x7E}, 1, &length), 0);
        assert_int_equal(r.decoder.bad, 1);
    }
}

static void lengths(void **state)
{
    (void)state;
    uint8_t frame[FRAME + 1] = {0}, line[DG_FRAME_LINE_MAX(FRAME + 1)];
    size_t length = 0;
    struct receiver r;
    start(&r);
    size_t bytes = dg_frame_encode(frame, DG_FRAME_HEADER - 1, false, line);
    assert_int_equal(decode_all(&r, line, bytes, &length), 0); // too short
    assert_int_equal(r.decoder.bad, 1);
    bytes = dg_frame_encode(frame, FRAME + 1, false, line);
    assert_int_equal(decode_all(&r, line, bytes, &length), 0); // too long
    assert_int_equal(r.decoder.bad, 2);
    assert_int_equal(decode_all(&r, (const uint8_t[]){0x7E, 0x7E, 0x7E}, 3, &length), 0); // empty ones are no error
    assert_int_equal(r.decoder.bad, 2);
    bytes = dg_frame_encode(frame, FRAME, false, line);
    memcpy(line + bytes - 1, (const uint8_t[]){0x7D, 0x7E}, 2);
    assert_int_equal(decode_all(&r, line, bytes + 1, &length), 0); // aborted
    assert_int_equal(r.decoder.bad, 3);
}

static void header(void **state)
{
    (void)state;
    const uint8_t bytes[8] = {0x13, 0x02, 0x34, 0x12, 0xEF, 0xBE, 0xAD, 0xDE};
    struct dg_header h = dg_header_load(bytes);
    assert_int_equal(h.opcode, 0x13);
    assert_int_equal(h.arg, 2);
    assert_int_equal(h.seq, 0x1234);
    assert_int_equal(h.session, 0xDEADBEEF);
    uint8_t stored[8];
    dg_header_store(stored, h);
    assert_memory_equal(stored, bytes, sizeof bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip), cmocka_unit_test(worst_case_fits),
        cmocka_unit_test(pieces),     cmocka_unit_test(in_step_after_garbage),
        cmocka_unit_test(damage),     cmocka_unit_test(lengths),
        cmocka_unit_test(header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
