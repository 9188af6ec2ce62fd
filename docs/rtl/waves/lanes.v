// SPDX-License-Identifier: Apache-2.0
// title: dg_xor_lane: two clocks of clearing, stirred for two clocks, three deltas, held for two, then the high half by way of the cells
// show: run
// show: wipe
// show: clear
// show: load
// show: stir
// show: word
// show: low
// show: high
// scale: 3
// clocks: 4 18
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg         run = 0, wipe = 0, clear = 0, load = 0, stir = 0;
wire        stir_next;
wire [31:0] low;
wire [63:0] word = dut.word;
wire [31:0] high = dut.high_q;

dg_xor_lane dut (
    .clk(clk), .run(run), .wipe(wipe), .clear(clear), .load(load), .stir(stir), .stir_next(stir_next), .low_next(32'd0), .low(low)
);

initial begin
    repeat (4) @(posedge clk);
    {run, wipe, clear} <= 3'b011;
    repeat (2) @(posedge clk);
    {clear, stir} <= 2'b01;
    repeat (2) @(posedge clk);
    {run, wipe, stir} <= 3'b100;
    repeat (2) @(posedge clk);
    clear <= 1'b1;
    @(posedge clk);
    repeat (2) @(posedge clk);
    run <= 1'b0;
    @(posedge clk);
    {run, clear, load} <= 3'b101;
    @(posedge clk);
    {clear, load} <= 2'b10;
end
endmodule
