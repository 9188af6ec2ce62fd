// SPDX-License-Identifier: Apache-2.0
// Who runs, and who has a file open, from /proc.
#ifndef PROCESS_H
#define PROCESS_H

#include "tree.h"

struct process {
    char pid[16];
    char name[TREE_LINE];
};

// A process of that name, and one other than this that has the file open. False if there is none that can be seen.
bool process_named(const char *name, struct process *process);
bool process_holding(const char *file, struct process *process);

#endif
