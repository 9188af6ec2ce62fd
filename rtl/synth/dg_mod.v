// SPDX-License-Identifier: Apache-2.0
// dg_mod: residue of a 64-bit word, as the 9-bit index that dg_quotient takes.
//
// `index` is below 512 and congruent to x modulo M. One word a clock, latency 8 clocks (COMPACT: 5), no control.
// Each of the 16 hexadecimal digits d_j adds (d_j * 16^j) mod M, a function of 4 bits. Their sum has 13 bits; its top 4
// are one more digit; and what is then below 512 + M is below 512 after one conditional subtraction.
`default_nettype none

module dg_mod #(
    parameter [8:0] M = 9'd251,     // from 1
    parameter integer COMPACT = 0   // 1: with fewer registers and a lower clock rate
) (
    input  wire        clk,
    input  wire [63:0] x,
    output reg  [8:0]  index
);

generate
    if (M == 9'd0) begin : g_check
        dg_mod_M_must_not_be_0 stop ();
    end
    if (COMPACT != 0 && COMPACT != 1) begin : g_check_compact
        dg_mod_COMPACT_must_be_0_or_1 stop ();
    end
endgenerate

localparam integer FULL = 1 - COMPACT;      // clocks of a register that only the full version has

// The multiples of 2^exponent modulo M, 9 bits each. Multiple n stands at the place of n's Gray code, XORed with the
// lowest bit of n, and is read so: then Yosys neither moves the register before a table behind it, nor turns the
// table's zeros into synchronous resets of single flip-flops, which fit into no placement.
function [143:0] multiples(input integer exponent);
    integer n, i, r;
    begin
        for (n = 0; n < 16; n = n + 1) begin
            r = n;
            for (i = 0; i < exponent; i = i + 1)
                r = (r * 2) % {23'd0, M};
            multiples[9*(n ^ n >> 1) +: 9] = r[8:0] ^ {9{n[0]}};
        end
    end
endfunction

// clock 1: what each digit adds
wire [8:0] digit_adds [0:15];
genvar j;
generate
    for (j = 0; j < 16; j = j + 1) begin : g_digit
        localparam [143:0] MULTIPLES = multiples(4 * j);
        wire [3:0] digit = x[4*j +: 4];
        wire [3:0] place = digit ^ digit >> 1;
        wire [8:0] adds  = MULTIPLES[9*place +: 9] ^ {9{digit[0]}};
        dg_delay #(.WIDTH(9), .CLOCKS(FULL)) ripe (.clk(clk), .d(adds), .q(digit_adds[j]));
    end
endgenerate

// clocks 2 to 5: their sum
reg  [9:0]  pair_q [0:7];
wire [10:0] four [0:3];
reg  [11:0] eight_q [0:1];
reg  [12:0] sum_q;
integer i;
always @(posedge clk) begin
    for (i = 0; i < 8; i = i + 1)
        pair_q[i] <= digit_adds[2*i] + digit_adds[2*i + 1];
    for (i = 0; i < 2; i = i + 1)
        eight_q[i] <= four[2*i] + four[2*i + 1];
    sum_q <= eight_q[0] + eight_q[1];
end
generate
    for (j = 0; j < 4; j = j + 1) begin : g_four
        dg_delay #(.WIDTH(11), .CLOCKS(FULL)) ripe (
            .clk(clk), .d({1'b0, pair_q[2*j]} + {1'b0, pair_q[2*j + 1]}), .q(four[j])
        );
    end
endgenerate

// clocks 6 and 7: the top digit folded; clock 8: below 512
localparam [143:0] TOP_MULTIPLES = multiples(9);
localparam [9:0]   WRAP = 10'd512 - {1'b0, M};
wire [8:0] top_adds, low;
reg  [9:0] folded_q;
wire [3:0] top = sum_q[12:9];
wire [3:0] top_place = top ^ top >> 1;
dg_delay #(.WIDTH(18), .CLOCKS(FULL)) top_ripe (
    .clk(clk), .d({TOP_MULTIPLES[9*top_place +: 9] ^ {9{top[0]}}, sum_q[8:0]}), .q({top_adds, low})
);
always @(posedge clk) begin
    folded_q <= {1'b0, top_adds} + {1'b0, low};
    index    <= folded_q[8:0] + (WRAP[8:0] & {9{folded_q[9]}});
end

endmodule

`default_nettype wire
