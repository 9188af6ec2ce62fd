// SPDX-License-Identifier: Apache-2.0
// dg_reset: synchronous reset of a board's clock, from the PLL's lock and a button.
//
// `rst` is high while `locked` is low or `button` high, and for 65,536 clocks after: block RAM of some families reads
// wrong words for a while after configuration. Both inputs are asynchronous; each passes two flip-flops.
`default_nettype none

module dg_reset (
    input  wire clk,
    input  wire locked,
    input  wire button,
    output reg  rst
);

reg [1:0]  locked_q, button_q;
reg [16:0] count_q;
always @(posedge clk) begin
    locked_q <= {locked_q[0], locked};
    button_q <= {button_q[0], button};
    if (!locked_q[1] || button_q[1])
        count_q <= 17'd0;
    else if (!count_q[16])
        count_q <= count_q + 17'd1;
    rst <= !count_q[16];
end

endmodule

`default_nettype wire
