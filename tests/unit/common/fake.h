// SPDX-License-Identifier: Apache-2.0
// A scripted device in the place of the library's links: it keeps requests back, answers out of turn, fails, and dies
// at any step. A test program that uses it has these links and no others:
//
//     board:NAME   "hardware": auto looks for it; those of fake.boards are listed
//     fake         never chosen by auto
//
// One device at a time.
#ifndef FAKE_H
#define FAKE_H

#include <limits.h>

#include "link.h"
#include "reference.h"

enum { FAKE_BOARDS = 4, FAKE_IMMORTAL = -1 };

struct fake {
    // The script. fake_reset() makes a device that works.
    struct dg_link_listing boards[FAKE_BOARDS];
    size_t boards_listed;
    size_t boards_come;             // so many of them between two looks
    dg_code open_code[FAKE_BOARDS]; // what opening each of them fails with; [0] for "fake" too
    dg_code session_code;           // what dg_remote_open fails with
    uint32_t capabilities;
    unsigned contexts;
    bool holds;    // completes nothing in submit, one request a work()
    bool stuck;    // completes nothing at all
    bool reversed; // answers the newest request first
    bool at_once;  // answers all that is open in one work()
    long dies_at;  // step at which it dies
    dg_code dies_of;
    dg_code refuses;  // completes requests with this error and does nothing
    dg_code first[4]; // what the first answers fail with
    // What happened.
    struct reference table;
    long steps;
    unsigned answers;
    unsigned opened, closed, submitted;
    char rest[PATH_MAX + 256]; // what followed ':' in the name that was opened
    dg_device_options options;
};

extern struct fake fake;

void fake_reset(void);

#endif
