// SPDX-License-Identifier: Apache-2.0
// title: dg_session: number 0 runs; it comes again: replay; number 2 before number 1: dropped
// show: s_axis_tvalid
// show: s_axis_tready
// show: kind "request" text if s_axis_tvalid
// show: s_axis_tlast "tlast" if s_axis_tvalid
// show: state text
// show: expected "expected number" dec
// show: start
// show: slot if marks
// show: replay
// show: gap
// show: m_axis_tvalid
// show: passed "passed on" text if m_axis_tvalid
// show: storing
// latency: s_axis_tvalid m_axis_tvalid Header in to header out {} clocks
// clocks: 20 42
`timescale 1ns/1ns
module wave;
`include "bench.vh"
localparam [31:0] NAME = 32'h5EED0001;
reg [63:0] s_axis_tdata = 0;
reg        s_axis_tvalid = 0, s_axis_tlast = 0;
wire       s_axis_tready, m_axis_tvalid, m_axis_tlast, start, replay, gap, busy;
wire [63:0] m_axis_tdata;
wire [7:0]  m_axis_tkeep, m_axis_tuser;
wire [3:0]  slot;
wire [31:0] epoch, session;
wire [15:0] expected = dut.expected_q;
wire        marks = start || replay;
reg [63:0]  state, kind;
wire [63:0] passed = state == "header" ? "header" : kind;
reg [3:0]   storing_q = 0;
wire        storing = storing_q != 0;

dg_session dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(8'hFF), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .s_axis_tlast(s_axis_tlast), .s_axis_tuser(8'd0),
    .m_axis_tdata(m_axis_tdata), .m_axis_tkeep(m_axis_tkeep), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(1'b1),
    .m_axis_tlast(m_axis_tlast), .m_axis_tuser(m_axis_tuser),
    .slot(slot), .start(start), .replay(replay), .storing(storing),
    .gap(gap), .busy(busy), .epoch(epoch), .session(session)
);

// a reply store that has each reply 5 clocks after `start`
always @(posedge clk)
    storing_q <= {storing_q[2:0], start};

always @*
    case (dut.state_q)
        3'd0: state = "take";
        3'd1: state = "decide";
        3'd2, 3'd3: state = "open";
        3'd4: state = "header";
        3'd5: state = "body";
        3'd6: state = "finish";
        default: state = "drain";
    endcase

task word(input [63:0] data, input last, input [63:0] what);
    begin
        s_axis_tdata <= data;
        s_axis_tlast <= last;
        s_axis_tvalid <= 1;
        kind <= what;
        @(posedge clk);
        while (!s_axis_tready)
            @(posedge clk);
        s_axis_tvalid <= 0;
    end
endtask

task frame(input [15:0] number, input [63:0] what);
    begin
        word({NAME, number, 16'h0312}, 0, what);
        word(64'hDE17A, 1, "delta");
    end
endtask

initial begin
    repeat (4) @(posedge clk);
    word(64'h01, 0, "HELLO");
    word(64'h1234, 1, "nonce");
    word(64'h02, 0, "OPEN");
    word({32'd0, NAME}, 0, "nonce");
    word({32'd0, epoch}, 1, "epoch");
    repeat (6) @(posedge clk);
    frame(0, "seq 0");
    frame(0, "seq 0");
    frame(2, "seq 2");
end
endmodule
