// SPDX-License-Identifier: Apache-2.0
// The sim link: the Verilated core in this process, and bytes straight into and out of it, or over a simulated line.
// Time is the core's clock, which stands still between calls. Every open makes a core of its own.
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/environment.h"
#include "base/error.h"
#include "base/options.h"
#include "base/signals.h"
#include "fault.h"
#include "library.h"
#include "link.h"

enum {
    QUEUE_MAX = 65536, // bytes on their way to the core
    NONCES = 0x51D0,   // their seed: the same run gives the same ones
    OFFSET_PPM_MAX = 10000,
};
#define LINE_OPTIONS "biterror= handshake= suspend= (probabilities, 0 to 1), offset_ppm= (-10000 to 10000)"

struct sim_link {
    struct dg_link base;
    const struct dg_sim_api *api;
    struct dg_sim *core;
    uint8_t queue[QUEUE_MAX];
    size_t queued;
};

static struct sim_link *sim_of(struct dg_link *link)
{
    return (struct sim_link *)link;
}

// A device that breaks the rules of its line is none: it must not look as if all were well.
static int judge(const struct sim_link *s, dg_error *err)
{
    const char *violation = s->api->violation ? s->api->violation(s->core) : NULL;
    return violation ? dg_fail(err, DG_ERR_LOST, "sim: the device breaks the rules of its line: %.160s", violation)
                     : DG_OK;
}

static int send_bytes(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                      dg_error *err)
{
    (void)timeout_us; // more than the credit of any core fits: no need to let time pass
    struct sim_link *s = sim_of(link);
    *taken = n < QUEUE_MAX - s->queued ? n : QUEUE_MAX - s->queued;
    memcpy(s->queue + s->queued, bytes, *taken);
    s->queued += *taken;
    return judge(s, err);
}

static int receive_bytes(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                         dg_error *err)
{
    struct sim_link *s = sim_of(link);
    // At least one: to a caller that only looks, time must pass too.
    uint64_t clocks = (uint64_t)timeout_us * s->api->clock_hz / 1000000u;
    size_t taken = 0;
    s->api->run(s->core, s->queue, s->queued, &taken, bytes, max, got, clocks > 0 ? clocks : 1);
    s->queued -= taken;
    memmove(s->queue, s->queue + taken, s->queued);
    return judge(s, err);
}

static int reset(struct dg_link *link, dg_error *err)
{
    struct sim_link *s = sim_of(link);
    s->queued = 0;
    if (s->api->reset)
        s->api->reset(s->core);
    return judge(s, err);
}

static uint64_t faults(const struct dg_link *link)
{
    const struct sim_link *s = (const struct sim_link *)link;
    return s->api->faults ? s->api->faults(s->core) : 0;
}

static void close_link(struct dg_link *link)
{
    struct sim_link *s = sim_of(link);
    if (s->core)
        s->api->destroy(s->core);
    free(s);
}

// What stands behind "sim:".
struct wish {
    struct dg_option model, library, trace; // "" where nothing is said
    struct dg_option line;                  // the last that only a model with a line can do
    struct dg_sim_config config;
};

static int start_trace(struct sim_link *s, const char *path, dg_error *err)
{
    if (s->api->trace_start(s->core, path) == 0)
        return DG_OK;
    return dg_fail(err, DG_ERR_IO, "sim: cannot write the trace %.100s that trace= or %s asks for", path,
                   DG_VARIABLE_SIM_TRACE);
}

// The environment speaks to all cores of the process: file.fst for the first that is opened, file.2.fst for the second.
static int start_numbered_trace(struct sim_link *s, const char *file, dg_error *err)
{
    static atomic_uint cores; // all that they share
    unsigned number = 1 + atomic_fetch_add(&cores, 1);
    const char *dot = strrchr(file, '.');
    int stem = (int)(dot ? dot - file : (long)strlen(file));
    char path[PATH_MAX + 1]; // a longer one comes cut, and is too long all the same
    if (number == 1)
        (void)snprintf(path, sizeof path, "%s", file);
    else
        (void)snprintf(path, sizeof path, "%.*s.%u%s", stem, file, number, file + stem);
    return start_trace(s, path, err);
}

static int start(struct sim_link *s, const struct wish *wish, dg_error *err)
{
    const char *place = wish->library.value[0] != '\0' ? wish->library.value : NULL;
    const char *trace = dg_environment(DG_VARIABLE_SIM_TRACE);
    sigset_t before;
    int code = dg_sim_library_load(wish->model.value, place, &s->api, err);
    if (code != DG_OK)
        return code;
    if (wish->line.key[0] != '\0' && !s->api->has_line)
        return dg_fail(err, DG_ERR_ARGUMENT, "sim: %s= is for a model with a line: link=usb", wish->line.key);
    // The model starts no thread; what Verilator's run-time library starts one day shall take no signals.
    dg_signals_block(&before);
    s->core = s->api->create(&wish->config);
    dg_signals_restore(&before);
    if (!s->core)
        return dg_fail(err, DG_ERR_MEMORY, "sim: no memory for a core");
    if (wish->trace.value[0] != '\0')
        return start_trace(s, wish->trace.value, err);
    return trace ? start_numbered_trace(s, trace, err) : DG_OK;
}

// Takes an option of the line. *good: its value will do.
static bool take_line_option(struct wish *wish, const struct dg_option *option, bool *good)
{
    const struct {
        const char *key;
        double *probability;
    } keys[] = {{"biterror", &wish->config.bit_error},
                {"handshake", &wish->config.handshake},
                {"suspend", &wish->config.suspend}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(option->key, keys[i].key) == 0) {
            wish->line = *option;
            *good = dg_option_probability(option, keys[i].probability);
            return true;
        }
    }
    if (strcmp(option->key, "offset_ppm") != 0)
        return false;
    uint64_t ppm = 0;
    bool negative = option->value[0] == '-';
    struct dg_option number = *option;
    memmove(number.value, option->value + negative, strlen(option->value + negative) + 1);
    *good = dg_option_number(&number, &ppm) && ppm <= OFFSET_PPM_MAX;
    wish->config.offset_ppm = negative ? -(int32_t)ppm : (int32_t)ppm;
    wish->line = *option;
    return true;
}

static int parse(const char *rest, struct wish *wish, dg_error *err)
{
    struct dg_option option;
    while (dg_option_next(&rest, &option)) {
        bool good = true;
        bool file = strcmp(option.key, "library") == 0 || strcmp(option.key, "trace") == 0;
        if (file && dg_rights_are_raised()) // whoever gave the name must choose neither code nor what is overwritten
            return dg_fail(err, DG_ERR_ARGUMENT, "sim: %s= is not for a program with raised rights", option.key);
        if (strcmp(option.key, "model") == 0 || (strcmp(option.key, "link") == 0 && strcmp(option.value, "usb") == 0))
            wish->model = option; // the model with that line has its name
        else if (file)
            *(option.key[0] == 'l' ? &wish->library : &wish->trace) = option;
        else if (!take_line_option(wish, &option, &good))
            return dg_fail(err, DG_ERR_ARGUMENT,
                           "sim: \"%.15s=%.47s\" is no option; there are model=, library=, trace=, "
                           "link=usb, %s, %s",
                           option.key, option.value, LINE_OPTIONS, DG_FAULT_OPTIONS);
        else if (!good)
            return dg_fail(err, DG_ERR_ARGUMENT, "sim: \"%.15s=%.47s\" will not do; a line has %s", option.key,
                           option.value, LINE_OPTIONS);
    }
    return DG_OK;
}

static int open_link(const char *rest, struct dg_link **out, dg_error *err)
{
    extern const struct dg_link_type dg_sim_link;
    struct wish wish = {.model.value = "default", .config.size = sizeof wish.config};
    int code = parse(rest, &wish, err);
    if (code != DG_OK)
        return code;
    struct sim_link *s = calloc(1, sizeof *s);
    if (!s)
        return dg_fail(err, DG_ERR_MEMORY, "sim: no memory for a link");
    s->base = (struct dg_link){.type = &dg_sim_link, .nonce_seed = NONCES};
    code = start(s, &wish, err);
    if (code != DG_OK) {
        close_link(&s->base);
        return code;
    }
    *out = &s->base;
    return DG_OK;
}

static size_t list(struct dg_link_listing *out, size_t max)
{
    static const struct {
        const char *name, *model, *description;
    } models[] = {{"sim", "default", "the core in simulation, as large as it gets"},
                  {"sim:model=small", "small", "the core in simulation, as small boards have it"},
                  {"sim:link=usb", "usb", "the core in simulation, behind USB and a host on its line"}};
    size_t n = sizeof models / sizeof *models;
    for (size_t i = 0; i < n && i < max; i++) {
        out[i] = (struct dg_link_listing){.available = dg_sim_library_found(models[i].model)};
        (void)snprintf(out[i].name, sizeof out[i].name, "%s", models[i].name);
        (void)snprintf(out[i].description, sizeof out[i].description, "%s%s", models[i].description,
                       out[i].available ? "" : ": its model is not built (`make sim`)");
    }
    return n;
}

const struct dg_link_type dg_sim_link = {
    .name = "sim",
    .open = open_link,
    .send = send_bytes,
    .receive = receive_bytes,
    .reset = reset,
    .close = close_link,
    .faults = faults,
    .list = list,
};
