// SPDX-License-Identifier: Apache-2.0
// The synchronous calls on the synthesizer: deltagen/synth.h. Each is one request.
#include <deltagen/synth.h>

#include "device.h"

static int run(dg_device *dev, dg_request *request, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    return code == DG_OK ? dg_run(dev, request, err) : code;
}

int dg_synth_run(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out, dg_error *err)
{
    dg_request request = {.op = DG_OP_SYNTH_RUN, .kind = kind, .seed = seed, .base = base, .n = count, .out = out};
    return run(dev, &request, err);
}

int dg_synth_list(dg_device *dev, dg_kind kind, uint64_t seed, const uint64_t *addrs, size_t n, void *out,
                  dg_error *err)
{
    dg_request request = {.op = DG_OP_SYNTH_LIST, .kind = kind, .seed = seed, .in = addrs, .n = n, .out = out};
    return run(dev, &request, err);
}

int dg_synth_fold(dg_device *dev, unsigned context, dg_kind kind, uint64_t seed, uint64_t base, uint64_t count,
                  uint64_t *folded, dg_error *err)
{
    dg_request request = {
        .op = DG_OP_FOLD, .context = context, .kind = kind, .seed = seed, .base = base, .n = count, .out = folded};
    return run(dev, &request, err);
}

int dg_synth_verify(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, const void *data, size_t count,
                    dg_synth_verdict *out, dg_error *err)
{
    dg_request request = {
        .op = DG_OP_VERIFY, .kind = kind, .seed = seed, .base = base, .in = data, .n = count, .out = out};
    return run(dev, &request, err);
}
