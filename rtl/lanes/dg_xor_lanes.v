// SPDX-License-Identifier: Apache-2.0
// dg_xor_lanes: an accumulator of 64 bits that takes LANES deltas a clock, each from a generator of its own, and its
// control.
//
// Command, 12 bytes on s_axis: seed, 8 bytes, then count, 4 bytes, lowest first; count 0 counts as 2^32. Then
//   all cells and the accumulator = 0
//   LOAD  32 * LANES clocks: the generators run; lane 0 is stirred with a ring of 67 bits, 1, seed[0] to seed[63], 0, 0
//         and from the beginning, and lane l with x[31] of lane l - 1 (dg_lane_words)
//   RUN   32 * count clocks: the same, and
//         accumulator ^= word of lane 0 ^ word of lane 1 ^ ... ^ word of lane LANES - 1
// Result, one word on m_axis: the accumulator, XOR of 32 * count * LANES deltas.
//
// Each lane's seed is what LOAD leaves in its cells: linear in the ring, another function for each lane. The ring holds
// both bits and 67 is a prime: whatever the seed, it never comes round earlier. For one seed in about 2^32 lane 0 has
// nothing but its share.
//
// The control goes by turns of 32 clocks (dg_lanes_control), the lanes stand in a line of groups (dg_lane_group): no
// register has more than one 4-input LUT before it, and no wire goes farther than from a group to the next one. What a
// lane stirs the next group with is a clock late there, as all else is.
// From the last byte to the result 32 * (LANES + count + 1) clocks, one a group, and 28 more. Reset: waits for a
// command.
// Test: tests/rtl/lanes/xor_lanes. Drawing: docs/rtl/lanes.svg.
`default_nettype none

module dg_xor_lanes #(
    parameter integer LANES = 3         // 1..1023
) (
    input  wire        clk,
    input  wire        rst,
    // command
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // accumulator
    output wire [63:0] m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready
);

generate
    if (LANES < 1 || LANES > 1023) begin : g_check_lanes
        dg_xor_lanes_LANES_must_be_in_1_to_1023 stop ();
    end
endgenerate

localparam integer GROUPS = (LANES + 2) / 3;

// ---- control ----

wire clears [0:GROUPS];                 // as they pass the groups
wire runs   [0:GROUPS];
wire stirs  [0:GROUPS];
reg  ends_q;

dg_lanes_control #(.LANES(LANES)) control (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready),
    .clear(clears[0]), .run(runs[0]), .stir(stirs[0]), .ends(ends_q)
);

// ---- lanes ----

wire [31:0] low  [0:GROUPS];
wire [31:0] high [0:GROUPS];
wire [31:0] pair [0:GROUPS];

assign low[0]  = 32'd0;
assign high[0] = 32'd0;
assign pair[0] = 32'd0;

genvar g;
generate
    for (g = 0; g < GROUPS; g = g + 1) begin : g_group
        dg_lane_group #(.LANES(g < GROUPS - 1 ? 3 : LANES - 3 * g)) group (
            .clk(clk),
            .clear(clears[g]), .run(runs[g]), .stir(stirs[g]),
            .clear_next(clears[g+1]), .run_next(runs[g+1]), .stir_next(stirs[g+1]),
            .low(low[g]), .high(high[g]), .pair(pair[g]),
            .low_next(low[g+1]), .high_next(high[g+1]), .pair_next(pair[g+1])
        );
    end
endgenerate

// ---- accumulator ----

reg        clear_q, run_q;
reg [63:0] delta_q, sum_q;

always @(posedge clk) begin
    clear_q <= clears[GROUPS];
    run_q   <= runs[GROUPS];
    delta_q <= {high[GROUPS] ^ pair[GROUPS], low[GROUPS]} & {64{run_q}};
    sum_q   <= (sum_q ^ delta_q) & {64{!clear_q}};
    ends_q  <= run_q && !runs[GROUPS];
end

assign m_axis_tdata = sum_q;

wire unused = stirs[GROUPS];

endmodule

`default_nettype wire
