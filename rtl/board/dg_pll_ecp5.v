// SPDX-License-Identifier: Apache-2.0
// dg_pll_ecp5: wrapper of the ECP5's PLL, EHXPLLL with feedback from its output.
//
// clk_out = clk_in / CLKI_DIV * CLKFB_DIV. Limits (data sheet FPGA-DS-02012, Table 3.23): clk_in / CLKI_DIV
// 10..400 MHz; VCO = clk_out * CLKOP_DIV 400..800 MHz. In simulation clk_out is clk_in.
`default_nettype none

module dg_pll_ecp5 #(
    parameter integer CLKI_DIV  = 1,
    parameter integer CLKFB_DIV = 4,
    parameter integer CLKOP_DIV = 6
) (
    input  wire clk_in,
    output wire clk_out,
    output wire locked
);

`ifdef SYNTHESIS
EHXPLLL #(
    .PLLRST_ENA("DISABLED"), .INTFB_WAKE("DISABLED"), .STDBY_ENABLE("DISABLED"), .DPHASE_SOURCE("DISABLED"),
    .OUTDIVIDER_MUXA("DIVA"), .OUTDIVIDER_MUXB("DIVB"), .OUTDIVIDER_MUXC("DIVC"), .OUTDIVIDER_MUXD("DIVD"),
    .CLKI_DIV(CLKI_DIV), .CLKFB_DIV(CLKFB_DIV), .CLKOP_DIV(CLKOP_DIV), .CLKOP_ENABLE("ENABLED"),
    .CLKOP_CPHASE(CLKOP_DIV / 2), .CLKOP_FPHASE(0), .FEEDBK_PATH("CLKOP")
) pll (
    .CLKI(clk_in), .CLKFB(clk_out), .CLKOP(clk_out), .LOCK(locked), .CLKINTFB(),
    .RST(1'b0), .STDBY(1'b0), .PHASESEL0(1'b0), .PHASESEL1(1'b0), .PHASEDIR(1'b1), .PHASESTEP(1'b1),
    .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0), .ENCLKOP(1'b0)
);
`else
wire unused = &{1'b0, CLKI_DIV[0], CLKFB_DIV[0], CLKOP_DIV[0]};
assign clk_out = clk_in;
assign locked = 1'b1;
`endif

endmodule

`default_nettype wire
