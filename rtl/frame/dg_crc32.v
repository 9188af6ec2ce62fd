// SPDX-License-Identifier: Apache-2.0
// dg_crc32: one byte further in zlib's CRC-32.
//
// Polynomial 0x04C11DB7, reflected (0xEDB88320), least significant bit first. The caller holds the register:
// it starts at all ones and the check value is its complement (docs/protocol.md, "Frames on the line").
// Over data followed by their own check value, low byte first, the register always ends at 0xDEBB20E3.
//
// Interface: combinational, no state, latency 0.
// Test: tests/rtl/frame/crc32, against zlib.
`default_nettype none

module dg_crc32 (
    input  wire [31:0] crc,     // register before
    input  wire [7:0]  data,    // the byte
    output wire [31:0] next     // register after
);

localparam [31:0] POLYNOMIAL = 32'hEDB88320;

function [31:0] step8(input [31:0] from);
    integer i;
    begin
        step8 = from;
        for (i = 0; i < 8; i = i + 1)
            step8 = {1'b0, step8[31:1]} ^ (step8[0] ? POLYNOMIAL : 32'd0);
    end
endfunction

assign next = step8(crc ^ {24'd0, data});

endmodule

`default_nettype wire
