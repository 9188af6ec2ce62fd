// SPDX-License-Identifier: Apache-2.0
// The contents of Gowin's block RAMs of 9-bit bytes: 64 parameters of 32 bytes.
    parameter [287:0] INIT_RAM_00 = 288'd0; parameter [287:0] INIT_RAM_01 = 288'd0; parameter [287:0] INIT_RAM_02 = 288'd0; parameter [287:0] INIT_RAM_03 = 288'd0;
    parameter [287:0] INIT_RAM_04 = 288'd0; parameter [287:0] INIT_RAM_05 = 288'd0; parameter [287:0] INIT_RAM_06 = 288'd0; parameter [287:0] INIT_RAM_07 = 288'd0;
    parameter [287:0] INIT_RAM_08 = 288'd0; parameter [287:0] INIT_RAM_09 = 288'd0; parameter [287:0] INIT_RAM_0A = 288'd0; parameter [287:0] INIT_RAM_0B = 288'd0;
    parameter [287:0] INIT_RAM_0C = 288'd0; parameter [287:0] INIT_RAM_0D = 288'd0; parameter [287:0] INIT_RAM_0E = 288'd0; parameter [287:0] INIT_RAM_0F = 288'd0;
    parameter [287:0] INIT_RAM_10 = 288'd0; parameter [287:0] INIT_RAM_11 = 288'd0; parameter [287:0] INIT_RAM_12 = 288'd0; parameter [287:0] INIT_RAM_13 = 288'd0;
    parameter [287:0] INIT_RAM_14 = 288'd0; parameter [287:0] INIT_RAM_15 = 288'd0; parameter [287:0] INIT_RAM_16 = 288'd0; parameter [287:0] INIT_RAM_17 = 288'd0;
    parameter [287:0] INIT_RAM_18 = 288'd0; parameter [287:0] INIT_RAM_19 = 288'd0; parameter [287:0] INIT_RAM_1A = 288'd0; parameter [287:0] INIT_RAM_1B = 288'd0;
    parameter [287:0] INIT_RAM_1C = 288'd0; parameter [287:0] INIT_RAM_1D = 288'd0; parameter [287:0] INIT_RAM_1E = 288'd0; parameter [287:0] INIT_RAM_1F = 288'd0;
    parameter [287:0] INIT_RAM_20 = 288'd0; parameter [287:0] INIT_RAM_21 = 288'd0; parameter [287:0] INIT_RAM_22 = 288'd0; parameter [287:0] INIT_RAM_23 = 288'd0;
    parameter [287:0] INIT_RAM_24 = 288'd0; parameter [287:0] INIT_RAM_25 = 288'd0; parameter [287:0] INIT_RAM_26 = 288'd0; parameter [287:0] INIT_RAM_27 = 288'd0;
    parameter [287:0] INIT_RAM_28 = 288'd0; parameter [287:0] INIT_RAM_29 = 288'd0; parameter [287:0] INIT_RAM_2A = 288'd0; parameter [287:0] INIT_RAM_2B = 288'd0;
    parameter [287:0] INIT_RAM_2C = 288'd0; parameter [287:0] INIT_RAM_2D = 288'd0; parameter [287:0] INIT_RAM_2E = 288'd0; parameter [287:0] INIT_RAM_2F = 288'd0;
    parameter [287:0] INIT_RAM_30 = 288'd0; parameter [287:0] INIT_RAM_31 = 288'd0; parameter [287:0] INIT_RAM_32 = 288'd0; parameter [287:0] INIT_RAM_33 = 288'd0;
    parameter [287:0] INIT_RAM_34 = 288'd0; parameter [287:0] INIT_RAM_35 = 288'd0; parameter [287:0] INIT_RAM_36 = 288'd0; parameter [287:0] INIT_RAM_37 = 288'd0;
    parameter [287:0] INIT_RAM_38 = 288'd0; parameter [287:0] INIT_RAM_39 = 288'd0; parameter [287:0] INIT_RAM_3A = 288'd0; parameter [287:0] INIT_RAM_3B = 288'd0;
    parameter [287:0] INIT_RAM_3C = 288'd0; parameter [287:0] INIT_RAM_3D = 288'd0; parameter [287:0] INIT_RAM_3E = 288'd0; parameter [287:0] INIT_RAM_3F = 288'd0;
