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

dg_ulx3s_usb dut (
    .clk_25mhz(usb_clk), .ftdi_txd(1'b1), .ftdi_rxd(), .btn(rst || usb_rst), .led(), .wifi_gpio0(),
    .usb_fpga_bd_dp(line_dp), .usb_fpga_bd_dn(line_dn), .usb_fpga_pu_dp(usb_pullup), .usb_fpga_pu_dn(),
    .flash_csn(flash_cs_n), .flash_mosi(flash_mosi), .flash_miso(flash_miso), .flash_wpn(), .flash_holdn()
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
