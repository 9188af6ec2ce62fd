// SPDX-License-Identifier: Apache-2.0
// The assertions of dg_usb_line_fv.v, which explains them.

reg [1:0] f_clocks = 2'd0;          // of reset
wire      f_started = f_clocks == 2'd3;
always @(posedge clk)
    f_clocks <= f_started ? f_clocks : f_clocks + 2'd1;
always @*
    assume (rst == !f_started);

// UTMI: while the sender is asked for bytes, the one that it is offered stands still
always @(posedge clk)
    if (f_started && $past(tx_valid && !tx_ready))
        assume (tx_valid && $stable(tx_data));
always @*
    if (f_tx_eop_q != 2'd0 || (f_tx_busy_q && f_tx_empty_q))
        assume (!tx_valid);

// ---- what was sent ----

wire      f_line = f_tx_tick && f_tx_busy_q && !f_tx_eop;     // a bit is put on the line
reg [2:0] f_bit = 3'd0;             // bits of the packet on the line, 7 at most
reg       f_past = 1'b0;            // the SYNC was sent
reg [7:0] f_now, f_before;          // the byte that is sent, and the one before
reg       f_due = 1'b0;             // a byte was sent that did not arrive yet
reg [2:0] f_ones_was, f_bits_was;   // before the bit that is on the line
reg       f_past_was, f_dp_was;
reg [7:0] f_before_was, f_now_was;

always @(posedge clk) begin
    if (!f_tx_busy_q && !oe && tx_valid)
        f_now <= 8'h80;
    if (f_line) begin
        f_bit        <= f_bit == 3'd7 ? f_bit : f_bit + 3'd1;
        f_ones_was   <= f_tx_ones_q;
        f_bits_was   <= f_tx_bits_q;
        f_past_was   <= f_past;
        f_dp_was     <= line_dp;
        f_now_was    <= f_now;
        f_before_was <= f_before;
    end
    if (f_tx_next) begin
        f_past   <= 1'b1;
        f_before <= f_now;
        f_now    <= tx_data;
    end
    f_due <= (f_tx_next && f_past) || (f_due && !rx_valid);
    if (rst || (f_tx_tick && f_tx_eop_q == 2'd3)) begin
        f_bit  <= 3'd0;
        f_past <= 1'b0;
    end
    if (rst)
        f_due <= 1'b0;
end

// ---- what is promised ----

always @*
    if (f_started) begin
        a_no_error: assert (!rx_error);
        a_arrives: assert (!rx_valid || (f_due && rx_data == f_before));
        a_in_time: assert (!(f_due && f_tx_tick) || rx_valid);
        a_ends: assert (!rx_active || oe);
        a_not_ended: assert (!(rx_active && !f_past));
        a_level: assert (f_ones <= 3'd6);
    end

`ifdef COVER
// That there is something to promise: a packet of one byte, in which a bit is stuffed, comes and ends. The search is
// told what to send.
always @*
    assume (tx_data == 8'hFF && tx_valid == (f_started && !f_past));
reg f_arrived = 1'b0;
always @(posedge clk)
    f_arrived <= !rst && (f_arrived || (rx_valid && rx_data == 8'hFF));
always @*
    if (f_started)
        c_packet: cover (f_arrived && !rx_active);
`endif

// ones in a row, as they are on the line
reg [2:0] f_ones = 3'd0;
always @(posedge clk) begin
    if (f_line)
        f_ones <= f_tx_one ? f_ones + 3'd1 : 3'd0;
    if (!oe && !f_tx_busy_q)
        f_ones <= 3'd0;
end

// ---- what induction needs: the sender ----

wire f_in_bits = oe && f_tx_eop_q == 2'd0;
always @*
    if (f_started) begin
        s_ones: assert (!f_tx_busy_q || (f_tx_ones_q <= 3'd6 && f_ones == f_tx_ones_q));
        s_oe: assert (!oe || f_tx_busy_q || f_tx_eop_q != 2'd0);
        s_eop: assert (f_tx_eop_q == 2'd0 || (oe && !f_tx_busy_q && f_tx_bits_q == 3'd0));
        s_idle: assert (f_tx_busy_q || oe || (!f_tx_phase_q[1] && dp && !dn && f_bit == 3'd0 && !f_past));
        s_first: assert (!(f_tx_busy_q && !oe) || (f_bit == 3'd0 && !f_past && f_tx_phase_q != 2'd0 && dp && !dn &&
                                                 f_tx_bits_q == 3'd0 && !f_tx_empty_q && f_tx_ones_q == 3'd0));
        s_bit: assert (!f_in_bits || (f_bit != 3'd0 && dn == !dp));
        s_empty: assert (!(f_tx_busy_q && f_tx_empty_q) || (f_tx_bits_q == 3'd0 && f_past));
        s_sync: assert (!f_tx_busy_q || f_past || (f_bit == f_tx_bits_q && f_now == 8'h80 && !f_tx_empty_q &&
                                                   f_tx_ones_q == 3'd0));
        s_past: assert (!f_past || f_bit == 3'd7);
        s_byte: assert (!f_tx_busy_q || f_tx_byte_q == f_now >> f_tx_bits_q);
        s_se0: assert (!(f_tx_eop_q == 2'd1 || f_tx_eop_q == 2'd2) || (!dp && !dn));
        s_j: assert (f_tx_eop_q != 2'd3 || (dp && !dn));
        s_eop_past: assert (f_tx_eop_q == 2'd0 || f_past);
        if (f_in_bits) begin
            s_was: assert (f_tx_ones_q == 3'd0 ? dp != f_dp_was : (dp == f_dp_was && f_tx_ones_q == f_ones_was + 3'd1));
            s_bits_was: assert (f_tx_bits_q == f_bits_was + {2'd0, f_ones_was != 3'd6});
            s_now_was: assert (f_bits_was != 3'd7 || f_ones_was == 3'd6 ?
                               f_now == f_now_was && f_before == f_before_was : f_before == f_now_was);
            s_past_was: assert (f_past == (f_past_was || (f_bits_was == 3'd7)));
            s_sync_was: assert (f_past_was || (f_ones_was == 3'd0 && f_now_was == 8'h80));
            s_ones_was: assert (f_ones_was <= 3'd6 && (f_ones_was != 3'd6 || f_tx_ones_q == 3'd0));
        end
    end

// ---- the receiver: its clock, and what it has taken ----

wire [1:0] f_behind = f_rx_phase_q - f_tx_phase_q;
wire       f_locked = oe && (f_bit >= 3'd2 || f_tx_phase_q >= 2'd2);
wire       f_taken  = f_behind == 2'd2 ? f_tx_phase_q == 2'd3 : f_tx_phase_q >= 2'd2;
wire       f_took   = f_locked ? f_taken : f_tx_phase_q == 2'd1 && f_rx_phase_q == 2'd1;   // also in the first bit
wire [2:0] f_early  = f_bit - {2'd0, !f_took};
wire       f_exact  = f_in_bits && (f_taken ? f_bit >= 3'd3 : f_bit >= 3'd4);
wire [2:0] f_bits   = f_taken ? f_tx_bits_q : f_bits_was;
wire [7:0] f_begun  = f_taken ? f_now : f_now_was;
wire [7:0] f_whole  = f_taken ? f_before : f_before_was;
wire       f_active = f_taken ? f_past : f_past_was;
wire [2:0] f_se0    = {f_tx_eop_q == 2'd2, f_tx_phase_q};     // clocks of SE0

always @*
    if (f_started) begin
        r_locked: assert (!f_locked || f_behind == 2'd2 || f_behind == 2'd3);
        r_edge: assert (!f_rx_edge_q || (oe && f_tx_phase_q == 2'd1));
        r_dp: assert (f_rx_dp_q == line_dp || (oe && f_tx_phase_q == 2'd0));
        r_skip: assert (!f_rx_skip_q);
        if (!oe || (f_in_bits && f_bit <= 3'd2))
            r_idle: assert (!rx_active && !f_rx_ended_q && f_rx_zero_q == 2'b00);
        if (!oe)
            r_ones: assert (rx_data == 8'hFF && f_rx_level_q);
        r_due: assert (f_due == (f_in_bits && f_past_was && f_bits_was == 3'd7 && f_ones_was != 3'd6 &&
                                 (!f_taken || rx_valid)));
        if (f_in_bits) begin
            r_running: assert (!f_rx_ended_q && f_rx_zero_q == 2'b00);
            r_level: assert (f_rx_level_q == (f_took ? dp : f_dp_was));
            if (!f_past)
                r_alternates: assert (dp == !f_bit[0] && f_dp_was == f_bit[0]);
        end
        if (f_in_bits && f_bit < 3'd3)
            r_early: assert (!rx_active && rx_data == 8'hFF >> f_early);
        if (f_exact) begin
            r_state: assert (rx_active == f_active && f_rx_ones_q == (f_taken ? f_tx_ones_q : f_ones_was));
            r_bits: assert (!f_active || f_rx_bits_q == f_bits);
        end
    end
// The bytes, at the top of the shift register: five zeros before the one that ends the SYNC, and the bits of each byte.
wire [3:0] f_zeros = f_taken ? {1'b0, f_bit} - 4'd2 : {1'b0, f_bit} - 4'd3;
always @*
    if (f_started && f_exact) begin
        if (!f_active)
            r_sync: assert ((rx_data & ~(8'hFF >> f_zeros)) == 8'd0);
        else if (f_bits != 3'd0)
            r_part: assert (rx_data >> (4'd8 - f_bits) == (f_begun & ~(8'hFF << f_bits)));
        else if (f_due_or_done)
            r_whole: assert (rx_data == f_whole);
    end
wire f_due_or_done = f_taken ? f_past_was : 1'b0;

always @*
    if (f_started && oe && f_tx_eop_q != 2'd0) begin
        if (f_tx_eop_q != 2'd3) begin
            e_se0: assert (rx_active && f_rx_bits_q == 3'd0 && f_rx_zero_q == {f_se0 >= 3'd2, f_se0 >= 3'd1} &&
                           f_rx_ended_q == (f_se0 >= 3'd3));
        end else if (!f_taken)
            e_j: assert (rx_active && f_rx_bits_q == 3'd0 && f_rx_ended_q);
        else
            e_done: assert (!rx_active && !f_rx_ended_q && rx_data == 8'hFF && f_rx_level_q);
        if (f_tx_eop_q == 2'd3)
            e_zero: assert (f_rx_zero_q == (f_tx_phase_q == 2'd0 ? 2'b11 : f_tx_phase_q == 2'd1 ? 2'b10 : 2'b00));
    end
