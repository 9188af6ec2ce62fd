// SPDX-License-Identifier: Apache-2.0
// dg_rate_hunt: which of its rates a serial link works at. The host never says; the device finds out.
//
// A doubt counter: every byte adds 1, every error (a stop bit that was low, a frame that was bad) adds 2048, a frame with a correct
// CRC takes it to 0. At 16384 the next rate of the list is taken, behind the last one the first, and the doubt begins at 0.
// So eight errors in a row, or 16384 bytes, without one correct frame move it; silence never does.
//
// It heals from everything, because its state is the rate and the doubt, and neither can hold it. At a wrong rate no
// correct frame comes (a chance of 2^-32 each), and whatever the host sends adds to the doubt, be it only by its bytes: the
// rate moves on, and comes by the right one within one round of the list. At the right rate the longest frame (512 words, every
// byte escaped) has 8201 bytes, so correct frames alone never move it, and noise does only if it spoils eight frames
// in a row: then a round of the list follows.
//
// Interface: events are pulses, counted each clock. `clocks_per_bit` is the present entry of the list; `moved` is high in the
// clock in which it changes to it, for the receiver's reset. Reset: the first rate.
// Test: tests/rtl/link/uart. Proof: tests/formal/link/rate_hunt.sby. Drawing: docs/rtl/uart.svg.
`default_nettype none

module dg_rate_hunt #(
    parameter integer         RATES = 1,                // rates in the list, 1..7
    parameter [16*RATES-1:0]  CLOCKS_PER_BIT = 16'd50   // 16 bits each, the first in the lowest; 8 or more
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        got_byte,
    input  wire        framing_error,
    input  wire        bad_frame,
    input  wire        received,                        // a frame with a correct CRC
    output wire [15:0] clocks_per_bit,
    output reg         moved
);

generate
    genvar k;
    if (RATES < 1 || RATES > 7)
        dg_rate_hunt_RATES_must_be_1_to_7 illegal_rates ();
    for (k = 0; k < RATES; k = k + 1) begin : g_rate
        if (CLOCKS_PER_BIT[16*k +: 16] < 16'd8)
            dg_rate_hunt_CLOCKS_PER_BIT_must_be_8_or_more illegal_clocks ();
    end
endgenerate

localparam [14:0] ERROR_DOUBT = 15'd2048;
localparam [2:0] LAST = RATES[2:0] - 3'd1;
localparam [127:0] ALL_CLOCKS = {{(128 - 16*RATES){1'b0}}, CLOCKS_PER_BIT};  // so long that no index is outside

reg [14:0] doubt_q;
reg [2:0]  rate_q;
wire       enough = doubt_q[14];

always @(posedge clk) begin
    moved   <= enough;
    doubt_q <= doubt_q + {14'd0, got_byte} + (framing_error ? ERROR_DOUBT : 15'd0) + (bad_frame ? ERROR_DOUBT : 15'd0);
    if (enough)
        rate_q <= rate_q == LAST ? 3'd0 : rate_q + 3'd1;
    if (rst || received || enough)
        doubt_q <= 15'd0;
    if (rst) begin
        moved  <= 1'b0;
        rate_q <= 3'd0;
    end
end

assign clocks_per_bit = ALL_CLOCKS[{rate_q, 4'd0} +: 16];

`ifdef FORMAL
    `include "dg_rate_hunt_fv.vh"
`endif

endmodule

`default_nettype wire
