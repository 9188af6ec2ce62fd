// SPDX-License-Identifier: Apache-2.0
// Proof of dg_run_address, included at its end (tests/formal/synth/run_address.sby): after a start exactly as many
// addresses leave as fall to the lane, with tlast on the last one only, and none changes while it waits. Their values
// are a matter of tests/rtl/synth/synth_unit. A start comes when the run before it has ended.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

reg [31:0] f_mine, f_sent;              // addresses of this run; those that have left

always @*
    if (!f_started)
        assume (rst);
always @*
    if (start)
        assume (f_sent == f_mine);

always @(posedge clk) begin
    if (start) begin
        f_mine <= mine;
        f_sent <= 32'd0;
    end else if (m_axis_tvalid && m_axis_tready)
        f_sent <= f_sent + 32'd1;
    if (rst) begin
        f_mine <= 32'd0;
        f_sent <= 32'd0;
    end
end

wire [2:0] f_inside = {2'd0, valid_q[1]} + {2'd0, valid_q[2]} + {2'd0, valid_q[3]} + {2'd0, valid_q[4]};

always @(posedge clk)
    if (f_started && !rst) begin
        no_more: assert (!m_axis_tvalid || f_sent < f_mine);
        ends: assert (!m_axis_tvalid || m_axis_tlast == (f_sent + 32'd1 == f_mine));
        goes_on: assert (f_sent == f_mine || more_q || f_inside != 3'd0);
        if (!$past(rst) && $past(m_axis_tvalid && !m_axis_tready))
            stable: assert (m_axis_tvalid && $stable({m_axis_tdata, m_axis_tlast}));
        five: cover (f_sent == 32'd5 && f_mine == 32'd5);
    end

// what induction needs
always @(posedge clk)
    if (f_started) begin
        counted: assert ({2'd0, f_sent} + f_inside + (more_q ? {2'd0, left_q} : 34'd0) == {2'd0, f_mine});
        some: assert (!more_q || left_q != 32'd0);
        last1: assert (!valid_q[1] || last_q[1] == !more_q);
        last2: assert (!valid_q[2] || last_q[2] == (!more_q && !valid_q[1]));
        last3: assert (!valid_q[3] || last_q[3] == (!more_q && valid_q[2:1] == 2'd0));
        last4: assert (!valid_q[4] || last_q[4] == (!more_q && valid_q[3:1] == 3'd0));
    end
