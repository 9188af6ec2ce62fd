// SPDX-License-Identifier: Apache-2.0
// dg_exec_table: lists and runs of table operations (docs/protocol.md, "Lists" and "Runs") to operations of
// dg_state_table, and their results to reply words.
//
// `start` begins a frame; its payload follows on s_axis, the reply's payload comes on m_axis. One word a clock: an
// operation for each operand or delta; for lists without operands an operation a clock from each word of contexts.
// STAT takes three operations a record, as its reply takes three words. Results cannot be held back, so an operation
// goes only when there is a place for its result. The frame has been checked. Tests: tests/rtl/core/executor.
`default_nettype none
`include "dg_defs.vh"
`include "dg_table_ops.vh"
`include "dg_assert.vh"

module dg_exec_table (
    input  wire        clk,
    input  wire        rst,
    input  wire        start,           // pulse, at least one clock before the first word
    input  wire [7:0]  opcode,          // stand from `start` to the end of the frame
    input  wire [7:0]  arg,
    // payload of the request
    input  wire [63:0] s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // payload of the reply
    output wire [63:0] m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        m_axis_tlast,
    // operations: {context, operation}
    output wire [63:0] m_table_tdata,
    output wire [`DG_TABLE_PLACE-1:0] m_table_tuser,
    output wire        m_table_tvalid,
    input  wire        m_table_tready,
    // results
    input  wire [63:0] s_table_tdata,
    input  wire        s_table_tvalid
);

localparam PLACES = 32;                 // results waiting or under way: more than the table's latency and the queue's

wire is_run   = opcode == `DG_OPC_ACCUM_RUN;
wire is_stat  = opcode == `DG_OPC_STAT;
wire has_data = is_run || opcode == `DG_OPC_LOAD || opcode == `DG_OPC_ACCUM || opcode == `DG_OPC_SWAP;
wire returns  = opcode == `DG_OPC_READ || opcode == `DG_OPC_SWAP || opcode == `DG_OPC_SWAP_KEEP || is_stat;

// ---- records: a word of contexts serves up to eight ----
reg [63:0] contexts_q;                  // the next record's lowest
reg [3:0]  group_q;                     // records left in contexts_q
reg [7:0]  records_q;                   // records left in the frame
reg [1:0]  step_q;                      // of STAT: reference, accumulator, count
reg [5:0]  places_q;

wire asks = !is_run && group_q == 4'd0;             // for a word of contexts
wire has_op = (is_run ? s_axis_tvalid : group_q != 4'd0 && (s_axis_tvalid || !has_data)) &&
              (places_q != 6'd0 || !returns);
wire op   = m_table_tvalid && m_table_tready;
wire ends = op && !is_run && (!is_stat || step_q == 2'd2);

always @(posedge clk) begin
    if (asks && s_axis_tvalid) begin
        contexts_q <= s_axis_tdata;
        group_q    <= records_q > 8'd8 ? 4'd8 : records_q[3:0];
    end
    if (ends) begin
        contexts_q <= {8'd0, contexts_q[63:8]};
        group_q    <= group_q - 4'd1;
        records_q  <= records_q - 8'd1;
    end
    if (op)
        step_q <= ends ? 2'd0 : step_q + 2'd1;
    if (start) begin
        records_q <= arg;
        step_q    <= 2'd0;
    end
    if (rst)
        group_q <= 4'd0;
end

assign s_axis_tready = asks || (has_data && op);

// ---- operations ----
reg [2:0] operation;

always @(*)
    case (opcode)
        `DG_OPC_LOAD:      operation = `DG_TABLE_LOAD;
        `DG_OPC_READ:      operation = `DG_TABLE_READ;
        `DG_OPC_SWAP:      operation = `DG_TABLE_SWAP;
        `DG_OPC_SWAP_KEEP: operation = `DG_TABLE_SWAP_KEEP;
        `DG_OPC_STAT:      operation = step_q == 2'd0 ? `DG_TABLE_REFERENCE :
                                       step_q == 2'd1 ? `DG_TABLE_ACCUMULATOR : `DG_TABLE_COUNT;
        default:           operation = `DG_TABLE_ACCUM;
    endcase

assign m_table_tdata  = s_axis_tdata;
assign m_table_tuser  = {is_run ? arg : contexts_q[7:0], operation};
assign m_table_tvalid = has_op;

// ---- results ----
reg  [9:0] replies_q;                   // words of the reply still to come
wire       queue_ready;
wire       sent = m_axis_tvalid && m_axis_tready;

always @(posedge clk) begin
    places_q <= places_q - {5'd0, op && returns} + {5'd0, sent};
    if (start)
        replies_q <= is_stat ? {1'b0, arg, 1'b0} + {2'd0, arg} : {2'd0, arg};
    else if (sent)
        replies_q <= replies_q - 10'd1;
    if (rst)
        places_q <= PLACES;
end

dg_fifo #(.WIDTH(64), .DEPTH(PLACES)) results (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_table_tdata), .s_axis_tvalid(s_table_tvalid), .s_axis_tready(queue_ready),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready)
);

assign m_axis_tlast = replies_q == 10'd1;

`DG_ASSERT(a_place_for_every_result, !s_table_tvalid || queue_ready)

wire unused = &{1'b0, queue_ready};

`ifdef FORMAL
    `include "dg_exec_table_fv.vh"
`endif

endmodule

`default_nettype wire
