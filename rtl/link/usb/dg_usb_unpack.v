// SPDX-License-Identifier: Apache-2.0
// dg_usb_unpack: packets of dg_packet_cross to a stream of bytes; where a packet ends means nothing.
//
// Interface: AXI4-Stream of bytes from a register, one in two clocks at most: what the RAM gives out comes late in its
// clock. Reset: no bytes.
// Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_unpack (
    input  wire       clk,
    input  wire       rst,
    // read side of dg_packet_cross
    input  wire       r_some,
    input  wire [6:0] r_bytes,
    output wire [5:0] r_at,
    input  wire [7:0] r_data,
    output wire       r_free,
    output reg  [7:0] m_axis_tdata,
    output reg        m_axis_tvalid,
    input  wire       m_axis_tready
);

reg  [6:0] at_q;
reg        read_q;      // r_data is the byte at at_q
wire       done = at_q == r_bytes;
wire       take = read_q && (!m_axis_tvalid || m_axis_tready);

assign r_at   = at_q[5:0];
assign r_free = r_some && done;

always @(posedge clk) begin
    at_q          <= r_free ? 7'd0 : at_q + {6'd0, take};
    read_q        <= r_some && !done && !take;
    m_axis_tvalid <= take || (m_axis_tvalid && !m_axis_tready);
    if (take)
        m_axis_tdata <= r_data;
    if (rst) begin
        at_q          <= 7'd0;
        read_q        <= 1'b0;
        m_axis_tvalid <= 1'b0;
    end
end

endmodule

`default_nettype wire
