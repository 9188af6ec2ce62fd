// SPDX-License-Identifier: Apache-2.0
// dg_usb_unpack: packets of dg_packet_cross to a stream of bytes; where a packet ends means nothing.
//
// Interface: AXI4-Stream of bytes, one in two clocks at most; an output register is the RAM's own. Reset: no bytes.
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
    output wire [7:0] m_axis_tdata,
    output reg        m_axis_tvalid,
    input  wire       m_axis_tready
);

reg  [6:0] at_q;
wire       take = m_axis_tvalid && m_axis_tready;
wire       done = at_q == r_bytes;

assign r_at         = at_q[5:0];
assign r_free       = r_some && done;
assign m_axis_tdata = r_data;

always @(posedge clk) begin
    at_q          <= r_free ? 7'd0 : at_q + {6'd0, take};
    m_axis_tvalid <= m_axis_tvalid ? !m_axis_tready : r_some && !done;
    if (rst) begin
        at_q          <= 7'd0;
        m_axis_tvalid <= 1'b0;
    end
end

endmodule

`default_nettype wire
