// SPDX-License-Identifier: Apache-2.0
// The table of states and the synthesizer, on whatever device there is.
//
// $ ./first
// 7 569235f0ad7606e0
#include <deltagen/deltagen.h>
#include <inttypes.h>
#include <stdio.h>

int main(void)
{
    dg_error err;
    dg_device *dev;
    uint64_t value, folded;
    if (dg_device_open("auto", NULL, &dev, &err) != DG_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    const uint64_t deltas[] = {1, 2, 4};
    dg_table_clear(dev, &err);
    dg_table_accum_run(dev, 9, deltas, 3, &err);                   // three deltas into context 9
    dg_table_read(dev, 9, &value, &err);                           // 7
    dg_synth_fold(dev, 9, DG_FEISTEL, 42, 0, 1000, &folded, &err); // a thousand generated ones
    printf("%" PRIu64 " %016" PRIx64 "\n", value, folded);
    dg_device_close(dev);
    return 0;
}
