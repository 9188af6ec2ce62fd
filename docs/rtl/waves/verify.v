// SPDX-License-Identifier: Apache-2.0
// title: dg_verify: three words of data, the second one wrong
// show: start
// show: s_axis_tvalid
// show: s_axis_tdata "data" if s_axis_tvalid
// show: s_axis_gen_tvalid
// show: s_axis_gen_tdata "generated" if s_axis_gen_tvalid
// show: s_axis_gen_tlast
// show: done
// show: mismatches dec
// show: first
// show: found if done
// latency: last done `done` {} clocks after the last word
// scale: 2
// clocks: 3 12
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg start = 0, s_axis_tvalid = 0, s_axis_gen_tvalid = 0, s_axis_gen_tlast = 0;
reg [63:0] s_axis_tdata = 0, s_axis_gen_tdata = 0;
wire done, s_axis_tready, s_axis_gen_tready;
wire [31:0] mismatches, first;
wire [63:0] found;
wire last = s_axis_gen_tvalid && s_axis_gen_tready && s_axis_gen_tlast;

dg_verify dut (
    .clk(clk), .rst(rst), .start(start), .narrow(1'b0),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .s_axis_gen_tdata(s_axis_gen_tdata), .s_axis_gen_tkeep(8'hFF), .s_axis_gen_tvalid(s_axis_gen_tvalid),
    .s_axis_gen_tready(s_axis_gen_tready), .s_axis_gen_tlast(s_axis_gen_tlast),
    .done(done), .mismatches(mismatches), .first(first), .found(found)
);

task word(input [63:0] data, input [63:0] generated, input last);
    begin
        s_axis_tvalid <= 1;
        s_axis_tdata <= data;
        s_axis_gen_tvalid <= 1;
        s_axis_gen_tdata <= generated;
        s_axis_gen_tlast <= last;
        @(posedge clk);
    end
endtask

initial begin
    repeat (3) @(posedge clk);
    start <= 1;
    @(posedge clk);
    start <= 0;
    word(64'hA0, 64'hA0, 0);
    s_axis_tvalid <= 0;
    s_axis_gen_tdata <= 64'hB1;
    @(posedge clk);
    word(64'hBB, 64'hB1, 0);
    word(64'hC2, 64'hC2, 1);
    s_axis_tvalid <= 0;
    s_axis_gen_tvalid <= 0;
    s_axis_gen_tlast <= 0;
end
endmodule
