// SPDX-License-Identifier: Apache-2.0
// Proof of dg_pack, included at its end (tests/formal/synth/pack.sby): the words sent are those that the cells taken
// make, each once, and a word stays as it is while it waits. The cells are a stream whose width is constant between two
// tlasts.

reg f_started = 1'b0;
reg [63:0] f_cell, f_before;            // the last cell taken, the one before it
reg        f_odd;                       // an odd number of cells of this run has been taken
reg        f_last;                      // the last cell taken ends its run
always @(posedge clk)
    f_started <= 1'b1;

always @*
    if (!f_started)
        assume (rst);
always @(posedge clk)
    if (f_started && !$past(rst)) begin
        if ($past(s_axis_tvalid && !s_axis_tready))
            assume (s_axis_tvalid && $stable({s_axis_tdata, s_axis_tlast}));
        if (!f_last)
            assume ($stable(narrow));
    end

always @(posedge clk) begin
    if (take) begin
        f_cell   <= s_axis_tdata;
        f_before <= f_cell;
        f_odd    <= !s_axis_tlast && !f_odd;
        f_last   <= s_axis_tlast;
    end
    if (rst) begin
        f_odd  <= 1'b0;
        f_last <= 1'b1;
    end
end

reg  f_narrow, f_second;                // of the last cell taken: 4 bytes; the high half of its word
wire f_complete = !f_narrow || f_second || f_last;
always @(posedge clk)
    if (take) begin
        f_narrow <= narrow;
        f_second <= narrow && f_odd;
    end

always @(posedge clk)
    if (f_started && !rst) begin
        if (m_axis_tvalid) begin
            complete: assert (f_complete);
            ends: assert (m_axis_tlast == f_last);
            whole: assert (m_axis_tkeep == (f_narrow && !f_second ? 8'h0F : 8'hFF));
            content: assert (m_axis_tdata == (!f_narrow ? f_cell : f_second ? {f_cell[31:0], f_before[31:0]}
                                                                            : {32'd0, f_cell[31:0]}));
        end
        if (!$past(rst)) begin
            if ($past(take))
                none_dropped: assert (m_axis_tvalid == f_complete);
            else
                none_invented: assert (m_axis_tvalid == $past(m_axis_tvalid && !m_axis_tready));
            if ($past(m_axis_tvalid && !m_axis_tready))
                stable: assert ($stable({m_axis_tdata, m_axis_tkeep, m_axis_tlast}));
        end
        never_holds_back: assert (s_axis_tready || (m_axis_tvalid && !m_axis_tready));
        half: assert (half_q == (!f_last && f_narrow && !f_second));
        low: assert (!half_q || (word_q[31:0] == f_cell[31:0] && !valid_q));
        odd: assert (!f_narrow || f_last || f_odd == !f_second);
        between: assert (!f_last || !f_odd);
        same: assert (f_last || f_narrow == narrow);
        pair_sent: cover (m_axis_tvalid && m_axis_tready && f_second);
        single_sent: cover (m_axis_tvalid && m_axis_tready && m_axis_tkeep == 8'h0F);
    end
