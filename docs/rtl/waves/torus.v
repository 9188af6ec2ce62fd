// SPDX-License-Identifier: Apache-2.0
// title: dg_torus: four cells back to back
// show: s_axis_tvalid
// show: s_axis_tdata "x" dec if s_axis_tvalid
// show: residue "index, modulus 251" dec
// show: quotient "quotient, top bits"
// show: m_axis_tvalid
// show: value "value, top bits" if m_axis_tvalid
// latency: s_axis_tvalid m_axis_tvalid A cell a clock, latency {} clocks
// clocks: 3 17, 75 82
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] s_axis_tdata = 0;
reg        s_axis_tvalid = 0;
wire       m_axis_tvalid;
wire [63:0] m_axis_tdata;
wire [15:0] value = m_axis_tdata[63:48], quotient = dut.quotient[0][60:45];
wire [8:0]  residue = dut.g_modulus[0].residue;

dg_torus dut (
    .clk(clk), .rst(rst), .narrow(1'b0), .s_axis_tvalid(s_axis_tvalid), .s_axis_tdata(s_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid), .m_axis_tdata(m_axis_tdata)
);

initial begin
    repeat (4) @(posedge clk);
    s_axis_tvalid <= 1;
    s_axis_tdata <= 1;
    repeat (3) begin
        @(posedge clk);
        s_axis_tdata <= s_axis_tdata + 125;
    end
    @(posedge clk);
    s_axis_tvalid <= 0;
end
endmodule
