// SPDX-License-Identifier: Apache-2.0
// One serial port: serial_port.h.
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/serial.h>
#endif

#include "base/error.h"
#include "rate.h"

enum { RATE_OFF_PERCENT = 2 }; // a driver may be off by

static int refused(const char *device, int why, dg_error *err)
{
    switch (why) {
    case ENOENT:
    case ENXIO:
    case ENODEV:
        return dg_fail(err, DG_ERR_NO_DEVICE, "%.100s: there is no such port; deltagen devices lists what there is",
                       device);
    case EACCES:
    case EPERM:
        return dg_fail(
            err, DG_ERR_IO,
            "%.80s: no permission: install the udev file (make install), or join the port's group: sudo usermod -aG "
            "dialout $USER, then log in again; deltagen doctor looks",
            device);
    case EBUSY:
    case EWOULDBLOCK:
        return dg_fail(err, DG_ERR_BUSY, "%.100s: another program has it open; deltagen doctor says which", device);
    default:
        return dg_fail(err, DG_ERR_IO, "%.100s: %s", device, dg_system_text(why, (char[DG_SYSTEM_TEXT]){0}));
    }
}

int dg_serial_port_open(const char *device, int *fd, dg_error *err)
{
    // Not blocking: without it, open would wait for a carrier that no board gives.
    *fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return refused(device, errno, err);
    int code = DG_OK;
    if (!isatty(*fd))
        code = dg_fail(err, DG_ERR_ARGUMENT, "%.200s is no serial port", device);
    // The one keeps out other users of this library, root among them; the other one all but root.
    else if (flock(*fd, LOCK_EX | LOCK_NB) != 0 || ioctl(*fd, TIOCEXCL) != 0)
        code = refused(device, errno, err);
    if (code != DG_OK)
        close(*fd);
    return code;
}

void dg_serial_port_close(int fd)
{
    dg_serial_port_flush(fd); // close would wait for a device that takes nothing
    (void)ioctl(fd, TIOCNXCL);
    (void)flock(fd, LOCK_UN); // a child of this process may have a copy of fd
    close(fd);
}

static int lost(const char *device, dg_error *err)
{
    return dg_fail(err, DG_ERR_LOST, "%s is gone: the board was unplugged or has lost its power", device);
}

int dg_serial_port_set(int fd, const char *device, unsigned rate, dg_error *err)
{
    unsigned got = 0;
    if (dg_serial_set_line(fd, rate, &got) != 0) {
        int why = errno;
        return why == EIO || why == ENODEV || why == ENXIO
                   ? lost(device, err)
                   : dg_fail(err, DG_ERR_IO, "%s takes no 8N1 at %u bit/s: %s", device, rate,
                             dg_system_text(why, (char[DG_SYSTEM_TEXT]){0}));
    }
    uint64_t off = got > rate ? got - rate : rate - got;
    if (100 * off > (uint64_t)RATE_OFF_PERCENT * rate)
        return dg_fail(err, DG_ERR_IO, "%s makes %u bit/s of %u", device, got, rate);
    return DG_OK;
}

void dg_serial_port_hurry(int fd, const char *device)
{
#ifdef __linux__
    struct serial_struct serial;
    if (ioctl(fd, TIOCGSERIAL, &serial) == 0) {
        serial.flags = (int)((unsigned)serial.flags | ASYNC_LOW_LATENCY);
        (void)ioctl(fd, TIOCSSERIAL, &serial);
    }
    char path[PATH_MAX + 64];
    const char *name = strrchr(device, '/');
    (void)snprintf(path, sizeof path, "/sys/class/tty/%s/device/latency_timer", name ? name + 1 : device);
    int timer = open(path, O_WRONLY | O_CLOEXEC); // FTDI's
    if (timer >= 0) {
        ssize_t written = write(timer, "1", 1);
        (void)written; // the udev file may have done it
        close(timer);
    }
#else
    (void)fd;
    (void)device;
#endif
}

// Wait for an event. Errors: LOST.
static int wait_for(int fd, const char *device, short events, uint32_t timeout_us, dg_error *err)
{
    struct pollfd port = {.fd = fd, .events = events};
    struct timespec timeout = {timeout_us / 1000000u, (long)(timeout_us % 1000000u) * 1000};
    int n = ppoll(&port, 1, &timeout, NULL);
    if (n > 0 && (port.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 && (port.revents & POLLIN) == 0)
        return lost(device, err);
    return DG_OK;
}

int dg_serial_port_send(int fd, const char *device, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                        dg_error *err)
{
    *taken = 0;
    ssize_t done = write(fd, bytes, n);
    if (done < 0 && errno == EAGAIN && timeout_us > 0) {
        int code = wait_for(fd, device, POLLOUT, timeout_us, err);
        if (code != DG_OK)
            return code;
        done = write(fd, bytes, n);
    }
    if (done < 0 && errno != EAGAIN && errno != EINTR)
        return lost(device, err);
    *taken = done > 0 ? (size_t)done : 0;
    return DG_OK;
}

int dg_serial_port_receive(int fd, const char *device, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                           dg_error *err)
{
    *got = 0;
    ssize_t done = read(fd, bytes, max);
    if (done < 0 && errno == EAGAIN && timeout_us > 0) {
        int code = wait_for(fd, device, POLLIN, timeout_us, err);
        if (code != DG_OK)
            return code;
        done = read(fd, bytes, max);
    }
    if (done == 0 || (done < 0 && errno != EAGAIN && errno != EINTR))
        return lost(device, err);
    *got = done > 0 ? (size_t)done : 0;
    return DG_OK;
}

void dg_serial_port_flush(int fd)
{
    (void)tcflush(fd, TCIOFLUSH);
}
