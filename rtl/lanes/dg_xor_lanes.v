// SPDX-License-Identifier: Apache-2.0
// dg_xor_lanes: LANES accumulators of 64 bits, each taking a delta a clock from a generator of its own, and their control.
//
// Command, 12 bytes on s_axis: seed, 8 bytes, then count, 4 bytes, lowest first; count 0 counts as 2^32. Then
//   all cells and accumulators = 0
//   LOAD  32 * LANES clocks: the generators run; lane 0 is stirred with a ring of 65 bits, seed[0] first, seed[63], 1,
//         then from the beginning, and lane l with x[31] of lane l - 1 (dg_lane_words)
//   RUN   32 * count clocks: the same, and accumulator ^= word in every lane
// Result, 2 * LANES words of 32 bits on m_axis, `tlast` with the last: the low halves of lanes 0, 1, ... , then the high halves.
//
// Each lane's seed is what LOAD leaves in its cells: linear in the ring, another function for each lane. For one seed in about
// 2^32 lane 0 has nothing but the ring's share, of period 65.
//
// Everything goes by turns of 32 clocks, so that one LUT, in the control two, is enough between registers. It passes the
// lanes in groups, a clock later in each: fan-out is bounded, a group does the same as the one before, only later. What a
// lane stirs the next group with is delayed by the same clock. A result moves the other way; 32 clocks apart, it finds
// every lane ready. From the last byte to the first word 32 * (LANES + count + 2) clocks and up to 64 more; a word in 32.
// Reset: waits for a command. Test: tests/rtl/xor_lanes. Drawing: docs/rtl/lanes.svg.
`default_nettype none

module dg_xor_lanes #(
    parameter integer LANES = 4,        // 4..1023
    parameter integer GROUP = 4         // lanes that share the registers of the control, 1..64
) (
    input  wire        clk,
    input  wire        rst,
    // command
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // accumulators
    output wire [31:0] m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        m_axis_tlast
);

generate
    if (LANES < 4 || LANES > 1023) begin : g_check_lanes
        dg_xor_lanes_LANES_must_be_in_4_to_1023 stop ();
    end
    if (GROUP < 1 || GROUP > 64) begin : g_check_group
        dg_xor_lanes_GROUP_must_be_in_1_to_64 stop ();
    end
endgenerate

localparam integer GROUPS = (LANES + GROUP - 1) / GROUP;

wire run, wipe, clear, load, stir;
wire [31:0] low [0:LANES];              // of the lane behind the last: zeros
wire        stirs [0:LANES];

dg_lanes_control #(.LANES(LANES)) control (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready), .m_axis_tlast(m_axis_tlast),
    .run(run), .wipe(wipe), .clear(clear), .load(load), .stir(stir)
);

assign low[LANES]   = 32'd0;
assign stirs[0]     = stir;
assign m_axis_tdata = low[0];

// the controls as they pass the groups
wire [3:0] control_at [0:GROUPS];
assign control_at[0] = {run, wipe, clear, load};

genvar g, l;
generate
    for (g = 0; g < GROUPS; g = g + 1) begin : group
        reg run_q, wipe_q, clear_q, load_q, stir_q;
        always @(posedge clk) begin
            {run_q, wipe_q, clear_q, load_q} <= control_at[g];
            stir_q <= stirs[GROUP*g];
        end
        assign control_at[g+1] = {run_q, wipe_q, clear_q, load_q};
        for (l = GROUP * g; l < GROUP * (g + 1) && l < LANES; l = l + 1) begin : lane
            dg_xor_lane lane (
                .clk(clk), .run(run_q), .wipe(wipe_q), .clear(clear_q), .load(load_q),
                .stir(l == GROUP * g ? stir_q : stirs[l]), .stir_next(stirs[l+1]),
                .low_next(low[l+1]), .low(low[l])
            );
        end
    end
endgenerate

wire unused = stirs[LANES] || |control_at[GROUPS];

endmodule

`default_nettype wire
