// SPDX-License-Identifier: Apache-2.0
// dg_lanes_control: what dg_xor_lanes does when: command, clearing, loading, running, reading.
//
// Time goes by turns of 32 clocks. The state changes at their ends only, and a register stands behind every LUT: the decision
// has a whole turn to ripen. The seed is a ring of 65 bits; the count passes the one-bit subtractor once a turn, first
// in CLEAR, so that at each turn's beginning it is known whether it is the last.
//
// Interface: command and handshake of the result as in dg_xor_lanes; a byte in 32 clocks. run, move, step, stir are for
// lane 0 (dg_xor_lane) and are registers. Reset: waits for a command. Test: tests/rtl/xor_lanes.
`default_nettype none

module dg_lanes_control #(
    parameter integer LANES = 4         // 4..1024
) (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] s_axis_tdata,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    output wire       m_axis_tvalid,
    input  wire       m_axis_tready,
    output wire       m_axis_tlast,
    output wire       run,
    output wire       move,
    output wire       step,
    output wire       stir
);

localparam integer LAST = LANES - 1;

localparam [2:0] IDLE  = 3'd0,
                 CLEAR = 3'd1,          // one turn: cells and high halves
                 LOAD  = 3'd2,          // LANES turns; low halves are filled with zeros
                 RUN   = 3'd3,          // count turns
                 LOW   = 3'd4,          // a turn a word
                 MOVE  = 3'd5,          // one turn: high halves to the cells
                 ADD   = 3'd6,          // one turn, in its first clock the cells to the low halves, which are 0
                 HIGH  = 3'd7;          // a turn a word

// ---- turns ----

reg [4:0] phase_q;
reg       near_q;                       // phase is 7 modulo 8
reg       turn_q, show_q, look_q;       // phase 0: a turn ends; 8: a word may be shown; 24: was it taken?
reg       first_q, mark_q;              // turn_q a clock and two clocks ago

always @(posedge clk) begin
    phase_q <= phase_q + 5'd1;
    near_q  <= phase_q[2:0] == 3'd6;
    turn_q  <= near_q && phase_q[4:3] == 2'd3;
    show_q  <= near_q && phase_q[4:3] == 2'd0;
    look_q  <= near_q && phase_q[4:3] == 2'd2;
    first_q <= turn_q;
    mark_q  <= first_q;
    if (rst)
        phase_q <= 5'd0;
end

// ---- state ----

reg [2:0] state_q;
reg       go_fixed_q, go_idle_q, go_run_q, go_words_q, done_q;  // done: the state ends with this turn
reg       full_q, zero_q, end_q, seen_q;
reg       idle_q, load_q, move_q, words_q;                      // state_q a clock ago

always @(posedge clk) begin
    go_fixed_q <= state_q == CLEAR || state_q == MOVE || state_q == ADD || (state_q == LOAD && end_q);
    go_idle_q  <= state_q == IDLE && full_q;
    go_run_q   <= state_q == RUN && zero_q;
    go_words_q <= words_q && seen_q && end_q;
    done_q     <= go_fixed_q || go_idle_q || go_run_q || go_words_q;
    idle_q     <= state_q == IDLE;
    load_q     <= state_q == LOAD;
    move_q     <= state_q == MOVE;
    words_q    <= state_q == LOW || state_q == HIGH;
    if (turn_q && done_q)
        state_q <= state_q + 3'd1;
    if (rst)
        state_q <= IDLE;
end

// ---- command ----

reg [3:0]  bytes_q;
reg        room_q, take_q;              // a byte may come now; it is taken
reg [64:0] ring_q;
reg        ring_moves_q;
reg [31:0] count_q;
reg        count_moves_q, borrow_q, any_q;

wire taken_byte = room_q && s_axis_tvalid;
wire borrow = mark_q || borrow_q;
wire bit_less = count_q[0] ^ borrow;    // a bit of count - 1

always @(posedge clk) begin
    room_q  <= show_q && idle_q && !full_q;
    take_q  <= taken_byte;
    bytes_q <= bytes_q + {3'd0, take_q};
    full_q  <= bytes_q == 4'd12;
    if (rst || move_q)
        bytes_q <= 4'd0;
end

always @(posedge clk) begin
    ring_moves_q  <= taken_byte || (state_q != IDLE && state_q != CLEAR);
    count_moves_q <= taken_byte || state_q == CLEAR || state_q == RUN;
    if (ring_moves_q)
        ring_q <= idle_q ? {1'b1, count_q[7:0], ring_q[63:8]} : {ring_q[0], ring_q[64:1]};
    if (count_moves_q) begin
        count_q  <= idle_q ? {s_axis_tdata, count_q[31:8]} : {bit_less, count_q[31:1]};
        borrow_q <= borrow && !count_q[0];
        any_q    <= (any_q && !mark_q) || bit_less;
    end
    if (mark_q)
        zero_q <= !any_q;
end

assign s_axis_tready = take_q;
assign stir = ring_q[0];

// ---- lanes ----

reg [9:0] lane_q;                       // turns of LOAD, words read
reg       clear_q, count_lane_q;
reg [2:0] match_q;
reg       pulse_q, run_q, moves_q, step_q;

always @(posedge clk) begin
    clear_q      <= turn_q && done_q;
    count_lane_q <= turn_q && (load_q || seen_q);
    if (clear_q)
        lane_q <= 10'd0;
    else if (count_lane_q)
        lane_q <= lane_q + 10'd1;
    match_q <= {lane_q[9:8] == LAST[9:8], lane_q[7:4] == LAST[7:4], lane_q[3:0] == LAST[3:0]};
    end_q   <= &match_q;
end

always @(posedge clk) begin
    pulse_q  <= turn_q && (seen_q || move_q);
    run_q    <= state_q == CLEAR || state_q == RUN || (state_q == ADD && pulse_q);
    moves_q <= state_q == CLEAR || state_q == MOVE;
    step_q   <= state_q == LOAD || state_q == RUN || pulse_q;
end

assign run  = run_q;
assign move = moves_q;
assign step = step_q;

// ---- result ----

reg offer_q, valid_q, taken_q, last_q;

always @(posedge clk) begin
    offer_q <= show_q && words_q && !taken_q && !valid_q;
    valid_q <= offer_q || (valid_q && !m_axis_tready);
    taken_q <= (valid_q && m_axis_tready) || (taken_q && !pulse_q);
    seen_q  <= look_q ? taken_q : seen_q && !turn_q;
    last_q  <= state_q == HIGH && end_q;
    if (rst) begin
        offer_q <= 1'b0;
        valid_q <= 1'b0;
        taken_q <= 1'b0;
        seen_q  <= 1'b0;
    end
end

assign m_axis_tvalid = valid_q;
assign m_axis_tlast  = last_q;

endmodule

`default_nettype wire
