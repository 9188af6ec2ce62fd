// SPDX-License-Identifier: Apache-2.0
// usb_echo: dg_usb_stream, sending back what it gets, with the ports of dg_usb. Tests: tests/usb.
`default_nettype none

module usb_echo (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,
    input  wire        usb_clk,
    input  wire        usb_rst,
    input  wire        usb_dp_in,
    input  wire        usb_dn_in,
    output wire        usb_dp_out,
    output wire        usb_dn_out,
    output wire        usb_oe,
    output wire        usb_pullup,
    output wire        active
);

wire [7:0] tdata;
wire       tvalid, tready, suspended;

dg_usb_stream stream (
    .clk(clk), .rst(rst), .uid(uid),
    .m_axis_tdata(tdata), .m_axis_tvalid(tvalid), .m_axis_tready(tready),
    .s_axis_tdata(tdata), .s_axis_tvalid(tvalid), .s_axis_tready(tready),
    .usb_clk(usb_clk), .usb_rst(usb_rst), .usb_dp_in(usb_dp_in), .usb_dn_in(usb_dn_in),
    .usb_dp_out(usb_dp_out), .usb_dn_out(usb_dn_out), .usb_oe(usb_oe), .usb_pullup(usb_pullup),
    .suspended(suspended)
);

assign active = tvalid && !suspended;

endmodule

`default_nettype wire
