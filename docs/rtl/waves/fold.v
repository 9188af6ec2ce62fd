// SPDX-License-Identifier: Apache-2.0
// title: dg_fold: a run of seven 4-byte cells dealt to two lanes, even ones to lane 0; then the next run starts
// show: start
// show: valid0 "lane 0: tvalid"
// show: cell0 "lane 0: cell" if valid0
// show: sum0 "lane 0: sum"
// show: valid1 "lane 1: tvalid"
// show: cell1 "lane 1: cell" if valid1
// show: sum1 "lane 1: sum"
// show: result
// scale: 3
// clocks: 4 13
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg        start = 0, valid0 = 0, valid1 = 0;
reg [31:0] cell0 = 0, cell1 = 0;
wire [63:0] result;
wire [63:0] sum0 = dut.lane[0].sum_q, sum1 = dut.lane[1].sum_q;

dg_fold #(.LANES(2)) dut (
    .clk(clk), .start(start), .narrow(1'b1), .s_axis_tdata({32'd0, cell1, 32'd0, cell0}),
    .s_axis_tvalid({valid1, valid0}), .result(result)
);

initial begin
    repeat (4) @(posedge clk);
    start <= 1;
    @(posedge clk);
    start <= 0;
    {valid0, cell0} <= {1'b1, 32'h01};
    @(posedge clk);
    {valid0, cell0} <= {1'b1, 32'h04};
    {valid1, cell1} <= {1'b1, 32'h02};
    @(posedge clk);
    {valid0, cell0} <= {1'b1, 32'h10};
    {valid1, cell1} <= {1'b1, 32'h08};
    @(posedge clk);
    {valid0, cell0} <= {1'b1, 32'h40};
    {valid1, cell1} <= {1'b1, 32'h20};
    @(posedge clk);
    {valid1, valid0} <= 2'b00;
    repeat (3) @(posedge clk);
    start <= 1;
    @(posedge clk);
    start <= 0;
end
endmodule
