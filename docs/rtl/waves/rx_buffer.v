// SPDX-License-Identifier: Apache-2.0
// title: dg_rx_buffer: a bad frame is forgotten, a good one kept, the next one does not fit (ring of 8 words)
// show: s_axis_tvalid
// show: s_axis_tdata "word" if s_axis_tvalid
// show: s_axis_tlast "tlast"
// show: s_axis_bad "bad" if s_axis_tlast
// show: start "ring: start" dec
// show: length "ring: length" dec
// show: next "ring: read" dec
// show: received
// show: overrun
// show: m_axis_tvalid
// show: m_axis_tready
// show: m_axis_tdata "word out" if m_axis_tvalid
// show: m_axis_tlast "tlast out" if m_axis_tvalid
// show: m_axis_tuser "status" if m_axis_tvalid
// latency: ends m_axis_tvalid frame's first word at the output: {} clocks
// clocks: 3 30
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] s_axis_tdata = 0;
reg        s_axis_tvalid = 0, s_axis_tlast = 0, s_axis_bad = 0, m_axis_tready = 0;
wire [63:0] m_axis_tdata;
wire [7:0]  m_axis_tkeep, m_axis_tuser;
wire        m_axis_tvalid, m_axis_tlast, received, overrun;
wire [3:0]  start = dut.start_q, length = dut.length_q, next = dut.read_q;
wire        ends = s_axis_tvalid && s_axis_tlast && !s_axis_bad;

dg_rx_buffer #(.WORDS(8), .FRAME_WORDS(8)) dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(8'hFF), .s_axis_tvalid(s_axis_tvalid), .s_axis_tlast(s_axis_tlast),
    .s_axis_tuser(8'd3), .s_axis_bad(s_axis_bad),
    .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready), .m_axis_tlast(m_axis_tlast), .m_axis_tuser(m_axis_tuser),
    .received(received), .overrun(overrun)
);

task frame(input [7:0] first, input integer words, input bad);
    integer i;
    begin
        for (i = 0; i < words; i = i + 1) begin
            s_axis_tdata <= first + i;
            s_axis_tlast <= i == words - 1;
            s_axis_bad <= bad;
            s_axis_tvalid <= 1;
            @(posedge clk);
        end
        s_axis_tvalid <= 0;
        s_axis_tlast <= 0;
        repeat (2) @(posedge clk);
    end
endtask

initial begin
    repeat (4) @(posedge clk);
    frame(8'hA0, 2, 1);
    frame(8'hB0, 5, 0);
    frame(8'hC0, 8, 0);
    m_axis_tready <= 1;
end
endmodule
