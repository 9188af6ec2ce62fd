// SPDX-License-Identifier: Apache-2.0
// Ten lines of somebody else's: argv[1] is the device.
#include <deltagen/deltagen.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    dg_device *dev;
    dg_error err;
    uint64_t cell, value;
    if (argc != 2 || dg_device_open(argv[1], NULL, &dev, &err) || dg_table_load(dev, 5, 1000, &err) ||
        dg_table_accum(dev, 5, 24, &err) || dg_table_read(dev, 5, &value, &err) ||
        dg_synth_run(dev, DG_FEISTEL, 7, 9, 1, &cell, &err))
        return fprintf(stderr, "%s\n", argc == 2 ? err.message : "usage: program DEVICE"), 1;
    dg_device_close(dev);
    return printf("%llu 0x%016llx\n", (unsigned long long)value, (unsigned long long)cell) < 0;
}
