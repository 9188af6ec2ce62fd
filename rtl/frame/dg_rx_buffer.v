// SPDX-License-Identifier: Apache-2.0
// dg_rx_buffer: ring of whole request frames between the line, which cannot wait, and the executor.
//
// A frame appears at the output only when its last word is in and good; a bad one, one of more than FRAME_WORDS words
// and one that does not fit are forgotten whole, and the ring is as if they had never come.
// The header is written last, together with the frame's status: that makes the frame visible, and the status
// stands at the output from the first word on.
//
// Input: valid only; at least one clock without a word follows each tlast (dg_deframe leaves 8).
// Output: AXI4-Stream, one word a clock; tuser is the status through the whole frame. The first word of a frame is
// full. From tlast at the input to the first word at the output: 5 clocks.
// A place is free again when its word has been read, so all WORDS are the host's credit.
// Test: tests/rtl/frame/rx_buffer. Proof: tests/formal/frame/rx_buffer.sby.
`default_nettype none

module dg_rx_buffer #(
    parameter integer WORDS       = 512,    // size of the ring, a power of two: the host's credit
    parameter integer FRAME_WORDS = 126     // the longest frame, 2..WORDS
) (
    input  wire        clk,
    input  wire        rst,
    // frames from the line
    input  wire [63:0] s_axis_tdata,
    input  wire [7:0]  s_axis_tkeep,
    input  wire        s_axis_tvalid,
    input  wire        s_axis_tlast,
    input  wire [7:0]  s_axis_tuser,    // at tlast: status, below 128
    input  wire        s_axis_bad,      // at tlast: forget the frame
    // whole frames
    output wire [63:0] m_axis_tdata,
    output wire [7:0]  m_axis_tkeep,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        m_axis_tlast,
    output wire [7:0]  m_axis_tuser,
    // pulses
    output reg         received,        // an intact frame was taken
    output reg         overrun          // an intact frame was dropped
);

generate
    if ((WORDS & (WORDS - 1)) != 0 || WORDS < 4)
        dg_rx_buffer_WORDS_must_be_a_power_of_two illegal_words ();
    if (FRAME_WORDS < 2 || FRAME_WORDS > WORDS)
        dg_rx_buffer_FRAME_WORDS_must_be_2_to_WORDS illegal_frame_words ();
endgenerate

localparam integer AW = $clog2(WORDS);
localparam [AW:0] LIMIT = FRAME_WORDS[AW:0], SIZE = WORDS[AW:0];

// ---- write side: words behind a place kept for the header ----

reg  [AW:0]  read_q;        // next word to read; pointers have one bit more than addresses
reg  [AW:0]  start_q;       // where the frame being received begins: readers stop here
reg  [AW:0]  length_q;      // its words so far
reg  [AW:0]  place_q;       // where its next word goes: start_q + length_q
reg          dropped_q;     // it did not fit
reg  [63:0]  header_q;
reg          sealing_q;     // the frame is complete: the header goes in now
reg  [6:0]   status_q;

wire is_first = length_q == {AW + 1{1'b0}};
wire fits     = !dropped_q && length_q != LIMIT && (place_q ^ read_q) != SIZE;
wire is_good  = s_axis_tvalid && s_axis_tlast && !s_axis_bad;

always @(posedge clk) begin
    sealing_q <= is_good && fits;
    received  <= is_good && fits;
    overrun   <= is_good && !fits;
    status_q  <= s_axis_tuser[6:0];
    if (s_axis_tvalid && is_first)
        header_q <= s_axis_tdata;
    if (s_axis_tvalid) begin
        dropped_q <= !fits && !s_axis_tlast;
        if (s_axis_tlast && !(is_good && fits)) begin
            length_q <= {AW + 1{1'b0}};
            place_q  <= start_q;
        end else if (fits) begin
            length_q <= length_q + {{AW{1'b0}}, 1'b1};
            place_q  <= place_q + {{AW{1'b0}}, 1'b1};
        end
    end
    if (sealing_q) begin
        start_q  <= place_q;
        length_q <= {AW + 1{1'b0}};
    end
    if (rst) begin
        sealing_q <= 1'b0;
        received  <= 1'b0;
        overrun   <= 1'b0;
        dropped_q <= 1'b0;
        start_q   <= {AW + 1{1'b0}};
        length_q  <= {AW + 1{1'b0}};
        place_q   <= {AW + 1{1'b0}};
    end
end

// A word in the ring: {last, tag, data}; tag is the status in a header, tkeep[7:1] in any other word.
wire is_single = length_q == {{AW{1'b0}}, 1'b1};
wire [71:0] seal_word = {is_single, status_q, header_q};
wire [71:0] body_word = {s_axis_tlast, s_axis_tkeep[7:1], s_axis_tdata};

// ---- the ring ----

wire        read_ready, out_valid;
wire [71:0] out_word;
wire        read_valid = read_q != start_q;

dg_ram_stream #(.WIDTH(72), .DEPTH(WORDS)) ring (
    .clk(clk), .rst(rst),
    .we(sealing_q || (s_axis_tvalid && !is_first && fits)),
    .waddr(sealing_q ? start_q[AW-1:0] : place_q[AW-1:0]),
    .wdata(sealing_q ? seal_word : body_word),
    .s_axis_tdata(read_q[AW-1:0]), .s_axis_tvalid(read_valid), .s_axis_tready(read_ready),
    .m_axis_tdata(out_word), .m_axis_tvalid(out_valid), .m_axis_tready(m_axis_tready)
);

always @(posedge clk) begin
    read_q <= read_q + {{AW{1'b0}}, read_valid && read_ready};
    if (rst)
        read_q <= {AW + 1{1'b0}};
end

// ---- read side: the status goes along with the frame ----

reg       in_body_q;
reg [6:0] tag_q;            // the header's

always @(posedge clk) begin
    if (m_axis_tvalid && m_axis_tready) begin
        in_body_q <= !m_axis_tlast;
        if (!in_body_q)
            tag_q <= out_word[70:64];
    end
    if (rst)
        in_body_q <= 1'b0;
end

assign m_axis_tvalid = out_valid;
assign m_axis_tdata  = out_word[63:0];
assign m_axis_tlast  = out_word[71];
assign m_axis_tkeep  = in_body_q ? {out_word[70:64], 1'b1} : 8'hFF;
assign m_axis_tuser  = {1'b0, in_body_q ? tag_q : out_word[70:64]};

wire unused = &{1'b0, s_axis_tuser[7], s_axis_tkeep[0]};

`ifdef FORMAL
    `include "dg_rx_buffer_fv.vh"
`endif

endmodule

`default_nettype wire
