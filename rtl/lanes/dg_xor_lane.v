// SPDX-License-Identifier: Apache-2.0
// dg_xor_lane: a 64-bit accumulator that takes one delta a clock from a generator of its own, dg_lane_words.
//
// Every bit has one 4-input LUT before its flip-flop, which leaves no room to read all 64 bits: only the low half can be
// shifted from lane to lane, and the high half follows it by way of the cells of the generator.
//   run  move step   low half              high half          cells of the generator
//    1    0    1     ^= word[31:0]         ^= word[63:32]     go on
//    0    0    0     stays                 stays              go on
//    0    0    1     low half of the next  stays              go on
//    0    1    0     stays                 stays              = high half
//    1    1    0     stays                 = 0                = high half
// To read the high half: shift zeros into the low one, move for a clock or more, then one clock of run and step.
//
// Interface: no handshake, no reset: two clocks or more of run and move clear the high half and the generator, shifting
// clears the low half. `low` and `stir_next` are registers. Test: tests/rtl/xor_lanes. Drawing: docs/rtl/lanes.svg.
`default_nettype none

module dg_xor_lane (
    input  wire        clk,
    input  wire        run,
    input  wire        move,
    input  wire        step,
    input  wire        stir,
    output wire        stir_next,       // for the lane behind
    input  wire [31:0] low_next,        // low half of the lane behind
    output wire [31:0] low
);

reg  [31:0] low_q, high_q;
wire [63:0] word;

dg_lane_words words (.clk(clk), .load(move), .load_value(high_q), .stir(stir), .word(word));

always @(posedge clk) begin
    if (step)
        low_q <= run ? low_q ^ word[31:0] : low_next;
    // an AND, not a reset: what uses the flip-flops' resets would need places apart from what does not
    if (run)
        high_q <= (high_q ^ word[63:32]) & {32{!move}};
end

assign low       = low_q;
assign stir_next = word[31];

endmodule

`default_nettype wire
