// SPDX-License-Identifier: Apache-2.0
#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"
#include "operations.h"

#define READ_AHEAD_KB "1024"

enum { WAKE_US = 10000, IDLE_THREADS = 10, REQUESTS = 64 };

// Nobody else changes the files, so cached pages stay; that writing takes the set-user bits, the kernel says.
static void op_init(void *user, struct fuse_conn_info *conn)
{
    (void)user;
    conn->want &= ~(unsigned)(FUSE_CAP_AUTO_INVAL_DATA | FUSE_CAP_HANDLE_KILLPRIV);
    conn->want |= conn->capable & FUSE_CAP_CACHE_SYMLINKS;
    conn->max_background = REQUESTS;
}

static const struct fuse_lowlevel_ops operations = {
    .init = op_init,
    .lookup = op_lookup,
    .forget = op_forget,
    .forget_multi = op_forget_multi,
    .mknod = op_mknod,
    .mkdir = op_mkdir,
    .create = op_create,
    .symlink = op_symlink,
    .readlink = op_readlink,
    .link = op_link,
    .unlink = op_unlink,
    .rmdir = op_rmdir,
    .rename = op_rename,
    .getattr = op_getattr,
    .setattr = op_setattr,
    .statfs = op_statfs,
    .open = op_open,
    .read = op_read,
    .write = op_write,
    .fallocate = op_fallocate,
    .lseek = op_lseek,
    .fsync = op_fsync,
    .fsyncdir = op_fsync,
    .opendir = op_opendir,
    .readdir = op_readdir,
    .releasedir = op_releasedir,
};

// Others than the owner come in where root mounts it; everybody's rights are looked at by the kernel.
struct fuse_session *serve_mount(struct volume *volume, const char *folder)
{
    char *words[] = {"deltagen-fuse", "-o", "default_permissions,fsname=deltagen,subtype=deltagen", "-o",
                     "allow_other"};
    struct fuse_args arguments = FUSE_ARGS_INIT(geteuid() == 0 ? 5 : 3, words);
    struct fuse_session *session = fuse_session_new(&arguments, &operations, sizeof operations, volume);
    fuse_opt_free_args(&arguments);
    if (!session) {
        complain("libfuse makes no session");
        return NULL;
    }
    if (fuse_session_mount(session, folder) == 0)
        return session;
    complain("%s: cannot be mounted on: is it a directory of yours, and is there a /dev/fuse and fusermount3?", folder);
    fuse_session_destroy(session);
    return NULL;
}

// Waits for the signal that ends the session.
struct watch {
    struct fuse_session *session;
    struct volume *volume;
    const char *folder;
    pthread_t loop;
    atomic_bool over;
};

// Files that the kernel knows; to be freed. NULL: no memory.
static fuse_ino_t *known_files(struct volume *volume, size_t *n)
{
    *n = 0;
    (void)pthread_rwlock_rdlock(&volume->lock);
    const struct map *nodes = &volume->catalog.nodes;
    fuse_ino_t *files = calloc(nodes->count, sizeof *files);
    for (size_t i = 0; files && i < nodes->buckets; i++) {
        for (const struct link *link = nodes->bucket[i]; link; link = link->next) {
            const struct node *node = (const struct node *)link;
            if (node->lookups > 0 && node_is(node, S_IFREG))
                files[(*n)++] = node->ino;
        }
    }
    (void)pthread_rwlock_unlock(&volume->lock);
    return files;
}

// Makes the kernel write what programs have changed in mappings, and waits for it, which syncfs() of FUSE does not.
static void write_back(struct fuse_session *session, struct volume *volume)
{
    size_t n;
    fuse_ino_t *files = known_files(volume, &n);
    for (size_t i = 0; i < n; i++)
        (void)fuse_lowlevel_notify_inval_inode(session, files[i], 0, 0);
    free(files);
}

static void wake(int number)
{
    (void)number;
}

// Reading ahead in pieces as large as requests may be is faster; only root may say so. The kernel knows the device
// without asking us: a server that is killed while it waits for itself would never end.
static void read_ahead(const char *folder)
{
    struct statx info;
    char path[64];
    if (statx(AT_FDCWD, folder, AT_STATX_DONT_SYNC, 0, &info) != 0)
        return;
    snprintf(path, sizeof path, "/sys/class/bdi/%u:%u/read_ahead_kb", info.stx_dev_major, info.stx_dev_minor);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)!write(fd, READ_AHEAD_KB, strlen(READ_AHEAD_KB));
    (void)close(fd);
}

static void *watch_signals(void *user)
{
    struct watch *watch = user;
    sigset_t ends;
    int number;
    read_ahead(watch->folder);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &ends); // they are blocked in all threads
    while (sigwait(&ends, &number) != 0)
        continue;
    if (!watch->over)
        write_back(watch->session, watch->volume);
    fuse_session_exit(watch->session);
    while (!watch->over) {
        (void)pthread_kill(watch->loop, SIGUSR1);
        (void)usleep(WAKE_US);
    }
    return NULL;
}

int serve(struct fuse_session *session, struct volume *volume, const char *folder)
{
    struct watch watch = {.session = session, .volume = volume, .folder = folder, .loop = pthread_self()};
    const struct sigaction on_wake = {.sa_handler = wake};
    pthread_t watcher;
    (void)sigaction(SIGUSR1, &on_wake, NULL);
    int error = pthread_create(&watcher, NULL, watch_signals, &watch);
    struct fuse_loop_config config = {.clone_fd = 1, .max_idle_threads = IDLE_THREADS};
    if (error != 0) {
        complain("no thread: %s", strerror(error));
        fuse_session_unmount(session);
        return EXIT_BROKEN;
    }
    error = fuse_session_loop_mt(session, &config);
    watch.over = true;
    fuse_session_unmount(session);
    (void)pthread_kill(watcher, SIGHUP);
    (void)pthread_join(watcher, NULL);
    if (error >= 0) // or the number of the signal that ended it
        return EXIT_DONE;
    complain("%s: the connection to the kernel failed: %s", folder, strerror(-error));
    return EXIT_BROKEN;
}
