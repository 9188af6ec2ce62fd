// SPDX-License-Identifier: Apache-2.0
// dg_orangecrab_usb: OrangeCrab r0.2, ECP5-25F speed 8: the core on USB by itself, at the board's own connector; the
// green light the status.
//
// The 48 MHz oscillator is USB's clock; the core runs at CLOCK_HZ = 48 MHz / CLKI_DIV * CLKFB_DIV. The button resets
// both: the host sees the device go and come; held at plug-in, it starts the bootloader. The board's number is its
// flash's; the device attaches once it is read. The serial pins of the header are held idle; rst_n high keeps the
// bitstream loaded.
`default_nettype none

module dg_orangecrab_usb #(
    parameter integer CLKI_DIV    = 1,
    parameter integer CLKFB_DIV   = 2,
    parameter integer CLKOP_DIV   = 6,
    parameter integer TABLE_II    = 1,          // this and the next six: dg_core's
    parameter integer LANES       = 1,
    parameter integer II          = 1,
    parameter         KINDS       = 6'h3F,
    parameter integer WINDOW      = 8,
    parameter integer FRAME_WORDS = 126,
    parameter integer RX_WORDS    = 512,
    parameter [31:0]  BOARD       = 32'd0,
    parameter [31:0]  CLOCK_HZ    = 32'd96000000,
    parameter [63:0]  BUILD       = 64'd0
) (
    input  wire clk48,
    input  wire rxd,            // header pin 0
    output wire txd,            // header pin 1
    input  wire usr_btn,        // low = pressed
    output wire rgb_led0_r,     // low = on
    output wire rgb_led0_g,
    output wire rgb_led0_b,
    output wire rst_n,
    inout  wire usb_d_p,
    inout  wire usb_d_n,
    output wire usb_pullup,
    output wire spiflash_cs_n,
    output wire spiflash_mosi,
    input  wire spiflash_miso,
    output wire spiflash_wp_n,
    output wire spiflash_hold_n
);

wire        clk, locked, rst, usb_rst, active, light, dp, dn, oe, flash_sck, nameless;
wire [63:0] uid;

dg_pll_ecp5 #(.CLKI_DIV(CLKI_DIV), .CLKFB_DIV(CLKFB_DIV), .CLKOP_DIV(CLKOP_DIV)) pll (
    .clk_in(clk48), .clk_out(clk), .locked(locked)
);
dg_reset reset (.clk(clk), .locked(locked), .button(!usr_btn), .rst(rst));
dg_reset usb_reset (.clk(clk48), .locked(locked), .button(!usr_btn), .rst(usb_rst));
dg_light status (.clk(clk), .rst(rst), .active(active), .light(light));
dg_flash_uid flash (
    .clk(clk48), .rst(usb_rst), .cs_n(spiflash_cs_n), .sck(flash_sck), .mosi(spiflash_mosi), .miso(spiflash_miso),
    .uid(uid), .busy(nameless)
);
dg_flash_clock_ecp5 flash_clock (.sck(flash_sck), .drive(nameless));
dg_usb #(
    .TABLE_II(TABLE_II), .LANES(LANES), .II(II), .KINDS(KINDS),
    .WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS), .RX_WORDS(RX_WORDS),
    .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ), .BUILD(BUILD)
) usb (
    .clk(clk), .rst(rst), .uid(uid),
    .usb_clk(clk48), .usb_rst(nameless), .usb_dp_in(usb_d_p), .usb_dn_in(usb_d_n),
    .usb_dp_out(dp), .usb_dn_out(dn), .usb_oe(oe), .usb_pullup(usb_pullup), .active(active)
);

assign usb_d_p = oe ? dp : 1'bz;
assign usb_d_n = oe ? dn : 1'bz;
assign rgb_led0_r = 1'b1;
assign rgb_led0_g = !light;
assign rgb_led0_b = 1'b1;
assign rst_n = 1'b1;
assign spiflash_wp_n = 1'b1;
assign spiflash_hold_n = 1'b1;
assign txd = 1'b1;
wire unused = &{1'b0, rxd};

endmodule

`default_nettype wire
