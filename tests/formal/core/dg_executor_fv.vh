// SPDX-License-Identifier: Apache-2.0
// Proof of dg_executor, included at its end (tests/formal/core/executor.sby), with the FIFOs of dg_fifo_fv.v: for
// whatever frames, checked or not, each has one reply with its header and the status it came with; a frame with another
// status than OK has a header alone and touches neither table nor synthesizer nor registers; all streams that wait stay
// as they are. Operations of lists have their own proof, exec_table.sby.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;
always @*
    if (!f_started)
        assume (rst);

// ---- streams that come in; the synthesizer answers commands, and completes when it has all that it was given ----
wire [7:0] f_stored;                            // data of VERIFY in exec_synth.store
reg f_commanded;
always @(posedge clk) begin
    if (m_cmd_tvalid && m_cmd_tready)
        f_commanded <= 1'b1;
    else if (s_synth_tvalid && s_synth_tready && s_synth_tlast)
        f_commanded <= 1'b0;
    if (rst)
        f_commanded <= 1'b0;
end
always @*
    if (!f_commanded)
        assume (!s_synth_tvalid);
always @*
    if (s_synth_tvalid && s_synth_tlast)
        assume (!reading_q && f_stored == 0);
always @(posedge clk)
    if (f_started && !$past(rst)) begin
        if ($past(s_axis_tvalid && !s_axis_tready))
            assume (s_axis_tvalid && $stable({s_axis_tdata, s_axis_tkeep, s_axis_tlast, s_axis_tuser}));
        if ($past(s_synth_tvalid && !s_synth_tready))
            assume (s_synth_tvalid && $stable({s_synth_tdata, s_synth_tkeep, s_synth_tlast}));
    end

// ---- the frame that was taken last ----
reg        f_owed;                              // its reply is not complete
reg [63:0] f_header;                            // what the reply must begin with
reg        f_refused;
reg        f_first;                             // the reply has not begun
always @(posedge clk) begin
    if (begins) begin
        f_owed    <= 1'b1;
        f_first   <= 1'b1;
        f_refused <= s_axis_tuser != `DG_ST_OK;
        f_header  <= {s_axis_tdata[63:16], s_axis_tuser, 1'b1, s_axis_tdata[6:0]};
    end
    if (send) begin
        f_first <= 1'b0;
        if (m_axis_tlast)
            f_owed <= 1'b0;
    end
    if (rst)
        f_owed <= 1'b0;
end

wire [2:0] f_synth_state;                       // exec_synth.state_q
localparam [2:0] F_STREAM = 3'd6;

always @(posedge clk)
    if (f_started && !rst) begin
        a_one_reply: assert (f_owed == (heading_q || answering_q));
        a_one_at_a_time: assert (!(begins && f_owed));
        a_reply_owed: assert (!m_axis_tvalid || f_owed);
        a_heading: assert (!f_owed || f_first == heading_q);
        if (f_owed)
            a_header_kept: assert (f_header == header_q && f_refused == (header_q[15:8] != `DG_ST_OK));
        if (m_axis_tvalid && f_first)
            a_header: assert (m_axis_tdata == f_header && m_axis_tkeep == 8'hFF);
        if (!idle && header_q[15:8] != `DG_ST_OK) begin
            a_refused_nobody: assert (part_q == NOBODY && !answering_q);
            a_refused: assert (!m_table_tvalid || part_q != TABLE);
            a_refused_quiet: assert (!table_clear && !m_cmd_tvalid && !m_synth_tvalid);
        end
        a_parts: assert (idle || part_q <= CSR);
        a_part_answers: assert (!answering_q || part_q != NOBODY);
        if (f_synth_state != F_STREAM)
            a_command: assert (part_q == SYNTH && answering_q && !f_commanded && !start_q);
        if (f_commanded)
            a_commanded: assert (f_synth_state == F_STREAM && part_q == SYNTH && answering_q && !start_q);
        a_stored: assert (f_stored == 0 || (part_q == SYNTH && answering_q && !start_q));
        a_start: assert (!start_q || heading_q);
        a_clear: assert (!table_clear || (start_q && header_q[15:0] == {`DG_ST_OK, `DG_OPC_CLEAR | 8'h80}));
    end

always @(posedge clk)
    if (f_started && !rst && !$past(rst)) begin
        if ($past(m_axis_tvalid && !m_axis_tready))
            a_reply_stable: assert (m_axis_tvalid && $stable({m_axis_tdata, m_axis_tkeep, m_axis_tlast}));
        if ($past(m_cmd_tvalid && !m_cmd_tready))
            a_command_stable: assert (m_cmd_tvalid && $stable(m_cmd_tdata));
        if ($past(m_synth_tvalid && !m_synth_tready))
            a_data_stable: assert (m_synth_tvalid && $stable(m_synth_tdata));
        c_echo: cover (send && m_axis_tlast && part_q == ECHO && !heading_q);
        c_refused: cover (send && m_axis_tlast && f_refused);
        c_fold: cover (send && m_axis_tlast && part_q == SYNTH && header_q[6:0] == `DG_OPC_FOLD);
        c_hello: cover (send && m_axis_tlast && part_q == CSR && header_q[6:0] == `DG_OPC_CSR_READ);
    end
