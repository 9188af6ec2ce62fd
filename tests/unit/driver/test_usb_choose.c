// SPDX-License-Identifier: Apache-2.0
// Reading names of boards on USB, and choosing: never one of several.
#include "unit.h"

#include "usb/choose.h"

static const struct dg_usb_device boards[] = {
    {.path = "1-2", .serial = "0123456789ABCDEF"},
    {.path = "1-10.3", .serial = "00000000000000FF"},
    {.path = "2-1", .serial = "00000000000000FF"},
    {.path = "2-4"},
};
enum { BOARDS = sizeof boards / sizeof *boards };

static const struct dg_usb_device *choose(const char *rest, size_t n)
{
    struct dg_usb_wish wish;
    const struct dg_usb_device *board = NULL;
    assert_done(dg_usb_parse(rest, &wish, err));
    assert_done(dg_usb_choose(&wish, boards, n, &board, err));
    return board;
}

static void refuse(const char *rest, size_t n, int code, const char *text)
{
    struct dg_usb_wish wish;
    const struct dg_usb_device *board = NULL;
    assert_done(dg_usb_parse(rest, &wish, err));
    assert_fails(dg_usb_choose(&wish, boards, n, &board, err), code, text);
    assert_null(board);
}

static void chosen(void **state)
{
    (void)state;
    assert_ptr_equal(choose("", 1), &boards[0]);
    assert_ptr_equal(choose("0123456789ABCDEF", BOARDS), &boards[0]);
    assert_ptr_equal(choose("path=2-1", BOARDS), &boards[2]);
    assert_ptr_equal(choose("path=1-10.3", BOARDS), &boards[1]);
    assert_ptr_equal(choose("00000000000000FF", 2), &boards[1]);
}

static void refused(void **state)
{
    (void)state;
    refuse("", 0, DG_ERR_NO_DEVICE, "is it plugged in");
    refuse("", 2, DG_ERR_ARGUMENT, "usb:0123456789ABCDEF, usb:00000000000000FF");
    refuse("00000000000000FF", BOARDS, DG_ERR_ARGUMENT, "usb:path=1-10.3, usb:path=2-1");
    refuse("00000000000000FE", BOARDS, DG_ERR_NO_DEVICE, "is 00000000000000FE");
    refuse("path=1-1", BOARDS, DG_ERR_NO_DEVICE, "is 1-1");
    refuse("path=1-10", BOARDS, DG_ERR_NO_DEVICE, "is 1-10");
}

// More than a message holds: as many as it does are named, whole, and the others counted.
static void many(void **state)
{
    (void)state;
    enum { MANY = 30 };
    static struct dg_usb_device all[MANY];
    const struct dg_usb_wish any = {0};
    const struct dg_usb_device *board = NULL;
    char last[96] = "";
    dg_error error = {0};
    unsigned named = 0;
    for (unsigned i = 0; i < MANY; i++)
        (void)snprintf(all[i].path, sizeof all[i].path, "1-%u", i + 1);
    assert_int_equal(dg_usb_choose(&any, all, MANY, &board, &error), DG_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "name one of usb:path=1-1, usb:path=1-2, "));
    for (const char *at = error.message; (at = strstr(at, "usb:path=")) != NULL; at++)
        named++;
    assert_in_range(named, 2, MANY - 1);
    (void)snprintf(last, sizeof last, ", usb:path=1-%u and %u more", named, MANY - named);
    assert_string_equal(error.message + strlen(error.message) - strlen(last), last);
}

static void names(void **state)
{
    (void)state;
    static const char *const expected[BOARDS] = {"usb:0123456789ABCDEF", "usb:path=1-10.3", "usb:path=2-1",
                                                 "usb:path=2-4"};
    for (size_t k = 0; k < BOARDS; k++) {
        char name[96];
        dg_usb_name(boards, BOARDS, k, name, sizeof name);
        assert_string_equal(name, expected[k]);
        assert_ptr_equal(choose(name + 4, BOARDS), &boards[k]);
    }
}

static void names_that_are_none(void **state)
{
    (void)state;
    static const char *const rest[] = {"path=", "path=1-2,serial=3", "serial=3", "0123,4", "rate=3000000"};
    struct dg_usb_wish wish;
    char longer[300];
    memset(longer, '1', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        assert_fails(dg_usb_parse(rest[i], &wish, err), DG_ERR_ARGUMENT, "names no board");
    assert_fails(dg_usb_parse(longer, &wish, err), DG_ERR_ARGUMENT, "names no board");
    memcpy(longer, "path=", 5);
    assert_fails(dg_usb_parse(longer, &wish, err), DG_ERR_ARGUMENT, "names no board");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chosen),
        cmocka_unit_test(refused),
        cmocka_unit_test(many),
        cmocka_unit_test(names),
        cmocka_unit_test(names_that_are_none),
    };
    return cmocka_run_group_tests_name("usb_choose", tests, NULL, NULL);
}
