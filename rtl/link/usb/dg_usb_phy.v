// SPDX-License-Identifier: Apache-2.0
// dg_usb_phy: full-speed USB transceiver in logic, D+ and D- on one side, UTMI-like bytes on the other.
//
// Receiver and sender are dg_usb_rx and dg_usb_tx. Of the line it knows three things more. `bus_reset`: SE0 for 2.67
// us, until it ends. `suspended`: J for 3.07 ms, until it ends. `attached`: not in reset, nor for 10.9 ms after, so
// that a host sees the device go and come; until then the line means nothing.
//
// Interface: `dp_in` and `dn_in` are asynchronous and pass two flip-flops each; `line_state` is {D-, D+} behind them.
// Bytes: dg_usb_rx, dg_usb_tx. What the device itself sends is not received.
// Reset: detached.
// Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_phy (
    input  wire       clk,          // 48 MHz
    input  wire       rst,
    // the pins
    input  wire       dp_in,
    input  wire       dn_in,
    output wire       dp_out,
    output wire       dn_out,
    output wire       oe,
    output reg        attached,       // 1 = attached
    // bytes
    output wire [7:0] rx_data,
    output wire       rx_valid,
    output wire       rx_active,
    output wire       rx_error,
    input  wire [7:0] tx_data,
    input  wire       tx_valid,
    output wire       tx_ready,
    // the line
    output wire [1:0] line_state,
    output reg        bus_reset,
    output reg        suspended
);

reg dp_meta_q, dp_q, dn_meta_q, dn_q;

always @(posedge clk) begin
    {dp_q, dp_meta_q} <= {dp_meta_q, dp_in};
    {dn_q, dn_meta_q} <= {dn_meta_q, dn_in};
end

assign line_state = {dn_q, dp_q};

// ---- how long the line is as it is; while detached, how long that has been ----

reg  [1:0]  was_q;
reg  [19:0] age_q;                  // clocks
wire        is_j    = line_state == 2'b01;
wire        is_zero = line_state == 2'b00;

always @(posedge clk) begin
    was_q     <= line_state;
    age_q     <= attached && line_state != was_q ? 20'd0 : age_q + 20'd1;
    attached    <= attached || age_q[19];
    bus_reset <= is_zero && was_q == 2'b00 && (bus_reset || (attached && age_q[7]));
    suspended <= is_j && was_q == 2'b01 && (suspended || (attached && age_q[17] && age_q[14]));
    if (rst) begin
        age_q     <= 20'd0;
        attached    <= 1'b0;
        bus_reset <= 1'b0;
        suspended <= 1'b0;
    end
end

// ---- packets ----

dg_usb_rx rx (
    .clk(clk), .rst(rst || oe || bus_reset || !attached), .dp(dp_q), .dn(dn_q),
    .rx_data(rx_data), .rx_valid(rx_valid), .rx_active(rx_active), .rx_error(rx_error)
);
dg_usb_tx tx (
    .clk(clk), .rst(rst || bus_reset), .tx_data(tx_data), .tx_valid(tx_valid), .tx_ready(tx_ready),
    .dp(dp_out), .dn(dn_out), .oe(oe)
);

endmodule

`default_nettype wire
