// SPDX-License-Identifier: Apache-2.0
// dg_figure_source: what feeds a block whose clock rate is measured: a new word every clock, made on the chip.
//
// A linear cellular automaton: rule 90, every third cell rule 150, null boundary, the pin `seed` XORed into the lowest
// cell. Every bit of `word` has a flip-flop of its own that depends on its neighbours alone, so that nothing of it can
// merge with the block's input registers and no path of it is longer than one LUT.
`default_nettype none

module dg_figure_source #(
    parameter integer WIDTH = 64
) (
    input  wire             clk,
    input  wire             seed,
    output wire [WIDTH-1:0] word
);

reg  [WIDTH-1:0] cell_q;
wire [WIDTH+1:0] row = {1'b0, cell_q, seed};    // with both neighbours of the outermost cells

genvar i;
generate
    for (i = 0; i < WIDTH; i = i + 1) begin : g_cell
        always @(posedge clk)
            cell_q[i] <= row[i] ^ row[i+2] ^ (i % 3 == 0 && cell_q[i]);
    end
endgenerate

assign word = cell_q;

endmodule

`default_nettype wire
