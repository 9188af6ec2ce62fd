// SPDX-License-Identifier: Apache-2.0
// dg_usb_rx: D+ and D- at full speed to bytes: clock recovery, NRZI, bit stuffing, SYNC and EOP.
//
// The line is sampled four times a bit. A loop holds the sample that counts in the middle of the bit: an edge of D+ one
// sample before or after where it is expected changes nothing, a farther one moves the loop by one sample. So edges may
// be off by 1.5 samples (31 ns) each, and after half a SYNC any phase is found. A packet begins behind the last five
// zeros and the one of a SYNC. It ends with SE0 of three samples or more (62 ns; shorter is taken for skew) followed by
// J; one bit more than whole bytes is allowed, the one that hubs may add.
//
// Interface: as UTMI. `rx_active` is high from SYNC to EOP, falling 1 to 4 clocks after the line is J again; `rx_valid`
// a pulse for each byte; `rx_error` a pulse, at the latest when `rx_active` falls: seven ones in a row, bits missing,
// or no J behind SE0. After seven ones it waits for an EOP, or for J or K of 15 bits, before it looks for a SYNC again:
// that is how a low-speed packet behind a PRE passes.
// Reset: idle; it is also held in reset while the device sends.
// Proof: tests/formal/link/usb_line.sby. Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_rx (
    input  wire       clk,          // 48 MHz
    input  wire       rst,
    input  wire       dp,           // in step with `clk`
    input  wire       dn,
    output reg  [7:0] rx_data,
    output reg        rx_valid,
    output reg        rx_active,
    output reg        rx_error
);

// ---- when to look ----

reg       dp_q, edge_q;
reg [1:0] phase_q;

always @(posedge clk) begin
    dp_q    <= dp;
    edge_q  <= dp != dp_q;
    phase_q <= edge_q && phase_q == 2'd1 ? 2'd1 : edge_q && phase_q == 2'd2 ? 2'd0 : phase_q + 2'd1;
    if (rst)
        phase_q <= 2'd0;
end

// ---- bits ----

reg [1:0] zero_q;                   // SE0 in the last two samples
reg       ended_q;                  // SE0 was long enough, and no J or K came since
reg       level_q;                  // D+ of the bit before
reg [3:0] ones_q;                   // ones in a row, 15 at most
reg [2:0] bits_q;                   // of the byte
reg       skip_q;

wire zero  = !dp && !dn;
wire take  = phase_q == 2'd0 && !zero;
wire one   = dp == level_q;
wire ends  = take && ended_q;
wire shift = take && !ended_q && !(rx_active && ones_q == 4'd6);
wire burst = take && !ended_q && rx_active && ones_q == 4'd6 && one;
wire sync  = shift && one && rx_data[7:3] == 5'd0 && !skip_q && !rx_active;

always @(posedge clk) begin
    zero_q  <= {zero_q[0], zero};
    ended_q <= (zero && zero_q == 2'b11) || (ended_q && !take);
    if (take) begin
        level_q <= dp;
        ones_q  <= !one ? 4'd0 : ones_q == 4'd15 ? 4'd15 : ones_q + 4'd1;
    end
    if (shift)
        rx_data <= {one, rx_data[7:1]};
    if (ends || burst)
        rx_data <= 8'hFF;
    bits_q    <= sync ? 3'd0 : bits_q + {2'd0, shift};
    skip_q    <= burst || (skip_q && !ends && ones_q != 4'd15);
    rx_valid  <= shift && rx_active && bits_q == 3'd7;
    rx_active <= sync || (rx_active && !ends && !burst);
    rx_error  <= burst || (ends && rx_active && (bits_q > 3'd1 || !dp || dn));
    if (rst) begin
        ended_q   <= 1'b0;
        skip_q    <= 1'b0;
        rx_data   <= 8'hFF;
        rx_valid  <= 1'b0;
        rx_active <= 1'b0;
        rx_error  <= 1'b0;
    end
end

endmodule

`default_nettype wire
