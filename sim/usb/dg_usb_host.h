// SPDX-License-Identifier: Apache-2.0
// The C face of the line host: a full-speed host controller and the hub port in front of it, on D+ and D- of a
// Verilated device, in a shared object: one symbol, dg_usb_host_entry, gives a table of functions. Time is that of the
// line and passes only in calls that say so. Whatever a real hub or host would not forgive is a violation, counted and
// told in words. Hosts are independent of each other; one host is used by one thread at a time. No function throws,
// exits or prints.
#ifndef DG_USB_HOST_H
#define DG_USB_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Raised when something in here changes its meaning. The structs grow at their ends only: `size` tells how far they go.
#define DG_USB_HOST_ABI 1u

struct dg_usb_host; // a host, a cable and a device

enum dg_usb_status {
    DG_USB_PENDING,
    DG_USB_OK,        // all of it, or an IN ended by a short packet
    DG_USB_STALL,     // the endpoint, or the request, is halted
    DG_USB_ERROR,     // three transactions in a row without an answer, or with a damaged one
    DG_USB_BABBLE,    // the device sent more than was asked for
    DG_USB_CANCELLED, // `actual` tells what had gone through
    DG_USB_RESET,     // by a reset of the bus: the device has no address any more
    DG_USB_GONE,      // detached
};

enum { DG_USB_PACKET_MAX = 64, DG_USB_SETUP_BYTES = 8 };

// Lives at the caller's, who leaves it alone from submit until completed gives it back. Endpoint numbers are those of
// descriptors (0x81 = IN 1); endpoint 0 is control, its direction bit 7 of setup[0].
struct dg_usb_transfer {
    uint8_t address, endpoint;
    uint8_t setup[DG_USB_SETUP_BYTES]; // endpoint 0; wLength is what the data stage goes by
    uint8_t *data;
    size_t length;       // bytes to send, or room
    uint16_t max_packet; // of the endpoint, 0 = 64
    bool zero_packet;    // bulk OUT: an empty packet behind a transfer that is a multiple of max_packet

    enum dg_usb_status status; // from here on: the host's
    size_t actual;             // bytes that went through
    uint64_t submitted_ps, completed_ps;
    void *user; // the caller's own
    struct dg_usb_transfer *next;
    uint32_t stage, errors;
};

// What is wrong with the line. Probabilities are 0 to 1; all randomness comes from the seed.
struct dg_usb_faults {
    size_t size; // of this struct, as the caller knows it
    uint64_t seed;
    double bit_error;         // for each bit of either direction to be another
    double handshake_lost;    // for each handshake of either direction
    double handshake_damaged; // likewise: it comes, with a bit turned
    double reset;             // for each transaction: a reset of the bus begins at a random bit of it
    double suspend;           // likewise: the bus falls silent until the device sleeps, then resumes
    int32_t offset_ppm;       // how much faster the device's clock is than the host's
    uint32_t jitter_ps;       // each edge of the host is early or late by up to that
    int32_t skew_ps;          // D- comes that much later than D+
    double dribble;           // for each packet of the host: a hub makes its last bit twice as long
};

// 0 = what the specification has hosts do; tests that need not wait say less.
struct dg_usb_times {
    uint32_t debounce_us; // from attach to the first reset: 100,000
    uint32_t reset_us;    // 10,000
    uint32_t recovery_us; // after reset and resume: 10,000
    uint32_t suspend_us;  // of a `suspend` fault: 5,000
    uint32_t resume_us;   // 20,000
    uint32_t address_us;  // after SET_ADDRESS: 2,000
};

struct dg_usb_config {
    size_t size;       // of this struct, as the caller knows it
    uint64_t uid;      // the device's `uid` input
    uint32_t clock_hz; // of the device's core, 0 = what it was built for
    struct dg_usb_times times;
};

enum { DG_USB_RESPONSE_BINS = 80, DG_USB_BINS_PER_BIT = 4 };

struct dg_usb_counters {
    uint64_t frames;             // SOFs sent
    uint64_t setups, outs, ins;  // transactions
    uint64_t acks, naks, stalls; // answers, to OUT and SETUP
    uint64_t in_data, in_naks, in_stalls;
    uint64_t silent;              // no answer within 18 bit times
    uint64_t damaged;             // answers that were not whole
    uint64_t repeated;            // IN data with the toggle of what was there before: acknowledged and dropped
    uint64_t bytes_out, bytes_in; // payload that counts
    uint64_t resets, suspends, resumes;
    uint64_t bits_hit, handshakes_lost, handshakes_damaged; // faults injected
    uint64_t violations;
    uint64_t response_max_ps;                // from the end of the host's packet to the first edge of the device's
    uint64_t response[DG_USB_RESPONSE_BINS]; // likewise, how often, in quarters of a bit time; the last holds all above
    uint64_t cuts;                           // resets and suspends that were faults
};

// In the order in which these do it, with the lengths that they ask for.
enum dg_usb_order { DG_USB_LINUX, DG_USB_WINDOWS, DG_USB_MACOS, DG_USB_FREEBSD, DG_USB_ORDERS };

struct dg_usb_host_api {
    size_t size;           // of this struct, as the shared object knows it
    uint32_t abi;          // DG_USB_HOST_ABI
    uint32_t clock_hz;     // of the core, where the configuration says nothing
    const char *model;     // what the device is
    const char *verilator; // version that built it

    // A device out of its power-on reset, its cable not plugged in. NULL where memory is short.
    struct dg_usb_host *(*create)(const struct dg_usb_config *config);
    void (*destroy)(struct dg_usb_host *host); // NULL is fine; transfers that pend are forgotten

    // ---- the cable and the port ----
    // attach lets time pass until the device shows its pull-up and `debounce_us` more; false where it does not within a
    // second. After detach every pending transfer is completed as GONE.
    bool (*attach)(struct dg_usb_host *host);
    void (*detach)(struct dg_usb_host *host);
    bool (*attached)(const struct dg_usb_host *host); // does the port see the pull-up?
    void (*reset)(struct dg_usb_host *host);          // with its recovery; pending transfers are completed as RESET
    void (*suspend)(struct dg_usb_host *host);        // no more SOFs; nothing is sent until resume
    void (*resume)(struct dg_usb_host *host);
    void (*set_faults)(struct dg_usb_host *host, const struct dg_usb_faults *faults); // from now on; NULL = none

    // ---- transfers ----
    // Those of one endpoint are done in the order in which they came, and the endpoints take turns. A bus that is
    // suspended does none.
    void (*submit)(struct dg_usb_host *host, struct dg_usb_transfer *transfer);
    void (*cancel)(struct dg_usb_host *host, struct dg_usb_transfer *transfer); // it comes out of `completed`
    struct dg_usb_transfer *(*completed)(struct dg_usb_host *host);             // the next one, NULL = none
    // Lets `ns` of line time pass, and what is under way at the end of it finish. Returns early, with transfers to
    // collect, if `until_completed`.
    void (*run)(struct dg_usb_host *host, uint64_t ns, bool until_completed);
    uint64_t (*now_ps)(const struct dg_usb_host *host);

    // The host's data toggles: of one endpoint (CLEAR_FEATURE(HALT)), of all but 0 (SET_CONFIGURATION, SET_INTERFACE).
    void (*reset_toggle)(struct dg_usb_host *host, uint8_t address, uint8_t endpoint);
    void (*reset_toggles)(struct dg_usb_host *host, uint8_t address);

    // A control transfer, waited for: up to a second of line time, else CANCELLED.
    enum dg_usb_status (*control)(struct dg_usb_host *host, uint8_t address, const uint8_t setup[DG_USB_SETUP_BYTES],
                                  void *data, size_t *actual);
    enum dg_usb_status (*set_address)(struct dg_usb_host *host, uint8_t from, uint8_t to);
    // Reset, address, descriptors, configuration 1. OK, or what the request gave that failed.
    enum dg_usb_status (*enumerate)(struct dg_usb_host *host, enum dg_usb_order order, uint8_t address);

    // ---- what happened ----
    void (*counters)(const struct dg_usb_host *host, struct dg_usb_counters *counters);
    const char *(*violation)(const struct dg_usb_host *host, size_t number); // NULL behind the last that is kept

    // Writes D+ and D- as a VCD until record_stop or destroy. 0, or -1 where the file cannot be written.
    int (*record_start)(struct dg_usb_host *host, const char *path);
    void (*record_stop)(struct dg_usb_host *host);

    // Does the port let anything through? From a reset on, until the cable is pulled or the device babbles: drives the
    // line where a frame ends. Transfers then fail as ERROR.
    bool (*enabled)(const struct dg_usb_host *host);
};

typedef const struct dg_usb_host_api *dg_usb_host_entry_fn(void);
#define DG_USB_HOST_ENTRY "dg_usb_host_entry" // the symbol's name

#ifdef __cplusplus
}
#endif
#endif
