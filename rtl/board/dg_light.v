// SPDX-License-Identifier: Apache-2.0
// dg_light: a board's status light: on while frames run and for 2^22 clocks after, so that the eye sees a single one;
// otherwise a short flash every 2^27 clocks says that the clock runs and the core waits.
`default_nettype none

module dg_light (
    input  wire clk,
    input  wire rst,
    input  wire active,
    output reg  light
);

reg [26:0] clocks_q;
reg [22:0] shown_q;         // top bit: nothing to show
always @(posedge clk) begin
    clocks_q <= clocks_q + 27'd1;
    if (active)
        shown_q <= 23'd0;
    else if (!shown_q[22])
        shown_q <= shown_q + 23'd1;
    light <= !shown_q[22] || clocks_q[26:22] == 5'd0;
    if (rst) begin
        clocks_q <= 27'd0;
        shown_q  <= {1'b1, 22'd0};
        light    <= 1'b1;
    end
end

endmodule

`default_nettype wire
