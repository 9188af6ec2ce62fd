// SPDX-License-Identifier: Apache-2.0
// dg_mod_iter: the residues of a 64-bit word for all eight moduli, a word every 8 clocks.
//
// `residues` has 10 bits for each modulus: congruent to x, below 2M + 254. A word enters in a clock with `phase` 0;
// its residues are there 24 clocks later, at phase 0 too, for that clock. No other control.
// By Horner's rule, a byte at a time, highest first: r' = r * 256 + byte, in which r * 256 mod M is the sum of two
// functions of 5 bits of r. The loop takes 3 clocks: byte k of a word passes at clock 3k.
`default_nettype none
`include "dg_torus.vh"

module dg_mod_iter (
    input  wire        clk,
    input  wire [2:0]  phase,
    input  wire [63:0] x,
    output wire [79:0] residues
);

localparam [71:0] MODULI = `DG_MODULI;

// The first 32 multiples of 2^exponent modulo m, 9 bits each, arranged as in dg_mod
function [287:0] multiples(input integer exponent, input [8:0] m);
    integer n, i, r;
    begin
        for (n = 0; n < 32; n = n + 1) begin
            r = n;
            for (i = 0; i < exponent; i = i + 1)
                r = (r * 2) % {23'd0, m};
            multiples[9*(n ^ n >> 1) +: 9] = r[8:0] ^ {9{n[0]}};
        end
    end
endfunction

// The words inside, and the byte of this phase: byte k, counted from the highest, at phase 3k + 1
reg [63:0] word0_q;
reg [39:0] word1_q;
reg [15:0] word2_q;
reg [7:0]  byte_q;
reg        first_q;         // the byte is a highest one
reg [7:0]  now_q;           // now_q[p]: the phase is p
always @(posedge clk) begin
    if (phase == 3'd0) begin
        word0_q <= x;
        word1_q <= word0_q[39:0];
        word2_q <= word1_q[15:0];
    end
    first_q <= phase == 3'd0;
    now_q   <= 8'd1 << (phase + 3'd1);
    byte_q  <= word0_q[63:56] & {8{now_q[1]}} | word0_q[55:48] & {8{now_q[4]}} |
               word0_q[47:40] & {8{now_q[7]}} | word1_q[39:32] & {8{now_q[2]}} |
               word1_q[31:24] & {8{now_q[5]}} | word1_q[23:16] & {8{now_q[0]}} |
               word2_q[15:8]  & {8{now_q[3]}} | word2_q[7:0]   & {8{now_q[6]}};
end

genvar k;
generate
    for (k = 0; k < 8; k = k + 1) begin : g_modulus
        localparam [287:0] LOW  = multiples(8, MODULI[9*k +: 9]);
        localparam [287:0] HIGH = multiples(13, MODULI[9*k +: 9]);
        reg  [8:0] low_q, high_q;
        reg  [9:0] shifted_q, sum_q;
        wire [4:0] low  = sum_q[4:0];
        wire [4:0] high = sum_q[9:5];
        wire [4:0] low_place  = low ^ low >> 1;
        wire [4:0] high_place = high ^ high >> 1;
        always @(posedge clk) begin
            low_q     <= LOW[9*low_place +: 9] ^ {9{low[0]}};
            high_q    <= HIGH[9*high_place +: 9] ^ {9{high[0]}};
            shifted_q <= ({1'b0, low_q} + {1'b0, high_q}) & {10{!first_q}};
            sum_q     <= shifted_q + {2'd0, byte_q};
        end
        assign residues[10*k +: 10] = sum_q;
    end
endgenerate

endmodule

`default_nettype wire
