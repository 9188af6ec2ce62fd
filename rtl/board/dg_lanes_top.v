// SPDX-License-Identifier: Apache-2.0
// dg_lanes_top: XOR lanes alone, behind a serial line: what they do in a second, on any board with two pins.
//
// Protocol, 8N1 at `clk` / CLOCKS_PER_BIT, numbers lowest byte first. The host sends 12 bytes: seed (8), count (4). The
// lanes make 32 * count deltas each (dg_xor_lanes); the answer is the XOR of all of them, 8 bytes. No check and no
// framing: a host that does not know how many bytes are missing sends one at a time until an answer begins, and drops
// it. Bytes sent before an answer has ended are lost but for one.
//
// Interface: the serial side works with `clk`, so that its rate is exact, the lanes with `clk_lanes`, as fast as they
// can; any two clocks, crossed by dg_cross, if a byte of the line takes 40 or more of clk_lanes. `rst` is synchronous
// to `clk`, high for 8 clocks or more of both.
// Test: tests/rtl/board/lanes_top.
`default_nettype none

module dg_lanes_top #(
    parameter integer      LANES = 3,               // 1..1023
    parameter integer      CLOCKS_PER_BIT = 25      // of clk, 8 or more
) (
    input  wire clk,
    input  wire rst,
    input  wire clk_lanes,
    input  wire rxd,
    output wire txd
);

// ---- reset for the lanes ----

reg rst_meta_q, rst_lanes_q;
always @(posedge clk_lanes) begin
    rst_meta_q  <= rst;
    rst_lanes_q <= rst_meta_q;
end

// ---- command ----

wire [7:0] rx_tdata, cmd_tdata;
wire       rx_tvalid, rx_tready, cmd_tvalid, cmd_tready;
wire       line, framing_error, overrun;

dg_uart_rx uart_rx (
    .clk(clk), .rst(rst), .clocks_per_bit(CLOCKS_PER_BIT[15:0]), .rxd(rxd),
    .m_axis_tdata(rx_tdata), .m_axis_tvalid(rx_tvalid), .m_axis_tready(rx_tready),
    .line(line), .framing_error(framing_error), .overrun(overrun)
);
dg_cross #(.WIDTH(8)) to_lanes (
    .s_clk(clk), .s_rst(rst), .s_axis_tdata(rx_tdata), .s_axis_tvalid(rx_tvalid), .s_axis_tready(rx_tready),
    .m_clk(clk_lanes), .m_rst(rst_lanes_q),
    .m_axis_tdata(cmd_tdata), .m_axis_tvalid(cmd_tvalid), .m_axis_tready(cmd_tready)
);

// ---- lanes ----

wire [63:0] sum_tdata, answer_tdata;
wire        sum_tvalid, sum_tready, answer_tvalid, answer_tready;

dg_xor_lanes #(.LANES(LANES)) lanes (
    .clk(clk_lanes), .rst(rst_lanes_q),
    .s_axis_tdata(cmd_tdata), .s_axis_tvalid(cmd_tvalid), .s_axis_tready(cmd_tready),
    .m_axis_tdata(sum_tdata), .m_axis_tvalid(sum_tvalid), .m_axis_tready(sum_tready)
);

// ---- result ----

wire      tx_tready;
reg [2:0] byte_q;

dg_cross #(.WIDTH(64)) from_lanes (
    .s_clk(clk_lanes), .s_rst(rst_lanes_q),
    .s_axis_tdata(sum_tdata), .s_axis_tvalid(sum_tvalid), .s_axis_tready(sum_tready),
    .m_clk(clk), .m_rst(rst),
    .m_axis_tdata(answer_tdata), .m_axis_tvalid(answer_tvalid), .m_axis_tready(answer_tready)
);

always @(posedge clk) begin
    if (answer_tvalid && tx_tready)
        byte_q <= byte_q + 3'd1;
    if (rst)
        byte_q <= 3'd0;
end
assign answer_tready = tx_tready && byte_q == 3'd7;

dg_uart_tx uart_tx (
    .clk(clk), .rst(rst), .clocks_per_bit(CLOCKS_PER_BIT[15:0]),
    .s_axis_tdata(answer_tdata[8*byte_q +: 8]), .s_axis_tvalid(answer_tvalid), .s_axis_tready(tx_tready),
    .txd(txd)
);

wire unused = line || framing_error || overrun;

endmodule

`default_nettype wire
