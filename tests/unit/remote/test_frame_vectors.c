// SPDX-License-Identifier: Apache-2.0
// hal/remote/frame.c against frames that the oracle encoded, docs/protocol.md's worked examples among them.
#include "vectors.h"

#include "remote/frame.h"

enum { FRAME_MAX = 8 * 126, LINE_MAX = DG_FRAME_LINE_MAX(FRAME_MAX) };

static void encode(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("frames.txt"); vectors_next(&v);) {
        uint8_t frame[FRAME_MAX], want[LINE_MAX], line[LINE_MAX];
        size_t n = vectors_bytes(&v, frame, sizeof frame);
        size_t wanted = vectors_bytes(&v, want, sizeof want);
        assert_int_equal(dg_frame_encode(frame, n, true, line), wanted);
        assert_memory_equal(line, want, wanted);
        assert_int_equal(dg_frame_encode(frame, n, false, line), wanted - 1);
        assert_memory_equal(line, want + 1, wanted - 1);
    }
}

static void decode(void **state)
{
    (void)state;
    uint8_t room[FRAME_MAX + DG_FRAME_CRC];
    struct dg_frame_decoder decoder = {.frame = room, .room = sizeof room};
    for (struct vectors v = vectors_open("frames.txt"); vectors_next(&v);) {
        uint8_t want[FRAME_MAX], line[LINE_MAX];
        size_t wanted = vectors_bytes(&v, want, sizeof want);
        size_t n = vectors_bytes(&v, line, sizeof line), length;
        assert_int_equal(dg_frame_decode(&decoder, line, n, &length), n);
        assert_int_equal(length, wanted);
        assert_memory_equal(room, want, wanted);
    }
    assert_int_equal(decoder.bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(encode), cmocka_unit_test(decode)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
