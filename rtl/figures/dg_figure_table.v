// SPDX-License-Identifier: Apache-2.0
// dg_figure_table: the state table alone, for its clock rate: an operation every clock, every field of it changing.
`default_nettype none

module dg_figure_table #(
    parameter integer CONTEXTS = 256
) (
    input  wire clk,
    input  wire rst,
    input  wire seed,
    output wire digest
);

wire [106:0] operation;
wire [63:0]  result;
wire         valid, ready;

dg_figure_source #(.WIDTH(107)) source (.clk(clk), .seed(seed), .word(operation));
dg_state_table #(.CONTEXTS(CONTEXTS)) state_table (
    .clk(clk), .rst(rst),
    .s_axis_tdata(operation[63:0]), .s_axis_tuser(operation[106:64]), .s_axis_tvalid(1'b1), .s_axis_tready(ready),
    .m_axis_tdata(result), .m_axis_tvalid(valid), .clear(1'b0)
);
dg_figure_sink #(.WIDTH(66)) sink (.clk(clk), .word({ready, valid, result}), .bit_q(digest));

endmodule

`default_nettype wire
