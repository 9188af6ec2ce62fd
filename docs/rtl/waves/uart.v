// SPDX-License-Identifier: Apache-2.0
// title: dg_uart, 8 clocks per bit: byte 35 with a pulse in bit 0 and one in bit 1 comes in; byte C4 goes out
// show: rxd
// show: busy "receiving"
// show: number "bit" dec if busy
// show: sample
// show: m_axis_tvalid "m_axis_tvalid"
// show: m_axis_tdata "m_axis_tdata" if m_axis_tvalid
// show: s_axis_tvalid "s_axis_tvalid"
// show: s_axis_tready "s_axis_tready"
// show: txd
// clocks: 3 37, 74 90
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg        rxd = 1, s_axis_tvalid = 0;
wire       txd, m_axis_tvalid, s_axis_tready, link_error;
wire [7:0] m_axis_tdata;
wire [15:0] clocks_per_bit;
wire       busy = dut.rx.busy_q;
wire [3:0] number = dut.rx.bit_q;
wire       sample = busy && (dut.rx.phase_q == dut.rx.first_q || dut.rx.phase_q == dut.rx.second_q ||
                             dut.rx.phase_q == dut.rx.third_q);

dg_uart #(.CLOCKS_PER_BIT(16'd8)) dut (
    .clk(clk), .rst(rst), .rxd(rxd), .txd(txd),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1),
    .s_axis_tdata(8'hC4), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .received(1'b0), .link_error(link_error), .clocks_per_bit(clocks_per_bit)
);

task level(input value, input integer clocks);
    begin
        rxd <= value;
        repeat (clocks) @(posedge clk);
    end
endtask

initial begin
    repeat (5) @(posedge clk);
    level(0, 8);                        // start
    level(1, 3);                        // bit 0 and a pulse
    level(0, 1);
    level(1, 4);
    level(0, 2);                        // bit 1 and a pulse
    level(1, 1);
    level(0, 5);
    level(1, 8);
    level(0, 8);
    level(1, 16);
    level(0, 16);
    level(1, 8);                        // stop
end

initial begin
    repeat (9) @(posedge clk);
    s_axis_tvalid <= 1;
    @(posedge clk);
    s_axis_tvalid <= 0;
end
endmodule
