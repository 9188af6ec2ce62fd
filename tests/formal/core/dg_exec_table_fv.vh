// SPDX-License-Identifier: Apache-2.0
// Proof of dg_exec_table, included at its end (tests/formal/core/exec_table.sby), with the FIFO of dg_fifo_fv.v and the
// table as its latency: there is a place for every result when it comes, a reply has exactly as many words as its frame
// has results, and an operation that the table has not taken yet stays as it is.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;
always @*
    if (!f_started)
        assume (rst);

// ---- results under way in the table, and waiting ----
localparam F_LATENCY = 16;
reg [F_LATENCY-1:0] f_flying;
wire [5:0] f_words;                             // in the queue
reg  [5:0] f_waiting;
integer f_i;
always @(posedge clk) begin
    f_flying <= {f_flying[F_LATENCY-2:0], op && returns};
    if (rst)
        f_flying <= 0;
end
always @* begin
    assume (s_table_tvalid == f_flying[F_LATENCY-1]);
    f_waiting = f_words;
    for (f_i = 0; f_i < F_LATENCY; f_i = f_i + 1)
        f_waiting = f_waiting + f_flying[f_i];
end

// ---- frames: one after the other, words only within one; one without results ends between two groups ----
(* anyseq *) wire f_closes;
reg f_open;
always @(posedge clk) begin
    if (start)
        f_open <= 1'b1;
    else if (returns ? sent && m_axis_tlast : f_closes && group_q == 0 && !s_axis_tvalid)
        f_open <= 1'b0;
    if (rst)
        f_open <= 1'b0;
end
always @* begin
    if (f_open)
        assume (!start);
    if (!f_open)
        assume (!s_axis_tvalid);
    if (start && !is_run)
        assume (arg != 0);
end
always @(posedge clk)
    if (f_started && !$past(rst)) begin
        if (f_open)
            assume ($stable({opcode, arg}));
        if ($past(s_axis_tvalid && !s_axis_tready))
            assume (s_axis_tvalid && $stable(s_axis_tdata));
    end

// ---- what is proved ----
wire [9:0] f_to_come = is_stat ? 3 * records_q - step_q : {2'd0, records_q};     // operations
always @(posedge clk)
    if (f_started && !rst) begin
        a_places: assert (places_q + f_waiting == PLACES);
        a_group: assert (group_q <= 8 && (is_run || !f_open || group_q <= records_q));
        a_step: assert (step_q == 0 || !f_open || (is_stat && step_q < 3 && group_q != 0) || !returns);
        if (!f_open)
            a_nothing_left: assert (f_waiting == 0 && group_q == 0);
        if (!returns)
            a_no_results: assert (f_waiting == 0);
        if (f_open && returns)
            a_reply: assert (replies_q == f_to_come + f_waiting && replies_q != 0);
        if ($past(m_table_tvalid && !m_table_tready && !rst))
            a_operation_stable: assert (m_table_tvalid && $stable(m_table_tuser) &&
                (!has_data || $stable(m_table_tdata)));
        if ($past(m_axis_tvalid && !m_axis_tready && !rst))
            a_reply_stable: assert (m_axis_tvalid && $stable({m_axis_tdata, m_axis_tlast}));
        c_reply: cover (sent && m_axis_tlast && is_stat);
        c_full_rate: cover ((&f_flying) && op);
    end
