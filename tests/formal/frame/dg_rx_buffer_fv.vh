// SPDX-License-Identifier: Apache-2.0
// Proof of dg_rx_buffer with dg_ram_stream, included at its end (tests/formal/frame/rx_buffer.sby).
//
// The words of the frames taken are counted: more states of the count than words inside, so a count names a word.
// One arbitrary word is watched, and the one before it. When it comes out it is what went in, with its place in the
// frame (header or not) and the frame's status; a body word has the status that stood with the word before. That is all
// words, one after the other: nothing is lost, changed or invented, and a frame that was rolled back never appears.
// A frame is dropped only when it is too long, or when it and what was inside at one of its words exceed WORDS.
// A word that is inside while none is at the output comes within 3 clocks; the output is stable while stalled.
// Assumed: a clock without a word after each tlast, full words before the last and full headers, status below 128.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

reg          f_pause, f_takes;  // a frame has just ended; and is taken
reg  [AW:0]  f_length;          // words of the frame coming in, held at the highest
wire         f_first = f_length == 0;

always @(posedge clk) begin
    f_pause <= s_axis_tvalid && s_axis_tlast && !rst;
    f_takes <= s_axis_tvalid && s_axis_tlast && !s_axis_bad && fits && !rst;
    if (s_axis_tvalid && f_length != {AW + 1{1'b1}})
        f_length <= f_length + 1'b1;
    if (f_pause || rst)
        f_length <= {AW + 1{1'b0}};
end

always @* begin
    if (!f_started)
        assume (rst);
    assume (s_axis_tkeep[0] && ((!f_first && s_axis_tlast) || s_axis_tkeep == 8'hFF));
    assume (!s_axis_tuser[7]);
    if (f_pause)
        assume (!s_axis_tvalid);
end

// ---- counts ----

localparam integer FN = AW + 3;

// inside the RAM, connected in the .sby file
wire [AW-1:0] f_chosen;
wire [71:0]   f_here, f_before, f_first_stage, f_second_stage;
// inside dg_ram_stream
wire [1:0]    f_flying, f_head, f_tail;
wire [2:0]    f_filled, f_free;
wire [287:0]  f_queue;

reg  [FN-1:0] f_taken, f_read, f_out;
(* anyconst *) wire [FN-1:0] f_watched;
wire f_give = m_axis_tvalid && m_axis_tready;
wire f_fetch = read_valid && read_ready;

always @* assume (f_chosen == f_watched[AW-1:0]);

reg  [6:0] f_status;
always @(posedge clk) begin
    f_status <= s_axis_tuser[6:0];
    f_taken <= f_taken + (sealing_q ? length_q : {AW + 1{1'b0}});
    f_read  <= f_read + f_fetch;
    f_out   <= f_out + f_give;
    if (rst) begin
        f_taken <= {FN{1'b0}};
        f_read  <= {FN{1'b0}};
        f_out   <= {FN{1'b0}};
    end
end

wire [FN-1:0] f_inside = f_taken - f_out, f_unread = f_taken - f_read;
wire [2:0]    f_moving = {1'b0, f_flying[0]} + f_flying[1];

always @* begin
    if (f_started && !rst) begin
        assert (place_q == start_q + length_q);
        assert (start_q == f_taken[AW:0] && read_q == f_read[AW:0]);
        assert (f_read - f_out == f_filled + f_moving);
        assert (f_filled + f_moving + f_free == 32'd4);
        assert (f_tail == f_head + f_filled[1:0]);
        assert (f_unread + length_q <= WORDS);
        assert (length_q <= LIMIT);
        assert (status_q == f_status);
        assert (sealing_q == f_takes && (!f_takes || f_pause));
        assert (dropped_q ? f_length > length_q : length_q == (f_pause && !f_takes ? 0 : f_length));
        assert (!f_pause || (!dropped_q && !f_first));
    end
end

// ---- the watched word, and the one before it ----

wire        f_is_header, f_before_is_header;
wire [71:0] f_is, f_was;
reg  [7:0]  f_status_before;    // what stood at the output with the word before

dg_rx_watch_fv #(.N(FN), .WORDS(WORDS)) watch (
    .clk(clk), .rst(rst || !f_started), .watched(f_watched), .beat(s_axis_tvalid && fits), .count(f_taken + f_length),
    .is_first(f_first), .data(s_axis_tdata), .last(s_axis_tlast), .keep(s_axis_tkeep[7:1]), .sealing(sealing_q),
    .status(f_status), .taken(f_taken), .read(f_read), .out(f_out), .length({2'd0, length_q}), .header(header_q),
    .stored(f_here), .first_stage(f_first_stage), .second_stage(f_second_stage), .flying(f_flying), .filled(f_filled),
    .head(f_head), .queue(f_queue), .is_header(f_is_header), .is(f_is)
);

dg_rx_watch_fv #(.N(FN), .WORDS(WORDS)) watch_before (
    .clk(clk), .rst(rst || !f_started), .watched(f_watched - 1'b1), .beat(s_axis_tvalid && fits),
    .count(f_taken + f_length), .is_first(f_first), .data(s_axis_tdata), .last(s_axis_tlast), .keep(s_axis_tkeep[7:1]),
    .sealing(sealing_q), .status(f_status), .taken(f_taken), .read(f_read), .out(f_out), .length({2'd0, length_q}),
    .header(header_q), .stored(f_before), .first_stage(f_first_stage), .second_stage(f_second_stage), .flying(f_flying),
    .filled(f_filled), .head(f_head), .queue(f_queue), .is_header(f_before_is_header), .is(f_was)
);

wire f_watched_out = m_axis_tvalid && f_out == f_watched;

always @(posedge clk)
    if (f_give && f_out == f_watched - 1'b1)
        f_status_before <= m_axis_tuser;

always @* begin
    if (f_started && !rst) begin
        // a header follows a last word, and nothing else does
        if (f_watched - 1'b1 - f_out < f_inside && f_watched == f_taken)
            assert (f_was[71]);
        if (f_inside == 0 && f_out == f_watched)
            assert (!in_body_q);
        if (f_watched - f_out < f_inside)
            assert (f_is_header == (f_watched - 1'b1 - f_out < f_inside ? f_was[71] : !in_body_q));
        if (f_watched_out) begin
            assert ({m_axis_tlast, m_axis_tdata[63], m_axis_tdata[0]} == {f_is[71], f_is[63], f_is[0]});
            assert (in_body_q == !f_is_header);
            assert (m_axis_tkeep == (f_is_header ? 8'hFF : {f_is[70:64], 1'b1}));
            assert (m_axis_tuser == (f_is_header ? {1'b0, f_is[70:64]} : f_status_before));
        end
        if (f_out == f_watched && in_body_q)
            assert (f_status_before == {1'b0, tag_q});
    end
end

// ---- the rest ----

reg [2:0] f_wait;               // clocks in which a word was inside and none at the output

always @(posedge clk)
    f_wait <= rst || m_axis_tvalid || f_inside == 0 ? 3'd0 : f_wait + 3'd1;

reg        f_stalled, f_good;
reg [80:0] f_offered;
wire [80:0] f_offer = {m_axis_tdata, m_axis_tkeep, m_axis_tlast, m_axis_tuser};

always @(posedge clk) begin
    f_stalled <= m_axis_tvalid && !m_axis_tready && !rst;
    f_offered <= f_offer;
    f_good    <= s_axis_tvalid && s_axis_tlast && !s_axis_bad && !rst;
end

always @* begin
    if (f_started && !rst) begin
        assert (!m_axis_tvalid || f_inside != 0);
        if (!m_axis_tvalid && f_inside != 0)
            assert (f_wait <= (f_flying[1] ? 3'd2 : f_flying[0] ? 3'd1 : 3'd0));
        if (s_axis_tvalid && !fits && !dropped_q)
            assert (length_q == LIMIT || f_inside + length_q + 1 > WORDS);
        assert (received == f_takes && overrun == (f_good && !f_takes));
        assert (!f_stalled || (m_axis_tvalid && f_offer == f_offered));
    end
end

always @(posedge clk) begin
    if (f_started && !rst) begin
        cover (f_watched_out && f_watched == 5 && m_axis_tlast);
        cover (overrun && f_inside == WORDS);
    end
end
