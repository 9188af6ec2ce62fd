// SPDX-License-Identifier: Apache-2.0
// dg_tangnano9k: Sipeed Tang Nano 9K, GW1NR-9C: the core over the board's own USB bridge (second port), led[0] the
// status light.
//
// 27 MHz crystal; the core runs at CLOCK_HZ = 27 MHz / (IDIV_SEL + 1) * (FBDIV_SEL + 1). Key S1 resets the core.
`default_nettype none

module dg_tangnano9k #(
    parameter integer        IDIV_SEL    = 0,
    parameter integer        FBDIV_SEL   = 1,
    parameter integer        ODIV_SEL    = 8,
    parameter integer        TABLE_II    = 1,        // this and the next six: dg_core's
    parameter integer        LANES       = 1,
    parameter integer        II          = 8,
    parameter                KINDS       = 6'h24,
    parameter integer        WINDOW      = 2,
    parameter integer        FRAME_WORDS = 62,
    parameter integer        RX_WORDS    = 128,
    parameter [31:0]         BOARD       = 32'd0,
    parameter [31:0]         CLOCK_HZ    = 32'd54000000,
    parameter [63:0]         BUILD       = 64'd0,
    parameter integer        RATES       = 1,
    parameter [16*RATES-1:0] CLOCKS_PER_BIT = 16'd18
) (
    input  wire       clk,
    input  wire       key_s1,       // low = pressed
    input  wire       uart_rx,
    output wire       uart_tx,
    output wire [5:0] led           // low = on
);

wire core_clk, locked, rst, active, light;

dg_pll_gowin #(.FCLKIN("27"), .IDIV_SEL(IDIV_SEL), .FBDIV_SEL(FBDIV_SEL), .ODIV_SEL(ODIV_SEL)) pll (
    .clk_in(clk), .clk_out(core_clk), .locked(locked)
);
dg_reset reset (.clk(core_clk), .locked(locked), .button(!key_s1), .rst(rst));
dg_light status (.clk(core_clk), .rst(rst), .active(active), .light(light));
dg_serial #(
    .TABLE_II(TABLE_II), .LANES(LANES), .II(II), .KINDS(KINDS),
    .WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS), .RX_WORDS(RX_WORDS),
    .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ), .BUILD(BUILD), .RATES(RATES), .CLOCKS_PER_BIT(CLOCKS_PER_BIT)
) serial (
    .clk(core_clk), .rst(rst), .uid(64'd0), .rxd(uart_rx), .txd(uart_tx), .active(active)
);

assign led = {5'b11111, !light};

endmodule

`default_nettype wire
