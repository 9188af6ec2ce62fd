// SPDX-License-Identifier: Apache-2.0
// dg_fifo for proofs about its users: it counts its words and keeps the rules of its streams, and is otherwise free: a
// word may take any time from one side to the other, and be anything. That dg_fifo does so is proved in fifo.sby.
`default_nettype none

module dg_fifo #(
    parameter integer WIDTH = 64,
    parameter integer DEPTH = 16
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready
);

(* anyseq *) wire [WIDTH-1:0] data;
(* anyseq *) wire             offers;
(* anyseq *) wire             takes_more;
reg [$clog2(DEPTH)+1:0] words_q;        // in the FIFO: up to 4 on their way out do not count for DEPTH
reg                   stalled_q;
reg [WIDTH-1:0]       data_q;

always @(posedge clk) begin
    words_q   <= words_q + (s_axis_tvalid && s_axis_tready) - (m_axis_tvalid && m_axis_tready);
    stalled_q <= m_axis_tvalid && !m_axis_tready;
    data_q    <= data;
    if (rst) begin
        words_q   <= 0;
        stalled_q <= 1'b0;
    end
end

always @*
    if (stalled_q)
        assume (offers && data == data_q);

always @(posedge clk)
    if (!rst) begin
        a_words: assert (words_q <= DEPTH + 4);
        a_stalled: assert (!stalled_q || words_q != 0);
    end

assign s_axis_tready = words_q < DEPTH || (takes_more && words_q < DEPTH + 4);
assign m_axis_tvalid = offers && words_q != 0;
assign m_axis_tdata  = data;

endmodule

`default_nettype wire
