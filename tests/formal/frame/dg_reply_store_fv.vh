// SPDX-License-Identifier: Apache-2.0
// Proof of dg_reply_store, included at its end (tests/formal/frame/reply_store.sby).
//
// One arbitrary word, number f_index of slot f_slot, is watched. A slot is not written from the choice of it until its
// last word has left; what is written and what is read lies inside the slot; the watched word leaves as it was
// stored, and is the last of its frame exactly if it was stored as the last. A slot is chosen only if it waits, waits
// from each demand until it is chosen or opened anew, and while nothing is sent for WINDOW clocks at most. The output
// is stable while stalled. That a frame ends where it was stored to end holds for one word if it held for those before
// it (assumed for the words that are not watched): by induction over the words it holds for all.
// Assumed of dg_session: `slot` stands while a reply is stored, one reply at a time, a replay only of a slot that holds
// a reply. Assumed of dg_executor: a reply fits its slot.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

// inside the RAM, connected in the .sby file
wire [AW-1:0] f_chosen;
wire [71:0]   f_here, f_first_stage, f_second_stage;

(* anyconst *) wire [SW:0]   f_slot;
(* anyconst *) wire [AW-1:0] f_index;
localparam [SW:0] F_CONTROL = WINDOW[SW:0];

function [AW-1:0] f_room(input [SW:0] of);
    f_room = of == F_CONTROL ? 16 : FRAME_WORDS;
endfunction

// ---- what the watched slot holds ----

reg  [AW-1:0] f_written;    // words of the reply being stored
reg  [AW-1:0] f_sent;       // words of the frame being sent that have left
reg           f_valid;      // the watched slot holds a reply
reg  [AW-1:0] f_length;     // its words
reg  [71:0]   f_is;         // the watched word
reg           f_asked;      // it is to be sent, and has not been chosen
reg  [SW:0]   f_slot_before;

wire f_stores = storing_q && slot == f_slot;
wire f_sends  = sending_q && turn_q == f_slot;
wire f_read   = f_sends && f_sent == f_index;

always @(posedge clk) begin
    f_slot_before <= slot;
    if (start)
        f_written <= {AW{1'b0}};
    else if (write)
        f_written <= f_written + 1'b1;
    if (pick)
        f_sent <= {AW{1'b0}};
    else if (sent)
        f_sent <= f_sent + 1'b1;
    if (write && slot == f_slot) begin
        f_valid  <= s_axis_tlast;
        f_length <= f_written + 1'b1;
        if (f_written == f_index)
            f_is <= {s_axis_tlast, s_axis_tkeep[7:1], s_axis_tdata};
    end
    f_asked <= (f_asked && !(pick && turn_q == f_slot) && !(start && slot == f_slot)) ||
               (slot == f_slot && (replay || (write && s_axis_tlast)));
    if (rst) begin
        f_valid <= 1'b0;
        f_asked <= 1'b0;
    end
end

// ---- assumptions ----

always @* begin
    if (!f_started)
        assume (rst);
    assume (slot <= F_CONTROL);
    assume (f_slot <= F_CONTROL && f_index < f_room(f_slot));
    assume (f_chosen == base_of(f_slot) + f_index);
    assume (!(start && replay));
    if (storing_q) begin
        assume (!start && !replay);
        assume (slot == f_slot_before);
    end
    if (replay && slot == f_slot)
        assume (f_valid);
    if (write)
        assume (s_axis_tlast || f_written + 1'b1 < f_room(slot));
    if (sent && f_sends && f_sent != f_index)
        assume (m_axis_tlast == (f_sent + 1'b1 == f_length));
end

// ---- where everything is ----

always @* begin
    if (f_started && !rst) begin
        if (storing_q) begin
            assert (f_written < f_room(slot));
            assert (write_q == base_of(slot) + f_written);
        end
        if (f_stores) begin
            assert (!waiting_q[f_slot]);
            assert (f_written == 0 || (!f_valid && f_length == f_written));
            assert (f_written <= f_index || (f_here == f_is && !f_is[71]));
        end
        if (f_valid) begin
            assert (f_length != 0 && f_length <= f_room(f_slot));
            assert (f_index >= f_length || (f_here == f_is && f_is[71] == (f_index + 1'b1 == f_length)));
        end else
            assert (!waiting_q[f_slot] && !f_sends);
        assert ({1'b0, reading_q} + landing_q + valid_q == (sending_q ? 2'd1 : 2'd0));
        assert (turn_q <= F_CONTROL && base_q == base_of(turn_q));
        if (f_sends)
            assert (f_sent < f_length && read_q == base_of(f_slot) + f_sent);
        if (f_read && landing_q)
            assert (f_first_stage == f_is);
        if (f_read && valid_q)
            assert (f_first_stage == f_is && f_second_stage == f_is);
    end
end

// ---- what it promises ----

reg  [SW+1:0] f_idle;      // clocks that the watched slot has waited while nothing was sent
always @(posedge clk)
    f_idle <= rst || sending_q || !f_asked || pick ? 0 : f_idle + 1'b1;

reg         f_stalled;
reg  [72:0] f_offered;
wire [72:0] f_offer = {m_axis_tlast, m_axis_tkeep, m_axis_tdata};

always @(posedge clk) begin
    f_stalled <= m_axis_tvalid && !m_axis_tready && !rst;
    f_offered <= f_offer;
end

always @* begin
    if (f_started && !rst) begin
        // a slot is chosen when it is asked for
        assert (f_asked == waiting_q[f_slot]);
        if (pick)
            assert (waiting_q[turn_q]);
        // and soon: idle clocks so far, and slots until its turn
        assert (f_idle + (f_slot >= turn_q ? f_slot - turn_q : f_slot + F_CONTROL + 1'b1 - turn_q) <= WINDOW);
        // what is being sent is not written
        assert (!(write && sending_q && slot == turn_q));
        if (f_sends && write)
            assert (write_q < base_of(f_slot) || write_q >= base_of(f_slot) + f_room(f_slot));
        // the watched word leaves as it came
        if (f_read && m_axis_tvalid)
            assert (f_offer == {f_is[71:64], 1'b1, f_is[63:0]});
        if (f_stalled) begin
            assert (m_axis_tvalid && f_first_stage == f_second_stage);
            assert (f_offer == f_offered);
        end
        if (m_axis_tvalid)
            assert (f_first_stage == f_second_stage);
    end
end

always @(posedge clk) begin
    if (f_started && !rst) begin
        cover (f_read && sent && m_axis_tlast && f_index == 2);
        cover (s_axis_tvalid && storing_q && !s_axis_tready);
        cover (sent && m_axis_tlast && turn_q == F_CONTROL);
    end
end
