// SPDX-License-Identifier: Apache-2.0
#include "process.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_named(const char *pid, const char *name)
{
    char comm[TREE_LINE];
    return tree_line(comm, "/proc/%s/comm", pid) && strcmp(comm, name) == 0;
}

// Other users' processes show nothing of this unless asked by root.
static bool holds(const char *pid, const char *file)
{
    DIR *folder = opendir(tree_path("/proc/%s/fd", pid).text);
    if (!folder || strtol(pid, NULL, 10) == getpid()) {
        if (folder)
            (void)closedir(folder);
        return false;
    }
    bool found = false;
    const struct dirent *entry;
    char target[TREE_PATH];
    while (!found && (entry = readdir(folder)))
        found = tree_link(target, "/proc/%s/fd/%s", pid, entry->d_name) && strcmp(target, file) == 0;
    (void)closedir(folder);
    return found;
}

static bool find(bool (*wanted)(const char *pid, const char *what), const char *what, struct process *process)
{
    DIR *folder = opendir(tree_path("/proc").text);
    bool found = false;
    const struct dirent *entry;
    while (folder && !found && (entry = readdir(folder))) {
        if (!isdigit((unsigned char)entry->d_name[0]) || !wanted(entry->d_name, what))
            continue;
        (void)snprintf(process->pid, sizeof process->pid, "%.15s", entry->d_name);
        (void)tree_line(process->name, "/proc/%s/comm", process->pid);
        found = true;
    }
    if (folder)
        (void)closedir(folder);
    return found;
}

bool process_named(const char *name, struct process *process)
{
    return find(is_named, name, process);
}

bool process_holding(const char *file, struct process *process)
{
    return find(holds, file, process);
}
