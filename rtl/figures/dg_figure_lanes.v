// SPDX-License-Identifier: Apache-2.0
// dg_figure_lanes: the XOR lanes alone, for their clock rate: commands from the source, the accumulator to the sink.
`default_nettype none

module dg_figure_lanes #(
    parameter integer LANES = 64
) (
    input  wire clk,
    input  wire rst,
    input  wire seed,
    output wire digest
);

wire [9:0]  stimulus;
wire [63:0] sum;
wire        ready, valid;
reg         rst_q;
always @(posedge clk)
    rst_q <= rst;

dg_figure_source #(.WIDTH(10)) source (.clk(clk), .seed(seed), .word(stimulus));
dg_xor_lanes #(.LANES(LANES)) lanes (
    .clk(clk), .rst(rst_q),
    .s_axis_tdata(stimulus[7:0]), .s_axis_tvalid(stimulus[8]), .s_axis_tready(ready),
    .m_axis_tdata(sum), .m_axis_tvalid(valid), .m_axis_tready(stimulus[9])
);
dg_figure_sink #(.WIDTH(66)) sink (.clk(clk), .word({valid, ready, sum}), .bit_q(digest));

endmodule

`default_nettype wire
