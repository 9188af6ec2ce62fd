// SPDX-License-Identifier: Apache-2.0
// What every test program includes first: cmocka with the headers that it wants, and checks of error values.
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <deltagen/deltagen.h>

// Equal words, or a failure that shows both and where.
#define assert_word(got, want, ...)                                                                                    \
    do {                                                                                                               \
        uint64_t got_ = (got), want_ = (want);                                                                         \
        if (got_ != want_) {                                                                                           \
            fprintf(stderr, __VA_ARGS__);                                                                              \
            fail_msg(": 0x%016llx instead of 0x%016llx", (unsigned long long)got_, (unsigned long long)want_);         \
        }                                                                                                              \
    } while (0)

// A call that must succeed; a call that must fail with a code and a message that contains a text.
#define assert_done(call)                                                                                              \
    do {                                                                                                               \
        dg_error error_ = {0}, *err = &error_;                                                                         \
        if ((call) != DG_OK)                                                                                           \
            fail_msg("%s: %s", #call, error_.message);                                                                 \
    } while (0)
#define assert_fails(call, want, text)                                                                                 \
    do {                                                                                                               \
        dg_error error_ = {0}, *err = &error_;                                                                         \
        assert_int_equal((call), (want));                                                                              \
        assert_int_equal(error_.code, (want));                                                                         \
        if (!strstr(error_.message, (text)))                                                                           \
            fail_msg("%s: message \"%s\" does not say \"%s\"", #call, error_.message, (text));                         \
        err = NULL;                                                                                                    \
        assert_int_equal((call), (want));                                                                              \
    } while (0)

#endif
