// SPDX-License-Identifier: Apache-2.0
// board: the pins of the iCEBreaker that the test uses, the netlist behind them. `rst` presses the button.
`default_nettype none

module board (
    input  wire clk,
    input  wire rst,
    input  wire rxd,
    output wire txd
);

dg_icebreaker dut (
    .clk(clk), .btn_n(!rst), .rx(rxd), .tx(txd), .ledr_n(), .ledg_n()
);

endmodule

`default_nettype wire
