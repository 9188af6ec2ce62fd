// SPDX-License-Identifier: Apache-2.0
// dg_pll_ice40: wrapper of the iCE40's PLL at its clock pad, SB_PLL40_PAD.
//
// clk_out = clk_in * (DIVF + 1) / 2^DIVQ, from a pad with 10..17 MHz (FILTER_RANGE 1). Limits (data sheet
// FPGA-DS-02008, Table 4.22): VCO = clk_in * (DIVF + 1) 533..1066 MHz, clk_out 16..275 MHz. In simulation clk_out is
// clk_in.
`default_nettype none

module dg_pll_ice40 #(
    parameter [6:0] DIVF = 7'd63,
    parameter [2:0] DIVQ = 3'd5
) (
    input  wire clk_in,
    output wire clk_out,
    output wire locked
);

`ifdef SYNTHESIS
SB_PLL40_PAD #(
    .FEEDBACK_PATH("SIMPLE"), .DIVR(4'd0), .DIVF(DIVF), .DIVQ(DIVQ), .FILTER_RANGE(3'd1)
) pll (
    .PACKAGEPIN(clk_in), .PLLOUTGLOBAL(clk_out), .LOCK(locked), .RESETB(1'b1), .BYPASS(1'b0)
);
`else
wire unused = &{1'b0, DIVF, DIVQ};
assign clk_out = clk_in;
assign locked = 1'b1;
`endif

endmodule

`default_nettype wire
