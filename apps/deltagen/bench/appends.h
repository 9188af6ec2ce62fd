// SPDX-License-Identifier: Apache-2.0
// Small records that are appended one by one to a file, each as safe as its policy says: a memory's store beside
// SQLite, whose library is loaded when the benchmark runs. An item is a record of an address and a cell, 16 bytes.
#ifndef BENCH_APPENDS_H
#define BENCH_APPENDS_H

#include "contest.h"

enum { APPEND_POLICIES = 3, APPEND_BYTES = 16 };

struct sqlite;

// The files of one policy.
struct appender {
    const char *name; // of the policy
    dg_genmem *store;
    const struct sqlite *sqlite; // NULL: there is none
    void *database, *insert;
};

struct appends {
    char folder[64]; // "": there is none
    struct sqlite *sqlite;
    struct appender appender[APPEND_POLICIES];
};

// Makes the files, in a folder for temporary ones. False: it cannot.
bool appends_open(struct appends *appends);
void appends_close(struct appends *appends); // and removes them

work_fn append_store;  // `with` is an appender
work_fn append_sqlite; // one transaction a record, in WAL mode

#endif
