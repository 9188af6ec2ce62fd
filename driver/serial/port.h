// SPDX-License-Identifier: Apache-2.0
// One serial port: opened for this program alone, bytes in and out, its loss.
#ifndef DG_SERIAL_PORT_H
#define DG_SERIAL_PORT_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/error.h>

// *fd is the caller's to close. Nobody else may open the port until then. Errors, each with its cure: NO_DEVICE (no
// such file), ARGUMENT (no serial port), BUSY (another program has it), IO (no permission).
int dg_serial_port_open(const char *device, int *fd, dg_error *err);
void dg_serial_port_close(int fd);

// Raw, 8N1, at that rate. Errors: IO (refused, or more than 2 % off), LOST.
int dg_serial_port_set(int fd, const char *device, unsigned rate, dg_error *err);

// Asks the driver to hand bytes on at once; who may not, has to wait for 16 ms now and then (deltagen doctor).
void dg_serial_port_hurry(int fd, const char *device);

// As in struct dg_link_type. Errors: LOST.
int dg_serial_port_send(int fd, const char *device, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                        dg_error *err);
int dg_serial_port_receive(int fd, const char *device, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                           dg_error *err);

// Forget what the driver holds in either direction; a bridge may hold more.
void dg_serial_port_flush(int fd);

#endif
