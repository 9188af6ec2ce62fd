// SPDX-License-Identifier: Apache-2.0
// dg_ulx3s_usb: Radiona ULX3S, ECP5 25F and 85F: the core on USB by itself, at the connector US2; led[0] the status
// light.
//
// 25 MHz crystal; the core runs at CLOCK_HZ = 25 MHz / CLKI_DIV * CLKFB_DIV, USB at 48 MHz. The fire button btn[1]
// resets both: the host sees the device go and come. The board's number is its flash's; the device attaches once it is
// read. The serial line of the FT231X is held idle, the pull-up of D- off. wifi_gpio0 high leaves the board to the
// FPGA: low would let the ESP32 boot its own program.
`default_nettype none

module dg_ulx3s_usb #(
    parameter integer CLKI_DIV    = 1,
    parameter integer CLKFB_DIV   = 3,
    parameter integer CLKOP_DIV   = 8,
    parameter integer CLKOS_DIV   = 5,
    parameter integer TABLE_II    = 1,          // this and the next six: dg_core's
    parameter integer LANES       = 1,
    parameter integer II          = 1,
    parameter         KINDS       = 6'h3F,
    parameter integer WINDOW      = 8,
    parameter integer FRAME_WORDS = 126,
    parameter integer RX_WORDS    = 512,
    parameter [31:0]  BOARD       = 32'd0,
    parameter [31:0]  CLOCK_HZ    = 32'd75000000,
    parameter [63:0]  BUILD       = 64'd0
) (
    input  wire       clk_25mhz,
    input  wire       ftdi_txd,     // from the FT231X
    output wire       ftdi_rxd,
    input  wire [1:1] btn,          // high = pressed
    output wire [0:0] led,
    output wire       wifi_gpio0,
    inout  wire       usb_fpga_bd_dp,
    inout  wire       usb_fpga_bd_dn,
    output wire       usb_fpga_pu_dp,
    output wire       usb_fpga_pu_dn,
    output wire       flash_csn,
    output wire       flash_mosi,
    input  wire       flash_miso,
    output wire       flash_wpn,
    output wire       flash_holdn
);

wire        clk, usb_clk, locked, rst, usb_rst, active, dp, dn, oe, flash_sck, nameless;
wire [63:0] uid;

dg_pll_ecp5_usb #(
    .CLKI_DIV(CLKI_DIV), .CLKFB_DIV(CLKFB_DIV), .CLKOP_DIV(CLKOP_DIV), .CLKOS_DIV(CLKOS_DIV)
) pll (
    .clk_in(clk_25mhz), .clk_out(clk), .usb_clk(usb_clk), .locked(locked)
);
dg_reset reset (.clk(clk), .locked(locked), .button(btn[1]), .rst(rst));
dg_reset usb_reset (.clk(usb_clk), .locked(locked), .button(btn[1]), .rst(usb_rst));
dg_light status (.clk(clk), .rst(rst), .active(active), .light(led[0]));
dg_flash_uid flash (
    .clk(usb_clk), .rst(usb_rst), .cs_n(flash_csn), .sck(flash_sck), .mosi(flash_mosi), .miso(flash_miso),
    .uid(uid), .busy(nameless)
);
dg_flash_clock_ecp5 flash_clock (.sck(flash_sck), .drive(nameless));
dg_usb #(
    .TABLE_II(TABLE_II), .LANES(LANES), .II(II), .KINDS(KINDS),
    .WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS), .RX_WORDS(RX_WORDS),
    .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ), .BUILD(BUILD)
) usb (
    .clk(clk), .rst(rst), .uid(uid),
    .usb_clk(usb_clk), .usb_rst(nameless), .usb_dp_in(usb_fpga_bd_dp), .usb_dn_in(usb_fpga_bd_dn),
    .usb_dp_out(dp), .usb_dn_out(dn), .usb_oe(oe), .usb_pullup(usb_fpga_pu_dp), .active(active)
);

assign usb_fpga_bd_dp = oe ? dp : 1'bz;
assign usb_fpga_bd_dn = oe ? dn : 1'bz;
assign usb_fpga_pu_dn = 1'b0;
assign flash_wpn = 1'b1;
assign flash_holdn = 1'b1;
assign wifi_gpio0 = 1'b1;
assign ftdi_rxd = 1'b1;
wire unused = &{1'b0, ftdi_txd};

endmodule

`default_nettype wire
