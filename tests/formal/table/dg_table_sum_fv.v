// SPDX-License-Identifier: Apache-2.0
// dg_table_sum for proofs about its users: the addition at once, then 5 clocks of waiting.
// tests/formal/table/table_sum.sby proves that dg_table_sum does the same.
`default_nettype none

module dg_table_sum #(
    parameter WIDTH = 32,
    parameter SEG = 4
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] a,
    input  wire [WIDTH-1:0] b,
    input  wire             full,
    output wire [WIDTH-1:0] sum,
    output wire             over
);

wire [WIDTH:0] total = {1'b0, a} + {1'b0, b};
dg_delay #(.WIDTH(WIDTH+1), .CLOCKS(5)) line (.clk(clk), .d({full || total[WIDTH], total[WIDTH-1:0]}), .q({over, sum}));

endmodule

`default_nettype wire
