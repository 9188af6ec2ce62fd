// SPDX-License-Identifier: Apache-2.0
// dg_lanes_control: what dg_xor_lanes does when: command, clearing, loading, running, result.
//
// Time goes by turns of 32 clocks. The state changes at their ends only, and a register stands behind every LUT: the
// decision has a whole turn to ripen. The seed is in a ring of 67 bits; the count passes the one-bit subtractor once a
// turn, first in CLEAR, so that at each turn's beginning it is known whether it is the last. Nothing here has a carry
// chain: counters are rings or shift registers with feedback, and no register has more than a 4-input LUT before it.
// What resets a register is an AND before it, never the flip-flop's own reset: those few would have to stand in tiles
// apart from all others.
//
// Interface: command and handshake of the result as in dg_xor_lanes; a byte in 32 clocks. clear, run and stir, for the
// first group of lanes, are registers; run is 1 for 32 * count clocks, clear 0 for 32 * LANES clocks before. `ends`:
// the result stands in the accumulator from the next clock on; it is offered another one later. Reset: waits for a
// command, forgets a result.
// Test: tests/rtl/lanes/xor_lanes.
`default_nettype none

module dg_lanes_control #(
    parameter integer LANES = 3         // 1..1023
) (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] s_axis_tdata,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    output wire       m_axis_tvalid,
    input  wire       m_axis_tready,
    output wire       clear,
    output wire       run,
    output wire       stir,
    input  wire       ends
);

// the states, in this order; each is a bit of state_q
localparam integer IDLE   = 0,
                   CLEAR  = 1,          // one turn: count - 1
                   LOAD   = 2,          // LANES turns
                   RUN    = 3,          // count turns
                   STATES = 4;

// ---- turns ----

// The phase, 0 to 31: eighth_q is a ring of 8 states, quarter_q one of 4 (0, 1, 3, 2) that moves every 8 clocks.
reg [3:0] eighth_q;
reg [1:0] quarter_q;
reg       near_q;                       // phase is 7 modulo 8
reg       turn_q, byte_q;               // phase 0: a turn ends; 8: a byte may come
reg       first_q, mark_q;              // turn_q a clock and two clocks ago

always @(posedge clk) begin
    eighth_q  <= {eighth_q[2:0], !eighth_q[3]} & {4{!rst}};
    near_q    <= (eighth_q[2:1] == 2'b10) & !rst;
    quarter_q <= (near_q ? {quarter_q[0], !quarter_q[1]} : quarter_q) & {2{!rst}};
    turn_q   <= near_q && quarter_q == 2'd2;
    byte_q   <= near_q && quarter_q == 2'd0;
    first_q  <= turn_q;
    mark_q   <= first_q;
end

// ---- state ----

reg [STATES-1:0] state_q;
reg go_idle_q, go_load_q, go_run_q, done_q;                     // done: the state ends with this turn
reg go_q;                                                       // the last clock of that turn
reg full_q, end_q, zero_q;
reg awaits_q, ended_q, valid_q, taken_q;                        // a result is under way; complete; offered; taken
reg idle_q;

always @(posedge clk) begin
    go_idle_q <= state_q[IDLE] && full_q;
    go_load_q <= state_q[LOAD] && end_q;
    go_run_q  <= state_q[RUN] && zero_q;
    done_q    <= go_idle_q || state_q[CLEAR] || go_load_q || go_run_q;
    go_q      <= near_q && quarter_q == 2'd2 && done_q;
    state_q   <= (go_q ? {state_q[STATES-2:0], state_q[STATES-1]} : state_q) & {STATES{!rst}} | {{STATES-1{1'b0}}, rst};
end

// ---- command ----

reg [3:0]  bytes_q;                     // 1, then shifted once a byte
reg        bytes_back_q;
reg        room_q, take_q;              // a byte may come now; it is taken
reg        first_byte_q;                // the next one is the first
reg [66:0] ring_q;
reg        stirs_q, ring_moves_q;
reg [31:0] count_q;
reg        count_moves_q, borrow_q, any_q;

localparam [3:0] TWELVE = 4'b1110;      // bytes_q after twelve bytes

wire taken_byte = room_q && s_axis_tvalid;
wire bit_less = count_q[0] ^ borrow_q;  // a bit of count - 1

always @(posedge clk) begin
    room_q       <= byte_q && idle_q && !full_q;
    take_q       <= taken_byte;
    first_byte_q <= rst || state_q[CLEAR];
    bytes_back_q <= bytes_q[3] ^ bytes_q[2];
    bytes_q      <= (take_q ? {bytes_q[2:0], bytes_back_q} : bytes_q) & {4{!first_byte_q}} | {3'd0, first_byte_q};
    full_q       <= bytes_q == TWELVE;
end

always @(posedge clk) begin
    stirs_q       <= !(state_q[IDLE] || state_q[CLEAR]);
    ring_moves_q  <= taken_byte || stirs_q;
    borrow_q      <= first_q || (borrow_q && !count_q[0]);
    count_moves_q <= taken_byte || state_q[CLEAR] || state_q[RUN];
    if (ring_moves_q)
        ring_q <= {ring_q[0], ring_q[66:1]} & {67{!state_q[IDLE]}} |
            {2'd0, count_q[7:0], ring_q[64:9], 1'b1} & {67{state_q[IDLE]}};
    if (count_moves_q) begin
        count_q <= state_q[IDLE] ? {s_axis_tdata, count_q[31:8]} : {bit_less, count_q[31:1]};
        any_q   <= (any_q && !mark_q) || bit_less;
    end
    if (mark_q)
        zero_q <= !any_q;
end

assign s_axis_tready = take_q;
assign stir = ring_q[0];

// ---- lanes ----

// what a lane_q of 1 becomes in so many turns
function [9:0] after(input integer turns);
    integer n;
    begin
        after = 10'd1;
        for (n = 0; n < turns; n = n + 1)
            after = {after[8:0], after[9] ^ after[6]};
    end
endfunction

localparam [9:0] LAST = after(LANES - 1);

reg [9:0] lane_q;                       // 1, then shifted once a turn of LOAD
reg       lane_back_q, restart_q, count_lane_q;
reg [2:0] match_q;

always @(posedge clk) begin
    restart_q    <= go_q;
    count_lane_q <= turn_q && state_q[LOAD];
    lane_back_q  <= lane_q[9] ^ lane_q[6];
    lane_q       <= (count_lane_q ? {lane_q[8:0], lane_back_q} : lane_q) & {10{!restart_q}} | {9'd0, restart_q};
    match_q      <= {lane_q[9:8] == LAST[9:8], lane_q[7:4] == LAST[7:4], lane_q[3:0] == LAST[3:0]};
    end_q        <= &match_q;
end

reg clears_q, runs_q;
reg clear_q, run_q;
always @(posedge clk) begin
    clears_q <= state_q[CLEAR];
    runs_q   <= state_q[RUN];
    clear_q  <= clears_q;
    run_q    <= runs_q;
end

assign clear = clear_q;
assign run   = run_q;

// ---- result ----

// what ends after a reset is none: `ends` comes a clock a group late, the next command is not complete by then
always @(posedge clk) begin
    idle_q   <= state_q[IDLE] && !awaits_q;
    taken_q  <= valid_q && m_axis_tready;
    awaits_q <= (state_q[RUN] || (awaits_q && !taken_q)) & !rst;
    ended_q  <= ends && awaits_q;
    valid_q  <= (ended_q || (valid_q && !m_axis_tready)) & !rst;
end

assign m_axis_tvalid = valid_q;

endmodule

`default_nettype wire
