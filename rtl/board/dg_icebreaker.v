// SPDX-License-Identifier: Apache-2.0
// dg_icebreaker: 1BitSquared iCEBreaker, iCE40UP5K: the small configuration of the core over the FT2232H's channel B,
// the green light the status.
//
// 12 MHz oscillator; the core runs at CLOCK_HZ = 12 MHz * (DIVF + 1) / 2^DIVQ. The user button resets the core.
`default_nettype none

module dg_icebreaker #(
    parameter [6:0]          DIVF        = 7'd63,
    parameter [2:0]          DIVQ        = 3'd5,
    parameter integer        TABLE_II    = 8,        // this and the next six: dg_core's
    parameter integer        LANES       = 1,
    parameter integer        II          = 8,
    parameter                KINDS       = 6'h24,
    parameter integer        WINDOW      = 2,
    parameter integer        FRAME_WORDS = 62,
    parameter integer        RX_WORDS    = 128,
    parameter [31:0]         BOARD       = 32'd0,
    parameter [31:0]         CLOCK_HZ    = 32'd24000000,
    parameter [63:0]         BUILD       = 64'd0,
    parameter integer        RATES       = 1,
    parameter [16*RATES-1:0] CLOCKS_PER_BIT = 16'd8
) (
    input  wire clk,
    input  wire btn_n,      // low = pressed
    input  wire rx,
    output wire tx,
    output wire ledr_n,     // low = on
    output wire ledg_n
);

wire core_clk, locked, rst, active, light;

dg_pll_ice40 #(.DIVF(DIVF), .DIVQ(DIVQ)) pll (.clk_in(clk), .clk_out(core_clk), .locked(locked));
dg_reset reset (.clk(core_clk), .locked(locked), .button(!btn_n), .rst(rst));
dg_light status (.clk(core_clk), .rst(rst), .active(active), .light(light));
dg_serial #(
    .TABLE_II(TABLE_II), .LANES(LANES), .II(II), .KINDS(KINDS),
    .WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS), .RX_WORDS(RX_WORDS),
    .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ), .BUILD(BUILD), .RATES(RATES), .CLOCKS_PER_BIT(CLOCKS_PER_BIT)
) serial (
    .clk(core_clk), .rst(rst), .uid(64'd0), .rxd(rx), .txd(tx), .active(active)
);

assign ledr_n = 1'b1;
assign ledg_n = !light;

endmodule

`default_nettype wire
