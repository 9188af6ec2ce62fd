// SPDX-License-Identifier: Apache-2.0
// board: the pins of the ULX3S that the test uses, the netlist behind them. `rst` presses the button.
`default_nettype none

module board (
    input  wire clk,
    input  wire rst,
    input  wire rxd,
    output wire txd
);

dg_ulx3s dut (
    .clk_25mhz(clk), .ftdi_txd(rxd), .ftdi_rxd(txd), .btn(rst), .led(), .wifi_gpio0(),
    .usb_fpga_bd_dp(1'b1), .usb_fpga_bd_dn(1'b0), .usb_fpga_pu_dp(), .usb_fpga_pu_dn()
);

endmodule

`default_nettype wire
