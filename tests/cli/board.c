// SPDX-License-Identifier: Apache-2.0
// A board at a serial port for the tests of the command, simulated to its serial pins (tests/serial): plugged in at the
// path that is given, until stdin ends.
#include <stdio.h>
#include <unistd.h>

#include "rig.h"

int main(int argc, char **argv)
{
    static const struct rig_config fair = {.seed = 1}; // a line without faults
    struct rig *rig = argc == 2 ? rig_new(&fair, argv[1]) : NULL;
    if (!rig)
        return 2;
    (void)puts("plugged in");
    (void)fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    rig_free(rig);
    return 0;
}
