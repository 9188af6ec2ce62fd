// SPDX-License-Identifier: Apache-2.0
// dg_serial: dg_core behind a UART: what a board's top instantiates, with clock, reset and two pins.
//
// Interface: `rxd` is asynchronous and high when idle, `txd` too; `active` is high while a frame is being run, for a
// light.
// Reset: as dg_core; the line is high. The registers are reached by frames only: the core's AXI4-Lite port is tied off.
// The parameters are dg_core's and dg_uart's; each entry of CLOCKS_PER_BIT stands for CLOCK_HZ / entry bits a second.
// Test: tests/serial. Drawing: docs/rtl/uart.svg.
`default_nettype none

module dg_serial #(
    parameter integer         CONTEXTS    = 256,        // this and the next ten: dg_core's
    parameter integer         LANES       = 1,
    parameter integer         II          = 1,
    parameter                 KINDS       = 6'h3F,
    parameter integer         TABLE_II    = 1,
    parameter integer         WINDOW      = 8,
    parameter integer         FRAME_WORDS = 126,
    parameter integer         RX_WORDS    = 512,
    parameter [31:0]          BOARD       = 32'd0,
    parameter [31:0]          CLOCK_HZ    = 32'd100000000,
    parameter [63:0]          BUILD       = 64'd0,
    parameter integer         RATES       = 1,          // divisors in CLOCKS_PER_BIT, 1..7
    parameter [16*RATES-1:0]  CLOCKS_PER_BIT = 16'd50   // 16 bits each, 8 or more, the first in the lowest bits
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,                             // the board's own serial number, 0 = none
    input  wire        rxd,
    output wire        txd,
    output wire        active
);

wire [7:0]  request_tdata, reply_tdata;
wire        request_tvalid, request_tready, reply_tvalid, reply_tready;
wire        received, bad_frame, link_error;
wire [15:0] clocks_per_bit;

dg_uart #(.RATES(RATES), .CLOCKS_PER_BIT(CLOCKS_PER_BIT)) uart (
    .clk(clk), .rst(rst), .rxd(rxd), .txd(txd),
    .m_axis_tdata(request_tdata), .m_axis_tvalid(request_tvalid), .m_axis_tready(request_tready),
    .s_axis_tdata(reply_tdata), .s_axis_tvalid(reply_tvalid), .s_axis_tready(reply_tready),
    .received(received), .link_error(link_error), .clocks_per_bit(clocks_per_bit)
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
    .received(received), .bad_frame(bad_frame), .link_error(link_error), .link_clocks(clocks_per_bit),
    .s_axil_awaddr(8'd0), .s_axil_awvalid(1'b0), .s_axil_awready(awready),
    .s_axil_wdata(32'd0), .s_axil_wstrb(4'd0), .s_axil_wvalid(1'b0), .s_axil_wready(wready),
    .s_axil_bresp(bresp), .s_axil_bvalid(bvalid), .s_axil_bready(1'b1),
    .s_axil_araddr(8'd0), .s_axil_arvalid(1'b0), .s_axil_arready(arready),
    .s_axil_rdata(rdata), .s_axil_rresp(rresp), .s_axil_rvalid(rvalid), .s_axil_rready(1'b1),
    .active(active)
);

wire unused = &{1'b0, awready, wready, bresp, bvalid, arready, rdata, rresp, rvalid, bad_frame};

endmodule

`default_nettype wire
