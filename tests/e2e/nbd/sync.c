// SPDX-License-Identifier: Apache-2.0
// Before the C library in a program: every fdatasync adds a byte to the file that SYNC_LOG names, and fails where there
// is a file of that name with ".fail" behind it.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((visibility("default"))) int fdatasync(int fd)
{
    const char *log = getenv("SYNC_LOG");
    char fail[PATH_MAX];
    if (log) {
        int noted = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (write(noted, "s", 1) != 1)
            abort();
        close(noted);
        snprintf(fail, sizeof fail, "%s.fail", log);
        if (access(fail, F_OK) == 0) {
            errno = EIO;
            return -1;
        }
    }
    return fsync(fd);
}
