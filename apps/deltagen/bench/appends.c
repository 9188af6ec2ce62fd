// SPDX-License-Identifier: Apache-2.0
// appends.h
#include "appends.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"

enum { SQLITE_OK = 0, SQLITE_DONE = 101, WRITE_AND_CREATE = 6, ADDRESSES = 1 << 16 };

struct sqlite {
    void *library;
    int (*open_v2)(const char *path, void **database, int flags, const char *vfs);
    int (*exec)(void *database, const char *sql, void *call, void *user, char **why);
    int (*prepare_v2)(void *database, const char *sql, int bytes, void **statement, const char **tail);
    int (*bind_int64)(void *statement, int place, long long value);
    int (*step)(void *statement);
    int (*reset)(void *statement);
    int (*finalize)(void *statement);
    int (*close)(void *database);
};

static struct sqlite *load_sqlite(void)
{
    struct sqlite *sqlite = calloc(1, sizeof *sqlite);
    if (!sqlite)
        return NULL;
    sqlite->library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
    const struct {
        const char *name;
        void *place;
    } functions[] = {
        {"sqlite3_open_v2", &sqlite->open_v2},
        {"sqlite3_exec", &sqlite->exec},
        {"sqlite3_prepare_v2", &sqlite->prepare_v2},
        {"sqlite3_bind_int64", &sqlite->bind_int64},
        {"sqlite3_step", &sqlite->step},
        {"sqlite3_reset", &sqlite->reset},
        {"sqlite3_finalize", &sqlite->finalize},
        {"sqlite3_close", &sqlite->close},
    };
    bool whole = sqlite->library;
    for (size_t i = 0; whole && i < sizeof functions / sizeof functions[0]; i++) {
        void *function = dlsym(sqlite->library, functions[i].name);
        memcpy(functions[i].place, &function, sizeof function);
        whole = function;
    }
    if (whole)
        return sqlite;
    free(sqlite);
    return NULL;
}

// What is as safe there: at the mercy of the system, synced now and then, synced each time.
static const struct {
    const char *name, *synchronous;
    dg_genmem_policy policy;
} policies[APPEND_POLICIES] = {{"none", "PRAGMA synchronous=OFF", DG_GENMEM_NONE},
                               {"interval", "PRAGMA synchronous=NORMAL", DG_GENMEM_INTERVAL},
                               {"always", "PRAGMA synchronous=FULL", DG_GENMEM_ALWAYS}};

static bool open_sqlite(struct appender *appender, const char *path, const char *synchronous)
{
    const struct sqlite *sqlite = appender->sqlite;
    const char *const sql[] = {"PRAGMA journal_mode=WAL", synchronous, "CREATE TABLE log (addr INTEGER, cell INTEGER)"};
    bool well = sqlite->open_v2(path, &appender->database, WRITE_AND_CREATE, NULL) == SQLITE_OK;
    for (size_t i = 0; well && i < sizeof sql / sizeof sql[0]; i++)
        well = sqlite->exec(appender->database, sql[i], NULL, NULL, NULL) == SQLITE_OK;
    return well && sqlite->prepare_v2(appender->database, "INSERT INTO log VALUES (?, ?)", -1, &appender->insert,
                                      NULL) == SQLITE_OK;
}

static bool open_store(struct appender *appender, const char *path, dg_genmem_policy policy)
{
    const dg_genmem_options options = {.size = sizeof options, .kind = DG_FEISTEL};
    const dg_genmem_store_options how = {.size = sizeof how, .policy = policy};
    return dg_genmem_store_create(path, &options, NULL) == DG_OK &&
           dg_genmem_store_open(path, &how, &appender->store, NULL, NULL) == DG_OK;
}

static void path_in(const struct appends *appends, char path[96], const char *what, const char *policy)
{
    snprintf(path, 96, "%s/%s-%s", appends->folder, policy, what);
}

bool appends_open(struct appends *appends)
{
    const char *temporary = environment("TMPDIR");
    int n =
        snprintf(appends->folder, sizeof appends->folder, "%s/deltagen-bench-XXXXXX", temporary ? temporary : "/tmp");
    if (n >= (int)sizeof appends->folder || !mkdtemp(appends->folder)) {
        appends->folder[0] = '\0';
        return false;
    }
    appends->sqlite = load_sqlite();
    bool well = true;
    for (int i = 0; well && i < APPEND_POLICIES; i++) {
        struct appender *appender = &appends->appender[i];
        char path[96];
        *appender = (struct appender){.name = policies[i].name, .sqlite = appends->sqlite};
        path_in(appends, path, "store", appender->name);
        well = open_store(appender, path, policies[i].policy);
        path_in(appends, path, "sqlite", appender->name);
        if (well && appender->sqlite)
            well = open_sqlite(appender, path, policies[i].synchronous);
    }
    return well;
}

void appends_close(struct appends *appends)
{
    static const char *const files[] = {"store", "sqlite", "sqlite-wal", "sqlite-shm"};
    if (appends->folder[0] == '\0')
        return;
    for (int i = 0; i < APPEND_POLICIES; i++) {
        struct appender *appender = &appends->appender[i];
        dg_genmem_release(appender->store);
        if (appender->database) {
            (void)appender->sqlite->finalize(appender->insert);
            (void)appender->sqlite->close(appender->database);
        }
        for (size_t k = 0; k < sizeof files / sizeof files[0]; k++) {
            char path[96];
            path_in(appends, path, files[k], policies[i].name);
            (void)unlink(path);
        }
    }
    (void)rmdir(appends->folder);
    free(appends->sqlite);
}

bool append_store(const struct work *work)
{
    const struct appender *appender = work->with;
    for (size_t i = 0; i < work->n; i++)
        if (dg_genmem_write(appender->store, i % ADDRESSES, i, NULL) != DG_OK)
            return false;
    return true;
}

bool append_sqlite(const struct work *work)
{
    const struct appender *appender = work->with;
    const struct sqlite *sqlite = appender->sqlite;
    for (size_t i = 0; i < work->n; i++)
        if (sqlite->bind_int64(appender->insert, 1, (long long)(i % ADDRESSES)) != SQLITE_OK ||
            sqlite->bind_int64(appender->insert, 2, (long long)i) != SQLITE_OK ||
            sqlite->step(appender->insert) != SQLITE_DONE || sqlite->reset(appender->insert) != SQLITE_OK)
            return false;
    return true;
}
