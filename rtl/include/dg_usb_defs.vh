// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/link/usb/usb.toml by tools/gen_usb.py. Do not edit.
// Where a descriptor begins in the ROM, in half pages of 32 bytes, and its bytes.
`ifndef DG_USB_DEFS_VH
`define DG_USB_DEFS_VH
`define DG_USB_AT_DEVICE 4'h0
`define DG_USB_BYTES_DEVICE 8'd18
`define DG_USB_AT_LANGUAGE 4'h1
`define DG_USB_BYTES_LANGUAGE 8'd4
`define DG_USB_AT_MANUFACTURER 4'h2
`define DG_USB_BYTES_MANUFACTURER 8'd18
`define DG_USB_AT_PRODUCT 4'h3
`define DG_USB_BYTES_PRODUCT 8'd18
`define DG_USB_AT_CONFIGURATION 4'h4
`define DG_USB_BYTES_CONFIGURATION 8'd55
`define DG_USB_AT_BOS 4'h6
`define DG_USB_BYTES_BOS 8'd40
`define DG_USB_AT_WINDOWS 4'h8
`define DG_USB_BYTES_WINDOWS 8'd162
`define DG_USB_AT_SERIAL 4'hE
`define DG_USB_BYTES_SERIAL 8'd34
`define DG_USB_REQUEST_MS_OS 8'h20
`define DG_USB_REQUEST_WRITE 8'h5B
`define DG_USB_REQUEST_READ 8'h5C
`define DG_USB_INDEX_MS_OS 16'd7
`define DG_USB_BUFFER 512
`endif
