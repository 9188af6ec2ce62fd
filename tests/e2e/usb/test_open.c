// SPDX-License-Identifier: Apache-2.0
// Finding and opening boards on USB, by the real libusb: names, several boards, who may, who has it, what it starts.
#include "rig.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "board/dg_usb_ids.h"

enum { NOBODY = 65534, CHILD_SECONDS = 1200 };

static const dg_device_listing *find(const dg_device_listing *all, const char *name)
{
    while (all && strcmp(all->name, name) != 0)
        all = all->next;
    return all;
}

static void refuse(const char *name, int code, const char *text)
{
    dg_device *dev = NULL;
    assert_fails(dg_device_open(name, NULL, &dev, err), code, text);
    assert_null(dev);
}

static void enumeration(void **state)
{
    (void)state;
    dg_device_listing *all = NULL;
    refuse("usb", DG_ERR_NO_DEVICE, "is it plugged in");
    struct usbfs *board = usbfs_plug(bus, api, 2, UID);
    assert_done(dg_device_list(&all, err));
    assert_non_null(find(all, NAME));
    assert_true(find(all, NAME)->available);
    assert_non_null(strstr(find(all, NAME)->description, "1-2"));
    dg_device_list_free(all);
    static const char *const names[] = {"usb", NAME, "usb:path=1-2", "auto"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        dg_device_info info = {.size = sizeof info};
        dg_device *dev = rig_open(names[i], 0);
        assert_done(dg_device_get_info(dev, &info, err));
        assert_string_equal(info.backend, "usb");
        assert_string_equal(info.name, i == 3 ? NAME : names[i]);
        dg_device_close(dev);
    }
    refuse("usb:path=1-3", DG_ERR_NO_DEVICE, "none of the boards");
    assert_int_equal(usbfs_unplug(board), 0);
    refuse("usb", DG_ERR_NO_DEVICE, "is it plugged in");
}

static void batches(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    rig_run(dev, 1, 100);
    dg_device_close(dev);
    struct usbfs_counts counts = usbfs_counts(board);
    assert_int_equal(counts.submitted, counts.ended);
    assert_int_equal(counts.opens, 1);
    assert_int_equal(usbfs_unplug(board), 0);
}

// Several transfers are in flight each way: the bus need not wait for the program.
static void in_flight(void **state)
{
    (void)state;
    enum { FRAMES = 4, CELLS = 100 };
    static uint64_t addresses[FRAMES][CELLS], cells[FRAMES][CELLS];
    dg_request requests[FRAMES];
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    usbfs_freeze(board, true);
    for (size_t k = 0; k < FRAMES; k++) {
        for (uint64_t i = 0; i < CELLS; i++)
            addresses[k][i] = 1000 * k + i;
        requests[k] = (dg_request){.size = sizeof requests[k],
                                   .op = DG_OP_SYNTH_LIST,
                                   .kind = DG_FEISTEL,
                                   .seed = 7,
                                   .in = addresses[k],
                                   .n = CELLS,
                                   .out = cells[k]};
        assert_done(dg_async_submit(dev, &requests[k], err));
    }
    (void)dg_async_poll(dev);
    struct usbfs_counts counts = usbfs_counts(board);
    assert_in_range(counts.most_in, 2, 16);
    assert_in_range(counts.most_out, 2, 16);
    usbfs_freeze(board, false);
    assert_done(dg_async_drain(dev, err));
    for (uint64_t k = 0; k < FRAMES; k++)
        for (uint64_t i = 0; i < CELLS; i++)
            assert_word(cells[k][i], dg_feistel(1000 * k + i, 7), "cell %d of %d", (int)i, (int)k);
    dg_device_close(dev);
    assert_int_equal(usbfs_unplug(board), 0);
}

static void several(void **state)
{
    (void)state;
    struct usbfs *a = usbfs_plug(bus, api, 1, UID), *b = usbfs_plug(bus, api, 2, 7);
    refuse("usb", DG_ERR_ARGUMENT, NAME ", usb:0000000000000007");
    refuse("auto", DG_ERR_ARGUMENT, "name one of them");
    dg_device *first = rig_open(NAME, 0), *second = rig_open("usb:path=1-2", 0);
    uint64_t value = 0;
    assert_done(dg_table_load(first, 3, 1, err));
    assert_done(dg_table_load(second, 3, 2, err));
    assert_done(dg_table_read(first, 3, &value, err));
    assert_int_equal(value, 1);
    rig_run(first, 2, 5);
    rig_run(second, 3, 5);
    dg_device_close(first);
    dg_device_close(second);
    assert_int_equal(usbfs_unplug(b), 0);
    b = usbfs_plug(bus, api, 2, 0); // one without a serial number
    dg_device_close(rig_open(NAME, 0));
    refuse("usb", DG_ERR_ARGUMENT, NAME ", usb:path=1-2");
    assert_int_equal(usbfs_unplug(a), 0);
    dg_device_close(rig_open("usb", 0));
    assert_int_equal(usbfs_unplug(b), 0);
}

// On two buses there may be the same number twice.
static void same_number(void **state)
{
    (void)state;
    struct usbfs *a = usbfs_plug(bus, api, 1, UID), *b = usbfs_plug_twin(bus, api, a, 7);
    dg_device *first = rig_open("usb:path=1-1", 0), *second = rig_open("usb:path=2-1", 0);
    dg_device_close(first);
    first = rig_open("usb:path=1-1", 0);
    assert_int_equal(usbfs_counts(a).claims, 2);
    assert_int_equal(usbfs_counts(b).claims, 1);
    rig_run(first, 2, 5);
    rig_run(second, 3, 5);
    dg_device_close(first);
    dg_device_close(second);
    assert_int_equal(usbfs_unplug(a), 0);
    assert_int_equal(usbfs_unplug(b), 0);
}

static void taken(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    refuse("usb", DG_ERR_BUSY, "another program has the board at 1-1 open");
    rig_run(dev, 4, 5); // and is not disturbed
    dg_device_close(dev);
    dg_device_close(rig_open("usb", 0));
    assert_int_equal(usbfs_unplug(board), 0);
}

// The end of a child process, which must be good.
static void await(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void not_allowed(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        printf("skipped: a board that one may not open: needs root, who gives up its rights\n");
        skip();
    }
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device_listing *all = NULL;
    usbfs_chmod(board, 0600);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dg_device *dev = NULL;
        dg_error err = {0};
        alarm(CHILD_SECONDS);
        bool refused = setuid(NOBODY) == 0 && dg_device_open("usb", NULL, &dev, &err) == DG_ERR_IO &&
                       strstr(err.message, "install 70-deltagen.rules") && dg_device_list(&all, NULL) == DG_OK &&
                       !find(all, NAME)->available && strstr(find(all, NAME)->description, "no permission");
        _exit(refused ? 0 : 1);
    }
    await(child);
    assert_int_equal(usbfs_unplug(board), 0);
}

// Another device has these ids by chance.
static void other_product(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug_as(bus, api, 1, UID, "Somebody's try");
    refuse("usb", DG_ERR_NO_DEVICE, "is it plugged in");
    assert_int_equal(usbfs_unplug(board), 0);
}

// Who had it before has left it in its test mode.
static void left_in_test_mode(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device_close(rig_open("usb", 0));
    assert_int_equal(usbfs_counts(board).settings, 0); // as it is
    assert_true(usbfs_set(board, DG_USB_ALTERNATE_TEST));
    dg_device *dev = rig_open("usb", 0);
    assert_int_equal(usbfs_counts(board).settings, 1);
    rig_run(dev, 1, 2);
    dg_device_close(dev);
    assert_int_equal(usbfs_unplug(board), 0);
}

// libusb has a thread while a board is open; no signal that the program waits for may end there.
static void thread_takes_no_signals(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    unsigned before = rig_entries("/proc/self/task"), found = 0;
    dg_device *dev = rig_open("usb", 0);
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
        char path[300], line[200];
        bool of_libusb = false;
        unsigned long long blocked = 0;
        (void)snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        FILE *file = task->d_name[0] == '.' ? NULL : fopen(path, "r");
        if (!file)
            continue;
        while (fgets(line, sizeof line, file)) {
            of_libusb = of_libusb || strncmp(line, "Name:\tlibusb", 12) == 0;
            (void)sscanf(line, "SigBlk: %llx", &blocked);
        }
        fclose(file);
        for (int number = 1; of_libusb && number < 32; number++)
            if (number != SIGKILL && number != SIGSTOP && (blocked >> (number - 1) & 1) == 0)
                fail_msg("signal %d is not blocked", number);
        found += of_libusb;
    }
    closedir(tasks);
    assert_int_equal(found, 1);
    dg_device_close(dev);
    assert_int_equal(rig_entries("/proc/self/task"), before);
    assert_int_equal(usbfs_unplug(board), 0);
}

// A child refuses the device, and having a copy of its file keeps nobody from opening it again.
static void child(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    int pipes[2];
    char byte = 0;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        uint64_t value = 0;
        alarm(CHILD_SECONDS);
        bool refused = dg_table_read(dev, 3, &value, NULL) == DG_ERR_STATE;
        dg_device_close(dev);
        close(pipes[1]);
        (void)!read(pipes[0], &byte, 1); // until the parent is done
        _exit(refused ? 0 : 1);
    }
    rig_run(dev, 5, 5);
    dg_device_close(dev);
    dg_device_close(rig_open("usb", 0));
    close(pipes[1]);
    await(child);
    close(pipes[0]);
    assert_int_equal(usbfs_unplug(board), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enumeration),       cmocka_unit_test(batches),     cmocka_unit_test(in_flight),
        cmocka_unit_test(several),           cmocka_unit_test(taken),       cmocka_unit_test(not_allowed),
        cmocka_unit_test(other_product),     cmocka_unit_test(child),       cmocka_unit_test(thread_takes_no_signals),
        cmocka_unit_test(left_in_test_mode), cmocka_unit_test(same_number),
    };
    return cmocka_run_group_tests_name("usb: opening", tests, rig_setup, rig_teardown);
}
