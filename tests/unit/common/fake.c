// SPDX-License-Identifier: Apache-2.0
// fake.h
#include "fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "base/error.h"
#include "link.h"

struct fake fake;

enum { QUEUE = 2048 };

struct device {
    struct dg_backend base;
    struct pending {
        dg_request *request;
        void *output; // what it will write when it answers
    } queue[QUEUE];   // open, oldest first
    size_t n;
    dg_error dead;
};

void fake_reset(void)
{
    fake = (struct fake){
        .capabilities = 0x3f | DG_CAP_TABLE | DG_CAP_FOLD | DG_CAP_VERIFY,
        .contexts = DG_TABLE_CONTEXTS_MAX,
        .dies_at = FAKE_IMMORTAL,
        .dies_of = DG_ERR_LOST,
    };
}

static void complete(struct device *d, size_t which, const dg_error *result)
{
    dg_request *request = d->queue[which].request;
    void *output = d->queue[which].output;
    memmove(&d->queue[which], &d->queue[which + 1], (d->n - which - 1) * sizeof d->queue[0]);
    d->n--;
    if (result->code == DG_OK && request->out)
        memcpy(request->out, output, reference_output(request));
    free(output);
    d->base.complete(d->base.owner, request, result->code != DG_OK ? result : NULL);
}

// Count a step; true once the device is dead. It leaves half-written outputs behind.
static bool dies(struct device *d)
{
    if (fake.steps++ == fake.dies_at) {
        dg_fail(&d->dead, fake.dies_of, "the fake device dies at step %ld", fake.dies_at);
        while (d->n > 0) {
            dg_request *request = d->queue[0].request;
            if (request->out)
                memset(request->out, 0xee, reference_output(request));
            complete(d, 0, &d->dead);
        }
    }
    return d->dead.code != DG_OK;
}

static void answer_one(struct device *d)
{
    dg_error done = {.code = DG_OK};
    unsigned n = fake.answers++;
    dg_code code = n < sizeof fake.first / sizeof *fake.first ? fake.first[n] : DG_OK;
    if (fake.refuses != DG_OK)
        dg_fail(&done, fake.refuses, "the fake device refuses");
    else if (code != DG_OK)
        dg_fail(&done, code, "answer %u fails", n);
    complete(d, fake.reversed ? d->n - 1 : 0, &done);
}

static void submit(struct dg_backend *be, dg_request *request)
{
    struct device *d = (struct device *)be;
    fake.submitted++;
    if (d->n == QUEUE)
        abort(); // the library must keep the queue bounded
    struct pending *pending = &d->queue[d->n++];
    *pending = (struct pending){.request = request, .output = malloc(reference_output(request) + 1)};
    if (!pending->output) {
        dg_error why;
        dg_fail(&why, DG_ERR_MEMORY, "no memory for the fake device");
        complete(d, d->n - 1, &why);
        return;
    }
    if (d->dead.code != DG_OK) {
        complete(d, d->n - 1, &d->dead);
        return;
    }
    if (dies(d))
        return;
    if (fake.refuses == DG_OK)
        reference_run(&fake.table, request, request->out ? pending->output : NULL);
    if (dies(d))
        return;
    if (!fake.holds && !fake.stuck)
        answer_one(d);
}

static int work(struct dg_backend *be, uint32_t timeout_us, dg_error *err)
{
    struct device *d = (struct device *)be;
    (void)timeout_us;
    if (d->dead.code == DG_OK && !dies(d) && d->n > 0 && !fake.stuck) {
        do
            answer_one(d);
        while (fake.at_once && d->n > 0);
        (void)dies(d);
    }
    return d->dead.code != DG_OK ? dg_pass_error(err, &d->dead) : DG_OK;
}

static int counters(struct dg_backend *be, dg_device_counters *out, dg_error *err)
{
    struct device *d = (struct device *)be;
    if (d->dead.code != DG_OK || dies(d))
        return dg_pass_error(err, &d->dead);
    *out = (dg_device_counters){.clocks = 1234};
    return DG_OK;
}

static void close_backend(struct dg_backend *be)
{
    struct device *d = (struct device *)be;
    dg_error closed;
    dg_fail(&closed, DG_ERR_LOST, "the fake device is closed");
    while (d->n > 0)
        complete(d, 0, &closed);
    fake.closed++;
    free(d);
}

int dg_remote_open(const char *name, struct dg_link *link, const dg_device_options *options, struct dg_backend **out,
                   dg_error *err)
{
    static const struct dg_backend_type type = {"fake", submit, work, counters, close_backend};
    (void)link;
    fake.options = *options;
    if (fake.session_code != DG_OK)
        return dg_fail(err, fake.session_code, "the fake device has no session");
    struct device *d = calloc(1, sizeof *d);
    if (!d)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for the fake device");
    d->base.type = &type;
    d->base.info =
        (dg_device_info){.name = name, .backend = "fake", .capabilities = fake.capabilities, .contexts = fake.contexts};
    *out = &d->base;
    fake.opened++;
    return DG_OK;
}

static void close_link(struct dg_link *link)
{
    (void)link;
}

static int open_link(const char *rest, struct dg_link **out, dg_error *err)
{
    static const struct dg_link_type type = {.name = "fake", .close = close_link};
    static struct dg_link link = {.type = &type};
    size_t which = 0;
    for (size_t i = 0; i < fake.boards_listed; i++)
        if (strcmp(rest, strchr(fake.boards[i].name, ':') + 1) == 0)
            which = i;
    (void)snprintf(fake.rest, sizeof fake.rest, "%s", rest);
    if (fake.open_code[which] != DG_OK)
        return dg_fail(err, fake.open_code[which], "the fake link %s does not open", rest);
    *out = &link;
    return DG_OK;
}

static size_t list_boards(struct dg_link_listing *out, size_t max)
{
    for (size_t i = 0; i < max && i < fake.boards_listed; i++)
        out[i] = fake.boards[i];
    return max == 0 ? fake.boards_listed - fake.boards_come : fake.boards_listed;
}

static size_t list_fake(struct dg_link_listing *out, size_t max)
{
    if (max > 0)
        out[0] = (struct dg_link_listing){.name = "fake", .description = "a fake", .available = true};
    return 1;
}

static const struct dg_link_type board = {.name = "board", .automatic = true, .open = open_link, .list = list_boards};
static const struct dg_link_type plain = {.name = "fake", .open = open_link, .list = list_fake};

const struct dg_link_type *const dg_link_types[] = {&plain, &board, NULL};
