// SPDX-License-Identifier: Apache-2.0
// title: the end of an IN token (69 00 10) and the answer, STALL: nothing was set up
// show: dp "D+ from the host"
// show: dn "D- from the host"
// show: looks "the bit is taken"
// show: rx_active
// show: rx_valid
// show: rx_data if rx_valid
// show: tx_valid
// show: tx_ready
// show: tx_data if tx_valid
// show: oe
// show: dp_out "D+ from the device" if oe
// show: dn_out "D- from the device" if oe
// clocks: 128 182, 230 256
// latency: idle oe The answer begins {} clocks after the line is J again, as the PHY sees it
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg        dp = 1, dn = 0, idle = 0;
wire [7:0] rx_data, tx_data;
wire       rx_valid, rx_active, rx_error, tx_valid, tx_ready, oe, dp_out, dn_out;
wire       looks = rx.phase_q == 2'd0 && !oe;

dg_usb_rx rx (
    .clk(clk), .rst(rst || oe), .dp(dp), .dn(dn),
    .rx_data(rx_data), .rx_valid(rx_valid), .rx_active(rx_active), .rx_error(rx_error)
);
dg_usb_tx tx (
    .clk(clk), .rst(rst), .tx_data(tx_data), .tx_valid(tx_valid), .tx_ready(tx_ready),
    .dp(dp_out), .dn(dn_out), .oe(oe)
);

wire       out_we, out_commit, in_free;
wire [5:0] out_at, in_at;
wire [7:0] out_data;
wire [6:0] out_bytes;

dg_usb_device device (
    .clk(clk), .rst(rst), .uid(64'd0),
    .rx_data(rx_data), .rx_valid(rx_valid), .rx_active(rx_active), .rx_error(rx_error),
    .tx_data(tx_data), .tx_valid(tx_valid), .tx_ready(tx_ready), .line_state({dn, dp}),
    .out_room(1'b1), .out_we(out_we), .out_at(out_at), .out_data(out_data), .out_commit(out_commit),
    .out_bytes(out_bytes),
    .in_some(1'b0), .in_bytes(7'd0), .in_at(in_at), .in_data(8'd0), .in_free(in_free)
);

task bits(input [7:0] value);
    integer i;
    for (i = 0; i < 8; i = i + 1) begin
        if (!value[i])
            {dp, dn} <= {!dp, dp};
        repeat (4) @(posedge clk);
    end
endtask

initial begin
    repeat (6) @(posedge clk);
    bits(8'h80);
    bits(8'h69);
    bits(8'h00);
    bits(8'h10);
    {dp, dn} <= 2'b00;
    repeat (8) @(posedge clk);
    {dp, dn} <= 2'b10;
    idle <= 1;
end
endmodule
