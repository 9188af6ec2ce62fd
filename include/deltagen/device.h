// SPDX-License-Identifier: Apache-2.0
/**
 * @file device.h
 * Opening a device, what it is, what it counted.
 *
 * A device is named by a string, one program for all of them. Options follow a colon, with a comma between them:
 *
 *     soft                      this CPU
 *     soft:kernels=avx2,threads=8
 *     sim                       the Verilated core in this process
 *     sim:model=small,library=FOLDER,trace=FILE.fst
 *     sim:link=usb              the same behind USB; also biterror= handshake= suspend= (probabilities), offset_ppm=
 *     tty                       the only known board on a serial port
 *     tty:/dev/ttyUSB1          the board on this port; behind a comma rate=BITS_A_SECOND and board=NAME
 *     tty:path=1-2.3            the board on this USB socket; also usb=0403:6010, serial=NUMBER, board=NAME
 *     usb                       the only board that is on USB by itself, without a bridge
 *     usb:0123456789ABCDEF      the one with that serial number
 *     usb:path=1-2.3            the one on this USB socket
 *     auto                      the hardware that is there and not in use, an error if there are several; else soft
 *
 * soft computes with the fastest instructions that this CPU has, or with kernels=scalar, avx2, avx512 or neon. The bits
 * are the same.
 *
 * A device behind a link takes faults as options too, behind its own: sim:drop=0.01,dup=0.01,corrupt=0.01,
 * truncate=0.01,reset=0.001,seed=7 or tty:/dev/ttyUSB1,drop=0.01. They are the probabilities that a frame, either way,
 * vanishes, comes twice, has a wrong byte, is cut, or that the link is reset in the middle of it; seed makes them
 * repeatable; die=1000 loses the device after so many frames sent. Nothing is lost but time, and with die the device.
 *
 * Environment: it says what a name does not say. It is read by dg_device_open, dg_device_list, dg_fingerprint,
 * dg_cell_run, dg_cell_list and what reads a memory of genmem.h; no other thread may change it meanwhile. In a name, no
 * value may have a comma.
 *
 *     DELTAGEN_KERNELS          as soft:kernels=, and for what has no device
 *     DELTAGEN_SIM              as sim:library=: the folder of the models, or the file of one
 *     DELTAGEN_SIM_TRACE        as sim:trace=, for each core that is opened: FILE.fst, FILE.2.fst, ...
 *
 * What the name says goes before dg_device_options, and that before the environment. A process with more rights than
 * its caller (setuid, setgid, file capabilities) has no environment as far as the library goes, loads simulated cores
 * and the USB driver only from where make install puts them, and refuses library= and trace=. The locale that the
 * program has set changes neither what names mean nor what messages say.
 *
 * Units: times are in milliseconds or microseconds as their names say, rates in bits a second, clocks in Hz.
 *
 * Errors: those that a call lists, and those of error.h that every call has: ARGUMENT, and STATE in a child of fork().
 *
 * Threads: any number of threads may use one device; calls are serialised, each call is atomic but for what
 * its header says. Open, close and a call on the same device must not overlap. Completion callbacks run inside
 * dg_async_submit, dg_async_wait, dg_async_poll or a synchronous call, in the calling thread, without locks held.
 *
 * Processes: after fork() the parent alone may use the device. In the child every call on it fails with DG_ERR_STATE,
 * and dg_device_close does nothing; the child may open devices of its own. The library blocks every signal in the
 * threads that it starts: those of dg_device_options.threads or soft:threads=, and that of libusb while a device on USB
 * is open. The caller's floating-point environment (rounding, subnormal numbers, traps) neither changes the results nor
 * is changed. Before dlclose() every device must be closed; the library leaves nothing behind but the simulated cores
 * and the USB driver that it has loaded, which stay loaded.
 *
 * Structs that the caller allocates begin with their size, so that they can grow: docs/stability.md.
 */
#ifndef DELTAGEN_DEVICE_H
#define DELTAGEN_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <deltagen/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DG_DEVICE_THREADS_MAX 256u

// From rtl/deltagen.toml by tools/gen_defs.py, to the empty line.
#define DG_TABLE_CONTEXTS_MAX 256u

typedef struct dg_device dg_device;

/** Go on in software when the device is lost: the library keeps a shadow of the table. On open the shadow is read
 *  from the device. */
#define DG_DEVICE_FAILOVER 1u

/** Things a caller may want to know while they happen. */
typedef enum dg_device_event {
    DG_DEVICE_EVENT_FAILOVER = 1 /**< the device was lost; everything goes on in software, nothing lost or doubled */
} dg_device_event;

/** How to open a device. What is zero is the default. */
typedef struct dg_device_options {
    uint32_t size;       /**< sizeof(dg_device_options) */
    unsigned flags;      /**< DG_DEVICE_FAILOVER or 0 */
    unsigned timeout_ms; /**< longest time without any progress before a device counts as lost; 0 = 5000 */
    unsigned
        threads; /**< that share a bulk call in software, the calling one among them: runs and lists of cells, fold,
                    verify, accumulation. The results are the same for any number. 0 = 1: no thread is started */
    void (*on_event)(void *user, dg_device_event event,
                     const dg_error *why); /**< may be NULL; rules of callbacks above */
    void *user;
} dg_device_options;

/**
 * Open a device. @p options may be NULL. A port may be named by any path to it, /dev/serial/by-id/... for instance. On
 * failure *out is NULL. Errors: ARGUMENT (name, options, environment), NO_DEVICE, VERSION, LOST (does not
 * answer), MEMORY, BUSY. Blocks at most a few timeouts.
 */
DG_API int dg_device_open(const char *name, const dg_device_options *options, dg_device **out, dg_error *err);

/** Close; NULL is allowed. Requests still open complete with DG_ERR_LOST. */
DG_API void dg_device_close(dg_device *dev);

/** What a device is. Sizes and clocks are 0 where they mean nothing (soft). */
typedef struct dg_device_info {
    uint32_t size;       /**< sizeof(dg_device_info), set by the caller */
    bool failed_over;    /**< true once DG_DEVICE_FAILOVER has replaced the device by software */
    const char *name;    /**< the name it can be opened by; for "auto" the one that was chosen. Gone with the device */
    const char *backend; /**< "soft", "sim", ...: a constant of the library */
    const char *kernels; /**< instructions that soft computes with, "avx2" for instance; "" for other devices */
    char board[32];      /**< board name */
    unsigned protocol_major, protocol_minor;
    uint64_t build; /**< hash of the RTL sources */
    uint64_t uid;   /**< board's own serial number, 0 = none */
    uint32_t clock_hz;
    uint32_t capabilities; /**< bit k < 8: generator of kind k; then DG_CAP_* */
    unsigned contexts;
    unsigned lanes;
    unsigned clocks_per_cell;
    unsigned window;        /**< frames that may be unanswered */
    unsigned frame_bytes;   /**< longest frame */
    unsigned credit_bytes;  /**< bytes that may be under way */
    unsigned line_rate;     /**< bits a second asked of the serial port, 0 = the link has none */
    unsigned round_trip_us; /**< shortest echo of 120 bytes when it was opened, 0 = not measured */
} dg_device_info;

// From rtl/deltagen.toml by tools/gen_defs.py, to the empty line.
#define DG_CAP_TABLE  (1u << 8)  /**< table of contexts */
#define DG_CAP_FOLD   (1u << 9)  /**< fold of generated runs */
#define DG_CAP_VERIFY (1u << 10) /**< verifier */

DG_API int dg_device_get_info(dg_device *dev, dg_device_info *out, dg_error *err);

/** What the device and the link counted since they were opened (device counters: since its reset). */
typedef struct dg_device_counters {
    uint32_t size;                     /**< sizeof(dg_device_counters), set by the caller */
    uint64_t clocks, ops, cells, busy; /**< device: clocks, table operations, cells, busy clocks */
    uint32_t stalls, frames, crc_errors, overruns, replays, gaps; /**< device */
    uint32_t link_errors; /**< device: bytes that its end of the link lost: framing errors, breaks, overruns */
    uint32_t line_rate;   /**< bits a second that the device's end is set to, by its own clock; 0 = not serial */
    uint64_t bytes_sent, bytes_received;               /**< host side of the link */
    uint64_t frames_sent, retransmissions, bad_frames; /**< host side: bad = wrong CRC or unexpected */
    uint64_t faults; /**< damage done to the link so far because options in the device's name ask for it */
} dg_device_counters;

/** Blocks until the device has answered. Zeros for soft but for ops and cells. */
DG_API int dg_device_get_counters(dg_device *dev, dg_device_counters *out, dg_error *err);

/** One of the devices that dg_device_list has found. */
typedef struct dg_device_listing dg_device_listing;
struct dg_device_listing {
    const dg_device_listing *next; /**< NULL: there are no more */
    const char *name;              /**< open it by this */
    const char *description;       /**< for people; says why where it cannot be opened */
    bool available;
};

/** Everything that can be opened now, "soft" first. *out is the caller's to free. Errors: ARGUMENT, MEMORY. */
DG_API int dg_device_list(dg_device_listing **out, dg_error *err);

/** Free a whole list, given by its first entry; NULL is allowed. */
DG_API void dg_device_list_free(dg_device_listing *list);

#ifdef __cplusplus
}
#endif
#endif
