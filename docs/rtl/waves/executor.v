// SPDX-License-Identifier: Apache-2.0
// title: dg_executor: a run of five deltas into context 7, then READ of contexts 7, 8 and 7
// show: s_axis_tvalid
// show: s_axis_tready
// show: kind "request" text if s_axis_tvalid
// show: s_axis_tlast "tlast" if s_axis_tvalid
// show: op "table operation"
// show: op_name "operation" text if op
// show: ctx "context" if op
// show: s_table_tvalid "table result"
// show: m_axis_tvalid
// show: word "reply" if m_axis_tvalid
// show: m_axis_tlast "tlast out" if m_axis_tvalid
// show: busy
// latency: s_axis_tvalid m_axis_tvalid The reply's header leaves {} clock after the request's header
// latency: op_read s_table_tvalid READ's results come out of the table {} clocks after their operations
// clocks: 27 59
`timescale 1ns/1ns
module wave;
`include "bench.vh"
`include "dg_table_ops.vh"
reg [63:0] s_axis_tdata = 0, kind;
reg        s_axis_tvalid = 0, s_axis_tlast = 0;
wire       s_axis_tready, m_axis_tvalid, m_axis_tlast, m_table_tvalid, m_table_tready, s_table_tvalid, table_clear;
wire [63:0] m_axis_tdata, m_table_tdata, s_table_tdata;
wire [7:0]  m_axis_tkeep;
wire [`DG_TABLE_USER-1:0] m_table_tuser;
wire        busy, op, stall;
wire        op_read = op && m_table_tuser[2:0] == `DG_TABLE_READ;
wire [3:0]  ctx = m_table_tuser[6:3];
wire [15:0] word = m_axis_tdata[15:0];
wire [39:0] op_name = m_table_tuser[2:0] == `DG_TABLE_ACCUM ? "accum" : "read";

dg_executor dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(8'hFF), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .s_axis_tlast(s_axis_tlast), .s_axis_tuser(8'd0),
    .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1),
    .m_axis_tlast(m_axis_tlast),
    .m_table_tdata(m_table_tdata), .m_table_tuser(m_table_tuser), .m_table_tvalid(m_table_tvalid),
    .m_table_tready(m_table_tready), .s_table_tdata(s_table_tdata), .s_table_tvalid(s_table_tvalid),
    .table_clear(table_clear),
    .m_cmd_tready(1'b0), .m_synth_tready(1'b0), .s_synth_tdata(64'd0), .s_synth_tkeep(8'd0), .s_synth_tvalid(1'b0),
    .s_synth_tlast(1'b0), .csr_data(32'd0), .busy(busy), .op(op), .stall(stall)
);

dg_state_table #(.CONTEXTS(16)) table_16 (
    .clk(clk), .rst(rst),
    .s_axis_tdata(m_table_tdata), .s_axis_tuser(m_table_tuser), .s_axis_tvalid(m_table_tvalid),
    .s_axis_tready(m_table_tready), .m_axis_tdata(s_table_tdata), .m_axis_tvalid(s_table_tvalid), .clear(table_clear)
);

task send(input [63:0] data, input last, input [63:0] what);
    begin
        s_axis_tdata <= data;
        s_axis_tlast <= last;
        s_axis_tvalid <= 1;
        kind <= what;
        @(posedge clk);
        while (!s_axis_tready)
            @(posedge clk);
        s_axis_tvalid <= 0;
    end
endtask

initial begin
    repeat (28) @(posedge clk);
    send(64'h0712, 0, "header");
    send(64'h01, 0, "01");
    send(64'h02, 0, "02");
    send(64'h04, 0, "04");
    send(64'h08, 0, "08");
    send(64'h10, 1, "10");
    send(64'h0313, 0, "header");
    send(64'h070807, 1, "7, 8, 7");
end
endmodule
