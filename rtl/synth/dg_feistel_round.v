// SPDX-License-Identifier: Apache-2.0
// dg_feistel_round: one round of the Feistel function, (L, R) -> (R, L ^ ((R * 0x9E3779B9 + s) mod 2^32)).
//
// Definition: docs/numerics.md, `feistel`. One word {L, R} a clock, latency 4 clocks, no control; `result` leaves
// through the final XOR, for the reader's register to take in. Nine adders, since modulo 2^32
//   0x9E3779B9 = (7 << 6) - 7 + (((7 << 8) - 17) << 11) + (79 << 25).
`default_nettype none

module dg_feistel_round (
    input  wire        clk,
    input  wire [31:0] seed,        // s: constant while words are inside
    input  wire [63:0] word,
    output wire [63:0] result
);

wire [31:0] right = word[31:0];
reg  [63:0] word1_q, word2_q, word3_q, word4_q;

// clock 1: small multiples of R
reg [31:0] by7_q;
reg [20:0] by17_q;
reg [6:0]  by15_q;
// clock 2
reg [31:0] low_q;               // (7 << 6) - 7
reg [20:0] middle_q;            // (7 << 8) - 17
reg [6:0]  by79_q;
// clock 3
reg [31:0] low_seed_q;
reg [20:0] middle_top_q;        // with the 79 << 25, from bit 11
// clock 4
reg [31:0] sum_q;

always @(posedge clk) begin
    by7_q  <= (right << 3) - right;
    by17_q <= (right[20:0] << 4) + right[20:0];
    by15_q <= (right[6:0] << 4) - right[6:0];

    low_q    <= (by7_q << 6) - by7_q;
    middle_q <= (by7_q[20:0] << 8) - by17_q;
    by79_q   <= by15_q + {word1_q[0], 6'd0};

    low_seed_q   <= low_q + seed;
    middle_top_q <= {middle_q[20:14] + by79_q, middle_q[13:0]};

    sum_q <= {low_seed_q[31:11] + middle_top_q, low_seed_q[10:0]};

    word1_q <= word;
    word2_q <= word1_q;
    word3_q <= word2_q;
    word4_q <= word3_q;
end

assign result = {word4_q[31:0], word4_q[63:32] ^ sum_q};

endmodule

`default_nettype wire
