// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/link/usb/usb.toml by tools/gen_usb.py. Do not edit.
#ifndef DG_USB_IDS_H
#define DG_USB_IDS_H

#define DG_USB_VENDOR 0x1209u
#define DG_USB_PRODUCT 0x0001u
#define DG_USB_RELEASE 0x0100u
#define DG_USB_CLASS 0xFFu
#define DG_USB_INTERFACE 0
#define DG_USB_CONFIGURATION 1
#define DG_USB_ALTERNATE_FRAMES 0 // the byte stream of docs/protocol.md each way
#define DG_USB_ALTERNATE_TEST 1 // OUT is taken and dropped, IN gives full packets of zeros without end
#define DG_USB_ENDPOINT_OUT 0x01u
#define DG_USB_ENDPOINT_IN 0x81u
#define DG_USB_PACKET 64u
#define DG_USB_REQUEST_MS_OS 0x20u // IN, wIndex 7: the Microsoft OS 2.0 descriptor set
#define DG_USB_REQUEST_WRITE 0x5Bu // OUT: wLength bytes into the buffer
#define DG_USB_REQUEST_READ 0x5Cu // IN: wLength bytes of the buffer
#define DG_USB_INDEX_MS_OS 7
#define DG_USB_BUFFER 512u
#define DG_USB_SERIAL_DIGITS 16
#define DG_USB_MANUFACTURER_NAME "Deltagen"
#define DG_USB_PRODUCT_NAME "Deltagen"
#define DG_USB_WINDOWS_GUID "{6F1D24C1-5B0E-4E53-9A3B-0D7C52E8B9A4}"

#endif
