// SPDX-License-Identifier: Apache-2.0
// title: dg_feistel: addresses 1, 2 and 3 forwards; a second instance takes the results back
// show: s_axis_tvalid
// show: s_axis_tdata "address" if s_axis_tvalid
// show: m_axis_tvalid
// show: top "word, top bits" if m_axis_tvalid
// show: back_tvalid "inverse: tvalid"
// show: back_tdata "address again" if back_tvalid
// latency: s_axis_tvalid m_axis_tvalid | 1 | a word a clock | {} clocks |
// clocks: 3 9, 23 29, 44 50
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] s_axis_tdata = 0;
reg        s_axis_tvalid = 0;
wire       m_axis_tvalid, back_tvalid;
wire [63:0] m_axis_tdata, back_tdata;
wire [15:0] top = m_axis_tdata[63:48];

dg_feistel dut (
    .clk(clk), .rst(rst), .phase(3'd0), .seed(32'd7), .inverse(1'b0), .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tdata(s_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tdata(m_axis_tdata)
);

dg_feistel backwards (
    .clk(clk), .rst(rst), .phase(3'd0), .seed(32'd7), .inverse(1'b1), .s_axis_tvalid(m_axis_tvalid),
    .s_axis_tdata(m_axis_tdata), .m_axis_tvalid(back_tvalid), .m_axis_tdata(back_tdata)
);

initial begin
    repeat (4) @(posedge clk);
    s_axis_tvalid <= 1;
    s_axis_tdata <= 1;
    repeat (2) begin
        @(posedge clk);
        s_axis_tdata <= s_axis_tdata + 1;
    end
    @(posedge clk);
    s_axis_tvalid <= 0;
end
endmodule
