// SPDX-License-Identifier: Apache-2.0
// title: dg_torus_iter: a cell every 8 clocks; the ROM serves another modulus each clock
// show: phase dec
// show: s_axis_tvalid
// show: s_axis_tdata "x" dec if s_axis_tvalid
// show: modulus "modulus of the ROM" dec
// show: adds "a sum enters"
// show: m_axis_tvalid
// show: value "value, top bits" if m_axis_tvalid
// latency: s_axis_tvalid m_axis_tvalid A cell in 8 clocks, latency {} clocks
// clocks: 15 26, 112 124
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] s_axis_tdata = 0;
reg        s_axis_tvalid = 0;
reg [2:0]  phase = 0;
wire       m_axis_tvalid;
wire       adds = dut.at_q[7];
wire [63:0] m_axis_tdata;
wire [15:0] value = m_axis_tdata[63:48];
wire [2:0]  modulus = dut.twice_modulus_q;

dg_torus_iter dut (
    .clk(clk), .rst(rst), .phase(phase), .narrow(1'b0), .s_axis_tvalid(s_axis_tvalid), .s_axis_tdata(s_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid), .m_axis_tdata(m_axis_tdata)
);

always @(posedge clk)
    phase <= phase + 3'd1;

task enter(input [63:0] x);
    begin
        while (phase != 7)
            @(posedge clk);
        s_axis_tvalid <= 1;
        s_axis_tdata <= x;
        @(posedge clk);
        s_axis_tvalid <= 0;
        @(posedge clk);
    end
endtask

initial begin
    repeat (10) @(posedge clk);
    enter(1);
    enter(126);
end
endmodule
