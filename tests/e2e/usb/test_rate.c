// SPDX-License-Identifier: Apache-2.0
// How many full packets a millisecond of the line carries, with all that a program has above it: the library, the
// driver, libusb, requests of usbfs. The line is simulated, and time on it that of its frames.
#include "rig.h"

enum { WORDS = 12000, PACKETS_MIN = 17, TRIES = 3 };

static uint64_t words[WORDS], cells[WORDS];

struct rates {
    double out, in;
};

// Packets of 64 bytes a frame between two looks at the line.
static double rate(uint64_t bytes, uint64_t frames)
{
    return (double)bytes / DG_USB_PACKET_MAX / (double)frames;
}

static struct rates measure(struct usbfs *board, dg_device *dev)
{
    struct dg_usb_counters begin, middle, end;
    usbfs_line(board, &begin);
    assert_done(dg_table_accum_run(dev, 1, words, WORDS, err));
    usbfs_line(board, &middle);
    assert_done(dg_synth_run(dev, DG_FEISTEL, 42, 0, WORDS, cells, err));
    usbfs_line(board, &end);
    return (struct rates){rate(middle.bytes_out - begin.bytes_out, middle.frames - begin.frames),
                          rate(end.bytes_in - middle.bytes_in, end.frames - middle.frames)};
}

static void packets_a_millisecond(void **state)
{
    (void)state;
    struct rates best = {0};
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    for (uint64_t i = 0; i < WORDS; i++)
        words[i] = i + 1;
    // Where the machine leaves this program so late that the line runs dry, once more.
    for (int i = 0; i < TRIES && (best.out < PACKETS_MIN || best.in < PACKETS_MIN); i++) {
        struct rates now = measure(board, dev);
        best.out = now.out > best.out ? now.out : best.out;
        best.in = now.in > best.in ? now.in : best.in;
    }
    for (uint64_t i = 0; i < WORDS; i++)
        assert_word(cells[i], dg_feistel(i, 42), "cell %d", (int)i);
    printf("| through libusb | %.2f | %.2f |\n", best.out, best.in);
    assert_true(best.out >= PACKETS_MIN && best.in >= PACKETS_MIN);
    dg_device_close(dev);
    assert_int_equal(usbfs_unplug(board), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(packets_a_millisecond)};
    return cmocka_run_group_tests_name("usb: rate", tests, rig_setup, rig_teardown);
}
