// SPDX-License-Identifier: Apache-2.0
// dg_packet_cross: packets of bytes from one clock to another, two deep: one is written while the other is read.
//
// A packet is written into block RAM at any addresses in any order, as often as wanted, until it is committed with its
// length; it is read in the same way until it is freed. Packets written and packets freed are counted modulo 4 in Gray
// code. The counts pass two flip-flops each way; nothing else of one clock is looked at by the other before they tell
// that it stands still.
//
// Interface: write side in w_clk: while `w_room`, `w_we` puts a byte; `w_commit` hands the packet over, `w_bytes` long.
// `w_idle`: all packets were freed. Without room both do nothing. Read side in r_clk: while `r_some`, `r_bytes` is the
// length and `r_data` the byte at the `r_at` of a clock before; `r_free` gives the packet back. The other side knows of
// a packet 2 to 3 of its clocks later. w_rst and r_rst, each synchronous to its clock, must be high together for 3
// clocks or more of both; they empty it.
// Proof: tests/formal/lib/packet_cross.sby. Test: tests/rtl/link/usb_stream.
`default_nettype none

module dg_packet_cross #(
    parameter integer BYTES = 64        // the longest packet, a power of two
) (
    input  wire                       w_clk,
    input  wire                       w_rst,
    output wire                       w_room,
    output wire                       w_idle,
    input  wire                       w_we,
    input  wire [$clog2(BYTES)-1:0]   w_at,
    input  wire [7:0]                 w_data,
    input  wire                       w_commit,
    input  wire [$clog2(BYTES):0]     w_bytes,
    input  wire                       r_clk,
    input  wire                       r_rst,
    output wire                       r_some,
    output wire [$clog2(BYTES):0]     r_bytes,
    input  wire [$clog2(BYTES)-1:0]   r_at,
    output reg  [7:0]                 r_data,
    input  wire                       r_free
);

localparam integer BITS = $clog2(BYTES);

generate
    if (BYTES < 2 || BYTES != 1 << BITS) begin : g_check
        dg_packet_cross_BYTES_must_be_a_power_of_two_from_2 stop ();
    end
endgenerate

reg [1:0]    written_q, freed_q;                // Gray code
reg [1:0]    written_meta_q, written_seen_q;    // in r_clk
reg [1:0]    freed_meta_q, freed_seen_q;        // in w_clk
reg [BITS:0] even_bytes_q, odd_bytes_q;
wire         w_slot = ^written_q;
wire         r_slot = ^freed_q;

// ---- write side ----

assign w_room = (written_q ^ freed_seen_q) != 2'b11;
assign w_idle = written_q == freed_seen_q;

always @(posedge w_clk) begin
    freed_meta_q <= freed_q;
    freed_seen_q <= freed_meta_q;
    if (w_commit && w_room) begin
        written_q <= {written_q[0], !written_q[1]};
        if (w_slot)
            odd_bytes_q <= w_bytes;
        else
            even_bytes_q <= w_bytes;
    end
    if (w_rst)
        written_q <= 2'b00;
end

// ---- read side ----

assign r_some  = written_seen_q != freed_q;
assign r_bytes = r_slot ? odd_bytes_q : even_bytes_q;

always @(posedge r_clk) begin
    written_meta_q <= written_q;
    written_seen_q <= written_meta_q;
    if (r_free && r_some)
        freed_q <= {freed_q[0], !freed_q[1]};
    if (r_rst)
        freed_q <= 2'b00;
end

// ---- the packets ----

(* ram_style = "block", no_rw_check *) reg [7:0] mem [0:2*BYTES-1];

always @(posedge w_clk)
    if (w_we && w_room)
        mem[{w_slot, w_at}] <= w_data;

always @(posedge r_clk)
    r_data <= mem[{r_slot, r_at}];

`ifdef FORMAL
    `include "dg_packet_cross_fv.vh"
`endif

endmodule

`default_nettype wire
