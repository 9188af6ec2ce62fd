// SPDX-License-Identifier: Apache-2.0
// dg_pack: cells into 64-bit words, little-endian.
//
// With `narrow`, constant while a run passes, two cells of 4 bytes (in the low half of tdata) make a word, and a last
// cell without a partner a word with tkeep = 0F; else a cell is a word. One cell a clock; latency 1 clock. Reset
// empties it.
// Tests: tests/rtl/synth/synth_unit.
`default_nettype none

module dg_pack (
    input  wire        clk,
    input  wire        rst,
    input  wire        narrow,
    input  wire [63:0] s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    input  wire        s_axis_tlast,
    output wire [63:0] m_axis_tdata,
    output wire [7:0]  m_axis_tkeep,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        m_axis_tlast
);

reg [63:0] word_q;
reg        valid_q;             // word_q is to be sent
reg        half_q;              // the low half of word_q waits for the high one
reg        short_q;             // word_q has only its low half
reg        last_q;

wire take = s_axis_tvalid && s_axis_tready;
wire pair = narrow && !half_q && !s_axis_tlast;     // this cell is the first of two

always @(posedge clk) begin
    if (take) begin
        if (!half_q)
            word_q[31:0] <= s_axis_tdata[31:0];
        word_q[63:32] <= !narrow ? s_axis_tdata[63:32] : half_q ? s_axis_tdata[31:0] : 32'd0;
        short_q <= narrow && !half_q;
        last_q  <= s_axis_tlast;
    end
    if (take)
        valid_q <= !pair;
    else if (m_axis_tready)
        valid_q <= 1'b0;
    if (take)
        half_q <= pair;
    if (rst) begin
        valid_q <= 1'b0;
        half_q  <= 1'b0;
    end
end

assign s_axis_tready = !valid_q || m_axis_tready;
assign m_axis_tdata  = word_q;
assign m_axis_tkeep  = short_q ? 8'h0F : 8'hFF;
assign m_axis_tvalid = valid_q;
assign m_axis_tlast  = last_q;

`ifdef FORMAL
    `include "dg_pack_fv.vh"
`endif

endmodule

`default_nettype wire
