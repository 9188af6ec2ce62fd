// SPDX-License-Identifier: Apache-2.0
// What the parts of `deltagen doctor` share: the findings. Each check adds its own.
#ifndef DOCTOR_H
#define DOCTOR_H

#include "board/board.h"
#include "board/usb.h"
#include "command.h"
#include "tree.h"

enum verdict { VERDICT_OK, VERDICT_NOTE, VERDICT_PROBLEM };

struct finding {
    enum verdict verdict;
    const char *check; // its name, which is also the name of the cause
    char text[256];
    char cure[256]; // "" where none is needed
};

enum { FINDINGS_MAX = 96 };

struct doctor {
    const struct options *options;
    bool has_rules; // the udev rules are installed
    size_t problems;
    size_t count;
    struct finding finding[FINDINGS_MAX];
};

// Add a finding; what does not fit any more is counted and left out.
void doctor_find(struct doctor *doctor, enum verdict verdict, const char *check, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// The cure of the last finding.
void doctor_cure(struct doctor *doctor, const char *format, ...) __attribute__((format(printf, 2, 3)));

// doctor_host.c: the programs that are needed, the udev rules.
void doctor_check_host(struct doctor *doctor);

// doctor_board.c: what is on USB, and for each board its node, its driver, its port.
void doctor_check_boards(struct doctor *doctor);

// doctor_port.c: a serial port, and the USB device behind it if it is known (else NULL). False if it has a problem.
bool doctor_check_port(struct doctor *doctor, const char *tty, const struct usb_device *usb);
// A file in /dev that must be readable and writable.
bool doctor_check_permission(struct doctor *doctor, const char *node);

// doctor_process.c
struct process {
    char pid[16];
    char name[TREE_LINE];
};
// A process of that name, and one other than this that has the file open. False if there is none that can be seen.
bool process_named(const char *name, struct process *process);
bool process_holding(const char *file, struct process *process);

#endif
