// SPDX-License-Identifier: Apache-2.0
// uffd.h
#include "uffd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

static int new_descriptor(int flags)
{
    return (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | flags);
}

// ioctl() itself: some C libraries take the request for an int, which it does not fit.
static int ask(const struct dg_uffd *uffd, unsigned long request, void *argument)
{
    return (int)syscall(SYS_ioctl, uffd->fd, request, argument);
}

static int refused(int number, dg_error *err)
{
    char text[DG_SYSTEM_TEXT];
    if (number == EMFILE || number == ENFILE || number == ENOMEM)
        return dg_fail(err, DG_ERR_MEMORY, "no descriptor for the map: %s", dg_system_text(number, text));
    if (number == EPERM || number == EACCES)
        return dg_fail(err, DG_ERR_UNSUPPORTED,
                       "userfaultfd is not allowed here: in a container allow that system call, or set "
                       "vm.unprivileged_userfaultfd=1 by sysctl");
    return dg_fail(err, DG_ERR_UNSUPPORTED, "no userfaultfd (%s): it needs Linux 5.7 with CONFIG_USERFAULTFD",
                   dg_system_text(number, text));
}

// Who may not have faults of the kernel can have those of user mode.
static int open_any(struct dg_uffd *uffd, dg_error *err)
{
    *uffd = (struct dg_uffd){.fd = new_descriptor(0)};
    if (uffd->fd < 0 && (errno == EPERM || errno == EACCES)) {
        uffd->user_only = true;
        uffd->fd = new_descriptor(UFFD_USER_MODE_ONLY);
    }
    return uffd->fd >= 0 ? DG_OK : refused(errno, err);
}

static int agree(const struct dg_uffd *uffd, bool tracked, dg_error *err)
{
    struct uffdio_api api = {.api = UFFD_API, .features = tracked ? UFFD_FEATURE_PAGEFAULT_FLAG_WP : 0};
    if (ask(uffd, UFFDIO_API, &api) == 0)
        return DG_OK;
    return dg_fail(err, DG_ERR_UNSUPPORTED, "this system's userfaultfd does not %s: it needs Linux 5.7%s",
                   tracked ? "tell writes" : "do what a map needs", tracked ? ", or map read-only" : "");
}

static int watch(const struct dg_uffd *uffd, void *region, size_t bytes, bool tracked, dg_error *err)
{
    struct uffdio_register reg = {.range = {.start = (uintptr_t)region, .len = bytes},
                                  .mode = UFFDIO_REGISTER_MODE_MISSING | (tracked ? UFFDIO_REGISTER_MODE_WP : 0)};
    if (ask(uffd, UFFDIO_REGISTER, &reg) == 0)
        return DG_OK;
    int number = errno;
    char text[DG_SYSTEM_TEXT];
    if (number == ENOMEM)
        return dg_fail(err, DG_ERR_MEMORY, "no memory to watch %zu bytes of addresses", bytes);
    return dg_fail(err, DG_ERR_UNSUPPORTED, "userfaultfd does not take the region: %s", dg_system_text(number, text));
}

int dg_uffd_open(struct dg_uffd *uffd, void *region, size_t bytes, bool tracked, dg_error *err)
{
    int code = open_any(uffd, err);
    if (code != DG_OK)
        return code;
    code = agree(uffd, tracked, err);
    if (code == DG_OK)
        code = watch(uffd, region, bytes, tracked, err);
    if (code != DG_OK)
        close(uffd->fd);
    return code;
}

void dg_uffd_wake(const struct dg_uffd *uffd, void *from, size_t bytes)
{
    struct uffdio_range range = {.start = (uintptr_t)from, .len = bytes};
    (void)ask(uffd, UFFDIO_WAKE, &range);
}

bool dg_uffd_copy(const struct dg_uffd *uffd, unsigned char *to, const unsigned char *from, size_t bytes, size_t page,
                  bool locked)
{
    size_t done = 0;
    while (done < bytes) {
        struct uffdio_copy copy = {.dst = (uintptr_t)to + done,
                                   .src = (uintptr_t)from + done,
                                   .len = bytes - done,
                                   .mode = locked ? UFFDIO_COPY_MODE_WP : 0};
        if (ask(uffd, UFFDIO_COPY, &copy) == 0)
            return true;
        if (errno != EEXIST && errno != EAGAIN)
            return false;
        // some were made, or the first is there already
        if (copy.copy > 0) {
            done += (size_t)copy.copy;
        } else if (errno == EEXIST) {
            dg_uffd_wake(uffd, to + done, page);
            done += page;
        }
    }
    return true;
}

bool dg_uffd_lock(const struct dg_uffd *uffd, void *from, size_t bytes, bool locked)
{
    struct uffdio_writeprotect protect = {.range = {.start = (uintptr_t)from, .len = bytes},
                                          .mode = locked ? UFFDIO_WRITEPROTECT_MODE_WP : 0};
    int result;
    do
        result = ask(uffd, UFFDIO_WRITEPROTECT, &protect);
    while (result != 0 && errno == EAGAIN);
    return result == 0;
}

void dg_uffd_refuse(const struct dg_uffd *uffd, void *from, size_t bytes)
{
    (void)mprotect(from, bytes, PROT_NONE);
    dg_uffd_wake(uffd, from, bytes);
}
