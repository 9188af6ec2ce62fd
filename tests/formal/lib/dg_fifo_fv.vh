// SPDX-License-Identifier: Apache-2.0
// Proof of dg_fifo, included at its end (tests/formal/lib/fifo.sby).
//
// One word, any one, is watched from its entry: it leaves unchanged, exactly when the words before it have left. Words
// are counted, so none is dropped or invented; the output is stable while it is stalled.
// The watched word lies at the constant address f_chosen, which is arbitrary, so that the proof looks at one word of
// memory. In the order of leaving, words are: f_outside words beyond the memory, then count_q words in it from head_q
// on.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;
always @*
    if (!f_started)
        assume (rst);

always @(posedge clk)
    if (f_started && !$past(rst) && $past(s_axis_tvalid && !s_axis_tready))
        assume (s_axis_tvalid && $stable(s_axis_tdata));

// ---- the words beyond the memory, the first to leave lowest ----

wire [BITS-1:0]    f_chosen;
wire [WIDTH-1:0]   f_here;              // memory at f_chosen
wire [6*WIDTH-1:0] f_words;
wire [2:0]         f_outside;

`ifdef DG_FIFO_SMALL
assign f_chosen  = $anyconst;
assign f_here    = g_small.mem[f_chosen];
assign f_words   = {{5*WIDTH{1'b0}}, g_small.word_q};
assign f_outside = {2'd0, g_small.valid_q};
`else
// connected by fifo.sby, as are f_chosen and f_here
wire [4*WIDTH-1:0] f_queue;             // of dg_ram_stream, place 0 lowest
wire [WIDTH-1:0]   f_first_stage, f_second_stage;
wire [1:0]         f_flying, f_head, f_tail;
wire [2:0]         f_filled, f_free;
wire [8*WIDTH-1:0] f_twice = {f_queue, f_queue} >> (f_head * WIDTH);
wire [4*WIDTH-1:0] f_queued = f_twice[4*WIDTH-1:0] & ~({4*WIDTH{1'b1}} << (f_filled * WIDTH));
wire [2*WIDTH-1:0] f_read = f_flying[1] ? {f_first_stage, f_second_stage} : {{WIDTH{1'b0}}, f_first_stage};
assign f_words   = {{2*WIDTH{1'b0}}, f_queued} | {{4*WIDTH{1'b0}}, f_read} << (f_filled * WIDTH);
assign f_outside = f_filled + {2'd0, f_flying[0]} + {2'd0, f_flying[1]};
always @(posedge clk)
    if (f_started) begin
        ring_places: assert (f_free <= 3'd4 && f_outside == 3'd4 - f_free);
        ring_filled: assert (f_tail - f_head == f_filled[1:0] && f_filled <= 3'd4);
    end
`endif

// ---- the watched word ----

(* anyseq *) wire f_pick;
reg               f_watching = 1'b0;
reg [WIDTH-1:0]   f_data;
reg [BITS+1:0]    f_ahead;              // words that leave before it
wire              f_leave = m_axis_tvalid && m_axis_tready;
wire [BITS+1:0]   f_total = {1'b0, count_q} + f_outside;
wire              f_enter = f_pick && put && !f_watching && !rst;
wire [BITS+1:0]   f_deep = f_ahead - f_outside;     // place in memory, counted from head_q
wire [BITS-1:0]   f_place = head_q + f_deep[BITS-1:0];

always @*
    if (f_enter)
        assume (tail_q == f_chosen);

always @(posedge clk) begin
    if (f_enter) begin
        f_watching <= 1'b1;
        f_data     <= s_axis_tdata;
        f_ahead    <= f_total - f_leave;
    end else if (f_watching && f_leave) begin
        f_ahead    <= f_ahead - 1'b1;
        f_watching <= f_ahead != 0;
    end
    if (rst)
        f_watching <= 1'b0;
end

always @(posedge clk)
    if (f_started && !rst && !$past(rst)) begin
        // what it promises
        if (f_watching && f_ahead == 0 && m_axis_tvalid)
            unchanged: assert (m_axis_tdata == f_data);
        if ($past(m_axis_tvalid && !m_axis_tready))
            stable: assert (m_axis_tvalid && $stable(m_axis_tdata));
        counted: assert (f_total == $past(f_total) + $past(put) - $past(f_leave));
        nothing_from_nowhere: assert (!m_axis_tvalid || f_total != 0);
        room: assert (s_axis_tready || count_q == DEPTH);
    end

// ---- what induction needs ----

always @(posedge clk)
    if (f_started) begin
        count_bound: assert (count_q <= DEPTH);
        pointers: assert (count_q[BITS-1:0] == tail_q - head_q);
        some: assert (some_q == (count_q != 0));
        if (f_watching) begin
            inside: assert (f_ahead < f_total);
            if (f_ahead < f_outside)
                beyond: assert (f_data == f_words[f_ahead[2:0] * WIDTH +: WIDTH]);
            else begin
                place: assert (f_place == f_chosen);
                here: assert (f_here == f_data);
            end
        end
    end

always @(posedge clk)
    if (f_started && !rst) begin
        full_and_back: cover (count_q == 0 && !m_axis_tvalid && $past(f_leave) && f_was_full);
        watched: cover (f_watching && f_leave && f_ahead == 0 && f_was_full);
    end
reg f_was_full = 1'b0;
always @(posedge clk)
    f_was_full <= !rst && (f_was_full || !s_axis_tready);
