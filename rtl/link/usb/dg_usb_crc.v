// SPDX-License-Identifier: Apache-2.0
// dg_usb_crc: USB's checksums: one byte of a CRC16, and whether the CRC5 of a token is right; no registers.
//
// CRC16: x^16 + x^15 + x^2 + 1, bytes from bit 0 on; it begins with ones, is sent inverted, low byte first,
// and over data with their CRC gives GOOD16. The matrix of a byte is two
// shifted copies and the parity of (register + byte).
// CRC5: x^5 + x^2 + 1, over the 11 bits of a token.
// Proof: tests/formal/link/usb_crc.sby. Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_crc (
    input  wire [15:0] crc,
    input  wire [7:0]  data,
    output wire [15:0] next,
    output wire        good16,          // `crc` is that of data with their CRC
    input  wire [15:0] token,           // the two bytes behind the PID, the first in the low byte
    output wire        good5
);

localparam [15:0] GOOD16 = 16'hB001;

wire [7:0] x = crc[7:0] ^ data;
wire       p = ^x;

assign next   = {8'd0, crc[15:8]} ^ {2'd0, x, 6'd0} ^ {1'd0, x, 7'd0} ^ {p, p, 13'd0, p};
assign good16 = crc == GOOD16;

// What the five bits behind the eleven of a token have to be.
function [4:0] crc5(input [10:0] fields);
    integer i;
    reg [4:0] sum;
    begin
        sum = 5'h1F;
        for (i = 0; i < 11; i = i + 1)
            sum = {sum[3:0], 1'b0} ^ (sum[4] ^ fields[i] ? 5'h05 : 5'h00);
        crc5 = ~{sum[0], sum[1], sum[2], sum[3], sum[4]};
    end
endfunction

assign good5 = token[15:11] == crc5(token[10:0]);

endmodule

`default_nettype wire
