// SPDX-License-Identifier: Apache-2.0
// dg_uart: the serial link of dg_core: receiver, sender, and the hunt for the host's rate.
//
// 8N1 both ways at one rate out of a list; which one, dg_rate_hunt finds out from what the core says of the frames. No
// flow control: the credit of the protocol bounds what the host has under way, and the core takes every byte.
//
// Interface: AXI4-Streams of bytes, m_axis from the line, s_axis to the line. `link_error` is high for a clock for each
// byte lost: its stop bit was low (a break counts once), or it was not taken in time. `clocks_per_bit` is the rate at
// work.
// Latencies and tolerances: dg_uart_rx, dg_uart_tx. Reset: line high, first rate.
// Test: tests/rtl/link/uart, tests/serial. Drawing: docs/rtl/uart.svg.
`default_nettype none

module dg_uart #(
    parameter integer         RATES = 1,                // rates in the list, 1..7
    parameter [16*RATES-1:0]  CLOCKS_PER_BIT = 16'd50   // 16 bits each, first in the lowest; 8 or more, a third apart
) (
    input  wire        clk,
    input  wire        rst,
    // the line
    input  wire        rxd,
    output wire        txd,
    // bytes from the line
    output wire [7:0]  m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    // bytes to the line
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // from the core: a frame was correct
    input  wire        received,
    // status
    output wire        link_error,
    output wire [15:0] clocks_per_bit
);

wire line, framing_error, overrun, moved;

assign link_error = framing_error || overrun;

dg_rate_hunt #(.RATES(RATES), .CLOCKS_PER_BIT(CLOCKS_PER_BIT)) hunt (
    .clk(clk), .rst(rst),
    .line(line), .received(received), .clocks_per_bit(clocks_per_bit), .moved(moved)
);

dg_uart_rx rx (
    .clk(clk), .rst(rst || moved), .clocks_per_bit(clocks_per_bit), .rxd(rxd),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready),
    .line(line), .framing_error(framing_error), .overrun(overrun)
);

dg_uart_tx tx (
    .clk(clk), .rst(rst), .clocks_per_bit(clocks_per_bit),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .txd(txd)
);

endmodule

`default_nettype wire
