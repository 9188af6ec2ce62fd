// SPDX-License-Identifier: Apache-2.0
// What machine the figures are of: bench_report.h.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "report.h"

// What stands after "model name : " in /proc/cpuinfo, or nothing.
static void find_cpu(char *text, size_t room)
{
    static const char key[] = "model name";
    FILE *file = fopen("/proc/cpuinfo", "re");
    char line[256];
    snprintf(text, room, "not known");
    while (file && fgets(line, sizeof line, file)) {
        const char *value = strchr(line, ':');
        if (!value || strncmp(line, key, sizeof key - 1) != 0)
            continue;
        snprintf(text, room, "%.*s", (int)strcspn(value + 2, "\n"), value + 2);
        break;
    }
    if (file)
        fclose(file);
}

// A line of what Linux tells about a cache of the first CPU; empty if there is none. What sysconf tells can be the sum
// of all caches of a larger machine.
static void read_cache(int index, const char *what, char *line, size_t room)
{
    char name[80];
    snprintf(name, sizeof name, "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index, what);
    FILE *file = fopen(name, "re");
    if (!file || !fgets(line, (int)room, file))
        line[0] = '\0';
    if (file)
        fclose(file);
}

// Bytes of the cache of data of a level.
static long cache(long level)
{
    char line[32];
    for (int index = 0; index < 8; index++) {
        read_cache(index, "type", line, sizeof line);
        bool data = line[0] == 'D' || line[0] == 'U';
        read_cache(index, "level", line, sizeof line);
        if (!data || strtol(line, NULL, 10) != level)
            continue;
        read_cache(index, "size", line, sizeof line); // "32768K"
        return strtol(line, NULL, 10) << 10;
    }
    return 0;
}

struct machine machine_here(void)
{
    struct machine machine = {.cpus = sysconf(_SC_NPROCESSORS_ONLN),
                              .memory_mib = (sysconf(_SC_PHYS_PAGES) >> 10) * (sysconf(_SC_PAGESIZE) >> 10),
                              .l1d = cache(1),
                              .l2 = cache(2),
                              .l3 = cache(3)};
    struct utsname name;
    double load;
    find_cpu(machine.cpu, sizeof machine.cpu);
    if (uname(&name) == 0)
        snprintf(machine.system, sizeof machine.system, "%.40s %.80s, %.30s", name.sysname, name.release, name.machine);
#ifdef __clang__
    snprintf(machine.compiler, sizeof machine.compiler, "clang %s", __clang_version__);
#else
    snprintf(machine.compiler, sizeof machine.compiler, "gcc %s", __VERSION__);
#endif
    if (getloadavg(&load, 1) == 1)
        machine.load = load;
    return machine;
}
