// SPDX-License-Identifier: Apache-2.0
// Proof of dg_usb_crc (tests/formal/link/usb_crc.sby): it is what the specification's shift registers make of the bits,
// one after the other, and data with their CRC leave the residues of 8.3.5: 800Dh of the CRC16, 0Ch of the CRC5.
`default_nettype none

module dg_usb_crc_fv (
    input wire [15:0] crc,
    input wire [7:0]  data,
    input wire [15:0] token,
    input wire        clk
);

// The specification's registers shift to the left; dg_usb_crc's CRC16 is that one turned around.
function [15:0] shifted16(input [15:0] from, input bit_in);
    shifted16 = {from[14:0], 1'b0} ^ (from[15] ^ bit_in ? 16'h8005 : 16'h0000);
endfunction

function [15:0] turned(input [15:0] word);
    integer i;
    for (i = 0; i < 16; i = i + 1)
        turned[i] = word[15 - i];
endfunction

function [15:0] after16(input [15:0] from, input [7:0] bits);
    integer i;
    begin
        after16 = from;
        for (i = 0; i < 8; i = i + 1)
            after16 = shifted16(after16, bits[i]);
    end
endfunction

function [4:0] after5(input [15:0] bits);
    integer i;
    begin
        after5 = 5'h1F;
        for (i = 0; i < 16; i = i + 1)
            after5 = {after5[3:0], 1'b0} ^ (after5[4] ^ bits[i] ? 5'h05 : 5'h00);
    end
endfunction

wire [15:0] next, low, high;
wire        good16, good5, good_low, good_high, unused_good, unused_low;

dg_usb_crc one (.crc(crc), .data(data), .next(next), .good16(good16), .token(token), .good5(good5));
// any CRC, sent as it is sent
dg_usb_crc first (.crc(crc), .data(~crc[7:0]), .next(low), .good16(good_low), .token(16'd0), .good5(unused_low));
dg_usb_crc second (.crc(low), .data(~crc[15:8]), .next(high), .good16(good_high), .token(16'd0), .good5(unused_good));
wire [15:0] unused_next;
wire        sent_is_good, unused_sent;
dg_usb_crc third (
    .crc(high), .data(8'd0), .next(unused_next), .good16(sent_is_good), .token(16'd0), .good5(unused_sent)
);

always @(posedge clk) begin
    a_byte: assert (turned(next) == after16(turned(crc), data));
    a_residue: assert (sent_is_good && turned(high) == 16'h800D);
    a_only: assert (good16 == (turned(crc) == 16'h800D));
    a_token: assert (good5 == (after5(token) == 5'h0C));
    c_token: cover (good5 && token[6:0] == 7'h55);
end

endmodule

`default_nettype wire
