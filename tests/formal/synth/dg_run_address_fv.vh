// SPDX-License-Identifier: Apache-2.0
// Proof of dg_run_address, included at its end (tests/formal/synth/run_address.sby): after a start exactly as many
// addresses leave as fall to the lane, each the one that it should be, with tlast on the last one only, and none
// changes while it waits. A start comes when the run before it has ended.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

reg [31:0] f_mine, f_sent;              // addresses of this run; those that have left
reg        f_deal;
reg [63:0] f_next;                      // the address to leave next
wire [63:0] f_step = f_deal ? {32'd0, SHARE} : 64'd1;

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
        f_deal <= deal;
        f_next <= base + {32'd0, MINE};
    end else if (m_axis_tvalid && m_axis_tready) begin
        f_sent <= f_sent + 32'd1;
        f_next <= f_next + f_step;
    end
    if (rst) begin
        f_mine <= 32'd0;
        f_sent <= 32'd0;
    end
end

wire [2:0] f_inside = {2'd0, valid_q[1]} + {2'd0, valid_q[2]} + {2'd0, valid_q[3]} + {2'd0, valid_q[4]};

always @(posedge clk)
    if (f_started && !rst) begin
        no_more: assert (!m_axis_tvalid || f_sent < f_mine);
        address: assert (!m_axis_tvalid || m_axis_tdata == f_next);
        ends: assert (!m_axis_tvalid || m_axis_tlast == (f_sent + 32'd1 == f_mine));
        goes_on: assert (f_sent == f_mine || more_q || f_inside != 3'd0);
        if (!$past(rst) && $past(m_axis_tvalid && !m_axis_tready))
            stable: assert (m_axis_tvalid && $stable({m_axis_tdata, m_axis_tlast}));
        five: cover (f_sent == 32'd5 && f_mine == 32'd5);
    end

// what induction needs: of each stage the address in it, its sum completed, and the last offset of all
wire [63:0] f_at3 = f_next + (valid_q[4] ? f_step : 64'd0);
wire [63:0] f_at2 = f_at3 + (valid_q[3] ? f_step : 64'd0);
wire [63:0] f_at1 = f_at2 + (valid_q[2] ? f_step : 64'd0);
wire [63:0] f_at0 = f_at1 + (valid_q[1] ? f_step : 64'd0);
wire [63:0] f_left = {32'd0, left_q} - 64'd1;
wire [63:0] f_end = {32'd0, offset_q} + (f_deal ? f_left << LEVELS : f_left);

always @(posedge clk)
    if (f_started) begin
        stage3: assert (!valid_q[3] || {s3_q[63:48] + {15'd0, s3_carry_q}, s3_q[47:0]} == f_at3);
        stage2: assert (!valid_q[2] || {s2_q[63:32] + {31'd0, s2_carry_q}, s2_q[31:0]} == f_at2);
        stage1: assert (!valid_q[1] || {s1_q[63:16] + {32'd0, s1_offset_q} + {47'd0, s1_carry_q}, s1_q[15:0]} == f_at1);
        stage0: assert (!more_q || base_q + {32'd0, offset_q} == f_at0);
        step: assert (!more_q || {32'd0, step_q} == f_step);
        room: assert (!more_q || f_end[63:32] == 32'd0);
    end

always @(posedge clk)
    if (f_started) begin
        counted: assert ({2'd0, f_sent} + f_inside + (more_q ? {2'd0, left_q} : 34'd0) == {2'd0, f_mine});
        some: assert (!more_q || left_q != 32'd0);
        last1: assert (!valid_q[1] || last_q[1] == !more_q);
        last2: assert (!valid_q[2] || last_q[2] == (!more_q && !valid_q[1]));
        last3: assert (!valid_q[3] || last_q[3] == (!more_q && valid_q[2:1] == 2'd0));
        last4: assert (!valid_q[4] || last_q[4] == (!more_q && valid_q[3:1] == 3'd0));
    end
