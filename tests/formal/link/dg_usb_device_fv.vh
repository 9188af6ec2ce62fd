// SPDX-License-Identifier: Apache-2.0
// Proof of dg_usb_device, included at its end (tests/formal/link/usb_device.sby), in alternate setting 0.
//
// A host is assumed that sends any packets at any time but while the device sends, and keeps the rule of toggles of
// chapter 8: what it did not hear an ACK for it sends again with the same toggle, and data with the toggle of the
// packet before it acknowledges and drops. Which handshakes and which data it hears is arbitrary. Then the packets that
// the device takes are those that the host counts as sent, each once and whole, and the packets that it gives back are
// those that the host took. A SETUP that is whole is acknowledged; nothing keeps the device from IDLE.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;
always @*
    assume (rst == !f_started);

// ---- what is around it ----

always @(posedge clk)
    if (f_started && $past(f_started)) begin
        if ($past(out_room && !out_commit))
            assume (out_room);                  // dg_packet_cross: room does not go away
        if ($past(in_some && !in_free))
            assume (in_some && $stable(in_bytes));
    end
always @* begin
    assume (in_bytes <= 7'd64);
    assume (restart == 2'b00);
    if (state_q == SEND)
        assume (!rx_active && !rx_valid && !rx_error);
    if (rx_valid)
        assume (rx_active && active_q);         // SYNC, then bytes
    if (ended_q)
        assume (!rx_active);                    // the next SYNC takes its time
    if (state_q != SEND)
        assume (!tx_ready);
end

// ---- OUT: sequence numbers modulo 4, whose lowest bits are the toggles ----

(* anyseq *) wire f_heard;                      // the device's ACK arrives
reg [1:0] f_out_host = 2'd0, f_out_device = 2'd0;
reg [6:0] f_written;                            // bytes of the packet that were put
wire      f_out_acks = is_data && !setup_q && !control_q && out_pid == PID_ACK;

always @(posedge clk) begin
    if (f_started && f_out_acks && f_heard)
        f_out_host <= f_out_host + 2'd1;
    if (f_started && takes && !control_q)
        f_out_device <= f_out_device + 2'd1;
    f_written <= rx_valid && !named_q ? 7'd0 : f_written + {6'd0, out_we};
end

always @* begin
    if (is_data && !setup_q && !control_q)
        assume (pid_q[3] == f_out_host[0]);
    if (f_started) begin
        a_out_toggle: assert (out_toggle_q == f_out_device[0]);
        a_out_once: assert (f_out_device - f_out_host == {1'b0, f_out_device[0] != f_out_host[0]});
        a_out_room: assert (!(state_q == DATA && !control_q && room_q) || out_room);
        a_out_we: assert (!out_we || out_room);
        a_out_commit: assert (!out_commit || (out_room && f_written == out_bytes && out_bytes <= 7'd64));
        a_count: assert (count_q <= 7'd64);
    end
end

// f_written and count_q go together from the data packet's PID to its end
always @*
    if (f_started) begin
        a_ended: assert (!ended_q || !active_q);
        a_flags: assert (ended_q || (!token_q && !good_q && !ack_q));
        if (state_q == DATA && !control_q && room_q)
            a_written: assert (!(active_q ? named_q && !bad_q : good_q) || f_written == count_q);
    end

// ---- IN ----

(* anyseq *) wire f_got;                        // the device's data arrive
reg [1:0] f_in_host = 2'd0, f_in_device = 2'd0;
reg       f_acks = 1'b0;                        // the host has them and says so

always @(posedge clk) begin
    if (f_started && sent && pid_q[0] && !control_q) begin
        f_acks <= f_got;
        if (f_got && pid_q[3] == f_in_host[0])
            f_in_host <= f_in_host + 2'd1;
    end else if (ended_q)
        f_acks <= 1'b0;
    if (f_started && acked && !control_q)
        f_in_device <= f_in_device + 2'd1;
end

always @* begin
    if (acked && !control_q)
        assume (f_acks);
    if (f_started) begin
        a_in_toggle: assert (in_toggle_q == f_in_device[0]);
        a_in_once: assert (f_in_host - f_in_device == {1'b0, f_in_host[0] != f_in_device[0]});
        if (state_q == SEND && pid_q[0] && !control_q)
            a_in_pid: assert (pid_q == {in_toggle_q, 3'b011} && in_some);
        if (state_q == ACK && !control_q)
            a_in_waits: assert (in_some && (!f_acks || f_in_host[0] != in_toggle_q));
        a_in_free: assert (!in_free || in_some);
        a_in_whole: assert (!(sent && pid_q[0] && !control_q) || count_q == in_bytes);
        if (state_q == SEND && !control_q && pid_q[0])
            a_in_count: assert (count_q <= in_bytes && (!last_q || count_q == in_bytes));
    end
end

// ---- SETUP ----

always @(posedge clk)
    if (f_started && $past(f_started)) begin
        if ($past(begins && is_setup && state_q != SEND))
            a_setup: assert (state_q == DATA && setup_q);
        if ($past(setup_done))
            a_setup_ack: assert (state_q == SEND && pid_q == PID_ACK);
        if (state_q == SEND && setup_q)
            a_setup_never: assert (pid_q == PID_ACK);
    end

// ---- back to IDLE: without packets in 128 clocks, or with the last of 67 bytes ----

reg [7:0] f_wait = 8'd0;
reg [6:0] f_taken = 7'd0;
wire [6:0] f_left = SILENCE - silence_q;
always @(posedge clk) begin
    f_wait  <= (state_q == DATA || state_q == ACK) && !rx_active && !active_q && !ended_q && line_state != 2'b00 &&
               !rst ? f_wait + 8'd1 : 8'd0;
    f_taken <= state_q == SEND && !rst ? f_taken + {6'd0, take} : 7'd0;
end
always @*
    if (f_started) begin
        a_silence: assert (f_wait == 8'd0 || state_q == IDLE || state_q == SEND || {1'b0, f_left} + f_wait <= 8'd128);
        a_bytes: assert (f_taken <= 7'd67);
        if (state_q == SEND)
            a_taken: assert (f_taken == (!body_q ? 7'd0 : count_q + 7'd1 + {6'd0, last_q}));
        if (state_q == SEND)
            a_send: assert (!active_q && !ended_q && pid_q[1] && (pid_q[0] || !body_q));
        if (state_q == SEND && !body_q)
            a_first: assert (!last_q && (count_q == 7'd0 || !pid_q[0]));
        c_taken: cover (out_commit && f_out_device == 2'd1);
        c_given: cover (in_free && in_bytes == 7'd2);
    end
