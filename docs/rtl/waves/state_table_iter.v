// SPDX-License-Identifier: Apache-2.0
// title: dg_state_table_iter: an accumulation and a read of the same context; 16 bits a clock in steps 2 to 5
// show: s_axis_tvalid
// show: s_axis_tready
// show: name "operation" text if s_axis_tvalid
// show: step "step" if running
// show: operand "operand, low 16 bits" if running
// show: we "write"
// show: written "write: value" if we
// show: m_axis_tvalid
// show: quarters "result: quarters' last digits" if m_axis_tvalid
// latency: reads m_axis_tvalid each result {} clocks after its operation
// clocks: 27 50
`timescale 1ns/1ns
module wave;
`include "bench.vh"
`include "dg_table_ops.vh"
reg [63:0] s_axis_tdata = 0;
reg [`DG_TABLE_USER-1:0] s_axis_tuser = 0;
reg        s_axis_tvalid = 0;
wire       s_axis_tready, m_axis_tvalid;
wire [63:0] m_axis_tdata;
wire [2:0]  step = dut.step_q;
wire        running = dut.running_q, we = dut.uses;
wire [15:0] operand = dut.operand, written = dut.new_value;
wire [15:0] quarters = {m_axis_tdata[51:48], m_axis_tdata[35:32], m_axis_tdata[19:16], m_axis_tdata[3:0]};
wire        reads = s_axis_tvalid && s_axis_tready && s_axis_tuser[2:0] == `DG_TABLE_READ;
reg [63:0]  name;

dg_state_table_iter #(.CONTEXTS(2)) dut (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tuser(s_axis_tuser), .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready), .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .clear(1'b0)
);

task operation(input [2:0] op, input [63:0] operand, input [63:0] what);
    begin
        s_axis_tvalid <= 1;
        s_axis_tuser <= {32'd1, 8'd1, op};
        s_axis_tdata <= operand;
        name <= what;
        @(posedge clk);
        while (!s_axis_tready) @(posedge clk);
    end
endtask

initial begin
    repeat (28) @(posedge clk);
    operation(`DG_TABLE_ACCUM, 64'h0004_0003_0002_0001, "accum");
    operation(`DG_TABLE_READ, 0, "read");
    s_axis_tvalid <= 0;
end
endmodule
