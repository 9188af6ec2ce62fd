// SPDX-License-Identifier: Apache-2.0
// In the virtual machine: runs cases of the kernel's module usbtest.
//
// usage: usbtest NODE CASE...    prints "case N: passed", or why not
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include <linux/usbdevice_fs.h>

// The argument of the module's request, as the kernel has it in drivers/usb/misc/usbtest.c.
struct usbtest_param {
    unsigned number, iterations, length, vary, sglen;
    struct timeval duration;
};
#define USBTEST_REQUEST _IOWR('U', 100, struct usbtest_param)

int main(int argc, char **argv)
{
    int node = argc > 1 ? open(argv[1], O_RDWR) : -1, failed = 0;
    if (node < 0) {
        perror("usbtest: cannot open the device");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        // Lengths that vary are multiples of the packet, since a read of others would be overrun; the buffer of the
        // control cases holds 512 bytes.
        struct usbtest_param param = {
            .number = (unsigned)strtoul(argv[i], NULL, 10), .iterations = 6, .length = 512, .vary = 64, .sglen = 8};
        struct usbdevfs_ioctl request = {.ifno = 0, .ioctl_code = (int)USBTEST_REQUEST, .data = &param};
        if (ioctl(node, USBDEVFS_IOCTL, &request) >= 0) {
            printf("case %s: passed\n", argv[i]);
        } else {
            printf("case %s: %s\n", argv[i], strerror(errno));
            failed++;
        }
        fflush(stdout);
    }
    return failed != 0;
}
