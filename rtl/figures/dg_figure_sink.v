// SPDX-License-Identifier: Apache-2.0
// dg_figure_sink: where the words of a block go whose clock rate is measured: all bits XORed into one, for a pin.
//
// A tree of registered 4-input XORs behind one register a bit: nothing of the block can be removed, and no path of the
// tree is longer than one LUT.
`default_nettype none

module dg_figure_sink #(
    parameter integer WIDTH = 64
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] word,
    output wire             bit_q
);

localparam integer NEXT = (WIDTH + 3) / 4;

reg  [WIDTH-1:0]  word_q;
wire [4*NEXT-1:0] padded = {{4*NEXT-WIDTH{1'b0}}, word_q};
wire [NEXT-1:0]   folded;
always @(posedge clk)
    word_q <= word;

genvar i;
generate
    for (i = 0; i < NEXT; i = i + 1) begin : g_fold
        assign folded[i] = ^padded[4*i +: 4];
    end
    if (WIDTH == 1) begin : g_last
        wire unused = folded[0];
        assign bit_q = word_q[0];
    end else begin : g_rest
        dg_figure_sink #(.WIDTH(NEXT)) rest (.clk(clk), .word(folded), .bit_q(bit_q));
    end
endgenerate

endmodule

`default_nettype wire
