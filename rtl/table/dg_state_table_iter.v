// SPDX-License-Identifier: Apache-2.0
// dg_state_table_iter: the delta-state contexts in little area, an operation every 8 clocks, 16 bits at a time.
//
// The operations, the ports and the results of dg_state_table: docs/numerics.md, "Delta-state contexts". An operation
// is taken every 8 clocks, `s_axis_tready` is low between; its result comes 7 clocks after it and cannot be held back.
// The table clears itself, 8 clocks a context, from the end of `rst` and from `clear`; an operation accepted before (or
// with) `clear` completes first. A context not below CONTEXTS aliases a lower one.
// Stored are (reference ^ accumulator, accumulator, count) in a RAM each, a quarter of 64 bits a word. In step n < 4 of
// an operation word n is read; in step n + 2 it is used and written; no operation begins before the last has written.
// Test: tests/rtl/table/state_table_iter.
`default_nettype none
`include "dg_defs.vh"
`include "dg_table_ops.vh"

module dg_state_table_iter #(
    parameter CONTEXTS = 256            // power of two, 2..256
) (
    input  wire        clk,
    input  wire        rst,
    // operations: {inc, context, operation}; inc is what an ACCUM adds to the count
    input  wire [63:0] s_axis_tdata,
    input  wire [`DG_TABLE_USER-1:0] s_axis_tuser,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // results, without handshake
    output wire [63:0] m_axis_tdata,
    output wire        m_axis_tvalid,
    // every context becomes zero
    input  wire        clear
);

localparam CTX = $clog2(CONTEXTS);

generate
    if (CONTEXTS < 2 || CONTEXTS > `DG_LIMIT_CONTEXTS || (CONTEXTS & (CONTEXTS - 1)) != 0) begin : g_check_contexts
        dg_state_table_iter_CONTEXTS_must_be_a_power_of_two_in_2_to_256 stop ();
    end
endgenerate

// ---- one operation after the other; clearing is one for every context ----
reg           clearing_q;
reg [CTX-1:0] clear_ctx_q;              // the next to be cleared
reg           running_q;
reg           clears_q;                 // what runs is a clearing
reg [2:0]     step_q;
reg [2:0]     op_q;
reg [CTX-1:0] ctx_q;

wire free   = !running_q || step_q == 3'd7;
wire begins = free && (clearing_q || s_axis_tvalid);

assign s_axis_tready = free && !clearing_q;

always @(posedge clk) begin
    step_q <= running_q ? step_q + 3'd1 : 3'd0;
    if (free) begin
        running_q <= clearing_q || s_axis_tvalid;
        clears_q  <= clearing_q;
        op_q      <= s_axis_tuser[2:0];
        ctx_q     <= clearing_q ? clear_ctx_q : s_axis_tuser[3 +: CTX];
    end
    if (free && clearing_q) begin
        clear_ctx_q <= clear_ctx_q + 1'b1;
        clearing_q  <= !(&clear_ctx_q);
    end
    if (rst || clear) begin
        clearing_q  <= 1'b1;
        clear_ctx_q <= {CTX{1'b0}};
    end
    if (rst)
        running_q <= 1'b0;
end

// ---- decoded ----
wire loads        = op_q == `DG_TABLE_LOAD || op_q == `DG_TABLE_SWAP;
wire accumulates  = op_q == `DG_TABLE_ACCUM;
reg  keep_value_q, keep_delta_q, take_value_q, take_delta_q, show_value_q, show_delta_q, show_count_q;

always @(posedge clk) begin
    keep_value_q <= !clears_q && !loads;
    keep_delta_q <= !clears_q && !loads && op_q != `DG_TABLE_SWAP_KEEP;
    take_value_q <= !clears_q && (loads || accumulates);
    take_delta_q <= !clears_q && accumulates;
    show_value_q <= op_q != `DG_TABLE_ACCUMULATOR && op_q != `DG_TABLE_COUNT;
    show_delta_q <= op_q == `DG_TABLE_ACCUMULATOR || op_q == `DG_TABLE_REFERENCE;
    show_count_q <= op_q == `DG_TABLE_COUNT;
end

// ---- a word a step ----
wire [15:0] value, delta, count;        // stored, in the steps from 2 on
reg  [63:0] operand_q;                  // operand words leave at the bottom, result words enter at the top
reg  [31:0] inc_q;
reg         carry_q;                    // into the count's upper half; after that: it has overflowed

wire uses  = running_q && (step_q[2:1] == 2'd1 || step_q[2:1] == 2'd2);     // steps 2 to 5
wire adds  = running_q && step_q[2:1] == 2'd1;                              // steps 2 and 3
wire fills = running_q && step_q[2:1] == 2'd2 && carry_q;                   // steps 4 and 5, after an overflow

wire [15:0] operand   = operand_q[15:0];
wire [15:0] new_value = {16{keep_value_q}} & value ^ {16{take_value_q}} & operand;
wire [15:0] new_delta = {16{keep_delta_q}} & delta ^ {16{take_delta_q}} & operand;
wire [16:0] sum = {1'b0, {16{keep_delta_q}} & count} + {1'b0, {16{take_delta_q}} & inc_q[15:0]} + {16'd0, carry_q};
wire [15:0] result = {16{show_value_q}} & value ^ {16{show_delta_q}} & delta ^ {16{show_count_q && adds}} & count;

always @(posedge clk) begin
    if (begins) begin
        operand_q <= s_axis_tdata;
        inc_q     <= s_axis_tuser[`DG_TABLE_PLACE +: 32];
        carry_q   <= 1'b0;
    end else if (uses)
        operand_q <= {result, operand_q[63:16]};
    if (adds) begin
        inc_q   <= {16'd0, inc_q[31:16]};
        carry_q <= sum[16];
    end
end

assign m_axis_tdata  = operand_q;
assign m_axis_tvalid = running_q && step_q == 3'd6 && !clears_q && op_q != `DG_TABLE_LOAD && !accumulates;

// ---- the stored fields; word n of a context in step n + 2 ----
wire [1:0]     use_word  = {~step_q[1], step_q[0]};
wire [CTX+1:0] data_read = {ctx_q, step_q[1:0]}, data_write = {ctx_q, use_word};
wire [CTX:0]   count_at  = {ctx_q, step_q[0]};

dg_ram_sdp #(.WIDTH(16), .DEPTH(4 * CONTEXTS)) values (
    .clk(clk), .we(uses), .waddr(data_write), .wdata(new_value), .re(1'b1), .raddr(data_read), .rdata(value)
);

dg_ram_sdp #(.WIDTH(16), .DEPTH(4 * CONTEXTS)) deltas (
    .clk(clk), .we(uses), .waddr(data_write), .wdata(new_delta), .re(1'b1), .raddr(data_read), .rdata(delta)
);

dg_ram_sdp #(.WIDTH(16), .DEPTH(2 * CONTEXTS)) counts (
    .clk(clk), .we(adds || fills), .waddr(count_at), .wdata(sum[15:0] | {16{fills}}),
    .re(step_q[2:1] == 2'd0), .raddr(count_at), .rdata(count)
);

wire unused = &{1'b0, s_axis_tuser[10:3]};

endmodule

`default_nettype wire
