// SPDX-License-Identifier: Apache-2.0
// dg_delay: a word delayed by a fixed number of clocks; no control, no reset.
`default_nettype none

module dg_delay #(
    parameter integer WIDTH = 8,
    parameter integer CLOCKS = 1    // latency, from 0
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] d,
    output wire [WIDTH-1:0] q
);

generate
    if (CLOCKS == 0) begin : g_wire
        wire unused = clk;
        assign q = d;
    end else begin : g_registers
        reg [WIDTH-1:0] word_q [0:CLOCKS-1];
        integer i;
        always @(posedge clk) begin
            word_q[0] <= d;
            for (i = 1; i < CLOCKS; i = i + 1)
                word_q[i] <= word_q[i-1];
        end
        assign q = word_q[CLOCKS-1];
    end
endgenerate

endmodule

`default_nettype wire
