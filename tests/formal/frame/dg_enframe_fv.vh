// SPDX-License-Identifier: Apache-2.0
// Proof of dg_enframe, included at its end (tests/formal/frame/enframe.sby).
//
// A receiver stands at the output: it takes escapes out and counts the bytes of the frame. One arbitrary byte of the
// frame, number f_index, is watched: it is what the input brought. The bytes after the last are the CRC of those
// received, low byte first, and then comes a flag; no flag comes earlier. Nothing is sent that is not taken, or twice.
// Assumed: tkeep is the lowest 1..8 bits, all of them before the last word; a frame has fewer than 2^12 bytes.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

(* anyconst *) wire [11:0] f_index;

// ---- what went in ----

function [3:0] f_ones(input [7:0] keep);
    f_ones = keep[0] + keep[1] + keep[2] + keep[3] + keep[4] + keep[5] + keep[6] + keep[7];
endfunction

reg  [11:0] f_loaded;       // bytes of the frame taken from the input
reg  [7:0]  f_byte;         // the watched one
wire [11:0] f_before = is_flag ? 12'd0 : f_loaded;

always @(posedge clk) begin
    if (load) begin
        f_loaded <= f_before + f_ones(s_axis_tkeep);
        if (f_index - f_before < {8'd0, f_ones(s_axis_tkeep)})
            f_byte <= s_axis_tdata[8 * (f_index - f_before) +: 8];
    end
end

always @* begin
    if (!f_started)
        assume (rst);
    assume (s_axis_tkeep[0] && ((s_axis_tkeep + 8'd1) & s_axis_tkeep) == 8'd0);
    assume (s_axis_tlast || s_axis_tkeep == 8'hFF);
    if (s_axis_tvalid)
        assume (f_before < 12'hFE0);
end

// ---- the receiver ----

reg         f_escaped;
reg  [11:0] f_received;     // bytes since the flag
reg  [31:0] f_crc;          // of those that are not check value
wire [31:0] f_crc_next;
wire        f_complete = last_q && f_received >= f_loaded;      // the check value is coming
wire [7:0]  f_plain = f_escaped ? on_line ^ `DG_PROTO_ESCAPE_XOR : on_line;
wire        f_takes = emit && on_line != `DG_PROTO_FLAG && (f_escaped || on_line != `DG_PROTO_ESCAPE);
wire [31:0] f_check = ~f_crc >> (8 * (f_received - f_loaded));

dg_crc32 f_crc32 (.crc(f_crc), .data(f_plain), .next(f_crc_next));

always @(posedge clk) begin
    if (emit)
        f_escaped <= on_line == `DG_PROTO_ESCAPE;
    if (f_takes) begin
        f_received <= f_received + 12'd1;
        if (!f_complete)
            f_crc <= f_crc_next;
    end
    if (rst || (emit && on_line == `DG_PROTO_FLAG)) begin
        f_escaped  <= 1'b0;
        f_received <= 12'd0;
        f_crc      <= CRC_START;
    end
end

always @* begin
    if (f_started && !rst) begin
        if (f_takes) begin
            assert (f_complete || f_received < f_loaded);
            if (!f_complete && f_received == f_index)
                assert (f_plain == f_byte);
            if (f_complete)
                assert (f_plain == f_check[7:0]);
        end
        if (emit && on_line == `DG_PROTO_FLAG)
            assert (f_received == 12'd0 || (last_q && f_received == f_loaded + 12'd4 && !f_escaped));
        if (emit && f_escaped)
            assert (on_line != `DG_PROTO_FLAG && on_line != `DG_PROTO_ESCAPE);
    end
end

// ---- why ----

wire [11:0] f_due = f_loaded - f_received;      // bytes in the word that are still to go

always @* begin
    if (f_started && !rst) begin
        assert (f_escaped == half_q);
        assert (((left_q + 8'd1) & left_q) == 8'd0);
        if (half_q)
            assert (special && !is_flag && left_q[0]);
        if (state_q == IDLE)
            assert (f_received == 12'd0);
        if (state_q == DATA) begin
            assert (f_due == {8'd0, f_ones(left_q)});
            assert (f_loaded != 12'd0 && f_received <= f_loaded && (left_q[0] || !last_q));
            assert (f_crc == crc_q);
            if (f_index < f_loaded && f_index >= f_received)
                assert (f_byte == word_q[8 * (f_index - f_received) +: 8]);
        end
        if (state_q == CHECK) begin
            assert (last_q && left_q[0] && f_received - f_loaded == 12'd4 - {8'd0, f_ones(left_q)});
            assert (left_q[7:4] == 4'd0 && f_loaded <= f_received);
            assert (((f_check ^ ~crc_q) & (32'hFFFFFFFF >> (8 * (f_received - f_loaded)))) == 32'd0);
        end
        if (state_q == CLOSE)
            assert (last_q && f_received == f_loaded + 12'd4);
        if (state_q != IDLE)
            assert (f_loaded < 12'hFF0);
    end
end

// ---- the output is a stream: each byte once, stable while stalled ----

reg        f_stalled, f_owed;       // owed: bytes emitted less bytes taken
reg  [7:0] f_offered;

always @(posedge clk) begin
    f_stalled <= m_axis_tvalid && !m_axis_tready && !rst;
    f_offered <= emit ? on_line : f_offered;
    f_owed    <= !rst && (emit || (f_owed && !(m_axis_tvalid && m_axis_tready)));
end

always @* begin
    if (f_started && !rst) begin
        assert (f_owed == m_axis_tvalid);
        assert (!(emit && f_owed && !m_axis_tready));
        assert (!f_stalled || m_axis_tvalid);
        assert (!m_axis_tvalid || m_axis_tdata == f_offered);
    end
end

always @(posedge clk) begin
    if (f_started && !rst) begin
        cover (state_q == CLOSE && emit && load && f_loaded == 12'd11);
        cover (state_q == CHECK && half_q);
    end
end
