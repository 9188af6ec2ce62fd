// SPDX-License-Identifier: Apache-2.0
// dg_usb_rom: the USB descriptors, in a block RAM; what is where is in dg_usb_defs.vh.
//
// Interface: `data` is the byte at the `at` of a clock before. Source: rtl/link/usb/usb.toml.
`default_nettype none

module dg_usb_rom (
    input  wire       clk,
    input  wire [8:0] at,
    output reg  [7:0] data
);

(* ram_style = "block" *) reg [7:0] mem [0:511];

initial begin
`include "dg_usb_rom.vh"
end

always @(posedge clk)
    data <= mem[at];

endmodule

`default_nettype wire
