// SPDX-License-Identifier: Apache-2.0
// title: dg_synth: three feistel cells of seed 7, then two torus64 cells of seed 9, which wait for empty pipelines
// show: s_axis_tvalid
// show: s_axis_tready
// show: kind text if s_axis_tvalid
// show: address dec if s_axis_tvalid
// show: s_axis_tlast "tlast" if s_axis_tvalid
// show: inside "cells inside" dec
// show: m_axis_tvalid
// show: top "cell, top bits" if m_axis_tvalid
// show: m_axis_tlast "tlast out" if m_axis_tvalid
// latency: s_axis_tvalid m_axis_tvalid FEISTEL {},
// latency: torus_in torus_out TORUS {},
// clocks: 3 9, 27 35, 107 115
`timescale 1ns/1ns
module wave;
`include "bench.vh"
`include "dg_defs.vh"
reg [7:0]  address = 0, seed = 7, s_kind = `DG_KIND_FEISTEL;
reg        s_axis_tvalid = 0, s_axis_tlast = 0;
wire       s_axis_tready, m_axis_tvalid, m_axis_tlast;
wire [63:0] m_axis_tdata;
wire [15:0] top = m_axis_tdata[63:48];
wire [7:0]  inside = dut.inside_q;
wire [63:0] kind = s_kind == `DG_KIND_FEISTEL ? "feistel" : "torus";
reg         second = 0;
wire        torus_in = s_axis_tvalid && s_axis_tready && s_kind != `DG_KIND_FEISTEL;
wire        torus_out = m_axis_tvalid && second;

dg_synth dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata({56'd0, seed, 56'd0, address}), .s_axis_tuser(s_kind[2:0]), .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1), .m_axis_tlast(m_axis_tlast)
);

always @(posedge clk)
    second <= second || (m_axis_tvalid && m_axis_tlast);

task send(input [7:0] at, input last);
    begin
        address <= at;
        s_axis_tlast <= last;
        s_axis_tvalid <= 1;
        @(posedge clk);
        while (!s_axis_tready)
            @(posedge clk);
        s_axis_tvalid <= 0;
    end
endtask

initial begin
    repeat (4) @(posedge clk);
    send(1, 0);
    send(2, 0);
    send(3, 1);
    s_kind <= `DG_KIND_TORUS64;
    seed <= 9;
    send(11, 0);
    send(12, 1);
end
endmodule
