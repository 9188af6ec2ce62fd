// SPDX-License-Identifier: Apache-2.0
// board: the pins of the OrangeCrab that the test uses, the netlist behind them. `rst` presses the button.
`default_nettype none

module board (
    input  wire clk,
    input  wire rst,
    input  wire rxd,
    output wire txd
);

dg_orangecrab dut (
    .clk48(clk), .rxd(rxd), .txd(txd), .usr_btn(!rst), .rgb_led0_r(), .rgb_led0_g(), .rgb_led0_b(), .rst_n(),
    .usb_d_p(1'b1), .usb_d_n(1'b0), .usb_pullup()
);

endmodule

`default_nettype wire
