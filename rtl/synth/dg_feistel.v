// SPDX-License-Identifier: Apache-2.0
// dg_feistel: the Feistel bijection of 64-bit words and its inverse.
//
// Definition: docs/numerics.md, `feistel` and `feistel_inv`: four rounds. The inverse is the same four rounds on the
// word with its halves swapped, and its result with them swapped.
//
// Interface: a pipeline that never stalls. II = 1: a word every clock, latency 21 clocks. II = 8: one round for all
// words, which pass it four times; a word only in clocks with `phase` = 0, latency 24 clocks, so that results come at
// phase 0 too. `seed` and `inverse` are constant while words are inside.
`default_nettype none

module dg_feistel #(
    parameter integer II = 1        // clocks a word, 1 or 8
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [2:0]  phase,       // counts clocks modulo 8; unused where II = 1
    input  wire [31:0] seed,        // low half of the seed
    input  wire        inverse,
    input  wire        s_axis_tvalid,
    input  wire [63:0] s_axis_tdata,
    output wire        m_axis_tvalid,
    output wire [63:0] m_axis_tdata
);

localparam integer ROUND = 5;       // clocks of a round with the register before it

wire [63:0] first = inverse ? {s_axis_tdata[31:0], s_axis_tdata[63:32]} : s_axis_tdata;
wire [63:0] last;
assign m_axis_tdata = inverse ? {last[31:0], last[63:32]} : last;

genvar i;
generate
    if (II == 1) begin : g_pipeline
        wire unused = &{1'b0, phase};
        wire [63:0] word [0:4];
        reg  [63:0] last_q;
        reg  [4*ROUND:0] valid_q;
        assign word[0] = first;
        for (i = 0; i < 4; i = i + 1) begin : g_round
            reg [63:0] word_q;
            always @(posedge clk)
                word_q <= word[i];
            dg_feistel_round round (.clk(clk), .seed(seed), .word(word_q), .result(word[i + 1]));
        end
        always @(posedge clk) begin
            last_q  <= word[4];
            valid_q <= {valid_q[4*ROUND-1:0], s_axis_tvalid};
            if (rst)
                valid_q <= {4*ROUND+1{1'b0}};
        end
        assign last = last_q;
        assign m_axis_tvalid = valid_q[4*ROUND];
    end else if (II == 8) begin : g_loop
        // A word that enters at clock 0 is back at clocks 5, 10, 15 and 20. These are all different modulo 8, so the
        // up to three words inside never meet, and in the last of these phases the loop holds a finished one.
        localparam [2:0] FINISHED = 3'd4;        // 20 mod 8
        wire [63:0] result;
        reg  [63:0] word_q, last_q;
        reg  [2:0]  valid_q;
        dg_feistel_round round (.clk(clk), .seed(seed), .word(word_q), .result(result));
        always @(posedge clk) begin
            word_q <= phase == 3'd0 ? first : result;
            if (phase == FINISHED)
                last_q <= result;
            if (phase == 3'd0)
                valid_q <= {valid_q[1:0], s_axis_tvalid};
            if (rst)
                valid_q <= 3'd0;
        end
        assign last = last_q;
        assign m_axis_tvalid = valid_q[2] && phase == 3'd0;
    end else begin : g_check
        dg_feistel_II_must_be_1_or_8 stop ();
    end
endgenerate

endmodule

`default_nettype wire
