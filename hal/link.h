// SPDX-License-Identifier: Apache-2.0
// A link: a stream of bytes each way between the library and one device.
// A new link is a folder in driver/ that defines a `const struct dg_link_type`, and two lines in driver/links.c.
//
// Links know nothing of frames. They may lose, repeat and damage bytes: the layer above repairs it. They must not
// block longer than they are told, and report a device that is gone as DG_ERR_LOST, at once and from then on.
// A link is used by one thread at a time.
#ifndef DG_LINK_H
#define DG_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <deltagen/device.h>

struct dg_link; // each type's own struct begins with a struct dg_link

// A device that can be opened, or not: as dg_device_listing says.
struct dg_link_listing {
    char name[96];
    char description[160];
    bool available;
};

struct dg_link_type {
    const char *name; // what stands before ':' in a device name
    bool automatic;   // "auto" may choose it: real hardware

    // Open the device that `rest` names (what follows ':', "" if nothing). Errors: ARGUMENT, NO_DEVICE, BUSY, LOST,
    // MEMORY, IO.
    int (*open)(const char *rest, struct dg_link **out, dg_error *err);

    // Take up to n bytes; *taken tells how many. Waits up to timeout_us for room for the first one. Errors: LOST.
    int (*send)(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                dg_error *err);

    // Give up to max bytes that have arrived; waits up to timeout_us *of the link's own time* for the first one (in
    // simulation: simulated time). *got = 0 means that the time has passed. Errors: LOST.
    int (*receive)(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us, dg_error *err);

    // Bring the line back to a known state; bytes under way may be lost. The device's state stays. Errors: LOST.
    int (*reset)(struct dg_link *link, dg_error *err);

    // The link is not used any more: free it.
    void (*close)(struct dg_link *link);

    // Only for links with `tunings`: bring the line to number k of them. Errors: IO (the port refuses it), LOST.
    int (*tune)(struct dg_link *link, unsigned k, dg_error *err);

    // Damage that the link's options had it do so far. NULL: there are no such options.
    uint64_t (*faults)(const struct dg_link *link);

    // Devices of this type that can be opened now: fills at most max entries, returns how many there are.
    size_t (*list)(struct dg_link_listing *out, size_t max);
};

struct dg_link {
    const struct dg_link_type *type;
    // Where nonces and session numbers come from: 0 = the operating system; else a seed, so that a simulation repeats
    // itself to the byte.
    uint64_t nonce_seed;
    // Where the line can be run in several ways (bit rates): how many, best first. Opening tries them until frames come
    // back whole (hal/remote/tune.h). 0 = there is nothing to choose, and no tune().
    unsigned tunings;
    unsigned rate;       // bits a second that the present one asks for, 0 = the link has no such thing
    size_t reply_credit; // bytes of replies that may be on their way to the host at once, 0 = any number
    const char *board;   // the only board that is welcome, NULL = any
};

// Opens the device that `rest` names, with the faults of driver/fault.h that its options ask for; a nonce_seed grows by
// their seed. Errors: those of open.
int dg_link_open(const struct dg_link_type *type, const char *rest, struct dg_link **out, dg_error *err);

// All link types, in the order in which "auto" prefers them, NULL at the end.
extern const struct dg_link_type *const dg_link_types[];

#endif
