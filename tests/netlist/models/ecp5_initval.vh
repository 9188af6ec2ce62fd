// SPDX-License-Identifier: Apache-2.0
// DP16KD's contents: 64 parameters of 16 words of 18 bits, each word in 20 bits.
    parameter [319:0] INITVAL_00 = 320'd0; parameter [319:0] INITVAL_01 = 320'd0; parameter [319:0] INITVAL_02 = 320'd0; parameter [319:0] INITVAL_03 = 320'd0;
    parameter [319:0] INITVAL_04 = 320'd0; parameter [319:0] INITVAL_05 = 320'd0; parameter [319:0] INITVAL_06 = 320'd0; parameter [319:0] INITVAL_07 = 320'd0;
    parameter [319:0] INITVAL_08 = 320'd0; parameter [319:0] INITVAL_09 = 320'd0; parameter [319:0] INITVAL_0A = 320'd0; parameter [319:0] INITVAL_0B = 320'd0;
    parameter [319:0] INITVAL_0C = 320'd0; parameter [319:0] INITVAL_0D = 320'd0; parameter [319:0] INITVAL_0E = 320'd0; parameter [319:0] INITVAL_0F = 320'd0;
    parameter [319:0] INITVAL_10 = 320'd0; parameter [319:0] INITVAL_11 = 320'd0; parameter [319:0] INITVAL_12 = 320'd0; parameter [319:0] INITVAL_13 = 320'd0;
    parameter [319:0] INITVAL_14 = 320'd0; parameter [319:0] INITVAL_15 = 320'd0; parameter [319:0] INITVAL_16 = 320'd0; parameter [319:0] INITVAL_17 = 320'd0;
    parameter [319:0] INITVAL_18 = 320'd0; parameter [319:0] INITVAL_19 = 320'd0; parameter [319:0] INITVAL_1A = 320'd0; parameter [319:0] INITVAL_1B = 320'd0;
    parameter [319:0] INITVAL_1C = 320'd0; parameter [319:0] INITVAL_1D = 320'd0; parameter [319:0] INITVAL_1E = 320'd0; parameter [319:0] INITVAL_1F = 320'd0;
    parameter [319:0] INITVAL_20 = 320'd0; parameter [319:0] INITVAL_21 = 320'd0; parameter [319:0] INITVAL_22 = 320'd0; parameter [319:0] INITVAL_23 = 320'd0;
    parameter [319:0] INITVAL_24 = 320'd0; parameter [319:0] INITVAL_25 = 320'd0; parameter [319:0] INITVAL_26 = 320'd0; parameter [319:0] INITVAL_27 = 320'd0;
    parameter [319:0] INITVAL_28 = 320'd0; parameter [319:0] INITVAL_29 = 320'd0; parameter [319:0] INITVAL_2A = 320'd0; parameter [319:0] INITVAL_2B = 320'd0;
    parameter [319:0] INITVAL_2C = 320'd0; parameter [319:0] INITVAL_2D = 320'd0; parameter [319:0] INITVAL_2E = 320'd0; parameter [319:0] INITVAL_2F = 320'd0;
    parameter [319:0] INITVAL_30 = 320'd0; parameter [319:0] INITVAL_31 = 320'd0; parameter [319:0] INITVAL_32 = 320'd0; parameter [319:0] INITVAL_33 = 320'd0;
    parameter [319:0] INITVAL_34 = 320'd0; parameter [319:0] INITVAL_35 = 320'd0; parameter [319:0] INITVAL_36 = 320'd0; parameter [319:0] INITVAL_37 = 320'd0;
    parameter [319:0] INITVAL_38 = 320'd0; parameter [319:0] INITVAL_39 = 320'd0; parameter [319:0] INITVAL_3A = 320'd0; parameter [319:0] INITVAL_3B = 320'd0;
    parameter [319:0] INITVAL_3C = 320'd0; parameter [319:0] INITVAL_3D = 320'd0; parameter [319:0] INITVAL_3E = 320'd0; parameter [319:0] INITVAL_3F = 320'd0;
