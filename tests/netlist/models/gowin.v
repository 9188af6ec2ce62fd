// SPDX-License-Identifier: Apache-2.0
// What Yosys's models of the Gowin GW1N leave out: block RAM and PLL.
//
// The RAMs as Yosys's mapping uses them (gowin/brams.txt, brams_map.v): SPX9 one port; DPX9B two ports; SDPX9B port A
// writes, port B reads. WRITE_MODE 0 normal (a writing port's output stays), 1 write-through, 2 read-before-write;
// READ_MODE 1 adds an output register that OCE enables; in words of 18 and 36 bits the low address bits enable bytes. A
// port is enabled by CE where BLKSEL is BLK_SEL. INIT_RAM_xx hold 32 bytes of 9 bits each. Resets are not modelled: the
// netlists have none, and the model stops where one is used. Collisions: ram18k.v.
// rPLL: the reference goes through as CLKOUT, locked at once: simulated time is counted in clocks of the core.
`default_nettype none

module SPX9 (
    input  wire        CLK, CE, OCE, RESET, WRE,
    input  wire [2:0]  BLKSEL,
    input  wire [13:0] AD,
    input  wire [35:0] DI,
    output wire [35:0] DO
);

parameter READ_MODE = 1'b0;
parameter WRITE_MODE = 2'b00;
parameter BIT_WIDTH = 36;
parameter [2:0] BLK_SEL = 3'b000;
parameter RESET_MODE = "SYNC";
`include "gowin_init_ram.vh"

wire [35:0] unused;
ram18k #(
    .WIDTH_A(BIT_WIDTH), .MODE_A(WRITE_MODE), .REGISTER_A(READ_MODE), .INIT({
        INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
        INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
        INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
        INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
        INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
        INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
        INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
        INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
    })
) ram (
    .clk_a(CLK), .ce_a(CE && BLKSEL == BLK_SEL), .we_a(WRE), .oce_a(OCE), .adr_a(AD), .d_a(DI), .q_a(DO),
    .clk_b(1'b0), .ce_b(1'b0), .we_b(1'b0), .oce_b(1'b0), .adr_b(14'd0), .d_b(36'd0), .q_b(unused)
);

always @(posedge CLK)
    if (RESET)
        $stop;

endmodule

// Block RAM of 8-bit bytes, as ROM only. INIT_RAM_xx hold 256 bits each; a word of BIT_WIDTH bits is at AD's upper
// bits.
module SP (
    input  wire        CLK, CE, OCE, RESET, WRE,
    input  wire [2:0]  BLKSEL,
    input  wire [13:0] AD,
    input  wire [31:0] DI,
    output reg  [31:0] DO
);

parameter READ_MODE = 1'b0;
parameter WRITE_MODE = 2'b00;
parameter BIT_WIDTH = 32;
parameter [2:0] BLK_SEL = 3'b000;
parameter RESET_MODE = "SYNC";
`include "gowin_init_ram.vh"

localparam [16383:0] ROM = {
    INIT_RAM_3F[255:0], INIT_RAM_3E[255:0], INIT_RAM_3D[255:0], INIT_RAM_3C[255:0],
    INIT_RAM_3B[255:0], INIT_RAM_3A[255:0], INIT_RAM_39[255:0], INIT_RAM_38[255:0],
    INIT_RAM_37[255:0], INIT_RAM_36[255:0], INIT_RAM_35[255:0], INIT_RAM_34[255:0],
    INIT_RAM_33[255:0], INIT_RAM_32[255:0], INIT_RAM_31[255:0], INIT_RAM_30[255:0],
    INIT_RAM_2F[255:0], INIT_RAM_2E[255:0], INIT_RAM_2D[255:0], INIT_RAM_2C[255:0],
    INIT_RAM_2B[255:0], INIT_RAM_2A[255:0], INIT_RAM_29[255:0], INIT_RAM_28[255:0],
    INIT_RAM_27[255:0], INIT_RAM_26[255:0], INIT_RAM_25[255:0], INIT_RAM_24[255:0],
    INIT_RAM_23[255:0], INIT_RAM_22[255:0], INIT_RAM_21[255:0], INIT_RAM_20[255:0],
    INIT_RAM_1F[255:0], INIT_RAM_1E[255:0], INIT_RAM_1D[255:0], INIT_RAM_1C[255:0],
    INIT_RAM_1B[255:0], INIT_RAM_1A[255:0], INIT_RAM_19[255:0], INIT_RAM_18[255:0],
    INIT_RAM_17[255:0], INIT_RAM_16[255:0], INIT_RAM_15[255:0], INIT_RAM_14[255:0],
    INIT_RAM_13[255:0], INIT_RAM_12[255:0], INIT_RAM_11[255:0], INIT_RAM_10[255:0],
    INIT_RAM_0F[255:0], INIT_RAM_0E[255:0], INIT_RAM_0D[255:0], INIT_RAM_0C[255:0],
    INIT_RAM_0B[255:0], INIT_RAM_0A[255:0], INIT_RAM_09[255:0], INIT_RAM_08[255:0],
    INIT_RAM_07[255:0], INIT_RAM_06[255:0], INIT_RAM_05[255:0], INIT_RAM_04[255:0],
    INIT_RAM_03[255:0], INIT_RAM_02[255:0], INIT_RAM_01[255:0], INIT_RAM_00[255:0]
};

always @(posedge CLK) begin
    if (CE && BLKSEL == BLK_SEL)
        DO <= ROM[(AD & ~(BIT_WIDTH - 1)) +: 32];
    if (RESET || WRE || READ_MODE)
        $stop;
end

endmodule

module SDPX9B (
    input  wire        CLKA, CEA, CLKB, CEB, OCE, RESETA, RESETB,
    input  wire [2:0]  BLKSELA, BLKSELB,
    input  wire [13:0] ADA, ADB,
    input  wire [35:0] DI,
    output wire [35:0] DO
);

parameter READ_MODE = 1'b0;
parameter BIT_WIDTH_0 = 36;
parameter BIT_WIDTH_1 = 36;
parameter [2:0] BLK_SEL_0 = 3'b000;
parameter [2:0] BLK_SEL_1 = 3'b000;
parameter RESET_MODE = "SYNC";
`include "gowin_init_ram.vh"

wire [35:0] unused;
ram18k #(
    .WIDTH_A(BIT_WIDTH_0), .WIDTH_B(BIT_WIDTH_1), .REGISTER_B(READ_MODE), .INIT({
        INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
        INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
        INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
        INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
        INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
        INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
        INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
        INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
    })
) ram (
    .clk_a(CLKA), .ce_a(CEA && BLKSELA == BLK_SEL_0), .we_a(1'b1), .oce_a(1'b0), .adr_a(ADA), .d_a(DI), .q_a(unused),
    .clk_b(CLKB), .ce_b(CEB && BLKSELB == BLK_SEL_1), .we_b(1'b0), .oce_b(OCE), .adr_b(ADB), .d_b(36'd0), .q_b(DO)
);

always @(posedge CLKB)
    if (RESETA || RESETB)
        $stop;

endmodule

module DPX9B (
    input  wire        CLKA, CEA, CLKB, CEB, OCEA, OCEB, RESETA, RESETB, WREA, WREB,
    input  wire [2:0]  BLKSELA, BLKSELB,
    input  wire [13:0] ADA, ADB,
    input  wire [17:0] DIA, DIB,
    output wire [17:0] DOA, DOB
);

parameter READ_MODE0 = 1'b0;
parameter READ_MODE1 = 1'b0;
parameter WRITE_MODE0 = 2'b00;
parameter WRITE_MODE1 = 2'b00;
parameter BIT_WIDTH_0 = 18;
parameter BIT_WIDTH_1 = 18;
parameter [2:0] BLK_SEL_0 = 3'b000;
parameter [2:0] BLK_SEL_1 = 3'b000;
parameter RESET_MODE = "SYNC";
`include "gowin_init_ram.vh"

wire [35:0] qa, qb;
assign DOA = qa[17:0];
assign DOB = qb[17:0];
ram18k #(
    .WIDTH_A(BIT_WIDTH_0), .WIDTH_B(BIT_WIDTH_1), .MODE_A(WRITE_MODE0), .MODE_B(WRITE_MODE1),
    .REGISTER_A(READ_MODE0), .REGISTER_B(READ_MODE1), .INIT({
        INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
        INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
        INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
        INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
        INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
        INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
        INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
        INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
    })
) ram (
    .clk_a(CLKA), .ce_a(CEA && BLKSELA == BLK_SEL_0), .we_a(WREA), .oce_a(OCEA), .adr_a(ADA),
    .d_a({18'd0, DIA}), .q_a(qa),
    .clk_b(CLKB), .ce_b(CEB && BLKSELB == BLK_SEL_1), .we_b(WREB), .oce_b(OCEB), .adr_b(ADB),
    .d_b({18'd0, DIB}), .q_b(qb)
);

always @(posedge CLKB)
    if (RESETA || RESETB)
        $stop;

endmodule

module rPLL (
    input  wire       CLKIN, CLKFB, RESET, RESET_P,
    input  wire [5:0] FBDSEL, IDSEL, ODSEL,
    input  wire [3:0] PSDA, FDLY, DUTYDA,
    output wire       CLKOUT, CLKOUTP, CLKOUTD, CLKOUTD3, LOCK
);

parameter FCLKIN = "27";
parameter DEVICE = "GW1NR-9C";
parameter IDIV_SEL = 0;
parameter FBDIV_SEL = 0;
parameter ODIV_SEL = 8;
parameter DYN_SDIV_SEL = 2;
parameter DYN_IDIV_SEL = "false";
parameter DYN_FBDIV_SEL = "false";
parameter DYN_ODIV_SEL = "false";
parameter DYN_DA_EN = "false";
parameter CLKOUT_BYPASS = "false";
parameter CLKOUTP_BYPASS = "false";
parameter CLKOUTD_BYPASS = "false";
parameter PSDA_SEL = "0000";
parameter DUTYDA_SEL = "1000";
parameter CLKOUT_FT_DIR = 1'b1;
parameter CLKOUTP_FT_DIR = 1'b1;
parameter CLKOUT_DLY_STEP = 0;
parameter CLKOUTP_DLY_STEP = 0;
parameter CLKFB_SEL = "internal";
parameter CLKOUTD_SRC = "CLKOUT";
parameter CLKOUTD3_SRC = "CLKOUT";

assign CLKOUT = CLKIN;
assign LOCK = 1'b1;

endmodule

`default_nettype wire
