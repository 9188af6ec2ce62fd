// SPDX-License-Identifier: Apache-2.0
// Proof of dg_table_sum, included at its end (tests/formal/table/table_sum.sby): 5 clocks after its inputs sum and over
// are those of the addition.

reg [2:0] f_clocks = 3'd0;              // that have passed, at most 5
always @(posedge clk)
    if (f_clocks != 3'd5)
        f_clocks <= f_clocks + 3'd1;

reg [5*(WIDTH+1)-1:0] f_total_q;        // of the inputs so long ago, newest lowest; `full`, or a carry, is the top bit
wire [WIDTH:0] f_total = {1'b0, a} + {1'b0, b};
always @(posedge clk)
    f_total_q <= {f_total_q[4*(WIDTH+1)-1:0], f_total | {full, {WIDTH{1'b0}}}};

always @*
    if (f_clocks == 3'd5)
        a_sum: assert ({over, sum} == f_total_q[4*(WIDTH+1) +: WIDTH+1]);
