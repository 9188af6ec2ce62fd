// SPDX-License-Identifier: Apache-2.0
// dg_usb_tx: bytes to D+ and D- at full speed: SYNC, bit stuffing, NRZI, EOP.
//
// Interface: as UTMI. `tx_valid` high begins a packet: the SYNC, then bytes, each taken with `tx_ready`, until
// `tx_valid` is low where the next byte would be taken; then the EOP, two bits of SE0 and one of J. The first K is
// out 4 clocks after `tx_valid` rose. `tx_data` may change only in the clock after `tx_ready`. `oe` is high from the
// first K to the end of the EOP; `tx_valid` must be low until `oe` is.
// Reset: the line is left alone.
// Proof: tests/formal/link/usb_line.sby. Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_tx (
    input  wire       clk,          // 48 MHz
    input  wire       rst,
    input  wire [7:0] tx_data,
    input  wire       tx_valid,
    output wire       tx_ready,
    output reg        dp,
    output reg        dn,
    output reg        oe
);

localparam [7:0] SYNC = 8'h80;

reg       busy_q;                   // SYNC and bytes
reg       empty_q;                  // no byte follows
reg [1:0] phase_q;                  // clocks of the bit
reg [7:0] byte_q;
reg [2:0] bits_q;                   // of the byte, sent
reg [2:0] ones_q;                   // in a row
reg [1:0] eop_q;                    // bits of the EOP, sent

wire tick  = phase_q == 2'd3;
wire stuff = ones_q == 3'd6;
wire send  = tick && busy_q && !stuff && !empty_q;
wire next  = send && bits_q == 3'd7;
wire one   = byte_q[0] && !stuff;
wire eop   = busy_q && !stuff && empty_q;

assign tx_ready = next && tx_valid;

always @(posedge clk) begin
    phase_q <= busy_q || oe ? phase_q + 2'd1 : 2'd1;
    if (!busy_q && !oe && tx_valid) begin
        busy_q  <= 1'b1;
        empty_q <= 1'b0;
        byte_q  <= SYNC;
        bits_q  <= 3'd0;
        ones_q  <= 3'd0;
        eop_q   <= 2'd0;
    end
    if (send) begin
        byte_q  <= next ? tx_data : {1'b0, byte_q[7:1]};
        bits_q  <= bits_q + 3'd1;
        empty_q <= next && !tx_valid;
    end
    if (tick && busy_q)
        ones_q <= one ? ones_q + 3'd1 : 3'd0;
    if (tick && (eop || eop_q != 2'd0)) begin
        busy_q <= 1'b0;
        eop_q  <= eop_q + 2'd1;
    end
    if (rst) begin
        busy_q <= 1'b0;
        eop_q  <= 2'd0;
    end
end

// ---- the line ----

always @(posedge clk) begin
    if (tick) begin
        oe <= busy_q || (eop_q != 2'd0 && eop_q != 2'd3);
        if (eop || eop_q != 2'd0) begin
            dp <= eop_q[1];
            dn <= 1'b0;
        end else begin
            dp <= dp ^ !one;
            dn <= !(dp ^ !one);
        end
    end
    if (!busy_q && !oe) begin
        dp <= 1'b1;
        dn <= 1'b0;
    end
    if (rst)
        oe <= 1'b0;
end

endmodule

`default_nettype wire
