// SPDX-License-Identifier: Apache-2.0
// title: dg_check with 64 contexts: READ of contexts 5 and 63, then of 5 and 64
// show: s_axis_tvalid
// show: s_axis_tdata "word" if s_axis_tvalid
// show: s_axis_tlast "tlast"
// show: over "not a context"
// show: m_axis_tvalid
// show: m_axis_tdata "word out" if m_axis_tvalid
// show: m_axis_tlast "tlast out"
// show: m_axis_tuser "status" if m_axis_tlast
// latency: s_axis_tvalid m_axis_tvalid A word a clock, {} clocks from input to output
// clocks: 3 14
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] s_axis_tdata = 0;
reg        s_axis_tvalid = 0, s_axis_tlast = 0;
wire [63:0] m_axis_tdata;
wire [7:0]  m_axis_tkeep, m_axis_tuser;
wire        m_axis_tvalid, m_axis_last, m_axis_tlast, m_axis_bad;
wire [7:0]  over = dut.over1_q;
assign m_axis_tlast = m_axis_tvalid && m_axis_last;

dg_check #(.CONTEXTS(64)) dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(8'hFF), .s_axis_tvalid(s_axis_tvalid), .s_axis_tlast(s_axis_tlast),
    .s_axis_tuser(1'b0),
    .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tlast(m_axis_last), .m_axis_tuser(m_axis_tuser), .m_axis_bad(m_axis_bad)
);

task word(input [63:0] data, input last);
    begin
        s_axis_tdata <= data;
        s_axis_tlast <= last;
        s_axis_tvalid <= 1;
        @(posedge clk);
        s_axis_tvalid <= 0;
        s_axis_tlast <= 0;
    end
endtask

initial begin
    repeat (4) @(posedge clk);
    word(64'h0213, 0);
    word(64'h3F05, 1);
    @(posedge clk);
    word(64'h0213, 0);
    word(64'h4005, 1);
end
endmodule
