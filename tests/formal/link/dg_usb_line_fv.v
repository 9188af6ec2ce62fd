// SPDX-License-Identifier: Apache-2.0
// Proof of dg_usb_tx and dg_usb_rx (tests/formal/link/usb_line.sby), the one's line being the other's: any packet of
// any length arrives byte by byte as it was sent, without an error, and ends when it ends; the line never holds a level
// for more than seven bits within a packet.
//
// What induction needs is that the receiver is the sender a little later: in each bit it takes the level in the second
// or third clock, and has then of bits, ones and bytes what the sender had when the bit began.
`default_nettype none

module dg_usb_line_fv (
    input wire       clk,
    input wire       rst,
    input wire [7:0] tx_data,
    input wire       tx_valid
);

wire       tx_ready, dp, dn, oe, rx_valid, rx_active, rx_error;
wire [7:0] rx_data;
wire       line_dp = !oe || dp, line_dn = oe && dn;     // J where nobody drives

dg_usb_tx tx (
    .clk(clk), .rst(rst), .tx_data(tx_data), .tx_valid(tx_valid), .tx_ready(tx_ready), .dp(dp), .dn(dn), .oe(oe)
);
dg_usb_rx rx (
    .clk(clk), .rst(rst), .dp(line_dp), .dn(line_dn),
    .rx_data(rx_data), .rx_valid(rx_valid), .rx_active(rx_active), .rx_error(rx_error)
);

// of dg_usb_tx and dg_usb_rx, connected by usb_line.sby
wire f_rx_dp_q, f_rx_edge_q, f_rx_ended_q, f_rx_level_q, f_rx_skip_q, f_tx_busy_q, f_tx_empty_q, f_tx_eop,
    f_tx_next, f_tx_one, f_tx_tick;
wire [1:0] f_rx_phase_q, f_rx_zero_q, f_tx_eop_q, f_tx_phase_q;
wire [2:0] f_rx_bits_q, f_tx_bits_q, f_tx_ones_q;
wire [3:0] f_rx_ones_q;
wire [7:0] f_tx_byte_q;

`include "dg_usb_line_fv.vh"

endmodule

`default_nettype wire
