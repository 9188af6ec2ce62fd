// SPDX-License-Identifier: Apache-2.0
// title: dg_enframe: a frame of 10 bytes, one of them escaped; the line takes a rest of two clocks
// show: s_axis_tvalid
// show: s_axis_tready
// show: s_axis_tdata "word" if s_axis_tvalid
// show: s_axis_tkeep "tkeep" if s_axis_tvalid
// show: s_axis_tlast "tlast" if s_axis_tvalid
// show: state text
// show: m_axis_tvalid
// show: m_axis_tready
// show: m_axis_tdata "byte" if m_axis_tvalid
// latency: s_axis_tvalid m_axis_tvalid The first byte, a flag, comes {} clock after the first word
// clocks: 3 26
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] s_axis_tdata = 0;
reg [7:0]  s_axis_tkeep = 8'hFF;
reg        s_axis_tvalid = 0, s_axis_tlast = 0, m_axis_tready = 1;
wire       s_axis_tready, m_axis_tvalid;
wire [7:0] m_axis_tdata;
reg [39:0] state;

dg_enframe dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(s_axis_tkeep), .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready)
);

always @*
    case (dut.state_q)
        2'd0: state = "idle";
        2'd1: state = "data";
        2'd2: state = "check";
        default: state = "close";
    endcase

task send(input [63:0] data, input [7:0] bytes_kept, input is_last);
    begin
        s_axis_tdata <= data;
        s_axis_tkeep <= bytes_kept;
        s_axis_tlast <= is_last;
        s_axis_tvalid <= 1;
        @(posedge clk);
        while (!s_axis_tready)
            @(posedge clk);
        s_axis_tvalid <= 0;
    end
endtask

initial begin
    repeat (4) @(posedge clk);
    send(64'h83, 8'hFF, 0);
    send(64'h7EA1, 8'h03, 1);
end

initial begin
    repeat (9) @(posedge clk);
    m_axis_tready <= 0;
    repeat (2) @(posedge clk);
    m_axis_tready <= 1;
end
endmodule
