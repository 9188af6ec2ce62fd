// SPDX-License-Identifier: Apache-2.0
// board: the netlist as a device with the ports of dg_usb, a flash with FLASH_ID beside it. Either reset presses the
// button. USB's clock is also the core's: what the PLL makes here.
`default_nettype none

module board #(
    parameter [63:0] FLASH_ID = 64'd0
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,
    input  wire        usb_clk,
    input  wire        usb_rst,
    input  wire        usb_dp_in,
    input  wire        usb_dn_in,
    output wire        usb_dp_out,
    output wire        usb_dn_out,
    output wire        usb_oe,
    output wire        usb_pullup
);

wire line_dp, line_dn, flash_cs_n, flash_mosi, flash_miso;

dg_orangecrab_usb dut (
    .clk48(usb_clk), .rxd(1'b1), .txd(), .usr_btn(!(rst || usb_rst)), .rgb_led0_r(), .rgb_led0_g(), .rgb_led0_b(),
    .rst_n(), .usb_d_p(line_dp), .usb_d_n(line_dn), .usb_pullup(usb_pullup), .spiflash_cs_n(flash_cs_n),
    .spiflash_mosi(flash_mosi), .spiflash_miso(flash_miso), .spiflash_wp_n(), .spiflash_hold_n()
);

// what is inside: who drives the line, and the pin that is no port
assign usb_oe = dut.\usb.stream.phy.tx.oe ;
spi_flash #(.ID(FLASH_ID)) flash (
    .cs_n(flash_cs_n), .sck(dut.\flash_clock.mclk .pin), .mosi(flash_mosi), .miso(flash_miso)
);

assign line_dp = usb_oe ? 1'bz : usb_dp_in;
assign line_dn = usb_oe ? 1'bz : usb_dn_in;
assign usb_dp_out = line_dp;
assign usb_dn_out = line_dn;

endmodule

`default_nettype wire
