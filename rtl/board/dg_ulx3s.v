// SPDX-License-Identifier: Apache-2.0
// dg_ulx3s: Radiona ULX3S, ECP5 25F and 85F: the core over the FT231X, led[0] the status light.
//
// 25 MHz crystal; the core runs at CLOCK_HZ = 25 MHz / CLKI_DIV * CLKFB_DIV. The fire button btn[1] resets the core.
// The pins of the second USB port are held idle, its pull-ups off, so that a host sees no device. wifi_gpio0 high
// leaves the board to the FPGA: low would let the ESP32 boot its own program.
`default_nettype none

module dg_ulx3s #(
    parameter integer        CLKI_DIV    = 1,
    parameter integer        CLKFB_DIV   = 4,
    parameter integer        CLKOP_DIV   = 6,
    parameter integer        TABLE_II    = 1,        // this and the next six: dg_core's
    parameter integer        LANES       = 1,
    parameter integer        II          = 1,
    parameter                KINDS       = 6'h3F,
    parameter integer        WINDOW      = 8,
    parameter integer        FRAME_WORDS = 126,
    parameter integer        RX_WORDS    = 512,
    parameter [31:0]         BOARD       = 32'd0,
    parameter [31:0]         CLOCK_HZ    = 32'd100000000,
    parameter [63:0]         BUILD       = 64'd0,
    parameter integer        RATES       = 1,
    parameter [16*RATES-1:0] CLOCKS_PER_BIT = 16'd50
) (
    input  wire       clk_25mhz,
    input  wire       ftdi_txd,     // from the FT231X
    output wire       ftdi_rxd,
    input  wire [1:1] btn,          // high = pressed
    output wire [0:0] led,
    output wire       wifi_gpio0,
    input  wire       usb_fpga_bd_dp,
    input  wire       usb_fpga_bd_dn,
    output wire       usb_fpga_pu_dp,
    output wire       usb_fpga_pu_dn
);

wire clk, locked, rst, active;

dg_pll_ecp5 #(.CLKI_DIV(CLKI_DIV), .CLKFB_DIV(CLKFB_DIV), .CLKOP_DIV(CLKOP_DIV)) pll (
    .clk_in(clk_25mhz), .clk_out(clk), .locked(locked)
);
dg_reset reset (.clk(clk), .locked(locked), .button(btn[1]), .rst(rst));
dg_light status (.clk(clk), .rst(rst), .active(active), .light(led[0]));
dg_serial #(
    .TABLE_II(TABLE_II), .LANES(LANES), .II(II), .KINDS(KINDS),
    .WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS), .RX_WORDS(RX_WORDS),
    .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ), .BUILD(BUILD), .RATES(RATES), .CLOCKS_PER_BIT(CLOCKS_PER_BIT)
) serial (
    .clk(clk), .rst(rst), .uid(64'd0), .rxd(ftdi_txd), .txd(ftdi_rxd), .active(active)
);

assign wifi_gpio0 = 1'b1;
assign usb_fpga_pu_dp = 1'b0;
assign usb_fpga_pu_dn = 1'b0;
wire unused = &{1'b0, usb_fpga_bd_dp, usb_fpga_bd_dn};

endmodule

`default_nettype wire
