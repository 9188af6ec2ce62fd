// SPDX-License-Identifier: Apache-2.0
// title: dg_core: READ of two contexts; how the words pass from block to block
// show: s_axis_tvalid "line in"
// show: s_axis_tdata "byte" if s_axis_tvalid
// show: deframed "dg_deframe out"
// show: checked "dg_check out"
// show: buffered "dg_rx_buffer out"
// show: runs "dg_session out"
// show: replies "dg_executor out"
// show: stored "dg_reply_store out"
// show: m_axis_tvalid "line out"
// show: m_axis_tdata "byte" if m_axis_tvalid
// show: active
// latency: closing deframed | closing flag | frame's last word, [dg_deframe](deframe.md) | {} |
// latency: deframed checked | | judged, [dg_check](check.md) | {} |
// latency: checked buffered | | header out of [dg_rx_buffer](rx_buffer.md), if it is next | {} |
// latency: buffered runs | | header out of [dg_session](session.md) | {} |
// latency: runs replies | | reply's header, [dg_executor](executor.md) | {} |
// latency: last_reply stored | reply's last word | first word out of [dg_reply_store](reply_store.md) | {} |
// latency: stored m_axis_tvalid | | flag on the line, [dg_enframe](enframe.md) | {} |
// latency: closing m_axis_tvalid A READ of two contexts: {} clocks from its closing flag to the reply's opening flag
// clocks: 184 201, 216 232
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [63:0] word = 0;
reg        word_valid = 0, last = 0;
wire       word_ready, s_axis_tvalid, s_axis_tready, m_axis_tvalid, active;
wire [7:0] s_axis_tdata, m_axis_tdata;
wire       deframed = dut.line_tvalid, checked = dut.judged_tvalid;
wire       buffered = dut.frame_tvalid && dut.frame_tready, runs = dut.run_tvalid && dut.run_tready;
wire       replies = dut.reply_tvalid && dut.reply_tready, stored = dut.sent_tvalid && dut.sent_tready;
wire       last_reply = replies && dut.reply_tlast;
reg        in_frame = 0;
wire       closing = in_frame && s_axis_tvalid && s_axis_tdata == 8'h7E;

dg_enframe host (
    .clk(clk), .rst(rst),
    .s_axis_tdata(word), .s_axis_tkeep(8'hFF),
    .s_axis_tvalid(word_valid), .s_axis_tready(word_ready), .s_axis_tlast(last),
    .m_axis_tdata(s_axis_tdata), .m_axis_tvalid(s_axis_tvalid), .m_axis_tready(s_axis_tready)
);

dg_core #(.CONTEXTS(16)) dut (
    .clk(clk), .rst(rst), .uid(64'd0),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1),
    .s_axil_awaddr(8'd0), .s_axil_awvalid(1'b0), .s_axil_wdata(32'd0), .s_axil_wstrb(4'd0), .s_axil_wvalid(1'b0),
    .s_axil_bready(1'b0), .s_axil_araddr(8'd0), .s_axil_arvalid(1'b0), .s_axil_rready(1'b0),
    .link_error(1'b0), .link_clocks(16'd0), .active(active)
);

always @(posedge clk)
    if (s_axis_tvalid)
        in_frame <= s_axis_tdata != 8'h7E;

task send(input [63:0] data, input is_last);
    begin
        word <= data;
        last <= is_last;
        word_valid <= 1;
        @(posedge clk);
        while (!word_ready)
            @(posedge clk);
        word_valid <= 0;
    end
endtask

initial begin
    repeat (4) @(posedge clk);
    send(64'h01, 0);                    // HELLO with a nonce
    send(64'h1234, 1);
    while (!active)
        @(posedge clk);
    repeat (10) @(posedge clk);         // after it there is an epoch
    send(64'h02, 0);                    // OPEN session 7
    send(64'd7, 0);
    send({32'd0, dut.epoch}, 1);
    repeat (100) @(posedge clk);
    send(64'h0000000700000213, 0);      // READ contexts 5 and 3
    send(64'h0305, 1);
end
endmodule
