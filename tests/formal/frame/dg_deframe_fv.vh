// SPDX-License-Identifier: Apache-2.0
// Proof of dg_deframe, included at its end (tests/formal/frame/deframe.sby).
//
// One arbitrary byte of a frame as it comes over the line, number f_index after the flag and without escapes, is
// watched. If it is not of the last four it leaves at its place, f_index modulo 8, in the word f_index / 8 of that
// frame; each word leaves once, in order; unused bytes are zero; the last word ends the frame where the line ended it.
// A frame ends good only if its CRC is right, it was not aborted, and it is 12 bytes or more. 8 clocks without a word
// follow each tlast. Whatever the line brings is allowed; frames of 2^13 bytes or more wrap the counts and are left
// out.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

(* anyconst *) wire [12:0] f_index;

reg         f_escape;       // the byte before was an escape
reg  [12:0] f_count;        // bytes of the frame so far
reg  [7:0]  f_byte;         // the watched one
reg  [12:0] f_words;        // words of the frame that have left, or leave now
reg  [12:0] f_ended;        // bytes of the frame that has just ended
reg  [31:0] f_crc_ended;
reg         f_end, f_abort;
reg  [3:0]  f_since;        // clocks since the last tlast at the output, held at 15
wire [7:0]  f_plain = f_escape ? s_axis_tdata ^ 8'h20 : s_axis_tdata;
wire        f_takes = s_axis_tvalid && s_axis_tdata != 8'h7E && (f_escape || s_axis_tdata != 8'h7D);
wire        f_flag  = s_axis_tvalid && s_axis_tdata == 8'h7E;

always @* begin
    if (!f_started)
        assume (rst);
    if (f_takes)
        assume (f_count < 13'h1FF0);
end

always @(posedge clk) begin
    if (s_axis_tvalid)
        f_escape <= !f_escape && s_axis_tdata == 8'h7D;
    if (f_takes) begin
        f_count <= f_count + 13'd1;
        if (f_count == f_index)
            f_byte <= f_plain;
    end
    f_end       <= f_flag && f_count != 13'd0 && !rst;
    f_abort     <= f_escape;
    f_ended     <= f_count;
    f_crc_ended <= crc_q;
    f_words     <= f_words + (is_moved && is_full);
    f_since     <= m_axis_tvalid && m_axis_tlast ? 4'd0 : f_since + (f_since != 4'd15);
    if (f_flag || rst) begin
        f_escape <= 1'b0;
        f_count  <= 13'd0;
        f_words  <= 13'd0;
    end
    if (rst)
        f_since <= 4'd15;
end

// ---- where the watched byte is ----

wire [12:0] f_age = f_count - f_index;          // 1 = the newest
wire [12:0] f_place = f_index - 8 * f_words;    // in the word

always @* begin
    if (f_started && !rst) begin
        assert (f_escape == escaped_q);
        assert (tail_count_q == (f_count < 13'd4 ? f_count[2:0] : 3'd4));
        assert (word_count_q <= 4'd8 && (f_count <= 13'd4 || word_count_q != 4'd0));
        assert (running_q == (f_words != 13'd0));
        assert (8 * f_words + word_count_q + tail_count_q == f_count);
        assert (word_count_q == 4'd8 || word_q >> (8 * word_count_q) == 64'd0);
        if (f_index < f_count && f_age <= 13'd4)
            assert (tail_q[8 * (13'd4 - f_age) +: 8] == f_byte);
        if (f_index < f_count && f_age > 13'd4 && f_index >= 8 * f_words)
            assert (word_q[8 * f_place +: 8] == f_byte);
        assert (f_since == 4'd15 || f_since + 13'd1 >= f_count || (f_words != 13'd0 && f_since >= 4'd11));
        assert (!(m_axis_tvalid && m_axis_tlast) || f_count == 13'd0);
    end
end

// ---- what leaves ----

reg  [12:0] f_number;       // of the word at the output
reg         f_watched;      // the watched byte is in it
reg  [7:0]  f_was;

always @(posedge clk) begin
    f_number  <= f_words;
    f_watched <= f_index < f_count && f_age > 13'd4 && f_index >= 8 * f_words;
    f_was     <= f_byte;
end

always @* begin
    if (f_started && !rst) begin
        if (m_axis_tvalid) begin
            assert (m_axis_tlast == f_end);
            assert (((m_axis_tkeep + 8'd1) & m_axis_tkeep) == 8'd0 && m_axis_tkeep[0]);
            assert (m_axis_tlast || m_axis_tkeep == 8'hFF);
            if (m_axis_tlast) begin
                assert (f_ended >= 13'd12 && f_ended - 13'd4 - 8 * f_number <= 8);
                assert (m_axis_tkeep == ~(8'hFF << (f_ended - 13'd4 - 8 * f_number)));
                assert (m_axis_tuser || (f_crc_ended == CRC_RESIDUE && !f_abort));
            end
            if (f_watched)
                assert (m_axis_tdata[8 * (f_index - 8 * f_number) +: 8] == f_was);
            assert (f_since >= 4'd8);
        end
        if (f_end && !m_axis_tvalid)
            assert (f_ended < 13'd12);
        assert (bad_frame == (f_end && !f_abort && (f_ended < 13'd12 || f_crc_ended != CRC_RESIDUE)));
    end
end

always @(posedge clk) begin
    if (f_started && !rst)
        cover (m_axis_tvalid && m_axis_tlast && f_watched && f_index == 13'd9);
end
