// SPDX-License-Identifier: Apache-2.0
// title: dg_state_table: eight operations on one context, one a clock; each sees those before it
// show: s_axis_tvalid
// show: name "operation" text if s_axis_tvalid
// show: ctx "context" if s_axis_tvalid
// show: s_axis_tdata "operand" if has_operand
// show: we "write"
// show: waddr "write: context" if we
// show: value "write: value" if we
// show: delta "write: accumulator" if we
// show: m_axis_tvalid
// show: m_axis_tdata "result" if m_axis_tvalid
// latency: reads m_axis_tvalid each result {} clocks after its operation
// latency: s_axis_tvalid we written to the RAM only {} clocks after it was accepted
// clocks: 27 52
`timescale 1ns/1ns
module wave;
`include "bench.vh"
`include "dg_table_ops.vh"
reg [63:0] s_axis_tdata = 0;
reg [`DG_TABLE_USER-1:0] s_axis_tuser = 0;
reg        s_axis_tvalid = 0;
wire       s_axis_tready, m_axis_tvalid;
wire [63:0] m_axis_tdata;
wire [3:0]  ctx = s_axis_tuser[6:3], waddr = dut.value_lane.waddr;
wire        we = waddr == 4'd7;
wire [63:0] value = dut.value_lane.after_q, delta = dut.delta_lane.after_q;
wire        has_operand = s_axis_tvalid &&
    (s_axis_tuser[2:0] <= `DG_TABLE_ACCUM || s_axis_tuser[2:0] == `DG_TABLE_SWAP);
wire        reads = s_axis_tvalid && s_axis_tuser[2:0] == `DG_TABLE_READ;
reg [63:0]  name;

dg_state_table #(.CONTEXTS(16)) dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tuser(s_axis_tuser), .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready), .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .clear(1'b0)
);

task operation(input [2:0] op, input [63:0] operand, input [63:0] what);
    begin
        s_axis_tvalid <= 1;
        s_axis_tuser <= {32'd1, 8'd7, op};
        s_axis_tdata <= operand;
        name <= what;
        @(posedge clk);
    end
endtask

initial begin
    repeat (28) @(posedge clk);
    operation(`DG_TABLE_LOAD, 64'h10, "load");
    operation(`DG_TABLE_ACCUM, 64'h01, "accum");
    operation(`DG_TABLE_ACCUM, 64'h02, "accum");
    operation(`DG_TABLE_READ, 0, "read");
    operation(`DG_TABLE_ACCUM, 64'h04, "accum");
    operation(`DG_TABLE_SWAP, 64'h80, "swap");
    operation(`DG_TABLE_READ, 0, "read");
    operation(`DG_TABLE_COUNT, 0, "count");
    s_axis_tvalid <= 0;
end
endmodule
