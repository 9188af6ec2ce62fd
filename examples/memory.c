// SPDX-License-Identifier: Apache-2.0
// A memory test: fill a buffer, damage it as a broken address line would, find out what is wrong and where it belongs.
//
// $ ./memory soft
// 1048576 words as generated
// 512 words differ, the first is number 65536: 8d84fba4ac3fa52a, which belongs to number 131072
#include <deltagen/deltagen.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 1 << 20 };
static const uint64_t seed = 42;

static int check(dg_device *dev, const uint64_t *buffer, dg_error *err)
{
    dg_synth_verdict verdict;
    int code = dg_synth_verify(dev, DG_FEISTEL, seed, 0, buffer, WORDS, &verdict, err);
    if (code != DG_OK)
        return code;
    if (verdict.mismatches == 0)
        printf("%d words as generated\n", WORDS);
    else
        printf("%" PRIu64 " words differ, the first is number %" PRIu64 ": %016" PRIx64
               ", which belongs to number %" PRIu64 "\n",
               verdict.mismatches, verdict.first, verdict.found, verdict.origin);
    return DG_OK;
}

int main(int argc, char **argv)
{
    dg_error err = {0};
    dg_device *dev = NULL;
    uint64_t *buffer = malloc(WORDS * sizeof *buffer);
    const dg_device_options options = {.size = sizeof options, .threads = 2};
    int code = buffer ? dg_device_open(argc > 1 ? argv[1] : "auto", &options, &dev, &err) : DG_ERR_MEMORY;
    if (code == DG_OK)
        code = dg_synth_run(dev, DG_FEISTEL, seed, 0, WORDS, buffer, &err);
    if (code == DG_OK)
        code = check(dev, buffer, &err);
    if (code == DG_OK) {
        memcpy(buffer + 65536, buffer + 131072, 512 * sizeof *buffer);
        code = check(dev, buffer, &err);
    }
    if (code != DG_OK)
        fprintf(stderr, "%s\n", err.message);
    dg_device_close(dev);
    free(buffer);
    return code != DG_OK;
}
