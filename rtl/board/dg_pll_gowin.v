// SPDX-License-Identifier: Apache-2.0
// dg_pll_gowin: wrapper of the GW1NR-9C's PLL, rPLL with internal feedback.
//
// clk_out = clk_in / (IDIV_SEL + 1) * (FBDIV_SEL + 1). Limits (data sheet DS117): clk_in / (IDIV_SEL + 1) 3..400 MHz;
// VCO = clk_out * ODIV_SEL 400..1200 MHz. FCLKIN is clk_in in MHz. In simulation clk_out is clk_in.
`default_nettype none

module dg_pll_gowin #(
    parameter         FCLKIN    = "27",
    parameter integer IDIV_SEL  = 0,
    parameter integer FBDIV_SEL = 1,
    parameter integer ODIV_SEL  = 8
) (
    input  wire clk_in,
    output wire clk_out,
    output wire locked
);

`ifdef SYNTHESIS
rPLL #(
    .FCLKIN(FCLKIN), .IDIV_SEL(IDIV_SEL), .FBDIV_SEL(FBDIV_SEL), .ODIV_SEL(ODIV_SEL), .DEVICE("GW1NR-9C"),
    .DYN_IDIV_SEL("false"), .DYN_FBDIV_SEL("false"), .DYN_ODIV_SEL("false"), .PSDA_SEL("0000"), .DYN_DA_EN("false"),
    .DUTYDA_SEL("1000"), .CLKOUT_FT_DIR(1'b1), .CLKOUTP_FT_DIR(1'b1), .CLKOUT_DLY_STEP(0), .CLKOUTP_DLY_STEP(0),
    .CLKFB_SEL("internal"), .CLKOUT_BYPASS("false"), .CLKOUTP_BYPASS("false"), .CLKOUTD_BYPASS("false"),
    .DYN_SDIV_SEL(2), .CLKOUTD_SRC("CLKOUT"), .CLKOUTD3_SRC("CLKOUT")
) pll (
    .CLKIN(clk_in), .CLKOUT(clk_out), .LOCK(locked), .CLKOUTP(), .CLKOUTD(), .CLKOUTD3(),
    .RESET(1'b0), .RESET_P(1'b0), .CLKFB(1'b0), .FBDSEL(6'd0), .IDSEL(6'd0), .ODSEL(6'd0), .PSDA(4'd0),
    .DUTYDA(4'd0), .FDLY(4'd0)
);
`else
wire unused = &{1'b0, FCLKIN[0], IDIV_SEL[0], FBDIV_SEL[0], ODIV_SEL[0]};
assign clk_out = clk_in;
assign locked = 1'b1;
`endif

endmodule

`default_nettype wire
