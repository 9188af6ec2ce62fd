// SPDX-License-Identifier: Apache-2.0
// Inside every bench of a timing diagram: a clock, two clocks of reset, the record of the signals; the end after 400
// clocks.
reg clk = 0, rst = 1;

always #5 clk = !clk;

initial begin
    $dumpfile("wave.vcd");
    $dumpvars(1, wave);
    repeat (2) @(posedge clk);
    rst <= 0;
    repeat (400) @(posedge clk);
    $finish;
end
