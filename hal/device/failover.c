// SPDX-License-Identifier: Apache-2.0
// Failover: failover.h.
//
// The shadow is the table of a software device. It holds the effect of exactly those requests that have been handed
// back to the application, in the order of their submission. So when the device is lost, however much of the open
// requests it has run, they run on the shadow from the first one on: their results are those of their order, nothing
// is lost and nothing is done twice. A device that was reset has lost its table and counts as lost.
#include "failover.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/error.h"
#include "soft.h"

enum { READ_SLICE_US = 1000 };

// A request under way: the device gets a copy, so that the application's own can still run in software.
struct entry {
    dg_request copy; // first, so that the device's request is the entry
    dg_request *request;
    uint64_t folded; // result of a FOLD
    bool answered;
    dg_error why; // it failed; DG_OK where it did not
    struct entry *next;
};

struct failover {
    struct dg_backend base;
    struct dg_backend *device; // NULL once it is lost
    struct dg_backend *shadow;
    dg_error lost;       // why it is lost; DG_OK while it is not
    struct entry *first; // not handed back yet, in the order of submission
    struct entry **end;
};

static void note_loss(struct failover *f, const dg_error *why)
{
    if (f->lost.code == DG_OK && dg_is_loss(why->code))
        f->lost = *why;
}

// dg_backend.complete of the device's backend.
static void device_complete(void *owner, dg_request *copy, const dg_error *why)
{
    struct entry *entry = (struct entry *)copy;
    entry->answered = true;
    if (!why)
        return;
    entry->why = *why;
    note_loss(owner, why);
}

// dg_backend.complete of the shadow: software runs the application's own request.
static void shadow_complete(void *owner, dg_request *request, const dg_error *why)
{
    struct failover *f = owner;
    f->base.complete(f->base.owner, request, why);
}

static struct entry *take_first(struct failover *f)
{
    struct entry *entry = f->first;
    f->first = entry->next;
    if (!f->first)
        f->end = &f->first;
    return entry;
}

static void hand_back_first(struct failover *f, const dg_error *why)
{
    struct entry *entry = take_first(f);
    f->base.complete(f->base.owner, entry->request, why);
    free(entry);
}

// Hand back what the device has done, up to the first request that it has not.
static void hand_back(struct failover *f)
{
    for (struct entry *entry; (entry = f->first) != NULL && entry->answered;) {
        if (dg_is_loss(entry->why.code))
            break;
        if (entry->why.code != DG_OK) {
            hand_back_first(f, &entry->why);
            continue;
        }
        if (entry->copy.op == DG_OP_FOLD && entry->request->out)
            dg_store64(entry->request->out, entry->folded);
        entry->copy.out = NULL; // the device has written it
        dg_soft_follow(f->shadow, &entry->copy, entry->folded);
        hand_back_first(f, NULL);
    }
}

static void go_on_in_software(struct failover *f)
{
    f->device->type->close(f->device);
    f->device = NULL;
    f->base.info.failed_over = true;
    f->base.event(f->base.owner, DG_DEVICE_EVENT_FAILOVER, &f->lost);
    while (f->first) {
        struct entry *entry = take_first(f);
        f->shadow->type->submit(f->shadow, entry->request);
        free(entry);
    }
}

// After every call of the device's backend.
static void settle(struct failover *f)
{
    hand_back(f);
    if (f->lost.code != DG_OK)
        go_on_in_software(f);
}

static void submit(struct dg_backend *be, dg_request *request)
{
    struct failover *f = (struct failover *)be;
    if (!f->device) {
        f->shadow->type->submit(f->shadow, request);
        return;
    }
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry) {
        dg_error why;
        (void)dg_fail(&why, DG_ERR_MEMORY, "no memory to keep a request (%zu bytes)", sizeof *entry);
        f->base.complete(f->base.owner, request, &why);
        return;
    }
    entry->copy = *request;
    if (request->op == DG_OP_FOLD)
        entry->copy.out = &entry->folded;
    entry->request = request;
    *f->end = entry;
    f->end = &entry->next;
    f->device->type->submit(f->device, &entry->copy);
    settle(f);
}

static int work(struct dg_backend *be, uint32_t timeout_us, dg_error *err)
{
    (void)err;
    struct failover *f = (struct failover *)be;
    dg_error why;
    if (!f->device)
        return DG_OK;
    if (f->device->type->work(f->device, timeout_us, &why) != DG_OK)
        note_loss(f, &why);
    settle(f);
    return DG_OK;
}

static int counters(struct dg_backend *be, dg_device_counters *out, dg_error *err)
{
    struct failover *f = (struct failover *)be;
    if (f->device) {
        dg_error why;
        int code = f->device->type->counters(f->device, out, &why);
        if (code != DG_OK)
            note_loss(f, &why);
        settle(f);
        if (f->device)
            return code == DG_OK ? code : dg_pass_error(err, &why);
    }
    return f->shadow->type->counters(f->shadow, out, err);
}

static void close_failover(struct dg_backend *be)
{
    struct failover *f = (struct failover *)be;
    if (f->device)
        f->device->type->close(f->device);
    dg_error why;
    (void)dg_fail(&why, DG_ERR_LOST, "%.80s was closed before it ran this", f->base.info.name);
    while (f->first)
        hand_back_first(f, &why);
    f->shadow->type->close(f->shadow);
    free(f);
}

// The device's contexts into the shadow.
static int read_shadow(struct failover *f, dg_error *err)
{
    uint8_t contexts[DG_TABLE_CONTEXTS_MAX];
    for (unsigned i = 0; i < DG_TABLE_CONTEXTS_MAX; i++)
        contexts[i] = (uint8_t)i;
    struct entry entry = {
        .copy = {
            .op = DG_OP_STAT, .contexts = contexts, .n = f->device->info.contexts, .out = dg_soft_table(f->shadow)}};
    f->device->type->submit(f->device, &entry.copy);
    dg_error why;
    while (!entry.answered)
        if (f->device->type->work(f->device, READ_SLICE_US, &why) != DG_OK && !entry.answered)
            return dg_pass_error(err, &why);
    return entry.why.code == DG_OK ? DG_OK : dg_pass_error(err, &entry.why);
}

int dg_failover_open(struct dg_backend *device, unsigned threads, struct dg_backend **out, dg_error *err)
{
    static const struct dg_backend_type type = {"failover", submit, work, counters, close_failover};
    struct failover *f = calloc(1, sizeof *f);
    if (!f) {
        device->type->close(device);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for failover (%zu bytes)", sizeof *f);
    }
    *f = (struct failover){.base = {.type = &type, .info = device->info}, .device = device, .end = &f->first};
    device->complete = device_complete;
    device->owner = f;
    int code = dg_soft_open("", threads, &f->shadow, err);
    if (code == DG_OK) {
        f->shadow->complete = shadow_complete;
        f->shadow->owner = f;
        code = read_shadow(f, err);
    }
    if (code != DG_OK) {
        device->type->close(device);
        if (f->shadow)
            f->shadow->type->close(f->shadow);
        free(f);
        return code;
    }
    *out = &f->base;
    return DG_OK;
}
