// SPDX-License-Identifier: Apache-2.0
// dg_pll_ecp5_usb: the core's clock and the 48 MHz of USB from one of 25 MHz, by two of the ECP5's PLLs.
//
// The first is dg_pll_ecp5's, with a second output of VCO / CLKOS_DIV; the other makes 2/5 of that: 48 MHz from 120.
// One PLL alone does not reach 48 MHz from 25 with a phase detector of 10 MHz or more, as the data sheet wants it. In
// simulation both outputs are clk_in.
`default_nettype none

module dg_pll_ecp5_usb #(
    parameter integer CLKI_DIV  = 1,
    parameter integer CLKFB_DIV = 3,
    parameter integer CLKOP_DIV = 8,
    parameter integer CLKOS_DIV = 5
) (
    input  wire clk_in,
    output wire clk_out,
    output wire usb_clk,
    output wire locked
);

wire clk_120, first_locked, second_locked;

`ifdef SYNTHESIS
EHXPLLL #(
    .PLLRST_ENA("DISABLED"), .INTFB_WAKE("DISABLED"), .STDBY_ENABLE("DISABLED"), .DPHASE_SOURCE("DISABLED"),
    .OUTDIVIDER_MUXA("DIVA"), .OUTDIVIDER_MUXB("DIVB"), .OUTDIVIDER_MUXC("DIVC"), .OUTDIVIDER_MUXD("DIVD"),
    .CLKI_DIV(CLKI_DIV), .CLKFB_DIV(CLKFB_DIV), .CLKOP_DIV(CLKOP_DIV), .CLKOP_ENABLE("ENABLED"),
    .CLKOP_CPHASE(CLKOP_DIV / 2), .CLKOP_FPHASE(0), .FEEDBK_PATH("CLKOP"),
    .CLKOS_DIV(CLKOS_DIV), .CLKOS_ENABLE("ENABLED"), .CLKOS_CPHASE(0), .CLKOS_FPHASE(0)
) first (
    .CLKI(clk_in), .CLKFB(clk_out), .CLKOP(clk_out), .CLKOS(clk_120), .LOCK(first_locked), .CLKINTFB(),
    .RST(1'b0), .STDBY(1'b0), .PHASESEL0(1'b0), .PHASESEL1(1'b0), .PHASEDIR(1'b1), .PHASESTEP(1'b1),
    .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0), .ENCLKOP(1'b0), .ENCLKOS(1'b0)
);
`else
wire unused = &{1'b0, CLKI_DIV[0], CLKFB_DIV[0], CLKOP_DIV[0], CLKOS_DIV[0]};
assign clk_out = clk_in;
assign clk_120 = clk_in;
assign first_locked = 1'b1;
`endif

dg_pll_ecp5 #(.CLKI_DIV(5), .CLKFB_DIV(2), .CLKOP_DIV(10)) second (
    .clk_in(clk_120), .clk_out(usb_clk), .locked(second_locked)
);
assign locked = first_locked && second_locked;

endmodule

`default_nettype wire
