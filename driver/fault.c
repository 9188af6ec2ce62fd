// SPDX-License-Identifier: Apache-2.0
// A link that damages what goes through another one: fault.h.
#include "fault.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"

enum {
    FLAG = 0x7E,       // ends a frame on the line
    CHUNK_MAX = 16384, // what is longer without a flag is judged as if it were a frame
    READY_MAX = 2 * CHUNK_MAX,
    RAW_MAX = 4096,
};

struct direction {
    uint8_t chunk[CHUNK_MAX]; // the frame that is coming in
    size_t chunk_bytes;
    uint8_t ready[READY_MAX]; // what goes on
    size_t ready_bytes, ready_taken;
    uint64_t random;
};

struct fault_link {
    struct dg_link base;
    struct dg_link_type type; // of base
    struct dg_link *inner;
    struct dg_fault_options faults;
    uint64_t frames_sent, made; // faults
    bool dead;
    struct direction to_device, to_host;
    uint8_t raw[RAW_MAX]; // what the inner link gave
    size_t raw_bytes, raw_taken;
};

static struct fault_link *fault_of(struct dg_link *link)
{
    return (struct fault_link *)link;
}

// splitmix64
static uint64_t draw(struct direction *d)
{
    uint64_t z = d->random += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static bool happens(struct direction *d, double probability)
{
    return (double)(draw(d) >> 11) * 0x1p-53 < probability;
}

static void empty(struct direction *d)
{
    d->chunk_bytes = 0;
    d->ready_bytes = d->ready_taken = 0;
}

static void forward(struct direction *d, const uint8_t *bytes, size_t n)
{
    memcpy(d->ready + d->ready_bytes, bytes, n);
    d->ready_bytes += n;
}

static int reset_both(struct fault_link *f, dg_error *err)
{
    empty(&f->to_device);
    empty(&f->to_host);
    f->raw_bytes = f->raw_taken = 0;
    return f->inner->type->reset(f->inner, err);
}

// A whole frame is in d->chunk, and d->ready is empty: decide what becomes of it.
static int judge(struct fault_link *f, struct direction *d, dg_error *err)
{
    const struct dg_fault_options *p = &f->faults;
    uint8_t frame[CHUNK_MAX];
    size_t n = d->chunk_bytes;
    memcpy(frame, d->chunk, n);
    d->chunk_bytes = 0;
    if (happens(d, p->reset)) {
        f->made++;
        int code = reset_both(f, err);
        forward(d, frame, draw(d) % n);
        return code;
    }
    if (happens(d, p->drop)) {
        f->made++;
        return DG_OK;
    }
    if (happens(d, p->corrupt)) {
        f->made++;
        frame[draw(d) % n] ^= (uint8_t)(1 + draw(d) % 255);
    }
    if (happens(d, p->truncate)) {
        f->made++;
        n = draw(d) % n;
        if (draw(d) % 2 == 0)
            frame[n++] = FLAG;
    }
    forward(d, frame, n);
    if (happens(d, p->dup)) {
        f->made++;
        forward(d, frame, n);
    }
    return DG_OK;
}

// Takes bytes until a frame is whole and its fate decided, or all are taken. Flags between frames pass.
static int absorb(struct fault_link *f, struct direction *d, const uint8_t *bytes, size_t n, size_t *taken,
                  dg_error *err)
{
    d->ready_bytes = d->ready_taken = 0;
    *taken = 0;
    while (*taken < n) {
        uint8_t byte = bytes[(*taken)++];
        if (byte == FLAG && d->chunk_bytes == 0) {
            forward(d, &byte, 1);
            return DG_OK;
        }
        d->chunk[d->chunk_bytes++] = byte;
        if (byte != FLAG && d->chunk_bytes < CHUNK_MAX)
            continue;
        f->frames_sent += d == &f->to_device;
        return judge(f, d, err);
    }
    return DG_OK;
}

static int lost(const struct fault_link *f, dg_error *err)
{
    return dg_fail(err, DG_ERR_LOST, "the device is gone after %llu frames, as the option die= asks for",
                   (unsigned long long)f->faults.die);
}

// What is ready for the device, as far as the inner link takes it.
static int pass_on(struct fault_link *f, uint32_t timeout_us, dg_error *err)
{
    struct direction *d = &f->to_device;
    size_t step = 1;
    while (d->ready_taken < d->ready_bytes && step > 0) {
        int code = f->inner->type->send(f->inner, d->ready + d->ready_taken, d->ready_bytes - d->ready_taken, &step,
                                        timeout_us, err);
        if (code != DG_OK)
            return code;
        d->ready_taken += step;
    }
    f->dead = f->faults.die != 0 && f->frames_sent >= f->faults.die && d->ready_taken == d->ready_bytes;
    return DG_OK;
}

static int send_bytes(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                      dg_error *err)
{
    struct fault_link *f = fault_of(link);
    struct direction *d = &f->to_device;
    *taken = 0;
    if (f->dead)
        return lost(f, err);
    for (;;) {
        size_t step = 0;
        int code = pass_on(f, timeout_us, err);
        if (code != DG_OK || d->ready_taken < d->ready_bytes || *taken == n || f->dead)
            return code;
        code = absorb(f, d, bytes + *taken, n - *taken, &step, err);
        *taken += step;
        if (code != DG_OK)
            return code;
    }
}

static int receive_bytes(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                         dg_error *err)
{
    struct fault_link *f = fault_of(link);
    struct direction *d = &f->to_host;
    *got = 0;
    if (f->dead)
        return lost(f, err);
    int code = pass_on(f, 0, err);
    while (code == DG_OK && d->ready_taken == d->ready_bytes) {
        size_t step = 0;
        if (f->raw_taken == f->raw_bytes) {
            f->raw_taken = 0;
            code = f->inner->type->receive(f->inner, f->raw, RAW_MAX, &f->raw_bytes, timeout_us, err);
            if (code != DG_OK || f->raw_bytes == 0)
                return code;
        }
        size_t from = f->raw_taken, n = f->raw_bytes - from;
        code = absorb(f, d, f->raw + from, n, &step, err);
        f->raw_taken = f->raw_bytes == 0 ? 0 : from + step; // a reset has emptied raw
    }
    if (code != DG_OK)
        return code;
    *got = d->ready_bytes - d->ready_taken < max ? d->ready_bytes - d->ready_taken : max;
    memcpy(bytes, d->ready + d->ready_taken, *got);
    d->ready_taken += *got;
    return DG_OK;
}

static int reset(struct dg_link *link, dg_error *err)
{
    struct fault_link *f = fault_of(link);
    return f->dead ? lost(f, err) : reset_both(f, err);
}

static int tune(struct dg_link *link, unsigned k, dg_error *err)
{
    struct fault_link *f = fault_of(link);
    int code = f->dead ? lost(f, err) : f->inner->type->tune(f->inner, k, err);
    link->rate = f->inner->rate;
    return code;
}

static uint64_t faults_made(const struct dg_link *link)
{
    const struct fault_link *f = (const struct fault_link *)link;
    return f->made + (f->inner->type->faults ? f->inner->type->faults(f->inner) : 0);
}

static void close_link(struct dg_link *link)
{
    struct fault_link *f = fault_of(link);
    f->inner->type->close(f->inner);
    free(f);
}

int dg_fault_wrap(const struct dg_fault_options *faults, struct dg_link **link, dg_error *err)
{
    if (faults->drop + faults->dup + faults->corrupt + faults->truncate + faults->reset == 0 && faults->die == 0)
        return DG_OK;
    struct fault_link *f = calloc(1, sizeof *f);
    if (!f) {
        (*link)->type->close(*link);
        *link = NULL;
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a faulty link");
    }
    f->inner = *link;
    f->faults = *faults;
    f->type = *(*link)->type; // what stands in it beside the calls is the same
    f->type.open = NULL;
    f->type.send = send_bytes;
    f->type.receive = receive_bytes;
    f->type.reset = reset;
    f->type.close = close_link;
    f->type.tune = tune;
    f->type.faults = faults_made;
    f->base = **link; // so is what is known of the line
    f->base.type = &f->type;
    f->to_device.random = 2 * faults->seed;
    f->to_host.random = 2 * faults->seed + 1;
    *link = &f->base;
    return DG_OK;
}

// Takes an option that is one of faults'. *good: its value will do.
static bool take_option(struct dg_fault_options *faults, const struct dg_option *option, bool *good)
{
    const struct {
        const char *key;
        double *probability;
        uint64_t *number;
    } keys[] = {{"drop", &faults->drop, NULL},       {"dup", &faults->dup, NULL},
                {"corrupt", &faults->corrupt, NULL}, {"truncate", &faults->truncate, NULL},
                {"reset", &faults->reset, NULL},     {"seed", NULL, &faults->seed},
                {"die", NULL, &faults->die}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(option->key, keys[i].key) != 0)
            continue;
        *good = keys[i].number ? dg_option_number(option, keys[i].number)
                               : dg_option_probability(option, keys[i].probability);
        return true;
    }
    return false;
}

// The options that are not faults' are copied to `others`.
static int take_options(const char *type, const char *rest, char *others, struct dg_fault_options *faults,
                        dg_error *err)
{
    struct dg_option option;
    size_t n = 0;
    bool good = true, taken = false;
    for (const char *next = rest; dg_option_next(&next, &option); rest = next) {
        taken = take_option(faults, &option, &good);
        if (!taken) {
            memcpy(others + n, rest, (size_t)(next - rest));
            n += (size_t)(next - rest);
        } else if (!good) {
            return dg_fail(err, DG_ERR_ARGUMENT, "%s: \"%s=%.80s\" will not do; faults are %s", type, option.key,
                           option.value, DG_FAULT_OPTIONS);
        }
    }
    if (taken && n > 0) // the comma before it
        n--;
    others[n] = '\0';
    return DG_OK;
}

int dg_link_open(const struct dg_link_type *type, const char *rest, struct dg_link **out, dg_error *err)
{
    struct dg_fault_options faults = {0};
    char *others = malloc(strlen(rest) + 1);
    if (!others)
        return dg_fail(err, DG_ERR_MEMORY, "%s: no memory for its name", type->name);
    int code = take_options(type->name, rest, others, &faults, err);
    if (code == DG_OK)
        code = type->open(others, out, err);
    free(others);
    if (code == DG_OK && (*out)->nonce_seed != 0)
        (*out)->nonce_seed += faults.seed;
    return code == DG_OK ? dg_fault_wrap(&faults, out, err) : code;
}
