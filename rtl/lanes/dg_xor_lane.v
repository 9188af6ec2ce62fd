// SPDX-License-Identifier: Apache-2.0
// dg_xor_lane: a 64-bit accumulator that takes one delta a clock from a generator of its own, dg_lane_words.
//
// Every bit has one 4-input LUT before its flip-flop, which leaves no room to read all 64 bits, nor to hold them: only the
// low half can be shifted from lane to lane, the high half follows it by way of the cells of the generator, and what
// must not change is given words of zero.
//   low half                   high half                          cells of the generator
//   run   ^= word[31:0]        wipe  = 0                          clear  = 0
//   else  low half of the      else  ^= word[63:32]               load   = high half
//         next lane                                               else   go on
// To hold: clear for a clock or more, then run and clear, and no wipe. To read the high half: shift zeros into the low one,
// then load for one clock without clear.
//
// Interface: no handshake. `low` and `stir_next` are registers. Test: tests/rtl/xor_lanes. Drawing: docs/rtl/lanes.svg.
`default_nettype none

module dg_xor_lane (
    input  wire        clk,
    input  wire        run,
    input  wire        wipe,
    input  wire        clear,
    input  wire        load,
    input  wire        stir,
    output wire        stir_next,       // for the lane behind
    input  wire [31:0] low_next,        // low half of the lane behind
    output wire [31:0] low
);

reg  [31:0] low_q, high_q;
wire [63:0] word;

dg_lane_words words (.clk(clk), .clear(clear), .load(load), .load_value(high_q), .stir(stir), .word(word));

always @(posedge clk) begin
    low_q  <= run ? low_q ^ word[31:0] : low_next;
    // an AND, not a reset: what uses the flip-flops' resets would need places apart from what does not
    high_q <= (high_q ^ word[63:32]) & {32{!wipe}};
end

assign low       = low_q;
assign stir_next = word[31];

endmodule

`default_nettype wire
