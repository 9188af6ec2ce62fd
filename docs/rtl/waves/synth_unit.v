// SPDX-License-Identifier: Apache-2.0
// title: dg_synth_unit: RUN of three feistel cells from address 100; then their FOLD by two lanes
// show: s_cmd_tvalid
// show: s_cmd_tready
// show: mode text if s_cmd_tvalid
// show: address0_valid "lane 0: address in"
// show: address0 "address" dec if address0_valid
// show: address1_valid "lane 1: address in"
// show: address1 "address" dec if address1_valid
// show: cells "cells made"
// show: m_axis_tvalid
// show: word "word, top bits" if m_axis_tvalid
// show: m_axis_tlast "tlast" if m_axis_tvalid
// latency: s_cmd_tvalid address0_valid The first address comes {} clocks after the command
// clocks: 3 12, 37 42, 46 50, 75 82
`timescale 1ns/1ns
module wave;
`include "bench.vh"
`include "dg_defs.vh"
reg [1:0]  s_mode = 0;
reg        s_cmd_tvalid = 0;
wire       s_cmd_tready, m_axis_tvalid, m_axis_tlast;
wire [63:0] m_axis_tdata;
wire [7:0]  m_axis_tkeep, address0, address1;
wire [7:0]  kind = `DG_KIND_FEISTEL;
wire [6:0]  cells;
wire [15:0] word = m_axis_tdata[63:48];
wire [31:0] mode = s_mode == 0 ? "run" : "fold";
wire        address0_valid = dut.lane[0].tvalid && dut.lane[0].tready;
wire        address1_valid = dut.lane[1].tvalid && dut.lane[1].tready;
assign address0 = dut.lane[0].tdata[7:0];
assign address1 = dut.lane[1].tdata[7:0];

dg_synth_unit #(.LANES(2)) dut (
    .clk(clk), .rst(rst),
    .s_cmd_tdata({32'd3, 64'd100, 64'd7, kind[2:0], s_mode}), .s_cmd_tvalid(s_cmd_tvalid), .s_cmd_tready(s_cmd_tready),
    .s_axis_tdata(64'd0), .s_axis_tvalid(1'b0), .s_axis_tlast(1'b0),
    .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1),
    .m_axis_tlast(m_axis_tlast), .cells(cells)
);

initial begin
    repeat (4) @(posedge clk);
    s_cmd_tvalid <= 1;
    @(posedge clk);
    s_mode <= 2;
    @(posedge clk);
    while (!s_cmd_tready)
        @(posedge clk);
    s_cmd_tvalid <= 0;
end
endmodule
