// SPDX-License-Identifier: Apache-2.0
// Proof of dg_session, included at its end (tests/formal/frame/session.sby).
//
// Without any assumption about the frames that come: a sequenced frame is announced and passed on only if it is of the
// open session and its number is the expected one, which then grows by one, and which changes in no other way while
// the session lasts; every frame passed on was announced once. A replay is of one of the last WINDOW numbers that have
// run in this session. Only the current epoch opens a session, and it changes then. The first one is drawn from the
// nonce and from all of the clocks since reset, so that one nonce draws 2^32 of them.
//
// Exactly once: let the host number the frames of a session 0, 1, 2, ... without end; the device sees the
// number modulo 2^16. Assumed is what docs/protocol.md asks of the host, together with a line that keeps the order:
// when frame a arrives and t frames have run, t - WINDOW <= a < t + WINDOW. (The host repeats a only until the reply to
// it is there, and sends a for the first time only when the reply to a - WINDOW is there.) Then, for any one frame, it
// runs at most once, and is replayed only when it has run and its reply is still in its slot. Losses, copies and order
// within the window are arbitrary. A session is taken to run fewer than 2^32 - 2^16 frames.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

always @* begin
    if (!f_started)
        assume (rst);
end

// ---- the input is a stream ----

always @(posedge clk) begin
    if (f_started && !$past(rst) && $past(s_axis_tvalid && !s_axis_tready)) begin
        assume (s_axis_tvalid);
        assume ($stable({s_axis_tdata, s_axis_tkeep, s_axis_tlast, s_axis_tuser}));
    end
end

// ---- storing rises in the clock after start only; then the slot stands and nothing else is asked of the store ----

always @(posedge clk) begin
    if (f_started && !rst) begin
        assume (!storing || (!$past(rst) && ($past(storing) || $past(start))));
        assert (!storing || state_q == HEADER || state_q == BODY || state_q == FINISH);
        assert (!storing || (!start && !replay && slot == $past(slot)));
    end
end

// ---- the number rules, whatever comes ----

reg        f_announced;         // started, header not passed on yet
reg [31:0] f_total;             // frames of the session that have run
wire f_ordered_start = start && slot != CONTROL_SLOT;

always @(posedge clk) begin
    f_announced <= (f_announced || start) && !(state_q == HEADER && pass);
    if (rst)
        f_announced <= 1'b0;
end

always @(posedge clk) begin
    if (f_started && !rst) begin
        assert ((state_q == HEADER) == (f_announced || start));
        assert (!start || !f_announced);
        if (state_q == OPEN_NONCE || state_q == OPEN_EPOCH)
            assert (slot == CONTROL_SLOT);
        assert (slot <= CONTROL_SLOT || !(start || replay));
        assert ({2'd0, start} + {2'd0, replay} + {2'd0, gap} <= 3'd1);
    end
    if (f_started && !rst && !$past(rst)) begin
        if (f_ordered_start) begin
            assert ($past(header_q[63:32]) == $past(session_q) && $past(session_q) != 32'd0);
            assert ($past(header_q[31:16]) == $past(expected_q));
            assert (slot[SW-1:0] == header_q[16 +: SW]);
            assert (expected_q == $past(expected_q) + 16'd1);
            assert (m_axis_tvalid && m_axis_tdata == header_q && m_axis_tdata[31:16] == $past(expected_q));
        end else if ($past(opens))
            assert (expected_q == 16'd0);
        else
            assert (expected_q == $past(expected_q));
        if (session_q != $past(session_q))
            assert ($past(opens));
        if ($past(opens))
            assert (epoch_q != $past(epoch_q) && $past(drawn_q && s_axis_tdata == {32'd0, epoch_q}));
        if (replay)
            assert ($past(mine_q) && $past(behind_q) != 16'd0 &&
                $past(behind_q) <= $past(f_total) && $past(behind_q) <= WINDOW);
        if ($past(m_axis_tvalid && !m_axis_tready)) begin
            assert (m_axis_tvalid);
            assert ($stable({m_axis_tdata, m_axis_tkeep, m_axis_tlast, m_axis_tuser}));
        end
    end
end

// ---- the first epoch ----

reg [31:0] f_clocks;            // since reset

always @(posedge clk) begin
    f_clocks <= rst ? 32'd0 : f_clocks + 32'd1;
    if (f_started && !rst) begin
        assert (clocks_q == f_clocks);
        if (!$past(rst) && $past(state_q == BODY && pass && is_hello && !drawn_q))
            assert (drawn_q && (epoch_q ^ $past(f_clocks)) == $past(s_axis_tdata[31:0]));
    end
end

// ---- exactly once ----

(* anyconst *) wire        f_host;          // the host keeps its rule
(* anyconst *) wire [31:0] f_watched;       // any frame of the session, by its unbounded number
(* anyseq *)   wire [31:0] f_arriving;      // the unbounded number of the frame whose header is being taken
reg  [31:0] f_number;                       // of the frame under judgement
reg         f_ran;                          // the watched one has
wire [31:0] f_behind = f_total - f_arriving;

wire f_runs = state_q == DECIDE && !is_echo && is_ordered && is_next;

wire f_in_window = f_total < WINDOW ? f_arriving < f_total + WINDOW : f_arriving - (f_total - WINDOW) < 2 * WINDOW;

always @* begin
    assume (f_in_window || !f_host);
    assume (s_axis_tdata[31:16] == f_arriving[15:0] || state_q != TAKE);
    assume (f_total < 32'hFFFF0000);
end

always @(posedge clk) begin
    if (state_q == TAKE)
        f_number <= f_arriving;
    if (f_runs) begin
        f_total <= f_total + 32'd1;
        f_ran   <= f_ran || f_number == f_watched;
    end
    if (opens || rst) begin
        f_total <= 32'd0;
        f_ran   <= 1'b0;
    end
end

always @(posedge clk) begin
    if (f_started && !rst) begin
        // what was compared as the header came in still holds
        if (state_q == DECIDE) begin
            assert (mine_q == (session_q != 32'd0 && header_q[63:32] == session_q));
            assert (behind_q == expected_q - header_q[31:16]);
        end
        assert (expected_q == f_total[15:0]);
        assert (stored_q == (f_total < WINDOW ? f_total[SW:0] : CONTROL_SLOT));
        assert (f_ran == (f_watched < f_total) || !f_host);
        if (state_q == DECIDE && f_host) begin
            assert (f_number[15:0] == header_q[31:16]);
            assert (f_total < WINDOW ? f_number < f_total + WINDOW : f_number - (f_total - WINDOW) < 2 * WINDOW);
        end
        // the watched frame is judged
        if (decides && is_ordered && !is_echo && f_host && f_number == f_watched) begin
            assert (!(will_run && f_ran));
            assert (will_run || f_ran == has_run);
            assert (!has_run || (f_number < f_total && f_total - f_number <= WINDOW));
        end
    end
end

// ---- it can happen ----

always @(posedge clk) begin
    if (f_started && !rst) begin
        cover (f_ordered_start && f_total == 32'd3);
        cover (replay && f_total == 32'd2);
        cover (gap);
        cover (start && status_q == `DG_ST_BAD_SESSION);
    end
end
