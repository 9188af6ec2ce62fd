// SPDX-License-Identifier: Apache-2.0
// dg_run_address: the addresses of a run that fall to one of LANES lanes (all modulo 2^64).
//
// A pulse of `start` begins a run of `count` addresses, once the last one has ended: with `deal` base + LANE, base +
// LANE + LANES, ...; without it base, base + 1, ... all of them to lane 0. None may fall to a lane: then `none` is high
// in the clock of `start`. The first appears 5 clocks later, then one each clock. The 64-bit sum is made 16 bits a
// clock, so that no carry is long. Reset forgets the run.
// Tests: tests/rtl/synth/synth_unit.
`default_nettype none

module dg_run_address #(
    parameter integer LANES = 1,        // power of two
    parameter integer LANE = 0          // below LANES
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        start,
    input  wire        deal,
    input  wire [63:0] base,
    input  wire [31:0] count,
    output wire        none,
    output wire [63:0] m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        m_axis_tlast
);

localparam integer LEVELS = $clog2(LANES);
localparam [31:0] SHARE = LANES, MINE = LANE;

wire        extra = (count & (SHARE - 32'd1)) > MINE;
wire [31:0] mine  = deal ? (count >> LEVELS) + {31'd0, extra} : LANE == 0 ? count : 32'd0;
assign none = mine == 32'd0;

reg  [63:0] base_q;
reg  [31:0] left_q;                     // addresses not begun yet
reg         more_q;                     // left_q is not 0
reg  [31:0] offset_q, step_q;

reg  [4:1]  valid_q;
reg  [4:1]  last_q;
reg  [63:0] s1_q, s2_q, s3_q, s4_q;     // done up to bit 15, 31, 47, 63
reg  [31:16] s1_offset_q;
reg         s1_carry_q, s2_carry_q, s3_carry_q;

wire move = !valid_q[4] || m_axis_tready;

always @(posedge clk) begin
    if (start) begin
        base_q   <= base;
        left_q   <= mine;
        offset_q <= MINE;
        step_q   <= deal ? SHARE : 32'd1;
        more_q   <= !none;
    end else if (move && more_q) begin
        left_q   <= left_q - 32'd1;
        offset_q <= offset_q + step_q;
        more_q   <= left_q != 32'd1;
    end
    if (rst)
        more_q <= 1'b0;
end

always @(posedge clk) begin
    if (move) begin
        valid_q <= {valid_q[3:1], more_q};
        last_q  <= {last_q[3:1], left_q == 32'd1};
        {s1_carry_q, s1_q[15:0]} <= {1'b0, base_q[15:0]} + {1'b0, offset_q[15:0]};
        s1_q[63:16] <= base_q[63:16];
        s1_offset_q <= offset_q[31:16];
        {s2_carry_q, s2_q[31:16]} <= {1'b0, s1_q[31:16]} + {1'b0, s1_offset_q} + {16'd0, s1_carry_q};
        {s2_q[63:32], s2_q[15:0]} <= {s1_q[63:32], s1_q[15:0]};
        {s3_carry_q, s3_q[47:32]} <= {1'b0, s2_q[47:32]} + {16'd0, s2_carry_q};
        {s3_q[63:48], s3_q[31:0]} <= {s2_q[63:48], s2_q[31:0]};
        s4_q[63:48] <= s3_q[63:48] + {15'd0, s3_carry_q};
        s4_q[47:0]  <= s3_q[47:0];
    end
    if (rst)
        valid_q <= 4'd0;
end

assign m_axis_tdata  = s4_q;
assign m_axis_tvalid = valid_q[4];
assign m_axis_tlast  = last_q[4];

`ifdef FORMAL
    `include "dg_run_address_fv.vh"
`endif

endmodule

`default_nettype wire
