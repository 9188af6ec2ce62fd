// SPDX-License-Identifier: Apache-2.0
// The USB link by itself, without the layer above that would send again what it loses: a HELLO, and the reply to it.
#include "rig.h"

#include <errno.h>

#include "board/dg_usb_ids.h"
#include "dg_defs.h"
#include "link.h"
#include "remote/frame.h"
#include "remote/hello.h"

extern const struct dg_link_type dg_usb_link;

enum { WAIT_US = 1000000, WAITS = 60, REPLY_MAX = 1024 };

static struct usbfs *board;
static struct dg_link *line;

static int open_line(void **state)
{
    (void)state;
    board = usbfs_plug(bus, api, 1, UID);
    assert_done(dg_link_open(&dg_usb_link, "", &line, err));
    return 0;
}

static int close_line(void **state)
{
    (void)state;
    line->type->close(line);
    return usbfs_unplug(board) == 0 ? 0 : -1;
}

static void say_hello(uint64_t nonce)
{
    uint8_t frame[DG_HELLO_BYTES], bytes[DG_FRAME_LINE_MAX(DG_HELLO_BYTES)];
    dg_hello_store(frame, nonce);
    size_t n = dg_frame_encode(frame, sizeof frame, true, bytes), taken = 0;
    assert_done(line->type->send(line, bytes, n, &taken, WAIT_US, err));
    assert_int_equal(taken, n);
}

// The bytes up to the flag behind a frame; 0 where none comes in a while. Fails the test where the line fails.
static size_t hear(uint8_t bytes[REPLY_MAX])
{
    size_t n = 0;
    for (int waits = 0; waits < WAITS && n < REPLY_MAX;) {
        size_t got = 0;
        assert_done(line->type->receive(line, bytes + n, REPLY_MAX - n, &got, WAIT_US, err));
        n += got;
        waits += got == 0;
        if (n > 2 && bytes[n - 1] == DG_PROTO_FLAG)
            break;
    }
    return n;
}

// The whole frame that answers this HELLO, and nothing else.
static void expect_reply(uint64_t nonce)
{
    uint8_t bytes[REPLY_MAX], frame[REPLY_MAX];
    size_t n = hear(bytes), frame_bytes = 0;
    struct dg_frame_decoder decoder = {.frame = frame, .room = sizeof frame};
    for (size_t used = 0; used < n && frame_bytes == 0;)
        used += dg_frame_decode(&decoder, bytes + used, n - used, &frame_bytes);
    assert_true(frame_bytes > 0);
    assert_done(dg_hello_check("the board", nonce, frame, frame_bytes, err));
}

static void conversation(void **state)
{
    (void)state;
    for (uint64_t nonce = 1; nonce < 20; nonce++) {
        say_hello(nonce);
        expect_reply(nonce);
    }
}

// Nothing comes: that is no error, and what comes later is there.
static void nothing_comes(void **state)
{
    (void)state;
    uint8_t bytes[8];
    for (uint32_t timeout_us = 0; timeout_us < 3000; timeout_us += 1000) {
        size_t got = 1;
        assert_done(line->type->receive(line, bytes, sizeof bytes, &got, timeout_us, err));
        assert_int_equal(got, 0);
    }
    say_hello(1);
    expect_reply(1);
}

static void in_halted(void **state)
{
    (void)state;
    for (uint64_t nonce = 1; nonce < 5; nonce++) {
        unsigned cleared = usbfs_counts(board).halts_cleared;
        assert_true(usbfs_halt(board, DG_USB_ENDPOINT_IN));
        say_hello(nonce);
        expect_reply(nonce);
        assert_in_range(usbfs_counts(board).halts_cleared, cleared + 1, cleared + 4);
    }
}

// What is being sent then is lost; what is sent after it is not.
static void out_halted(void **state)
{
    (void)state;
    for (uint64_t nonce = 1; nonce < 5; nonce++) {
        uint8_t bytes[REPLY_MAX];
        size_t got = 0;
        unsigned cleared = usbfs_counts(board).halts_cleared;
        assert_true(usbfs_halt(board, DG_USB_ENDPOINT_OUT));
        say_hello(100 + nonce);
        while (usbfs_counts(board).halts_cleared == cleared)
            assert_done(line->type->receive(line, bytes, sizeof bytes, &got, 1000, err));
        say_hello(nonce);
        expect_reply(nonce);
    }
}

// A transfer fails behind its last packet: what it has brought counts.
static void bytes_of_failed_transfers(void **state)
{
    (void)state;
    static const int errors[] = {EPROTO, EILSEQ, EOVERFLOW, ETIMEDOUT, EPIPE};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        usbfs_fail(board, DG_USB_ENDPOINT_IN, errors[i], 1);
        say_hello(i);
        expect_reply(i);
    }
}

static void empty_transfers(void **state)
{
    (void)state;
    for (uint64_t nonce = 1; nonce < 10; nonce++) {
        for (uint64_t k = 0; k < nonce; k++)
            usbfs_end(board, DG_USB_ENDPOINT_IN);
        say_hello(nonce);
        usbfs_end(board, DG_USB_ENDPOINT_IN);
        expect_reply(nonce);
    }
    assert_int_equal(usbfs_counts(board).discarded, 0);
}

static unsigned ended(void)
{
    return usbfs_counts(board).ended;
}

// Let a reply come in without taking it.
static void let_come(uint64_t nonce)
{
    const uint8_t nothing[1] = {0};
    size_t taken = 0;
    unsigned before = ended();
    say_hello(nonce);
    while (ended() < before + 2) // the HELLO, and what brings the reply
        assert_done(line->type->send(line, nothing, 0, &taken, 0, err));
}

static void reset_forgets(void **state)
{
    (void)state;
    let_come(1);
    assert_done(line->type->reset(line, err));
    say_hello(2);
    expect_reply(2);
}

static void loss(void **state)
{
    (void)state;
    uint8_t byte = 0;
    size_t n = 0;
    let_come(1);
    usbfs_pull(board);
    expect_reply(1); // it had come
    for (int i = 0; i < 3; i++) {
        assert_fails(line->type->receive(line, &byte, 1, &n, WAIT_US, err), DG_ERR_LOST, "the board at 1-1 is gone");
        assert_fails(line->type->send(line, &byte, 1, &n, WAIT_US, err), DG_ERR_LOST, "the board at 1-1 is gone");
        assert_fails(line->type->reset(line, err), DG_ERR_LOST, "the board at 1-1 is gone");
    }
}

// No room: as much is taken as there is, and a caller that will not wait is told so. What a reset finds unsent is never
// sent.
static void no_room(void **state)
{
    (void)state;
    uint8_t frame[DG_HELLO_BYTES], bytes[DG_FRAME_LINE_MAX(DG_HELLO_BYTES)];
    size_t taken = 1, sum = 0;
    dg_hello_store(frame, 1);
    size_t n = dg_frame_encode(frame, sizeof frame, true, bytes);
    usbfs_freeze(board, true);
    for (; taken > 0; sum += taken)
        assert_done(line->type->send(line, bytes, n, &taken, sum % 2 == 0 ? 1000 : 0, err));
    assert_in_range(sum, 512, 1 << 20);
    assert_done(line->type->reset(line, err));
    usbfs_freeze(board, false);
    say_hello(2);
    expect_reply(2);
    usbfs_freeze(board, true);
    for (taken = 1; taken > 0;)
        assert_done(line->type->send(line, bytes, n, &taken, 0, err));
    usbfs_freeze(board, false);
    assert_done(line->type->send(line, bytes, n, &taken, WAITS * WAIT_US, err));
    assert_true(taken > 0);
}

// The device answers no request: no call waits for it in the kernel, and once it answers, all goes on.
static void answers_no_request(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        uint8_t byte = 0;
        size_t n = 1;
        unsigned cleared = usbfs_counts(board).halts_cleared;
        assert_true(usbfs_halt(board, k == 0 ? DG_USB_ENDPOINT_IN : DG_USB_ENDPOINT_OUT));
        usbfs_mute(board, true);
        assert_done(line->type->send(line, &byte, 1, &n, 1000, err));
        for (int i = 0; i < 5; i++) {
            assert_done(line->type->receive(line, &byte, 1, &n, 20000, err));
            assert_int_equal(n, 0);
        }
        assert_done(line->type->reset(line, err));
        assert_int_equal(usbfs_counts(board).stuck, 0);
        assert_int_equal(usbfs_counts(board).halts_cleared, cleared);
        usbfs_mute(board, false);
        say_hello(k);
        expect_reply(k);
    }
}

// It stays so: closing does not wait for it, and pulling it out is seen.
static void never_answers(void **state)
{
    (void)state;
    uint8_t byte = 0;
    size_t n = 0;
    usbfs_mute(board, true);
    assert_done(line->type->reset(line, err));
    struct dg_link *second = NULL;
    line->type->close(line);
    assert_fails(dg_link_open(&dg_usb_link, "", &second, err), DG_ERR_IO, "answers no request");
    usbfs_mute(board, false);
    assert_done(dg_link_open(&dg_usb_link, "", &line, err));
    usbfs_mute(board, true);
    assert_done(line->type->reset(line, err));
    usbfs_pull(board);
    assert_fails(line->type->receive(line, &byte, 1, &n, WAIT_US, err), DG_ERR_LOST, "is gone");
    assert_int_equal(usbfs_counts(board).stuck, 0);
}

int main(void)
{
#define ON_LINE(test) cmocka_unit_test_setup_teardown(test, open_line, close_line)
    const struct CMUnitTest tests[] = {
        ON_LINE(conversation),
        ON_LINE(nothing_comes),
        ON_LINE(in_halted),
        ON_LINE(out_halted),
        ON_LINE(bytes_of_failed_transfers),
        ON_LINE(empty_transfers),
        ON_LINE(reset_forgets),
        ON_LINE(loss),
        ON_LINE(no_room),
        ON_LINE(answers_no_request),
        ON_LINE(never_answers),
    };
    return cmocka_run_group_tests_name("usb: link", tests, rig_setup, rig_teardown);
}
