// SPDX-License-Identifier: Apache-2.0
// process.h
#include "process.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void dg_process_note(struct dg_process *process)
{
    *process = (struct dg_process){.pid = getpid()};
#ifdef MADV_WIPEONFORK
    void *mark = mmap(NULL, page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mark == MAP_FAILED)
        return;
    if (madvise(mark, page(), MADV_WIPEONFORK) != 0) {
        munmap(mark, page());
        return;
    }
    process->mark = mark;
    *process->mark = 1;
#endif
}

bool dg_process_is_here(const struct dg_process *process)
{
    return process->mark ? *process->mark != 0 : getpid() == process->pid;
}

void dg_process_forget(struct dg_process *process)
{
    if (process->mark)
        munmap((void *)process->mark, page());
}
