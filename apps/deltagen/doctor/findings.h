// SPDX-License-Identifier: Apache-2.0
// What `deltagen doctor` has found. Each check adds its own.
#ifndef FINDINGS_H
#define FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"

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

#endif
