// SPDX-License-Identifier: Apache-2.0
// dg_lane_words: generator of 64-bit words, one a clock, out of 32 cells: small enough for one to every XOR lane.
//
// A ring of cells x[0..31], linear over GF(2). Every clock, indices modulo 32:
//   x[0]' = x[31] ^ stir    x[14]' = x[13]    x[i]' = x[i-1] ^ x[i+8] for the others
// `clear` puts zeros into the cells instead. The word belongs to the present state:
//   word[i] = x[i]    word[32+i] = x[i] & x[i+1]
// Left alone (stir = 0) every state but 0 lies on one cycle of 2^32 - 1. The 64 bits are linearly independent as
// functions of the state: no XOR of some of them is constant. They are no noise: a bit of the high half is 1 in a
// quarter of the clocks.
//
// Interface: no handshake; `word` follows the state without a register. Every cell is one LUT of up to 3 inputs and its
// flip-flop. Test: tests/rtl/lanes/xor_lanes. Drawing: docs/rtl/lanes.svg.
`default_nettype none

module dg_lane_words (
    input  wire        clk,
    input  wire        clear,
    input  wire        stir,
    output wire [63:0] word
);

reg  [31:0] x_q;
reg  [31:0] x_d;

integer i;
always @* begin
    for (i = 0; i < 32; i = i + 1)
        x_d[i] = x_q[(i + 31) % 32] ^ x_q[(i + 8) % 32];
    x_d[0]  = x_q[31] ^ stir;
    x_d[14] = x_q[13];
end

// an AND, not a reset: what uses the flip-flops' resets would need places apart from what does not
always @(posedge clk)
    x_q <= x_d & {32{!clear}};

assign word = {x_q & {x_q[0], x_q[31:1]}, x_q};

endmodule

`default_nettype wire
