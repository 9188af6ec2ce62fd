// SPDX-License-Identifier: Apache-2.0
// dg_usb: dg_core behind USB: what a board's top instantiates, with two clocks, two resets and the pins.
//
// Interface: dg_usb_stream's; D+ and D- are driven while `usb_oe`, D+ is pulled up by 1.5 kOhm while `usb_pullup`.
// `active` is high while a frame is being run, and low while the bus is suspended: for a light.
// Reset: as dg_core and dg_usb_stream. The registers are reached by frames only: the core's AXI4-Lite port is tied off.
// The parameters are dg_core's.
// Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb #(
    parameter integer CONTEXTS    = 256,
    parameter integer LANES       = 1,
    parameter integer II          = 1,
    parameter         KINDS       = 6'h3F,
    parameter integer TABLE_II    = 1,
    parameter integer WINDOW      = 8,
    parameter integer FRAME_WORDS = 126,
    parameter integer RX_WORDS    = 512,
    parameter [31:0]  BOARD       = 32'd0,
    parameter [31:0]  CLOCK_HZ    = 32'd100000000,
    parameter [63:0]  BUILD       = 64'd0
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,                             // the board's own serial number, 0 = none
    input  wire        usb_clk,                         // 48 MHz
    input  wire        usb_rst,
    input  wire        usb_dp_in,
    input  wire        usb_dn_in,
    output wire        usb_dp_out,
    output wire        usb_dn_out,
    output wire        usb_oe,
    output wire        usb_pullup,
    output wire        active
);

wire [7:0] request_tdata, reply_tdata;
wire       request_tvalid, request_tready, reply_tvalid, reply_tready;
wire       suspended, running, received, bad_frame;

dg_usb_stream stream (
    .clk(clk), .rst(rst), .uid(uid),
    .m_axis_tdata(request_tdata), .m_axis_tvalid(request_tvalid), .m_axis_tready(request_tready),
    .s_axis_tdata(reply_tdata), .s_axis_tvalid(reply_tvalid), .s_axis_tready(reply_tready),
    .usb_clk(usb_clk), .usb_rst(usb_rst), .usb_dp_in(usb_dp_in), .usb_dn_in(usb_dn_in),
    .usb_dp_out(usb_dp_out), .usb_dn_out(usb_dn_out), .usb_oe(usb_oe), .usb_pullup(usb_pullup),
    .suspended(suspended)
);

wire        awready, wready, bvalid, arready, rvalid;
wire [1:0]  bresp, rresp;
wire [31:0] rdata;

dg_core #(
    .CONTEXTS(CONTEXTS), .LANES(LANES), .II(II), .KINDS(KINDS), .TABLE_II(TABLE_II), .WINDOW(WINDOW),
    .FRAME_WORDS(FRAME_WORDS), .RX_WORDS(RX_WORDS), .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ),
    .BUILD(BUILD)
) core (
    .clk(clk), .rst(rst), .uid(uid),
    .s_axis_tdata(request_tdata), .s_axis_tvalid(request_tvalid), .s_axis_tready(request_tready),
    .m_axis_tdata(reply_tdata), .m_axis_tvalid(reply_tvalid), .m_axis_tready(reply_tready),
    .received(received), .bad_frame(bad_frame), .link_error(1'b0), .link_clocks(16'd0),
    .s_axil_awaddr(8'd0), .s_axil_awvalid(1'b0), .s_axil_awready(awready),
    .s_axil_wdata(32'd0), .s_axil_wstrb(4'd0), .s_axil_wvalid(1'b0), .s_axil_wready(wready),
    .s_axil_bresp(bresp), .s_axil_bvalid(bvalid), .s_axil_bready(1'b1),
    .s_axil_araddr(8'd0), .s_axil_arvalid(1'b0), .s_axil_arready(arready),
    .s_axil_rdata(rdata), .s_axil_rresp(rresp), .s_axil_rvalid(rvalid), .s_axil_rready(1'b1),
    .active(running)
);

assign active = running && !suspended;

wire unused = &{1'b0, awready, wready, bresp, bvalid, arready, rdata, rresp, rvalid, received, bad_frame};

endmodule

`default_nettype wire
