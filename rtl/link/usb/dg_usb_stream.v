// SPDX-License-Identifier: Apache-2.0
// dg_usb_stream: a full-speed USB device as two streams of bytes in another clock.
//
// The bytes of the bulk OUT endpoint come out of m_axis, those of s_axis go to the bulk IN endpoint, in alternate
// setting 0; where packets end means nothing (dg_usb_pack says when one does). What the device is and answers:
// docs/reference/usb.md.
//
// Interface: the streams in `clk`, the pins in `usb_clk`, 48 MHz within 0.25 %; any relation between the two.
// Reset: `rst` and `usb_rst`, each synchronous to its clock, must be high together for 3 clocks or more of both; the
// device detaches for 10.9 ms at least. `uid` stands still.
// Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_stream (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,             // serial number, 0 = none
    output wire [7:0]  m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    input  wire        usb_clk,
    input  wire        usb_rst,
    input  wire        usb_dp_in,       // asynchronous, as usb_dn_in
    input  wire        usb_dn_in,
    output wire        usb_dp_out,
    output wire        usb_dn_out,
    output wire        usb_oe,
    output wire        usb_pullup,      // 1 = attached
    output wire        suspended
);

// ---- usb_clk ----

wire [7:0] rx_data, tx_data;
wire       rx_valid, rx_active, rx_error, tx_valid, tx_ready, bus_reset;
wire [1:0] line_state;

dg_usb_phy phy (
    .clk(usb_clk), .rst(usb_rst), .dp_in(usb_dp_in), .dn_in(usb_dn_in), .dp_out(usb_dp_out), .dn_out(usb_dn_out),
    .oe(usb_oe), .attached(usb_pullup),
    .rx_data(rx_data), .rx_valid(rx_valid), .rx_active(rx_active), .rx_error(rx_error),
    .tx_data(tx_data), .tx_valid(tx_valid), .tx_ready(tx_ready),
    .line_state(line_state), .bus_reset(bus_reset), .suspended(suspended)
);

wire       out_room, out_we, out_commit, in_some, in_free;
wire [5:0] out_at, in_at;
wire [7:0] out_data, in_data;
wire [6:0] out_bytes, in_bytes;

dg_usb_device device (
    .clk(usb_clk), .rst(usb_rst || bus_reset), .uid(uid),
    .rx_data(rx_data), .rx_valid(rx_valid), .rx_active(rx_active), .rx_error(rx_error),
    .tx_data(tx_data), .tx_valid(tx_valid), .tx_ready(tx_ready), .line_state(line_state),
    .out_room(out_room), .out_we(out_we), .out_at(out_at), .out_data(out_data), .out_commit(out_commit),
    .out_bytes(out_bytes),
    .in_some(in_some), .in_bytes(in_bytes), .in_at(in_at), .in_data(in_data), .in_free(in_free)
);

// ---- from one clock to the other ----

wire       r_some, r_free, w_room, w_idle, w_we, w_commit, out_idle;
wire [6:0] r_bytes, w_bytes;
wire [5:0] r_at, w_at;
wire [7:0] r_data, w_data;

dg_packet_cross #(.BYTES(64)) out (
    .w_clk(usb_clk), .w_rst(usb_rst), .w_room(out_room), .w_idle(out_idle), .w_we(out_we), .w_at(out_at),
    .w_data(out_data), .w_commit(out_commit), .w_bytes(out_bytes),
    .r_clk(clk), .r_rst(rst), .r_some(r_some), .r_bytes(r_bytes), .r_at(r_at), .r_data(r_data), .r_free(r_free)
);
dg_packet_cross #(.BYTES(64)) in (
    .w_clk(clk), .w_rst(rst), .w_room(w_room), .w_idle(w_idle), .w_we(w_we), .w_at(w_at),
    .w_data(w_data), .w_commit(w_commit), .w_bytes(w_bytes),
    .r_clk(usb_clk), .r_rst(usb_rst), .r_some(in_some), .r_bytes(in_bytes), .r_at(in_at), .r_data(in_data),
    .r_free(in_free)
);

// ---- clk ----

dg_usb_unpack unpack (
    .clk(clk), .rst(rst), .r_some(r_some), .r_bytes(r_bytes), .r_at(r_at), .r_data(r_data), .r_free(r_free),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready)
);
dg_usb_pack pack (
    .clk(clk), .rst(rst), .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .w_room(w_room), .w_idle(w_idle), .w_we(w_we), .w_at(w_at), .w_data(w_data), .w_commit(w_commit),
    .w_bytes(w_bytes)
);

wire unused = &{1'b0, out_idle};

endmodule

`default_nettype wire
