// SPDX-License-Identifier: Apache-2.0
// dg_torus_pack: the fraction of the torus sum as f64 or f32 (docs/numerics.md, "The torus value").
//
// `torus64` = acc - floor(acc): the 61 fractional bits of the rounded sum, which an f64 holds exactly. `torus32` is
// that rounded to f32, nearest, ties to even; it can round up to 1.0f.
//
// Interface: one value a clock, latency 13 clocks, no control. `sum` and `carry` as dg_torus_add gives them: skewed,
// the last rounding still to be added. `narrow` chooses f32, in the low half of `value`; constant while values are
// inside.
`default_nettype none

module dg_torus_pack (
    input  wire        clk,
    input  wire        narrow,
    input  wire [63:0] sum,
    input  wire        carry,
    output reg  [63:0] value
);

// clocks 1 to 4: the last rounding, 16 bits a clock; the integer part is left behind
reg [15:0] part0_q, part1_q, part2_q;
reg [12:0] part3_q;
reg        carry0_q, carry1_q, carry2_q;
wire [60:0] fraction;
wire unused = &{1'b0, sum[63:61]};

always @(posedge clk) begin
    {carry0_q, part0_q} <= {1'b0, sum[15:0]}  + {16'd0, carry};
    {carry1_q, part1_q} <= {1'b0, sum[31:16]} + {16'd0, carry0_q};
    {carry2_q, part2_q} <= {1'b0, sum[47:32]} + {16'd0, carry1_q};
    part3_q             <= sum[60:48] + {12'd0, carry2_q};
end

dg_delay #(.WIDTH(16), .CLOCKS(3)) wait0 (.clk(clk), .d(part0_q), .q(fraction[15:0]));
dg_delay #(.WIDTH(16), .CLOCKS(2)) wait1 (.clk(clk), .d(part1_q), .q(fraction[31:16]));
dg_delay #(.WIDTH(16), .CLOCKS(1)) wait2 (.clk(clk), .d(part2_q), .q(fraction[47:32]));
assign fraction[60:48] = part3_q;

// clocks 5 to 7: zeros before the leading one, counted in 16 digits of 4 bits, then in fours of digits, then in all
reg  [15:0] some5_q;                // the digit is not zero
reg  [1:0]  zeros5_q [0:15];
reg  [3:0]  some6_q;
reg  [3:0]  zeros6_q [0:3];
reg         some7_q;
reg  [5:0]  zeros7_q;
wire [63:0] digits = {fraction, 3'd0};
wire [1:0]  skip = before(some6_q[3:1]);
wire [60:0] fraction7;

function [1:0] before(input [3:1] bits);
    before = {!bits[3] && !bits[2], !bits[3] && (bits[2] || !bits[1])};
endfunction

genvar g;
generate
    for (g = 0; g < 16; g = g + 1) begin : g_digit
        always @(posedge clk) begin
            some5_q[g]  <= |digits[4*g +: 4];
            zeros5_q[g] <= before(digits[4*g+1 +: 3]);
        end
    end
    for (g = 0; g < 4; g = g + 1) begin : g_four
        localparam [1:0] FOUR = g;
        wire [1:0] skip5 = before(some5_q[4*g+1 +: 3]);
        always @(posedge clk) begin
            some6_q[g]  <= |some5_q[4*g +: 4];
            zeros6_q[g] <= {skip5, zeros5_q[{FOUR, ~skip5}]};
        end
    end
endgenerate

always @(posedge clk) begin
    some7_q  <= |some6_q;
    zeros7_q <= {skip, zeros6_q[~skip]};
end

dg_delay #(.WIDTH(61), .CLOCKS(3)) wait_zeros (.clk(clk), .d(fraction), .q(fraction7));

// clocks 8 to 10: the leading one moves to bit 60
reg [60:0] shift8_q, shift9_q, shift10_q;
reg [3:0]  rest8_q;
reg [1:0]  rest9_q;
reg [7:0]  scale8_q, scale9_q, scale10_q;   // {not zero, low 7 bits of the exponent in both formats}

always @(posedge clk) begin
    shift8_q <= fraction7 << {zeros7_q[5:4], 4'd0};
    rest8_q  <= zeros7_q[3:0];
    shift9_q <= shift8_q << {rest8_q[3:2], 2'd0};
    rest9_q  <= rest8_q[1:0];
    shift10_q <= shift9_q << rest9_q;

    scale8_q  <= {some7_q, (7'd126 - {1'b0, zeros7_q}) & {7{some7_q}}};
    scale9_q  <= scale8_q;
    scale10_q <= scale9_q;
end

// clocks 11 to 13: rounding for f32, in which the lowest bit is bit 37
reg [67:8] exact11_q, exact12_q;    // {scale, fraction}: an f64 has no more
reg [6:0]  sticky_q;
reg        up_q;
wire [29:0] rounded = exact12_q[66:37] + {29'd0, up_q};

integer n;
always @(posedge clk) begin
    exact11_q <= {scale10_q, shift10_q[59:8]};
    for (n = 0; n < 7; n = n + 1)
        sticky_q[n] <= |shift10_q[4*n + 8 +: 4];

    exact12_q <= exact11_q;
    up_q      <= exact11_q[36] && (exact11_q[37] || |sticky_q);

    // 1022 - zeros in 11 bits, 126 - zeros in 8 bits
    value <= narrow ? {34'd0, rounded}
                    : {2'b00, {3{exact12_q[67]}}, exact12_q[66:8]};
end

endmodule

`default_nettype wire
