// SPDX-License-Identifier: Apache-2.0
// Reads tests/oracle/vectors/*.txt (tests/oracle/make_vectors.py says what they hold), from the top of the repository.
// A failure names the file and the line.
#ifndef DG_TEST_VECTORS_H
#define DG_TEST_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vectors {
    FILE *file;
    const char *name;
    unsigned line, cases;
    char *at; // what is not yet read of the line
    char text[16384];
};

static inline struct vectors vectors_open(const char *name)
{
    struct vectors v = {.name = name};
    char path[256];
    snprintf(path, sizeof path, "tests/oracle/vectors/%s", name);
    v.file = fopen(path, "r");
    if (!v.file)
        fail_msg("cannot open %s; run from the top of the repository", path);
    return v;
}

// The next case. At the end closes the file, and false; fails where there was none.
static inline bool vectors_next(struct vectors *v)
{
    while (fgets(v->text, sizeof v->text, v->file)) {
        v->line++;
        v->text[strcspn(v->text, "\n")] = '\0';
        v->at = v->text;
        if (v->text[0] != '#') {
            v->cases++;
            return true;
        }
    }
    fclose(v->file);
    assert_true(v->cases > 0);
    return false;
}

// The next word of the case as text, "" at its end.
static inline const char *vectors_text(struct vectors *v)
{
    v->at += strspn(v->at, " ");
    char *word = v->at;
    v->at += strcspn(word, " ");
    if (*v->at != '\0')
        *v->at++ = '\0';
    return word;
}

// The next word of the case as a hexadecimal number.
static inline uint64_t vectors_u64(struct vectors *v)
{
    const char *word = vectors_text(v);
    char *end;
    uint64_t value = strtoull(word, &end, 16);
    if (end == word || *end != '\0')
        fail_msg("%s:%u: '%s' is no hexadecimal number", v->name, v->line, word);
    return value;
}

// The next word of the case as bytes ("-": none); how many.
static inline size_t vectors_bytes(struct vectors *v, uint8_t *out, size_t room)
{
    const char *word = vectors_text(v);
    size_t n = strcmp(word, "-") == 0 ? 0 : strlen(word) / 2;
    assert_true(n <= room);
    for (size_t i = 0; i < n; i++) {
        unsigned byte;
        assert_int_equal(sscanf(word + 2 * i, "%2x", &byte), 1);
        out[i] = (uint8_t)byte;
    }
    return n;
}

// Holds a result against the next word of the case.
static inline void vectors_expect(struct vectors *v, const char *what, uint64_t got)
{
    uint64_t want = vectors_u64(v);
    if (got != want)
        fail_msg("%s:%u: %s is %016llx, must be %016llx", v->name, v->line, what, (unsigned long long)got,
                 (unsigned long long)want);
}

#endif
