// SPDX-License-Identifier: Apache-2.0
// dg_deframe: bytes from the line to words of frames (docs/protocol.md, "Frames on the line").
//
// Takes the escapes out, checks the CRC-32 and strips it, packs the rest into 64-bit words, first byte in bits 7:0.
// Whatever came before, one flag puts it in step again.
//
// Input: a byte a clock, never stalled. Output: valid only, because a serial line cannot wait: who cannot take a word
// drops its frame. A word leaves when it is known whether it is the last of its frame, so 6 clocks or more after its
// last byte; bytes beyond tkeep are zero. At least 8 clocks without a word follow each tlast.
// Errors: a frame shorter than header and CRC is never seen at the output. A frame with a wrong CRC, or aborted by
// `0x7D 0x7E`, ends with tuser set if part of it has been sent already, else with one such word or none.
// Test: tests/rtl/frame/deframe. Proof: tests/formal/frame/deframe.sby.
`default_nettype none

`include "dg_defs.vh"

module dg_deframe (
    input  wire        clk,
    input  wire        rst,
    // bytes from the link
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // words of frames: no tready, see above
    output reg  [63:0] m_axis_tdata,
    output reg  [7:0]  m_axis_tkeep,
    output wire        m_axis_tvalid,
    output reg         m_axis_tlast,
    output reg         m_axis_tuser,    // at tlast: the frame is bad, forget it
    // pulse: a frame was dropped for a wrong CRC or for being too short
    output wire        bad_frame
);

localparam [31:0] CRC_START = 32'hFFFFFFFF, CRC_RESIDUE = 32'hDEBB20E3;

// ---- the line: flags, escapes ----

reg  escaped_q;
wire is_flag   = s_axis_tvalid && s_axis_tdata == `DG_PROTO_FLAG;
wire is_escape = s_axis_tvalid && !escaped_q && s_axis_tdata == `DG_PROTO_ESCAPE;
wire is_byte   = s_axis_tvalid && !is_flag && !is_escape;
wire [7:0] byte_in = escaped_q ? s_axis_tdata ^ `DG_PROTO_ESCAPE_XOR : s_axis_tdata;

assign s_axis_tready = 1'b1;

always @(posedge clk) begin
    if (s_axis_tvalid)
        escaped_q <= is_escape;
    if (rst)
        escaped_q <= 1'b0;
end

// ---- the frame: CRC over all of it, the last four bytes held back ----

reg  [31:0] crc_q;
wire [31:0] crc_next;
reg  [31:0] tail_q;         // the last four bytes, oldest in bits 7:0
reg  [2:0]  tail_count_q;   // how many of them there are
reg  [63:0] word_q;         // the word being filled, zero above its bytes
reg  [3:0]  word_count_q;   // its bytes, 0..8
reg         running_q;      // a word of this frame has been sent

wire empty    = tail_count_q == 3'd0;
wire is_moved = is_byte && tail_count_q[2];     // a byte leaves the tail for the word
wire is_full  = word_count_q[3];
wire is_end   = is_flag && !empty;
wire is_long  = running_q || is_full;           // header and CRC are there
wire is_wrong = crc_q != CRC_RESIDUE;

dg_crc32 crc32 (.crc(crc_q), .data(byte_in), .next(crc_next));

always @(posedge clk) begin
    if (is_byte) begin
        crc_q  <= crc_next;
        tail_q <= {byte_in, tail_q[31:8]};
        if (!tail_count_q[2])
            tail_count_q <= tail_count_q + 3'd1;
    end
    if (is_moved) begin
        if (is_full)
            word_q <= {56'd0, tail_q[7:0]};
        else
            word_q[8 * word_count_q[2:0] +: 8] <= tail_q[7:0];
        word_count_q <= is_full ? 4'd1 : word_count_q + 4'd1;
        running_q    <= running_q || is_full;
    end
    if (is_flag || rst) begin
        crc_q        <= CRC_START;
        tail_count_q <= 3'd0;
        word_q       <= 64'd0;
        word_count_q <= 4'd0;
        running_q    <= 1'b0;
    end
end

// ---- output ----

reg valid_q, bad_frame_q;

always @(posedge clk) begin
    m_axis_tdata <= word_q;
    m_axis_tkeep <= ~(8'hFF << word_count_q);
    m_axis_tlast <= is_end;
    m_axis_tuser <= is_end && (is_wrong || escaped_q);
    valid_q      <= is_end ? is_long : is_moved && is_full;
    bad_frame_q  <= is_end && !escaped_q && (is_wrong || !is_long);
    if (rst) begin
        valid_q     <= 1'b0;
        bad_frame_q <= 1'b0;
    end
end

assign m_axis_tvalid = valid_q;
assign bad_frame     = bad_frame_q;

`ifdef FORMAL
    `include "dg_deframe_fv.vh"
`endif

endmodule

`default_nettype wire
