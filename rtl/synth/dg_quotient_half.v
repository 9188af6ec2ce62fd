// SPDX-License-Identifier: Apache-2.0
// dg_quotient_half: the quotients of all eight moduli out of half the ROM: dg_quotient for devices with little block
// RAM.
//
// Defines `q_i` as dg_quotient does. Only a/M with a < M/2 is stored, as L = a/M * 2^61, rounded. The other half
// follows from (M - a)/M = 1 - a/M, which is above 1/2 and so keeps 53 fractional bits:
//   (~(L >> 8) + up) * 2^8
// where `up`, stored with L, says which way it is rounded: L itself is rounded, once, and does not always know.
//
// Interface: `index` = {which modulus, r}, any r congruent to the residue; the low 32 bits of `q` 6 clocks later, the
// others 2 clocks after them. 1,080 words of ROM of 62 bits. Test: tests/rtl/synth/torus_iter, configuration half.
`default_nettype none
`include "dg_torus.vh"

module dg_quotient_half (
    input  wire        clk,
    input  wire [11:0] index,
    output reg  [60:0] q            // skewed
);

localparam [71:0]  MODULI = `DG_MODULI;
localparam integer WORDS = 1080;    // the sum of (M + 1) / 2

// where the words of a modulus begin; of "modulus 8", how many words there are
function integer base(input integer modulus);
    integer i;
    begin
        base = 0;
        for (i = 0; i < modulus; i = i + 1)
            base = base + {23'd0, MODULI[9*i +: 9]} / 2 + 1;
    end
endfunction

// {up, L} of a < m/2: an f64 in [2^(d-9), 2^(d-8)) is a multiple of 2^(d-61)
function [61:0] quotient(input [71:0] a, input [71:0] m);
    reg [71:0] n, other;
    reg [2:0]  d;
    begin
        d = (a << 2) >= m ? 3'd7 : (a << 3) >= m ? 3'd6 : (a << 4) >= m ? 3'd5 : (a << 5) >= m ? 3'd4 :
            (a << 6) >= m ? 3'd3 : (a << 7) >= m ? 3'd2 : (a << 8) >= m ? 3'd1 : 3'd0;
        n = a << (7'd62 - {4'd0, d});
        n = (n + m) / (m << 1) << d;
        other = (m - a) << 54;
        other = (other + m) / (m << 1);
        quotient = {other[0] == n[8], n[60:0]};
    end
endfunction

wire [10:0] bases [0:7];
reg [61:0] words [0:WORDS-1];
genvar k;
generate
    if (base(8) != WORDS) begin : g_check
        dg_quotient_half_WORDS_must_fit_the_moduli stop ();
    end
    for (k = 0; k < 8; k = k + 1) begin : g_modulus
        localparam integer BASE = base(k);
        assign bases[k] = BASE[10:0];
        integer a;
        initial
            for (a = 0; a < base(k + 1) - BASE; a = a + 1)
                words[BASE + a] = quotient({40'd0, a}, {63'd0, MODULI[9*k +: 9]});
    end
endgenerate

// clocks 1 to 3: r below M; a and whether it is M - r; where it is stored
reg  [2:0]  modulus1_q, modulus2_q;
reg  [8:0]  r_q, a_q;
reg         mirror2_q, mirror3_q;
reg  [10:0] place_q;
wire [8:0]  m0 = MODULI[9*index[11:9] +: 9];
wire [8:0]  excess = {1'b0, index[8:0]} >= {m0, 1'b0} ? {m0[7:0], 1'b0} : index[8:0] >= m0 ? m0 : 9'd0;
wire [8:0]  m1 = MODULI[9*modulus1_q +: 9];
wire        mirror = {r_q, 1'b0} > {1'b0, m1};
always @(posedge clk) begin
    modulus1_q <= index[11:9];
    r_q        <= index[8:0] - excess;
    modulus2_q <= modulus1_q;
    mirror2_q  <= mirror;
    a_q        <= mirror ? m1 - r_q : r_q;
    mirror3_q  <= mirror2_q;
    place_q    <= bases[modulus2_q] + {2'd0, a_q};
end

// clocks 4 to 6: read, settle, mirror; the high half two clocks later
reg  [61:0] word4_q, word5_q;
reg  [7:4]  mirror_q;
reg         carry6_q, carry7_q;
wire [28:0] high7;
wire [24:0] low_mirrored = {1'b0, ~word5_q[31:8]} + {24'd0, word5_q[61]};
dg_delay #(.WIDTH(29), .CLOCKS(2)) wait_high (.clk(clk), .d(word5_q[60:32]), .q(high7));
always @(posedge clk) begin
    word4_q  <= words[place_q];
    word5_q  <= word4_q;
    mirror_q <= {mirror_q[6:4], mirror3_q};
    q[31:0]  <= mirror_q[5] ? {low_mirrored[23:0], 8'd0} : word5_q[31:0];
    carry6_q <= mirror_q[5] && low_mirrored[24];
    carry7_q <= carry6_q;
    q[60:32] <= (high7 ^ {29{mirror_q[7]}}) + {28'd0, carry7_q};
end

endmodule

`default_nettype wire
