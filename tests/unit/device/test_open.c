// SPDX-License-Identifier: Apache-2.0
// deltagen/device.h: names, auto, options, listing, info and counters, and every wrong argument of these.
#include "unit.h"

#include <dirent.h>
#include <limits.h>

#include "fake.h"
#include "numerics/kernels/kernels.h"

static int setup(void **state)
{
    (void)state;
    fake_reset();
    return 0;
}

static dg_device *opened(const char *name)
{
    dg_device *dev = NULL;
    assert_done(dg_device_open(name, NULL, &dev, err));
    assert_non_null(dev);
    return dev;
}

static void add_board(const char *name, bool available, dg_code code)
{
    struct dg_link_listing *board = &fake.boards[fake.boards_listed];
    (void)snprintf(board->name, sizeof board->name, "%s", name);
    board->available = available;
    fake.open_code[fake.boards_listed++] = code;
}

// Opens name, checks which device that is, closes it.
static void check_opens(const char *name, const char *device, const char *backend)
{
    dg_device_info info = {.size = sizeof info};
    dg_device *dev = opened(name);
    assert_done(dg_device_get_info(dev, &info, err));
    assert_string_equal(info.name, device);
    assert_string_equal(info.backend, backend);
    assert_false(info.failed_over);
    dg_device_close(dev);
    assert_int_equal(fake.opened, fake.closed);
}

static void soft(void **state)
{
    (void)state;
    dg_device_info info = {.size = sizeof info};
    dg_device_counters counters = {.size = sizeof counters};
    dg_device *dev = opened("soft");
    assert_done(dg_device_get_info(dev, &info, err));
    assert_string_equal(info.name, "soft");
    assert_string_equal(info.backend, "soft");
    assert_int_equal(info.contexts, 256);
    assert_int_equal(info.capabilities, 0x73f);
    assert_int_equal(info.protocol_major, 1);
    assert_int_equal(info.clock_hz, 0);
    assert_done(dg_table_accum(dev, 1, 2, err));
    assert_done(dg_synth_verify(dev, DG_FEISTEL, 1, 2, &info, 5, &(dg_synth_verdict){0}, err));
    assert_done(dg_synth_fold(dev, 1, DG_TORUS32, 1, 2, 10, NULL, err));
    assert_done(dg_device_get_counters(dev, &counters, err));
    assert_int_equal(counters.ops, 2);
    assert_int_equal(counters.cells, 15);
    assert_int_equal(counters.clocks, 0);
    dg_device_close(dev);
    dg_device_close(NULL);
    check_opens("soft", "soft", "soft");
}

static int clean_environment(void **state)
{
    (void)state;
    unsetenv("DELTAGEN_KERNELS");
    return 0;
}

static void check_kernels(const char *name, const char *kernels)
{
    dg_device_info info = {.size = sizeof info};
    dg_device *dev = opened(name);
    assert_done(dg_device_get_info(dev, &info, err));
    assert_string_equal(info.name, name);
    assert_string_equal(info.kernels, kernels);
    dg_device_close(dev);
}

// Those of the name, else those of the environment, else the best.
static void kernels(void **state)
{
    (void)state;
    dg_device *dev;
    const char *best = dg_kernels_find(NULL)->name;
    check_kernels("soft", best);
    check_kernels("soft:kernels=scalar", "scalar");
    setenv("DELTAGEN_KERNELS", "scalar", 1);
    check_kernels("soft", "scalar");
    check_kernels("soft:threads=2", "scalar");
    char name[64];
    (void)snprintf(name, sizeof name, "soft:kernels=%s", best);
    check_kernels(name, best);
    setenv("DELTAGEN_KERNELS", "fast", 1);
    check_kernels("soft:kernels=scalar", "scalar");
    assert_fails(dg_device_open("soft", NULL, &dev, err), DG_ERR_ARGUMENT, "DELTAGEN_KERNELS");
    assert_null(dev);
    assert_fails(dg_device_open("soft:kernels=fast", NULL, &dev, err), DG_ERR_ARGUMENT, "no kernels=fast");
    check_kernels("fake", "");
}

static size_t count_threads(const char *name, const dg_device_options *options)
{
    size_t n = 0;
    dg_device *dev;
    assert_done(dg_device_open(name, options, &dev, err));
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (const struct dirent *task; (task = readdir(tasks)) != NULL;)
        n += task->d_name[0] != '.';
    closedir(tasks);
    dg_device_close(dev);
    return n;
}

// Those of the name, else those of the options, else one; the calling thread is one of them.
static void threads(void **state)
{
    (void)state;
    dg_device *dev;
    const dg_device_options three = {.size = sizeof three, .threads = 3};
    size_t one = count_threads("soft", NULL); // a sanitizer may have its own
    assert_int_equal(count_threads("soft", &three), one + 2);
    assert_int_equal(count_threads("soft:threads=5", NULL), one + 4);
    assert_int_equal(count_threads("soft:kernels=scalar,threads=2", &three), one + 1);
    assert_int_equal(count_threads("soft:threads=1", &three), one);
    static const char *const wrong[] = {"soft:threads=0", "soft:threads=257", "soft:threads=x",
                                        "soft:threads",   "soft:cores=1",     "soft:threads=18446744073709551617"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_fails(dg_device_open(wrong[i], NULL, &dev, err), DG_ERR_ARGUMENT, "threads=1 to 256");
}

// What somebody else wrote is quoted in messages, which stay one line of UTF-8.
static void quoted_names(void **state)
{
    (void)state;
    dg_device *dev = NULL;
    assert_fails(dg_device_open("a\nb\x1b[31m\x7f", NULL, &dev, err), DG_ERR_ARGUMENT, "a?b?[31m?");
    assert_fails(
        dg_device_open("soft:kernels=1234567890123456789012345678901234567890123456\xc3\xa9\xc3\xa9", NULL, &dev, err),
        DG_ERR_ARGUMENT, "3456?: it must be");
    assert_fails(dg_device_open("soft:kernels=\xc3\xa9\xe2\x82\xac", NULL, &dev, err), DG_ERR_ARGUMENT,
                 "kernels=\xc3\xa9\xe2\x82\xac:");
}

static void names(void **state)
{
    (void)state;
    dg_device *dev = (dg_device *)&fake;
    assert_fails(dg_device_open("", NULL, &dev, err), DG_ERR_ARGUMENT, "name is \"\"");
    assert_null(dev);
    assert_fails(dg_device_open("fak", NULL, &dev, err), DG_ERR_ARGUMENT, "\"auto\", \"soft\", \"fake\", \"board\"");
    assert_fails(dg_device_open("fakes", NULL, &dev, err), DG_ERR_ARGUMENT, "name is \"fakes\"");
    assert_fails(dg_device_open("soft:1", NULL, &dev, err), DG_ERR_ARGUMENT, "\"1=\" is no option");
    assert_fails(dg_device_open("softer", NULL, &dev, err), DG_ERR_ARGUMENT, "name is \"softer\"");
    assert_fails(dg_device_open("auto:1", NULL, &dev, err), DG_ERR_ARGUMENT, "\"auto\" takes nothing");
    assert_fails(dg_device_open(NULL, NULL, &dev, err), DG_ERR_ARGUMENT, "name is NULL");
    assert_fails(dg_device_open("soft", NULL, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_fails(dg_device_open("soft", &(dg_device_options){.size = sizeof(dg_device_options), .flags = 2}, &dev, err),
                 DG_ERR_ARGUMENT, "options.flags is 0x2");
    static char longest[PATH_MAX + 257] = "fake:";
    memset(longest + 5, 'x', PATH_MAX + 256 - 5);
    assert_fails(dg_device_open(longest, NULL, &dev, err), DG_ERR_ARGUMENT, "name has 4352 bytes");
    longest[PATH_MAX + 255] = '\0';
    check_opens(longest, longest, "fake");
    assert_string_equal(fake.rest, longest + 5);
    check_opens("fake", "fake", "fake");
    assert_string_equal(fake.rest, "");
    check_opens("fake:a:b", "fake:a:b", "fake");
    assert_string_equal(fake.rest, "a:b");
}

static void options(void **state)
{
    (void)state;
    dg_device *dev;
    check_opens("fake", "fake", "fake");
    assert_int_equal(fake.options.timeout_ms, 5000);
    assert_done(
        dg_device_open("fake", &(dg_device_options){.size = sizeof(dg_device_options), .timeout_ms = 7}, &dev, err));
    assert_int_equal(fake.options.timeout_ms, 7);
    dg_device_close(dev);
}

static void failing(void **state)
{
    (void)state;
    dg_device *dev;
    fake.open_code[0] = DG_ERR_BUSY;
    assert_fails(dg_device_open("fake:1", NULL, &dev, err), DG_ERR_BUSY, "fake link 1");
    assert_null(dev);
    fake.open_code[0] = DG_OK;
    fake.session_code = DG_ERR_VERSION;
    assert_fails(dg_device_open("fake:1", NULL, &dev, err), DG_ERR_VERSION, "no session");
    assert_fails(dg_device_open("fake:1",
                                &(dg_device_options){.size = sizeof(dg_device_options), .flags = DG_DEVICE_FAILOVER},
                                &dev, err),
                 DG_ERR_VERSION, "no session");
    assert_null(dev);
}

static void automatic(void **state)
{
    (void)state;
    dg_device *dev;
    check_opens("auto", "soft", "soft"); // no board: never "fake"
    add_board("board:absent", false, DG_OK);
    check_opens("auto", "soft", "soft");
    add_board("board:held", true, DG_ERR_BUSY);
    check_opens("auto", "soft", "soft");
    add_board("board:free", true, DG_OK);
    check_opens("auto", "board:free", "fake");
    fake.open_code[1] = DG_ERR_NO_DEVICE; // vanished since it was listed
    check_opens("auto", "board:free", "fake");
    add_board("board:second", true, DG_OK); // never one of several
    assert_fails(dg_device_open("auto", NULL, &dev, err), DG_ERR_ARGUMENT, "board:free, board:second: name one");
    fake.boards_listed--;
    fake.open_code[1] = DG_ERR_IO; // there and broken: that must not go unnoticed
    assert_fails(dg_device_open("auto", NULL, &dev, err), DG_ERR_IO, "held");
}

static void listing(void **state)
{
    (void)state;
    dg_device_listing *list;
    add_board("board:1", true, DG_OK);
    add_board("board:2", false, DG_OK);
    static const char *const want[] = {"soft", "fake", "board:1", "board:2"};
    assert_done(dg_device_list(&list, err));
    const dg_device_listing *entry = list;
    for (size_t i = 0; i < 4; i++, entry = entry->next) {
        assert_string_equal(entry->name, want[i]);
        assert_int_equal(entry->available, i < 3);
    }
    assert_null(entry);
    assert_string_equal(list->description, "this CPU");
    dg_device_list_free(list);
    dg_device_list_free(NULL);
    fake.boards_come = 1; // between counting and listing
    assert_done(dg_device_list(&list, err));
    assert_null(list->next->next->next);
    dg_device_list_free(list);
    assert_fails(dg_device_list(NULL, err), DG_ERR_ARGUMENT, "out is NULL");
}

static void asking(void **state)
{
    (void)state;
    dg_device_info info = {.size = sizeof info};
    dg_device_counters counters = {.size = sizeof counters};
    dg_device *dev = opened("fake");
    assert_done(dg_device_get_counters(dev, &counters, err));
    assert_int_equal(counters.clocks, 1234);
    assert_fails(dg_device_get_counters(NULL, &counters, err), DG_ERR_ARGUMENT, "dev is NULL");
    assert_fails(dg_device_get_counters(dev, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_fails(dg_device_get_info(NULL, &info, err), DG_ERR_ARGUMENT, "dev is NULL");
    assert_fails(dg_device_get_info(dev, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    fake.dies_at = fake.steps;
    assert_fails(dg_device_get_counters(dev, &counters, err), DG_ERR_LOST, "dies");
    assert_fails(dg_table_load(dev, 0, 1, err), DG_ERR_LOST, "dies");
    assert_fails(dg_device_get_counters(dev, &counters, err), DG_ERR_LOST, "dies");
    assert_done(dg_device_get_info(dev, &info, err));
    dg_device_close(dev);
    char version[32];
    (void)snprintf(version, sizeof version, "%d.%d.%d", DG_VERSION_MAJOR, DG_VERSION_MINOR, DG_VERSION_PATCH);
    assert_string_equal(dg_version(), version);
    assert_string_equal(DG_VERSION, version);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(soft, setup),      cmocka_unit_test_setup(names, setup),
        cmocka_unit_test_setup(options, setup),   cmocka_unit_test_setup(failing, setup),
        cmocka_unit_test_setup(automatic, setup), cmocka_unit_test_setup(listing, setup),
        cmocka_unit_test_setup(asking, setup),    cmocka_unit_test_setup_teardown(kernels, setup, clean_environment),
        cmocka_unit_test_setup(threads, setup),   cmocka_unit_test_setup(quoted_names, setup),
    };
    return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
