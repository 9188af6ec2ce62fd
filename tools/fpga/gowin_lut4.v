// SPDX-License-Identifier: Apache-2.0
// Techmap for Gowin: every LUT of one to three inputs becomes a LUT4 whose other inputs are low.
`default_nettype none

module LUT1 (output wire F, input wire I0);
parameter INIT = 0;
LUT4 #(.INIT({8{INIT[1:0]}})) _TECHMAP_REPLACE_ (.F(F), .I0(I0), .I1(1'b0), .I2(1'b0), .I3(1'b0));
endmodule

module LUT2 (output wire F, input wire I0, input wire I1);
parameter INIT = 0;
LUT4 #(.INIT({4{INIT[3:0]}})) _TECHMAP_REPLACE_ (.F(F), .I0(I0), .I1(I1), .I2(1'b0), .I3(1'b0));
endmodule

module LUT3 (output wire F, input wire I0, input wire I1, input wire I2);
parameter INIT = 0;
LUT4 #(.INIT({2{INIT[7:0]}})) _TECHMAP_REPLACE_ (.F(F), .I0(I0), .I1(I1), .I2(I2), .I3(1'b0));
endmodule

`default_nettype wire
