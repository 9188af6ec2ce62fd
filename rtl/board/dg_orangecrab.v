// SPDX-License-Identifier: Apache-2.0
// dg_orangecrab: OrangeCrab r0.2, ECP5-25F speed 8: the core over a USB-serial adapter at the header's pins 0 and 1,
// the green light the status.
//
// 48 MHz oscillator; the core runs at CLOCK_HZ = 48 MHz / CLKI_DIV * CLKFB_DIV. The button resets the core; held at
// plug-in, it starts the bootloader. The native USB pins are held idle, the pull-up off, so that a host sees no device;
// rst_n high keeps the bitstream loaded.
`default_nettype none

module dg_orangecrab #(
    parameter integer        CLKI_DIV    = 1,
    parameter integer        CLKFB_DIV   = 2,
    parameter integer        CLKOP_DIV   = 6,
    parameter integer        TABLE_II    = 1,        // this and the next six: dg_core's
    parameter integer        LANES       = 1,
    parameter integer        II          = 1,
    parameter                KINDS       = 6'h3F,
    parameter integer        WINDOW      = 8,
    parameter integer        FRAME_WORDS = 126,
    parameter integer        RX_WORDS    = 512,
    parameter [31:0]         BOARD       = 32'd0,
    parameter [31:0]         CLOCK_HZ    = 32'd96000000,
    parameter [63:0]         BUILD       = 64'd0,
    parameter integer        RATES       = 1,
    parameter [16*RATES-1:0] CLOCKS_PER_BIT = 16'd48
) (
    input  wire clk48,
    input  wire rxd,            // header pin 0
    output wire txd,            // header pin 1
    input  wire usr_btn,        // low = pressed
    output wire rgb_led0_r,     // low = on
    output wire rgb_led0_g,
    output wire rgb_led0_b,
    output wire rst_n,
    input  wire usb_d_p,
    input  wire usb_d_n,
    output wire usb_pullup
);

wire clk, locked, rst, active, light;

dg_pll_ecp5 #(.CLKI_DIV(CLKI_DIV), .CLKFB_DIV(CLKFB_DIV), .CLKOP_DIV(CLKOP_DIV)) pll (
    .clk_in(clk48), .clk_out(clk), .locked(locked)
);
dg_reset reset (.clk(clk), .locked(locked), .button(!usr_btn), .rst(rst));
dg_light status (.clk(clk), .rst(rst), .active(active), .light(light));
dg_serial #(
    .TABLE_II(TABLE_II), .LANES(LANES), .II(II), .KINDS(KINDS),
    .WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS), .RX_WORDS(RX_WORDS),
    .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ), .BUILD(BUILD), .RATES(RATES), .CLOCKS_PER_BIT(CLOCKS_PER_BIT)
) serial (
    .clk(clk), .rst(rst), .uid(64'd0), .rxd(rxd), .txd(txd), .active(active)
);

assign rgb_led0_r = 1'b1;
assign rgb_led0_g = !light;
assign rgb_led0_b = 1'b1;
assign rst_n = 1'b1;
assign usb_pullup = 1'b0;
wire unused = &{1'b0, usb_d_p, usb_d_n};

endmodule

`default_nettype wire
