// SPDX-License-Identifier: Apache-2.0
// dg_counter: 64-bit counter in two halves, so that no carry runs through more than 32 bits.
//
// Interface: each clock `amount` is added, modulo 2^64; `value` shows it 2 clocks later, both halves of one moment.
// Tests: tests/rtl/core/csr.
`default_nettype none

module dg_counter #(
    parameter WIDTH = 1                 // bits of the amount, 1..32
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] amount,
    output wire [63:0]      value
);

reg [31:0] low_q, shown_q, high_q;
reg        carry_q;

always @(posedge clk) begin
    {carry_q, low_q} <= {1'b0, low_q} + {{33 - WIDTH{1'b0}}, amount};
    high_q  <= high_q + {31'd0, carry_q};
    shown_q <= low_q;
    if (rst) begin
        carry_q <= 1'b0;
        low_q   <= 32'd0;
        shown_q <= 32'd0;
        high_q  <= 32'd0;
    end
end

assign value = {high_q, shown_q};

endmodule

`default_nettype wire
