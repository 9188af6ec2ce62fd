// SPDX-License-Identifier: Apache-2.0
// board: the pins of the Tang Nano 9K that the test uses, the netlist behind them. `rst` presses the button.
`default_nettype none

module board (
    input  wire clk,
    input  wire rst,
    input  wire rxd,
    output wire txd
);

dg_tangnano9k dut (
    .clk(clk), .key_s1(!rst), .uart_rx(rxd), .uart_tx(txd), .led()
);

endmodule

`default_nettype wire
