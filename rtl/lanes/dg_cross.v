// SPDX-License-Identifier: Apache-2.0
// dg_cross: AXI4-Stream from one clock to another, one word at a time, without a copy of it.
//
// The sender's word stands still until it is taken: only the news that it is there, and that it was taken, cross, each
// as a level that changes, through two flip-flops. The word itself goes by wire: m_axis_tvalid comes two to three
// clocks of m_clk after the word, so its wires may take up to two clocks of m_clk. They are the only other paths
// between the clocks.
//
// Interface: s_axis in clock s_clk, m_axis in m_clk; a word in about 3 clocks of each. s_rst and m_rst, each
// synchronous to its clock, must be high together for 3 clocks or more of both. Test: tests/rtl/board/lanes_top.
`default_nettype none

module dg_cross #(
    parameter integer WIDTH = 8         // bits of a word
) (
    input  wire             s_clk,
    input  wire             s_rst,
    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             m_clk,
    input  wire             m_rst,
    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready
);

reg sent_q, heard_meta_q, heard_q;      // in s_clk: words sent and words heard of, modulo 2
reg got_q, seen_meta_q, seen_q;         // in m_clk: words taken and words seen, modulo 2
reg waits_q;                            // in s_clk: a word is under way

assign s_axis_tready = waits_q && sent_q == heard_q;

always @(posedge s_clk) begin
    heard_meta_q <= got_q;
    heard_q      <= heard_meta_q;
    sent_q       <= sent_q ^ (s_axis_tvalid && !waits_q);
    waits_q      <= waits_q ? !s_axis_tready : s_axis_tvalid;
    if (s_rst) begin
        sent_q  <= 1'b0;
        waits_q <= 1'b0;
    end
end

assign m_axis_tdata  = s_axis_tdata;
assign m_axis_tvalid = seen_q != got_q;

always @(posedge m_clk) begin
    seen_meta_q <= sent_q;
    seen_q      <= seen_meta_q;
    got_q       <= got_q ^ (m_axis_tvalid && m_axis_tready);
    if (m_rst)
        got_q <= 1'b0;
end

endmodule

`default_nettype wire
