// SPDX-License-Identifier: Apache-2.0
// base/text.h: every number up to 0x1fffff in every form of UTF-8, and what is cut.
#include "unit.h"

#include "base/text.h"

static const uint32_t most[] = {0, 0x7f, 0x7ff, 0xffff, 0x1fffff}; // by the number of bytes

static void encode(uint32_t point, size_t n, char *out)
{
    static const unsigned char marks[] = {0, 0x00, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i > 0; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3f));
    out[0] = (char)(marks[n] | point);
    out[n] = '\0';
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || point == 0x7f || (point >= 0x80 && point < 0xa0);
}

static void every_number(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 4; n++)
        for (uint32_t point = 0; point <= most[n]; point++) {
            char text[8];
            encode(point, n, text);
            bool shortest = n == 1 || point > most[n - 1], surrogate = point >> 11 == 0x1b;
            bool good = shortest && !surrogate && !is_control(point) && point <= 0x10ffff;
            if (dg_text_character(text) != (good ? n : 0))
                fail_msg("U+%x in %zu bytes: %zu", point, n, dg_text_character(text));
        }
}

static void what_is_cut(void **state)
{
    (void)state;
    for (int lead = 0x80; lead < 0x100; lead++) {
        char text[8] = {(char)lead};
        assert_int_equal(dg_text_character(text), 0);
        if (lead < 0xf8) // continuations alone, and too few or too many of them
            continue;
        memset(text + 1, 0xbf, 6);
        assert_int_equal(dg_text_character(text), 0);
    }
    assert_int_equal(dg_text_character("\xe2\x82"), 0);
    assert_int_equal(dg_text_character("\xe2\x82\xac"), 3);
    assert_int_equal(dg_text_character("\xf0\x9f\x98z"), 0);
    assert_int_equal(dg_text_character(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_number), cmocka_unit_test(what_is_cut)};
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
