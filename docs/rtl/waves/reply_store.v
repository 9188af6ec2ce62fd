// SPDX-License-Identifier: Apache-2.0
// title: dg_reply_store: a reply of three words goes into slot 2 and out; slot 2 is asked for again
// show: start
// show: slot
// show: storing
// show: s_axis_tvalid
// show: s_axis_tready
// show: s_axis_tdata "reply" if s_axis_tvalid
// show: s_axis_tlast "tlast" if s_axis_tvalid
// show: replay
// show: waiting "slot 2 waits"
// show: m_axis_tvalid
// show: m_axis_tdata "word out" if m_axis_tvalid
// show: m_axis_tlast "tlast out" if m_axis_tvalid
// latency: ends m_axis_tvalid From `tlast` in {} clocks to the first word out
// latency: asked_idle m_axis_tvalid from `replay` {}
// clocks: 3 42
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [3:0]  slot = 2;
reg        start = 0, replay = 0, s_axis_tvalid = 0, s_axis_tlast = 0;
reg [63:0] s_axis_tdata = 0;
wire       storing, s_axis_tready, m_axis_tvalid, m_axis_tlast;
wire [63:0] m_axis_tdata;
wire [7:0]  m_axis_tkeep;
reg         idle = 0;
wire        ends = s_axis_tvalid && s_axis_tready && s_axis_tlast, asked_idle = replay && idle;
wire        waiting = dut.waiting_q[2];

dg_reply_store dut (
    .clk(clk), .rst(rst),
    .slot(slot), .start(start), .replay(replay), .storing(storing),
    .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(8'hFF), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .s_axis_tlast(s_axis_tlast),
    .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1),
    .m_axis_tlast(m_axis_tlast)
);

initial begin
    repeat (4) @(posedge clk);
    start <= 1;
    @(posedge clk);
    start <= 0;
    s_axis_tvalid <= 1;
    s_axis_tdata <= 64'hA0;
    @(posedge clk);
    s_axis_tdata <= 64'hA1;
    @(posedge clk);
    s_axis_tdata <= 64'hA2;
    s_axis_tlast <= 1;
    @(posedge clk);
    s_axis_tvalid <= 0;
    repeat (7) @(posedge clk);
    replay <= 1;
    @(posedge clk);
    replay <= 0;
    repeat (40) @(posedge clk);
    idle <= 1;
    replay <= 1;
    @(posedge clk);
    replay <= 0;
end
endmodule
