// SPDX-License-Identifier: Apache-2.0
// dg_uart_rx: serial line to bytes, 8N1: a start bit (low), eight bits, lowest first, a stop bit (high).
//
// The line passes two flip-flops; a byte begins where it is low after having been high. Each bit is the majority of
// three samples, 1/4, 3/8 and 1/2 of a bit time after it began. A start bit that is high before its first sample, or by
// majority, was noise and is forgotten. So a pulse of up to an eighth of a bit changes nothing, wherever it falls. The
// receiver looks for the next start bit from the middle of the stop bit on: a sender may be 3.5 % too fast or too slow,
// byte after byte without a pause, from 8 clocks per bit on.
//
// Interface: `clocks_per_bit` may change only together with `rst`. Output: AXI4-Stream of bytes, `tvalid` 9.5 bit times
// and 3 to 4 clocks after the line fell. Errors, one clock each, never both: `framing_error`, the stop bit was low, as
// in a break (reported once however long it lasts) or at a wrong rate; the byte is dropped and the line must be high
// before the next one. `overrun`, a byte came while the last one was not taken yet; the new one is dropped.
// Reset: an idle receiver; the line must be high once before a byte can begin.
// Test: tests/rtl/link/uart. Drawing: docs/rtl/uart.svg.
`default_nettype none

`include "dg_assert.vh"

module dg_uart_rx (
    input  wire        clk,
    input  wire        rst,
    input  wire [15:0] clocks_per_bit,      // 8 or more
    input  wire        rxd,                 // asynchronous, high when idle
    output reg  [7:0]  m_axis_tdata,
    output reg         m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        line,                // rxd, in step with clk
    output reg         framing_error,
    output reg         overrun
);

localparam [3:0] START = 4'd0, STOP = 4'd9;

// ---- the line, and when to look at it ----

reg        meta_q, line_q;
reg [15:0] first_q, second_q, third_q;      // clocks from the beginning of a bit to its samples

always @(posedge clk) begin
    meta_q   <= rxd;
    line_q   <= meta_q;
    third_q  <= clocks_per_bit >> 1;
    second_q <= (clocks_per_bit >> 1) - (clocks_per_bit >> 3);
    first_q  <= (clocks_per_bit >> 1) - (clocks_per_bit >> 2);
end

assign line = line_q;

// ---- a byte ----

reg        ready_q;                         // the line has been high: a low begins a byte
reg        early_q;                         // the start bit's first sample is still to come
reg        busy_q;
reg [15:0] phase_q;                         // clocks since the bit began
reg [3:0]  bit_q;                           // START, 1..8, STOP
reg [1:0]  votes_q;                         // the first two samples
reg [7:0]  data_q;

wire begins   = !busy_q && ready_q && !line_q;
wire at_third = busy_q && phase_q == third_q;
wire bit_ends = phase_q == clocks_per_bit - 16'd1;
wire vote     = (votes_q[0] && votes_q[1]) || (line_q && (votes_q[0] || votes_q[1]));
wire is_false = (early_q && line_q) || (at_third && bit_q == START && vote);
wire is_stop  = at_third && bit_q == STOP;

always @(posedge clk) begin
    phase_q <= begins ? 16'd1 : bit_ends ? 16'd0 : phase_q + 16'd1;
    bit_q   <= begins ? START : bit_ends ? bit_q + 4'd1 : bit_q;
    busy_q  <= begins || (busy_q && !is_false && !is_stop);
    early_q <= begins || (early_q && !line_q && phase_q != first_q);
    ready_q <= line_q || (ready_q && !(is_stop && !vote));
    if (phase_q == first_q)
        votes_q[0] <= line_q;
    if (phase_q == second_q)
        votes_q[1] <= line_q;
    if (at_third && bit_q != STOP)
        data_q <= {vote, data_q[7:1]};
    if (rst) begin
        busy_q  <= 1'b0;
        early_q <= 1'b0;
        ready_q <= 1'b0;
    end
end

// ---- output ----

wire is_taken = !m_axis_tvalid || m_axis_tready;

always @(posedge clk) begin
    framing_error <= is_stop && !vote;
    overrun       <= is_stop && vote && !is_taken;
    m_axis_tvalid <= (is_stop && vote) || (m_axis_tvalid && !m_axis_tready);
    if (is_taken)
        m_axis_tdata <= data_q;
    if (rst) begin
        framing_error <= 1'b0;
        overrun       <= 1'b0;
        m_axis_tvalid <= 1'b0;
    end
end

`DG_ASSERT(a_one_error, !(framing_error && overrun))
`DG_ASSUME(a_clocks_per_bit, clocks_per_bit >= 16'd8)

endmodule

`default_nettype wire
