// SPDX-License-Identifier: Apache-2.0
// What Yosys's models of the ECP5 leave out: block RAM, PLL and the way to the flash's clock.
//
// DP16KD as Yosys's mapping uses it (lattice/brams_16kd.txt, brams_map_16kd.v): two ports of 9 or 18 bits, or, both
// DATA_WIDTH 36, port A writes and port B reads words of 36 bits whose halves are DIA, DIB and DOA, DOB (in the order
// of that mapping). In words of 18 and 36 bits the low address bits enable bytes. WRITEMODE says what a writing port
// reads; REGMODE OUTREG adds an output register that OCE enables. INITVAL_xx hold 16 words of 18 bits each in 20 bits.
// Chip selects, resets and inverted clocks are not modelled: the netlists have none, and the model stops where one is
// used. Collisions: ram18k.v.
// EHXPLLL: the reference goes through as CLKOP and CLKOS, locked at once: simulated time is counted in clocks of the
// core.
// USRMCLK: `pin` is what the flash sees. $_TBUF_: what nextpnr makes an I/O cell of.
`default_nettype none

module DP16KD (
    input  wire DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9,
                DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0,
    input  wire ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0,
    input  wire CEA, OCEA, CLKA, WEA, RSTA, CSA2, CSA1, CSA0,
    output wire DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9,
                DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0,
    input  wire DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9,
                DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0,
    input  wire ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    input  wire CEB, OCEB, CLKB, WEB, RSTB, CSB2, CSB1, CSB0,
    output wire DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9,
                DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0
);

parameter DATA_WIDTH_A = 18;
parameter DATA_WIDTH_B = 18;
parameter REGMODE_A = "NOREG";
parameter REGMODE_B = "NOREG";
parameter WRITEMODE_A = "NORMAL";
parameter WRITEMODE_B = "NORMAL";
parameter RESETMODE = "SYNC";
parameter ASYNC_RESET_RELEASE = "SYNC";
parameter CSDECODE_A = "0b000";
parameter CSDECODE_B = "0b000";
parameter CLKAMUX = "CLKA";
parameter CLKBMUX = "CLKB";
parameter GSR = "DISABLED";
`include "ecp5_initval.vh"

localparam WIDE = DATA_WIDTH_A == 36;
localparam MODE_A = WRITEMODE_A == "WRITETHROUGH" ? 1 : WRITEMODE_A == "READBEFOREWRITE" ? 2 : 0;
localparam MODE_B = WRITEMODE_B == "WRITETHROUGH" ? 1 : WRITEMODE_B == "READBEFOREWRITE" ? 2 : 0;

generate
    if ((DATA_WIDTH_A == 36) != (DATA_WIDTH_B == 36) || CLKAMUX != "CLKA" || CLKBMUX != "CLKB") begin : g_check
        DP16KD_mode_is_not_modelled stop ();
    end
endgenerate

function [287:0] words(input [319:0] initval);
    integer i;
    for (i = 0; i < 16; i = i + 1)
        words[18 * i +: 18] = initval[20 * i +: 18];
endfunction
localparam [18431:0] INIT = {
    words(INITVAL_3F), words(INITVAL_3E), words(INITVAL_3D), words(INITVAL_3C),
    words(INITVAL_3B), words(INITVAL_3A), words(INITVAL_39), words(INITVAL_38),
    words(INITVAL_37), words(INITVAL_36), words(INITVAL_35), words(INITVAL_34),
    words(INITVAL_33), words(INITVAL_32), words(INITVAL_31), words(INITVAL_30),
    words(INITVAL_2F), words(INITVAL_2E), words(INITVAL_2D), words(INITVAL_2C),
    words(INITVAL_2B), words(INITVAL_2A), words(INITVAL_29), words(INITVAL_28),
    words(INITVAL_27), words(INITVAL_26), words(INITVAL_25), words(INITVAL_24),
    words(INITVAL_23), words(INITVAL_22), words(INITVAL_21), words(INITVAL_20),
    words(INITVAL_1F), words(INITVAL_1E), words(INITVAL_1D), words(INITVAL_1C),
    words(INITVAL_1B), words(INITVAL_1A), words(INITVAL_19), words(INITVAL_18),
    words(INITVAL_17), words(INITVAL_16), words(INITVAL_15), words(INITVAL_14),
    words(INITVAL_13), words(INITVAL_12), words(INITVAL_11), words(INITVAL_10),
    words(INITVAL_0F), words(INITVAL_0E), words(INITVAL_0D), words(INITVAL_0C),
    words(INITVAL_0B), words(INITVAL_0A), words(INITVAL_09), words(INITVAL_08),
    words(INITVAL_07), words(INITVAL_06), words(INITVAL_05), words(INITVAL_04),
    words(INITVAL_03), words(INITVAL_02), words(INITVAL_01), words(INITVAL_00)
};

wire [17:0] dia = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9,
    DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0};
wire [17:0] dib = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9,
    DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0};
wire [35:0] qa, qb;
assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9,
    DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0} = WIDE ? qb[17:0] : qa[17:0];
assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9,
    DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0} = WIDE ? qb[35:18] : qb[17:0];

ram18k #(
    .WIDTH_A(DATA_WIDTH_A), .WIDTH_B(DATA_WIDTH_B), .MODE_A(MODE_A), .MODE_B(MODE_B),
    .REGISTER_A(REGMODE_A == "OUTREG"), .REGISTER_B(REGMODE_B == "OUTREG"), .INIT(INIT)
) ram (
    .clk_a(CLKA), .ce_a(CEA), .we_a(WEA), .oce_a(OCEA),
    .adr_a({ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0}),
    .d_a({WIDE ? dib : 18'd0, dia}), .q_a(qa),
    .clk_b(CLKB), .ce_b(CEB), .we_b(WEB && !WIDE), .oce_b(OCEB),
    .adr_b({ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0}),
    .d_b({18'd0, dib}), .q_b(qb)
);

always @(posedge CLKB)
    if (RSTA || RSTB || CSA2 || CSA1 || CSA0 || CSB2 || CSB1 || CSB0)
        $stop;

endmodule

module EHXPLLL (
    input  wire CLKI, CLKFB, PHASESEL1, PHASESEL0, PHASEDIR, PHASESTEP, PHASELOADREG, STDBY, PLLWAKESYNC, RST,
    input  wire ENCLKOP, ENCLKOS, ENCLKOS2, ENCLKOS3,
    output wire CLKOP, CLKOS, CLKOS2, CLKOS3, LOCK, INTLOCK, REFCLK, CLKINTFB
);

parameter CLKI_DIV = 1;
parameter CLKFB_DIV = 1;
parameter CLKOP_DIV = 8;
parameter CLKOP_CPHASE = 0;
parameter CLKOP_FPHASE = 0;
parameter CLKOP_ENABLE = "ENABLED";
parameter CLKOS_DIV = 8;
parameter CLKOS_CPHASE = 0;
parameter CLKOS_FPHASE = 0;
parameter CLKOS_ENABLE = "DISABLED";
parameter FEEDBK_PATH = "CLKOP";
parameter DPHASE_SOURCE = "DISABLED";
parameter INTFB_WAKE = "DISABLED";
parameter PLLRST_ENA = "DISABLED";
parameter STDBY_ENABLE = "DISABLED";
parameter OUTDIVIDER_MUXA = "DIVA";
parameter OUTDIVIDER_MUXB = "DIVB";
parameter OUTDIVIDER_MUXC = "DIVC";
parameter OUTDIVIDER_MUXD = "DIVD";

assign CLKOP = CLKI;
assign CLKOS = CLKI;
assign LOCK = 1'b1;

endmodule

module USRMCLK (
    input wire USRMCLKI,
    input wire USRMCLKTS
);

wire pin = USRMCLKI && !USRMCLKTS;

endmodule

module \$_TBUF_ (
    input  wire A,
    input  wire E,
    output wire Y
);

assign Y = E ? A : 1'bz;

endmodule

`default_nettype wire
