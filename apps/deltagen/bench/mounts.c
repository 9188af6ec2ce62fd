// SPDX-License-Identifier: Apache-2.0
#include "mounts.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "tree.h"

enum { LATE_S = 60, BLOCK = 1 << 20 };

struct place {
    char text[MOUNTS_PATH];
};

static struct place place(const struct mounts *mounts, const char *name)
{
    struct place place;
    snprintf(place.text, sizeof place.text, "%s/%s", mounts->folder, name);
    return place;
}

static bool run(const char *const words[])
{
    struct child child;
    return child_run(words, LATE_S, &child) == 0 && child.exit_code == 0 && !child.late;
}

static bool make_file(const char *path, size_t bytes)
{
    static const char block[4096] = {1};
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done = fd >= 0;
    for (size_t i = 0; done && i < bytes; i += sizeof block)
        done = write(fd, block, sizeof block) == (ssize_t)sizeof block;
    if (fd >= 0)
        (void)close(fd);
    return done;
}

static const char *mount_both(struct mounts *mounts, size_t bytes)
{
    struct tree_path bindfs, unmount;
    if (!tree_program("bindfs", &bindfs) || !tree_program("fusermount3", &unmount))
        return "no bindfs and fusermount3 here";
    snprintf(mounts->folder, sizeof mounts->folder, "/dev/shm/deltagen-bench.XXXXXX");
    if (!mkdtemp(mounts->folder)) {
        mounts->folder[0] = '\0';
        return "no /dev/shm here";
    }
    struct place source = place(mounts, "source"), peer = place(mounts, "peer"), ours = place(mounts, "ours");
    struct place file = place(mounts, "source/file"), store = place(mounts, "store");
    if (mkdir(source.text, 0700) != 0 || mkdir(peer.text, 0700) != 0 || mkdir(ours.text, 0700) != 0 ||
        !make_file(file.text, bytes))
        return "no room in /dev/shm";
    const char *const words_ours[] = {"/proc/self/exe", "mount",   "--device", "soft", "--tenant", "t=1",
                                      store.text,       ours.text, NULL};
    const char *const words_peer[] = {"bindfs", source.text, peer.text, NULL};
    return run(words_ours) && run(words_peer) ? NULL : "nothing can be mounted here";
}

void mounts_open(struct mounts *mounts, size_t bytes)
{
    static const struct {
        const char *name, *path;
    } files[MOUNTED_FILES] = {{"bindfs", "peer/file"}, {"torus32", "ours/t/torus32"}, {"feistel", "ours/t/feistel"}};
    *mounts = (struct mounts){.folder = ""};
    mounts->missing = mount_both(mounts, bytes);
    for (int i = 0; i < MOUNTED_FILES; i++) {
        struct place path = place(mounts, files[i].path);
        mounts->file[i] = (struct mounted){.name = files[i].name, .ours = i > 0};
        memcpy(mounts->file[i].path, path.text, sizeof path.text);
    }
}

void mounts_close(struct mounts *mounts)
{
    static const char *const mounted[] = {"peer", "ours"}, *const files[] = {"source/file", "store"},
                             *const folders[] = {"peer", "ours", "source"};
    if (!mounts->folder[0])
        return;
    for (int i = 0; i < 2; i++) {
        struct place folder = place(mounts, mounted[i]), file = place(mounts, files[i]);
        const char *const words[] = {"fusermount3", "-u", folder.text, NULL};
        (void)run(words);
        (void)unlink(file.text);
    }
    for (int i = 0; i < 3; i++)
        (void)rmdir(place(mounts, folders[i]).text);
    (void)rmdir(mounts->folder);
}

bool mounted_read(const struct work *work)
{
    const struct mounted *file = work->with;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    size_t done = 0;
    ssize_t n = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0;
    while (n > 0 && done < work->n) {
        n = read(fd, work->out, BLOCK);
        done += n > 0 ? (size_t)n : 0;
    }
    (void)close(fd);
    return done >= work->n;
}
