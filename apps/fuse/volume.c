// SPDX-License-Identifier: Apache-2.0
#include "volume.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "log/log.h"
#include "snapshot.h"

enum {
    COMMIT_MS = 5000,
    CLOSING_MS = 5000, // that another mount may take to close the volume: umount does not wait for it
    TRY_MS = 50,
    HEADER_BYTES = 4,
    RESERVE_BYTES = 1 << 20,    // of the host's file system, that stay free; removals may use them
    REMOVAL_BYTES = 256,        // and so many for the removal of each file
    LOOK_BYTES = 8,             // for each file, between two looks at what a compaction would win
    SCRAP_BYTES = 1 << 16,      // of these, that stay free of removals too
    COMPACT_AT_BYTES = 1 << 26, // the least that is worth it
};

int volume_errno(int code)
{
    switch (code) {
    case DG_OK:
        return 0;
    case DG_ERR_MEMORY:
        return ENOMEM;
    case DG_ERR_BUSY:
        return EDQUOT;
    case DG_ERR_ARGUMENT:
        return EINVAL;
    default:
        return EIO;
    }
}

static int unfit(const struct volume *volume, int code, const char *why, dg_error *err)
{
    err->code = (dg_code)code;
    snprintf(err->message, sizeof err->message, "%.120s: %.120s", volume->path, why);
    return code;
}

static int read_header(void *user, const void *bytes, size_t n, dg_error *err)
{
    const uint8_t format[HEADER_BYTES] = {VOLUME_FORMAT};
    if (n == HEADER_BYTES && memcmp(bytes, format, n) == 0)
        return DG_OK;
    return unfit(user, DG_ERR_VERSION, "a volume of another version, which a newer deltagen may read", err);
}

static int read_record(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    struct volume *volume = user;
    volume->appended += n;
    if (type != RECORD_CHANGES)
        return unfit(volume, DG_ERR_PROTOCOL, "no volume: it has records of an unknown type", err);
    dg_error why = {0};
    int code = changes_apply(&volume->catalog, payload, n, &why);
    return code == DG_OK ? DG_OK : unfit(volume, code, why.message[0] ? why.message : dg_error_text(code), err);
}

// What the host has room for; 0: nobody can tell.
static uint64_t host_room(const struct volume *volume)
{
    struct statvfs host;
    return statvfs(volume->path, &host) == 0 ? (uint64_t)host.f_bavail * host.f_frsize : 0;
}

// What the log says to a change or a sync, as an errno.
static int heard(struct volume *volume, int code)
{
    if (code != DG_OK)
        volume->failed = true;
    return volume_errno(code);
}

// A log that ran into the end of the host's file system would be closed for good.
static int check_change(struct volume *volume, uint64_t bytes, bool frees)
{
    if (volume->failed)
        return EIO;
    uint64_t room = host_room(volume);
    bool scarce = room < bytes + RESERVE_BYTES + REMOVAL_BYTES * (uint64_t)volume->catalog.nodes.count;
    if (frees && scarce && volume->appended + bytes >= volume->look)
        volume->scarce = true;
    return (frees ? room < bytes + SCRAP_BYTES : scarce) ? ENOSPC : 0;
}

static int append(struct volume *volume, const struct iovec *parts, int n)
{
    uint64_t position;
    dg_error err = {0};
    int code = dg_log_append(volume->log, RECORD_CHANGES, parts, n, &position, &err);
    if (code != DG_OK)
        return heard(volume, code);
    volume->position = position;
    for (int i = 0; i < n; i++)
        volume->appended += parts[i].iov_len;
    return 0;
}

static int make_root(struct volume *volume)
{
    struct attributes root = {.mode = S_IFDIR | 0755, .uid = getuid(), .gid = getgid()};
    (void)clock_gettime(CLOCK_REALTIME, &root.mtime);
    root.atime = root.ctime = root.mtime;
    struct changes changes;
    changes_begin(&changes);
    change_node(&changes, ROOT_INO, &root);
    return volume_change(volume, &changes, NULL);
}

static int open_log(struct volume *volume, dg_error *err)
{
    const struct dg_log_reader reader = {
        .application = VOLUME_APPLICATION, .header = read_header, .record = read_record, .user = volume};
    int code = DG_ERR_BUSY;
    for (int ms = 0; code == DG_ERR_BUSY && ms <= CLOSING_MS && volume->catalog.nodes.count == 0; ms += TRY_MS) {
        if (ms > 0)
            (void)usleep(TRY_MS * 1000);
        code = dg_log_open(volume->path, &reader, DG_LOG_INTERVAL, COMMIT_MS, &volume->log, NULL, err);
    }
    if (code != DG_OK)
        return code;
    const struct node *root = catalog_node(&volume->catalog, ROOT_INO);
    if (root && !node_is(root, S_IFDIR))
        code = unfit(volume, DG_ERR_PROTOCOL, "no volume: its root is no directory", err);
    if (!root && make_root(volume) != 0)
        code = unfit(volume, DG_ERR_IO, "the root of a new volume cannot be made", err);
    if (code != DG_OK) {
        (void)dg_log_close(volume->log, NULL);
        volume->log = NULL;
    }
    return code;
}

static void free_memory(struct volume *volume)
{
    catalog_close(&volume->catalog);
    ground_close(&volume->ground);
    (void)pthread_rwlock_destroy(&volume->lock);
}

static int put_snapshot(void *user, struct dg_log_sink *sink, dg_error *err)
{
    return snapshot_put(user, sink, err);
}

// Without it the log goes on as it is; it is tried again when there is more to win.
static void compact(struct volume *volume)
{
    (void)dg_log_compact(volume->log, put_snapshot, &volume->catalog, NULL);
    volume->appended = 0;
    volume->due = COMPACT_AT_BYTES + snapshot_bytes(&volume->catalog);
}

// A log that is no trifle, that is for the most part past, and that is written anew soon and with the host's room.
static bool is_worth_it(const struct volume *volume)
{
    struct stat log;
    uint64_t bytes = snapshot_bytes(&volume->catalog);
    return stat(volume->path, &log) == 0 && log.st_size >= RESERVE_BYTES && bytes <= (uint64_t)log.st_size / 2 &&
           bytes <= COMPACT_AT_BYTES && bytes + SCRAP_BYTES <= host_room(volume);
}

int volume_open(struct volume *volume, const char *path, dg_device *device, dg_error *err)
{
    static const uint8_t header[HEADER_BYTES] = {VOLUME_FORMAT};
    *volume = (struct volume){.path = path};
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        int code = dg_log_create(path, VOLUME_APPLICATION, header, sizeof header, err);
        if (code != DG_OK)
            return code;
    }
    int code = ground_open(&volume->ground, device, err);
    if (code != DG_OK)
        return code;
    if (pthread_rwlock_init(&volume->lock, NULL) != 0) {
        ground_close(&volume->ground);
        return DG_ERR_MEMORY;
    }
    code = catalog_open(&volume->catalog, &volume->ground) ? open_log(volume, err) : DG_ERR_MEMORY;
    if (code != DG_OK) {
        free_memory(volume);
        return code;
    }
    volume->due = COMPACT_AT_BYTES + snapshot_bytes(&volume->catalog);
    if (is_worth_it(volume))
        compact(volume);
    return DG_OK;
}

int volume_close(struct volume *volume, dg_error *err)
{
    if (is_worth_it(volume))
        compact(volume);
    int code = dg_log_close(volume->log, err);
    free_memory(volume);
    return code;
}

static int change(struct volume *volume, const struct changes *changes, const struct node *node, bool frees)
{
    bool kept = !node || node_is_alive(node);
    int error = kept ? check_change(volume, changes->used, frees) : 0;
    if (error == 0)
        error = volume_errno(changes_apply(&volume->catalog, changes->bytes, changes->used, NULL));
    const struct iovec part = {changes->bytes, changes->used};
    return error == 0 && kept ? append(volume, &part, 1) : error;
}

int volume_change(struct volume *volume, const struct changes *changes, const struct node *node)
{
    return change(volume, changes, node, false);
}

int volume_shrink(struct volume *volume, const struct changes *changes, const struct node *node)
{
    return change(volume, changes, node, true);
}

int volume_write(struct volume *volume, struct node *node, uint64_t offset, const void *bytes, size_t n)
{
    bool kept = node_is_alive(node);
    int error = kept ? check_change(volume, n, false) : 0;
    if (error == 0)
        error = volume_errno(content_write(&node->content, offset, n, bytes, NULL));
    if (error != 0)
        return error;
    struct attributes *attributes = &node->attributes;
    (void)clock_gettime(CLOCK_REALTIME, &attributes->mtime);
    attributes->ctime = attributes->mtime;
    if (offset + n > attributes->size)
        attributes->size = offset + n;
    struct changes data, after;
    changes_begin(&data);
    changes_begin(&after);
    change_data(&data, node->ino, offset, n);
    change_node(&after, node->ino, attributes);
    const struct iovec parts[] = {{data.bytes, data.used}, {(void *)bytes, n}, {after.bytes, after.used}};
    return kept ? append(volume, parts, 3) : 0;
}

void volume_tend(struct volume *volume)
{
    (void)heard(volume, dg_log_commit(volume->log, volume->position, NULL)); // for the next change and fsync
    if (!volume->scarce && volume->appended < volume->due)
        return;
    (void)pthread_rwlock_wrlock(&volume->lock);
    bool scarce = atomic_exchange(&volume->scarce, false);
    if (volume->appended >= volume->due || (scarce && is_worth_it(volume)))
        compact(volume);
    volume->look = volume->appended + LOOK_BYTES * volume->catalog.nodes.count;
    (void)pthread_rwlock_unlock(&volume->lock);
}

int volume_sync(struct volume *volume)
{
    return heard(volume, dg_log_sync(volume->log, NULL));
}

int volume_statvfs(struct volume *volume, struct statvfs *out)
{
    struct statvfs host;
    if (statvfs(volume->path, &host) != 0)
        return errno;
    *out = (struct statvfs){
        .f_bsize = 4096,
        .f_frsize = 4096,
        .f_blocks = host.f_blocks * host.f_frsize / 4096,
        .f_bfree = host.f_bfree * host.f_frsize / 4096,
        .f_bavail = host.f_bavail * host.f_frsize / 4096,
        .f_files = volume->catalog.nodes.count + host.f_ffree,
        .f_ffree = host.f_ffree,
        .f_favail = host.f_ffree,
        .f_namemax = NAME_MAX_BYTES,
    };
    return 0;
}
