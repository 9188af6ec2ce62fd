// SPDX-License-Identifier: Apache-2.0
// dg_torus_add: one addition of the torus value, rounded to f64 (docs/numerics.md, "The torus value").
//
// Numbers are 3.61 fixed point. The exact sum is rounded to nearest, ties to even, at the place that its leading one
// dictates: in [2^k, 2^(k+1)) it keeps 52-k fractional bits, that is, it loses d = 9+k bits, 0..11. Rounding up adds
// 2^d, which is left to the next addition: the low d bits of `result` are then all ones and `result_carry` is set.
//
// Interface: one addition a clock, latency 7 clocks, no control. `addend` (with `carry`) and `result` are skewed: bits
// 16*g+15..16*g come g clocks after the lowest 16, so that no clock adds more than 16 bits. `quotient` comes as
// dg_quotient gives it: its low 32 bits with the lowest bits of `addend`, the others 2 clocks later. With LOOP, `again`
// is `result` with the carry above it, but zero where `clear[g]`, for bits 16*g+15..16*g, was set a clock before,
// clear[0] two clocks before: the next addend, with no logic between it and its register.
`default_nettype none

module dg_torus_add #(
    parameter integer LOOP = 0      // 1: `clear` and `again` are in use
) (
    input  wire        clk,
    input  wire [63:0] addend,
    input  wire        carry,
    input  wire [60:0] quotient,
    output wire [63:0] result,
    output wire        result_carry,
    input  wire [3:0]  clear,
    output wire [64:0] again
);

// clocks 1 to 4: the sum; a carry enters the carry chain as one more low bit of both operands
wire [63:0] other = {3'd0, quotient};
reg  [15:0] sum0_q, sum1_q, sum2_q, sum3_q;
reg         carry0_q, carry1_q, carry2_q;
wire [15:0] other1, other3;
wire [3:0]  unused;

dg_delay #(.WIDTH(16), .CLOCKS(1)) wait1 (.clk(clk), .d(other[31:16]), .q(other1));
dg_delay #(.WIDTH(16), .CLOCKS(1)) wait3 (.clk(clk), .d(other[63:48]), .q(other3));

wire [17:0] total0 = {1'b0, addend[15:0],  1'b1} + {1'b0, other[15:0], carry};
wire [17:0] total1 = {1'b0, addend[31:16], 1'b1} + {1'b0, other1, carry0_q};
wire [17:0] total2 = {1'b0, addend[47:32], 1'b1} + {1'b0, other[47:32], carry1_q};
wire [16:0] total3 = {addend[63:48], 1'b1} + {other3, carry2_q};
assign unused = {total0[0], total1[0], total2[0], total3[0]};

always @(posedge clk) begin
    {carry0_q, sum0_q} <= total0[17:1];
    {carry1_q, sum1_q} <= total1[17:1];
    {carry2_q, sum2_q} <= total2[17:1];
    sum3_q <= total3[16:1];
end

// the upper bits wait until the lowest have been rounded
wire [47:0] upper = {sum3_q, sum2_q, sum1_q};
genvar g;
generate
    for (g = 1; g < 4; g = g + 1) begin : g_upper
        if (LOOP != 0) begin : g_loop
            wire [15:0] early;
            reg  [15:0] result_q, again_q;
            dg_delay #(.WIDTH(16), .CLOCKS(5)) waits (.clk(clk), .d(upper[16*g-16 +: 16]), .q(early));
            always @(posedge clk) begin
                result_q <= early;
                again_q  <= early & ~{16{clear[g]}};
            end
            assign result[16*g +: 16] = result_q;
            assign again[16*g +: 16]  = again_q;
        end else begin : g_line
            dg_delay #(.WIDTH(16), .CLOCKS(6)) waits (.clk(clk), .d(upper[16*g-16 +: 16]), .q(result[16*g +: 16]));
            assign again[16*g +: 16] = 16'd0;
            wire unused_clear = clear[g];
        end
    end
endgenerate

// clocks 2 to 7: rounding of the lowest 16
reg [15:0] low2_q, low3_q, low4_q, low5_q, low6_q, low7_q;
reg [10:1] part_q, sticky_q;    // [n]: any of the low n bits; in the group of bit n-1 alone
reg [1:0]  some3_q;
reg [11:1] up_q;                // [d]: rounding goes up if d bits are lost
reg [11:1] first_q;             // [d]: d bits are lost, if no higher group has a one
reg [10:0] reach_q;             // [n]: bit n is lost, for what its group alone says
reg [1:0]  any_q;               // there is a one in 15..12, in 11..8 of the sum's top
reg [10:0] drop6_q;             // [n]: bit n is lost
reg [2:0]  some_q;              // rounding goes up, by group
reg        carry_q;
wire       up = |some_q;
wire [10:0] drop5 = reach_q | {4'd0, {7{any_q[1]}}} | {8'd0, {3{any_q[0]}}};
wire [15:0] rounded = {low6_q[15:11], (low6_q[10:0] & ~drop6_q) | (drop6_q & {11{up}})};

// the groups of the top, lowest first: 7..5, 11..8, 15..12
localparam [47:0] UPPER = {16'hF000, 16'h0F00, 16'h00E0};
// and those of the low bits: 3..0, 7..4, 9..8
localparam [29:0] LOWER = {10'h300, 10'h0F0, 10'h00F};

integer n;
always @(posedge clk) begin
    low2_q <= sum0_q;
    low3_q <= low2_q;
    low4_q <= low3_q;
    low5_q <= low4_q;
    low6_q <= low5_q;

    // clock 3: in each of the groups 3..0, 7..4, 9..8; clock 4: in all
    some3_q <= {|low2_q[7:4], |low2_q[3:0]};
    for (n = 1; n <= 10; n = n + 1) begin
        part_q[n]   <= |(low2_q[9:0] & LOWER[10*((n-1)/4) +: 10] & (10'h3FF >> (10 - n)));
        sticky_q[n] <= part_q[n] || (n > 4 && some3_q[0]) || (n > 8 && some3_q[1]);
    end

    // clock 5: bits 63..53 of the sum say how many are lost: in each of three groups, which is first, and whether there
    // is one
    up_q[1] <= low4_q[0] && low4_q[1];
    for (n = 2; n <= 11; n = n + 1)
        up_q[n] <= low4_q[n-1] && (low4_q[n] || sticky_q[n-1]);
    any_q <= {|sum3_q[15:12], |sum3_q[11:8]};
    for (n = 1; n <= 11; n = n + 1)
        first_q[n] <= sum3_q[n+4] && ((sum3_q & UPPER[16*(n/4) +: 16]) >> (n + 5)) == 16'd0;
    for (n = 0; n <= 10; n = n + 1)
        reach_q[n] <= (sum3_q & UPPER[16*((n+1)/4) +: 16]) >> (n + 5) != 16'd0;

    // clock 6
    some_q[2] <= |(first_q[11:8] & up_q[11:8]);
    some_q[1] <= |(first_q[7:4] & up_q[7:4]) && !any_q[1];
    some_q[0] <= |(first_q[3:1] & up_q[3:1]) && any_q == 2'b00;
    drop6_q <= drop5;

    // clock 7
    low7_q  <= rounded;
    carry_q <= up;
end

assign result[15:0] = low7_q;
assign result_carry = carry_q;

generate
    if (LOOP != 0) begin : g_again  // what `rounded` is made of, but cleared
        reg [15:0] kept6_q;
        reg [10:0] kept_drop6_q;
        reg        keep6_q;
        reg [16:0] again_q;
        always @(posedge clk) begin
            kept6_q      <= low5_q & ~{16{clear[0]}};
            kept_drop6_q <= drop5 & ~{11{clear[0]}};
            keep6_q      <= !clear[0];
            again_q      <= {up && keep6_q, kept6_q[15:11],
                (kept6_q[10:0] & ~kept_drop6_q) | (kept_drop6_q & {11{up}})};
        end
        assign {again[64], again[15:0]} = again_q;
    end else begin : g_once
        assign {again[64], again[15:0]} = 17'd0;
        wire unused_clear = clear[0];
    end
endgenerate

endmodule

`default_nettype wire
