// SPDX-License-Identifier: Apache-2.0
// The line discipline of an open serial port: raw bytes, 8N1, no flow control, at any bit rate. A file of its own,
// since Linux's header for arbitrary rates and the C library's termios.h exclude each other.
#ifndef DG_SERIAL_RATE_H
#define DG_SERIAL_RATE_H

// Sets mode and rate in one call, so that no driver can keep the one and forget the other. *got is the rate that the
// driver says it has chosen. Returns 0, or -1 with errno: EINVAL where the driver refuses.
int dg_serial_set_line(int fd, unsigned rate, unsigned *got);

#endif
