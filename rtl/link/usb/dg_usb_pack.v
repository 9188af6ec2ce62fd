// SPDX-License-Identifier: Apache-2.0
// dg_usb_pack: a stream of bytes to packets of 64 for dg_packet_cross.
//
// A packet goes when it is full; a shorter one when no byte came for 32 clocks and no packet waits to be fetched. Then
// also an empty one goes where the last was full, so that the host knows that it has all.
//
// Interface: AXI4-Stream of bytes, one a clock as long as there is room. Reset: no bytes.
// Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_pack (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] s_axis_tdata,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    // write side of dg_packet_cross
    input  wire       w_room,
    input  wire       w_idle,
    output wire       w_we,
    output wire [5:0] w_at,
    output wire [7:0] w_data,
    output wire       w_commit,
    output wire [6:0] w_bytes
);

reg [6:0] count_q;                  // bytes of the packet
reg [4:0] pause_q;                  // clocks since the last, 31 at most
reg       full_q;                   // the packet before was full

wire pause = pause_q == 5'd31;

assign s_axis_tready = w_room && !count_q[6];
assign w_we     = s_axis_tvalid && s_axis_tready;
assign w_at     = count_q[5:0];
assign w_data   = s_axis_tdata;
assign w_bytes  = count_q;
assign w_commit = count_q[6] || (pause && w_idle && !w_we && (full_q || count_q != 7'd0));

always @(posedge clk) begin
    count_q <= count_q + {6'd0, w_we};
    pause_q <= w_we ? 5'd0 : pause ? pause_q : pause_q + 5'd1;
    if (w_commit) begin
        count_q <= 7'd0;
        full_q  <= count_q[6];
    end
    if (rst) begin
        count_q <= 7'd0;
        pause_q <= 5'd0;
        full_q  <= 1'b0;
    end
end

endmodule

`default_nettype wire
