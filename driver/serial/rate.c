// SPDX-License-Identifier: Apache-2.0
// Mode and rate of a serial port: serial_rate.h.
#include "rate.h"

#include <errno.h>

#ifdef __linux__

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <sys/ioctl.h>

#ifdef __GLIBC__
typedef unsigned long request; // of ioctl
#else
typedef int request;
#endif

int dg_serial_set_line(int fd, unsigned rate, unsigned *got)
{
    const request get = (request)TCGETS2, set = (request)TCSETS2;
    struct termios2 line;
    if (ioctl(fd, get, &line) != 0)
        return -1;
    line.c_iflag = IGNBRK;
    line.c_oflag = 0;
    line.c_lflag = 0;
    line.c_cflag = CS8 | CREAD | CLOCAL | BOTHER; // one stop bit, no parity, no RTS/CTS, DTR stays at close
    line.c_ispeed = line.c_ospeed = rate;
    line.c_cc[VMIN] = 1; // so that a read of 0 bytes means: gone
    line.c_cc[VTIME] = 0;
    if (ioctl(fd, set, &line) != 0 || ioctl(fd, get, &line) != 0)
        return -1;
    *got = line.c_ospeed;
    if ((line.c_cflag & (CSIZE | PARENB | CSTOPB)) == CS8)
        return 0;
    errno = EINVAL;
    return -1;
}

#else

#include <termios.h>

int dg_serial_set_line(int fd, unsigned rate, unsigned *got)
{
    struct termios line;
    if (tcgetattr(fd, &line) != 0)
        return -1;
    line.c_iflag = IGNBRK;
    line.c_oflag = 0;
    line.c_lflag = 0;
    line.c_cflag = CS8 | CREAD | CLOCAL;
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    // Where speed_t is the number itself (the BSDs, macOS), any rate can be asked for.
    if (cfsetispeed(&line, rate) != 0 || cfsetospeed(&line, rate) != 0 || tcsetattr(fd, TCSANOW, &line) != 0)
        return -1;
    *got = rate;
    return 0;
}

#endif
