// SPDX-License-Identifier: Apache-2.0
// title: dg_deframe: a frame of 10 bytes, one of them escaped; then the same, damaged on the line
// show: s_axis_tvalid
// show: s_axis_tdata "byte" if s_axis_tvalid
// show: escaped
// show: bytes "bytes of word" dec
// show: m_axis_tvalid
// show: m_axis_tdata "tdata" if m_axis_tvalid
// show: m_axis_tkeep "tkeep" if m_axis_tvalid
// show: m_axis_tlast "tlast" if m_axis_tvalid
// show: m_axis_tuser "tuser (bad)" if m_axis_tvalid
// show: bad_frame
// clocks: 5 23, 30 40
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] word = 0;
reg [7:0]  keep = 8'hFF, damage = 0;
reg        word_valid = 0, last = 0;
wire [7:0] s_axis_tdata, sent;
wire       word_ready, s_axis_tvalid, s_axis_tready, m_axis_tvalid, m_axis_tlast, m_axis_tuser, bad_frame;
wire [63:0] m_axis_tdata;
wire [7:0]  m_axis_tkeep;
wire        escaped = dut.escaped_q;
wire [3:0]  bytes = dut.word_count_q;

assign s_axis_tdata = sent ^ damage;

dg_enframe line (
    .clk(clk), .rst(rst),
    .s_axis_tdata(word), .s_axis_tkeep(keep),
    .s_axis_tvalid(word_valid), .s_axis_tready(word_ready), .s_axis_tlast(last),
    .m_axis_tdata(sent), .m_axis_tvalid(s_axis_tvalid), .m_axis_tready(s_axis_tready)
);

dg_deframe dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tlast(m_axis_tlast), .m_axis_tuser(m_axis_tuser), .bad_frame(bad_frame)
);

task send(input [63:0] data, input [7:0] bytes_kept, input is_last);
    begin
        word <= data;
        keep <= bytes_kept;
        last <= is_last;
        word_valid <= 1;
        @(posedge clk);
        while (!word_ready)
            @(posedge clk);
        word_valid <= 0;
    end
endtask

initial begin
    repeat (4) @(posedge clk);
    send(64'h03, 8'hFF, 0);
    send(64'h7EA1, 8'h03, 1);
    send(64'h03, 8'hFF, 0);
    send(64'h7EA1, 8'h03, 1);
    @(posedge clk);
    damage <= 8'h10;
    @(posedge clk);
    damage <= 0;
end
endmodule
