// SPDX-License-Identifier: Apache-2.0
// title: dg_xor_lane: two clocks of clearing, stirred for two clocks, three deltas, then the high half by way of the cells
// show: run
// show: move
// show: step
// show: stir
// show: word
// show: low
// show: high
// scale: 3
// clocks: 4 18
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg         run = 0, move = 0, step = 0, stir = 0;
wire        stir_next;
wire [31:0] low;
wire [63:0] word = dut.word;
wire [31:0] high = dut.high_q;

dg_xor_lane dut (
    .clk(clk), .run(run), .move(move), .step(step), .stir(stir), .stir_next(stir_next), .low_next(32'd0), .low(low)
);

initial begin
    repeat (4) @(posedge clk);
    {run, move, step} <= 3'b110;
    repeat (2) @(posedge clk);
    {run, move, step, stir} <= 4'b0011;
    repeat (2) @(posedge clk);
    {run, move, step, stir} <= 4'b1010;
    repeat (3) @(posedge clk);
    {run, move, step} <= 3'b001;
    @(posedge clk);
    {run, move, step} <= 3'b010;
    @(posedge clk);
    {run, move, step} <= 3'b101;
    @(posedge clk);
    {run, move, step} <= 3'b000;
end
endmodule
