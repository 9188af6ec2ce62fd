// SPDX-License-Identifier: Apache-2.0
// dg_lane_group: up to three lanes, each a generator dg_lane_words, whose words join a sum that passes by.
//
// The groups of dg_xor_lanes stand in a line. Controls and sum pass it in the same direction, a clock a group: what
// arrives at a group in one clock belongs to the same word of every lane, and in front of the line it is long past.
// The sum is in three parts, so that each of its bits is one 4-input LUT: with the lanes' words a, b, c
//   low'  = low ^ a[31:0] ^ b[31:0] ^ c[31:0]
//   high' = high ^ pair ^ c[63:32]
//   pair' = a[63:32] ^ b[63:32]
// XOR of all words so far = {high ^ pair, low}.
//
// Interface: no handshake. clear, run and stir are taken into registers, low, high and pair belong to these: they come
// a clock after them. All outputs are registers and stand to each other as the inputs do. `run` is not used here.
// Test: tests/rtl/lanes/xor_lanes. Drawing: docs/rtl/lanes.svg.
`default_nettype none

module dg_lane_group #(
    parameter integer LANES = 3         // 1..3
) (
    input  wire        clk,
    // controls
    input  wire        clear,
    input  wire        run,
    input  wire        stir,
    output wire        clear_next,
    output wire        run_next,
    output wire        stir_next,       // x[31] of the last lane
    // sum
    input  wire [31:0] low,
    input  wire [31:0] high,
    input  wire [31:0] pair,
    output wire [31:0] low_next,
    output wire [31:0] high_next,
    output wire [31:0] pair_next
);

generate
    if (LANES < 1 || LANES > 3) begin : g_check_lanes
        dg_lane_group_LANES_must_be_in_1_to_3 stop ();
    end
endgenerate

reg        clear_q, run_q, stir_q;
reg [31:0] low_q, high_q, pair_q;

wire [63:0] word [0:2];
wire        stirs [0:2];

assign stirs[0] = stir_q;
assign stirs[1] = word[0][31];
assign stirs[2] = word[1][31];

genvar l;
generate
    for (l = 0; l < 3; l = l + 1) begin : g_lane
        if (l < LANES) begin : g_words
            dg_lane_words words (.clk(clk), .clear(clear_q), .stir(stirs[l]), .word(word[l]));
        end else begin : g_none
            assign word[l] = 64'd0;
        end
    end
endgenerate

always @(posedge clk) begin
    clear_q <= clear;
    run_q   <= run;
    stir_q  <= stir;
    low_q   <= low ^ word[0][31:0] ^ word[1][31:0] ^ word[2][31:0];
    high_q  <= high ^ pair ^ word[2][63:32];
    pair_q  <= word[0][63:32] ^ word[1][63:32];
end

assign clear_next = clear_q;
assign run_next   = run_q;
assign stir_next  = word[LANES-1][31];
assign low_next   = low_q;
assign high_next  = high_q;
assign pair_next  = pair_q;

endmodule

`default_nettype wire
