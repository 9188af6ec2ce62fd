// SPDX-License-Identifier: Apache-2.0
// title: dg_lane_group, first of its line: words a, b, c of three lanes join the sum a clock later; then all is cleared
// show: clear
// show: stir
// show: a
// show: b
// show: c
// show: low
// show: pair
// show: high
// scale: 3
// clocks: 73 86
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg         clear = 0, stir = 0;
wire [31:0] low, high, pair;
wire [63:0] a = dut.word[0], b = dut.word[1], c = dut.word[2];

dg_lane_group #(.LANES(3)) dut (
    .clk(clk), .clear(clear), .run(1'b0), .stir(stir), .clear_next(), .run_next(), .stir_next(),
    .low(32'd0), .high(32'd0), .pair(32'd0), .low_next(low), .high_next(high), .pair_next(pair)
);

initial begin
    repeat (4) @(posedge clk);
    clear <= 1'b1;
    @(posedge clk);
    {clear, stir} <= 2'b01;
    repeat (70) @(posedge clk);
    stir <= 1'b0;
    @(posedge clk);
    stir <= 1'b1;
    repeat (4) @(posedge clk);
    {clear, stir} <= 2'b10;
    repeat (2) @(posedge clk);
    clear <= 1'b0;
end
endmodule
