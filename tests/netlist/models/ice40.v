// SPDX-License-Identifier: Apache-2.0
// What Yosys's models of the iCE40 leave out: the PLL at the clock pad. The reference goes through as PLLOUTGLOBAL,
// locked at once: simulated time is counted in clocks of the core.
`default_nettype none

module SB_PLL40_PAD (
    input  wire       PACKAGEPIN, EXTFEEDBACK, BYPASS, RESETB, LATCHINPUTVALUE, SDI, SCLK,
    input  wire [7:0] DYNAMICDELAY,
    output wire       PLLOUTCORE, PLLOUTGLOBAL, LOCK, SDO
);

parameter FEEDBACK_PATH = "SIMPLE";
parameter DIVR = 4'd0;
parameter DIVF = 7'd0;
parameter DIVQ = 3'd0;
parameter FILTER_RANGE = 3'd0;

assign PLLOUTGLOBAL = PACKAGEPIN;
assign LOCK = 1'b1;

endmodule

`default_nettype wire
