// SPDX-License-Identifier: Apache-2.0
// dg_mod_iter: the residues of a 64-bit word for all eight moduli, a word every 8 clocks.
//
// `residues` has 10 bits for each modulus: congruent to x, below 2M + 254. A word enters in a clock with `enter`, every
// 8th; its residues are there 24 clocks later, for that clock. No other control.
// By Horner's rule, a byte at a time, highest first: r' = r * 256 + byte, in which r * 256 mod M is the sum of two
// functions of 5 bits of r. The loop takes 3 clocks: byte k of a word passes at clock 3k.
`default_nettype none
`include "dg_torus.vh"

module dg_mod_iter (
    input  wire        clk,
    input  wire        enter,
    input  wire [63:0] x,
    output wire [79:0] residues
);

localparam [71:0] MODULI = `DG_MODULI;

// Multiples 16 * half to 16 * half + 15 of 2^exponent modulo m, 9 bits each, arranged as in dg_mod
function [143:0] multiples(input integer exponent, input integer half, input [8:0] m);
    integer n, i, r;
    begin
        for (n = 0; n < 16; n = n + 1) begin
            r = 16 * half + n;
            for (i = 0; i < exponent; i = i + 1)
                r = (r * 2) % {23'd0, m};
            multiples[9*(n ^ n >> 1) +: 9] = r[8:0] ^ {9{n[0]}};
        end
    end
endfunction

// The words inside: byte k, counted from the highest, enters the line 3k places before its end
localparam integer PLACES = 1 + 3 * 7;
reg [7:0] line_q [0:PLACES];            // of the last place, nothing
reg [7:0] byte_q;
reg       first_q;                      // the byte is a highest one
integer n;
always @(posedge clk) begin
    for (n = 0; n < PLACES; n = n + 1)
        line_q[n] <= n % 3 == 0 && enter ? x[8*(7 - n/3) +: 8] : line_q[n+1];
    line_q[PLACES] <= 8'd0;
    byte_q  <= line_q[0];
    first_q <= enter;
end

genvar k, d;
generate
    for (k = 0; k < 8; k = k + 1) begin : g_modulus
        reg  [8:0] digit_q [0:1];
        reg  [9:0] shifted_q, sum_q;
        for (d = 0; d < 2; d = d + 1) begin : g_digit
            localparam [143:0] LOWER = multiples(8 + 5 * d, 0, MODULI[9*k +: 9]);
            localparam [143:0] UPPER = multiples(8 + 5 * d, 1, MODULI[9*k +: 9]);
            wire [4:0] digit = sum_q[5*d +: 5];
            wire [3:0] place = digit[3:0] ^ digit[3:0] >> 1;
            // kept, or what follows is merged into logic three LUTs deeper
            (* keep *) wire [8:0] lower;
            (* keep *) wire [8:0] upper;
            assign lower = LOWER[9*place +: 9];
            assign upper = UPPER[9*place +: 9];
            always @(posedge clk)
                digit_q[d] <= (digit[4] ? upper : lower) ^ {9{digit[0]}};
        end
        always @(posedge clk) begin
            shifted_q <= ({1'b0, digit_q[0]} + {1'b0, digit_q[1]}) & {10{!first_q}};
            sum_q     <= shifted_q + {2'd0, byte_q};
        end
        assign residues[10*k +: 10] = sum_q;
    end
endgenerate

endmodule

`default_nettype wire
