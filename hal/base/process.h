// SPDX-License-Identifier: Apache-2.0
// Which process something belongs to: the child of a fork() has a copy of the memory, but neither the threads nor what
// was agreed with the operating system, and locks that other threads held are held for ever.
#ifndef DG_PROCESS_H
#define DG_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct dg_process {
    volatile unsigned char *mark; // in a page that is wiped in children; NULL where there is no such thing
    pid_t pid;
};

// Note this process.
void dg_process_note(struct dg_process *process);

// Is it still this one? Costs a load from memory.
bool dg_process_is_here(const struct dg_process *process);

void dg_process_forget(struct dg_process *process);

#endif
