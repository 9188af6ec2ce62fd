// SPDX-License-Identifier: Apache-2.0
// dg_figure_torus: the torus synthesizer alone, for its clock rate: addresses and formats that change every cell.
`default_nettype none

module dg_figure_torus #(
    parameter integer II = 1,       // clocks per cell: 1 or 8
    parameter integer COMPACT = 0,  // of dg_torus
    parameter integer HALF = 0      // of dg_torus_iter
) (
    input  wire clk,
    input  wire rst,
    input  wire seed,
    output wire digest
);

wire [65:0] stimulus;
wire [63:0] value;
wire        valid;
reg         narrow_q;

// the format is steady for long, as in use, yet no constant
always @(posedge clk)
    narrow_q <= stimulus[65];

dg_figure_source #(.WIDTH(66)) source (.clk(clk), .seed(seed), .word(stimulus));

generate
    if (II == 1) begin : g_full
        dg_torus #(.COMPACT(COMPACT)) torus (
            .clk(clk), .rst(rst), .narrow(narrow_q), .s_axis_tvalid(stimulus[64]), .s_axis_tdata(stimulus[63:0]),
            .m_axis_tvalid(valid), .m_axis_tdata(value)
        );
    end else begin : g_iterative
        reg [2:0] phase_q;
        always @(posedge clk)
            phase_q <= rst ? 3'd0 : phase_q + 3'd1;
        dg_torus_iter #(.HALF(HALF)) torus (
            .clk(clk), .rst(rst), .phase(phase_q), .narrow(narrow_q), .s_axis_tvalid(stimulus[64]),
            .s_axis_tdata(stimulus[63:0]), .m_axis_tvalid(valid), .m_axis_tdata(value)
        );
    end
endgenerate

dg_figure_sink #(.WIDTH(65)) sink (.clk(clk), .word({valid, value}), .bit_q(digest));

endmodule

`default_nettype wire
