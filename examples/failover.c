// SPDX-License-Identifier: Apache-2.0
// A device that is lost in mid-run: the library goes on in software, with no delta lost and none applied twice. The
// simulation can be told to vanish after so many frames.
//
// $ ./failover soft
// 5000 deltas in 100 contexts: values right, counts right
// $ ./failover sim:die=40
// the device is gone, software goes on
// 5000 deltas in 100 contexts: values right, counts right
#include <deltagen/deltagen.h>
#include <inttypes.h>
#include <stdio.h>

enum { CONTEXTS = 100, DELTAS = 5000 };

static void happened(void *user, dg_device_event event, const dg_error *why)
{
    (void)user;
    (void)why; // why->message says what broke
    if (event == DG_DEVICE_EVENT_FAILOVER)
        printf("the device is gone, software goes on\n");
}

int main(int argc, char **argv)
{
    const dg_device_options options = {.size = sizeof options, .flags = DG_DEVICE_FAILOVER, .on_event = happened};
    uint64_t value[CONTEXTS] = {0};
    dg_error err = {0};
    dg_device *dev;
    int code = dg_device_open(argc > 1 ? argv[1] : "auto", &options, &dev, &err);
    if (code == DG_OK)
        code = dg_table_clear(dev, &err);
    for (unsigned i = 0; i < DELTAS && code == DG_OK; i++) {
        uint64_t delta = dg_feistel(i, 1);
        value[i % CONTEXTS] ^= delta;
        code = dg_table_accum(dev, i % CONTEXTS, delta, &err);
    }
    int values = 0, counts = 0;
    for (unsigned i = 0; i < CONTEXTS && code == DG_OK; i++) {
        dg_table_context context;
        code = dg_table_stat(dev, i, &context, &err);
        values += (context.reference ^ context.accumulator) == value[i];
        counts += context.count == DELTAS / CONTEXTS;
    }
    if (code != DG_OK)
        fprintf(stderr, "%s\n", err.message);
    else
        printf("%d deltas in %d contexts: values %s, counts %s\n", DELTAS, CONTEXTS,
               values == CONTEXTS ? "right" : "WRONG", counts == CONTEXTS ? "right" : "WRONG");
    dg_device_close(dev);
    return code != DG_OK || values != CONTEXTS || counts != CONTEXTS;
}
