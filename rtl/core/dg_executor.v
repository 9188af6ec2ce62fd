// SPDX-License-Identifier: Apache-2.0
// dg_executor: runs request frames, one after the other, and makes their replies (docs/protocol.md).
//
// A request is a header word and its payload; tuser is its status from dg_check and dg_session. The reply's header goes
// out at once; its payload comes from the part that the opcode belongs to: dg_exec_table, dg_exec_synth, dg_exec_csr,
// or, for ECHO, is the request's. A frame with a status other than OK, and OPEN, whose work dg_session has done, are
// read to their end and answered with a header alone. A frame takes 1 clock beyond its words; payload goes with one
// word a clock, ACCUM_RUN and lists with one operation a clock, replies of registers with one word in 4 clocks.
// All operations of a frame have been accepted by the table before the next frame's header is taken.
// Test: tests/rtl/core/executor. Proof: tests/formal/core/executor.sby.
`default_nettype none
`include "dg_defs.vh"
`include "dg_assert.vh"
`include "dg_synth_ops.vh"
`include "dg_table_ops.vh"

module dg_executor #(
    parameter FRAME_WORDS = 126,        // words of the longest frame, header included
    parameter KINDS = 6'h3F             // bit k: generator k is built; 0: there is no synthesizer
) (
    input  wire         clk,
    input  wire         rst,
    // requests, tuser = status
    input  wire [63:0]  s_axis_tdata,
    input  wire [7:0]   s_axis_tkeep,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    input  wire [7:0]   s_axis_tuser,
    // replies
    output wire [63:0]  m_axis_tdata,
    output wire [7:0]   m_axis_tkeep,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast,
    // dg_state_table
    output wire [63:0]  m_table_tdata,
    output wire [`DG_TABLE_USER-1:0] m_table_tuser,
    output wire         m_table_tvalid,
    input  wire         m_table_tready,
    input  wire [63:0]  s_table_tdata,
    input  wire         s_table_tvalid,
    output wire         table_clear,    // pulse
    // dg_synth_unit
    output wire [`DG_SYNTH_COMMAND-1:0] m_cmd_tdata,
    output wire         m_cmd_tvalid,
    input  wire         m_cmd_tready,
    output wire [63:0]  m_synth_tdata,
    output wire         m_synth_tvalid,
    input  wire         m_synth_tready,
    output wire         m_synth_tlast,
    input  wire [63:0]  s_synth_tdata,
    input  wire [7:0]   s_synth_tkeep,
    input  wire         s_synth_tvalid,
    output wire         s_synth_tready,
    input  wire         s_synth_tlast,
    // dg_csr: its port, and what it counts
    output wire [7:0]   csr_addr,
    output wire         csr_re,
    input  wire [31:0]  csr_data,
    output wire         busy,           // a frame is under way
    output wire         op,             // a table operation was accepted
    output wire         stall           // there was one, and it was not
);

// ---- which part a frame goes to ----
localparam [2:0] NOBODY = 3'd0, ECHO = 3'd1, TABLE = 3'd2, SYNTH = 3'd3, CSR = 3'd4;

reg [2:0] part;
reg       answers;                      // the reply has a payload

always @(*) begin
    part    = NOBODY;
    answers = 1'b0;
    case (s_axis_tdata[7:0])
        `DG_OPC_HELLO, `DG_OPC_CSR_READ: {part, answers} = {CSR, 1'b1};
        `DG_OPC_ECHO: {part, answers} = {ECHO, !s_axis_tlast};
        `DG_OPC_LOAD, `DG_OPC_ACCUM, `DG_OPC_ACCUM_RUN: part = TABLE;
        `DG_OPC_READ, `DG_OPC_SWAP, `DG_OPC_SWAP_KEEP, `DG_OPC_STAT: {part, answers} = {TABLE, 1'b1};
        `DG_OPC_SYNTH_RUN, `DG_OPC_SYNTH_LIST, `DG_OPC_FOLD, `DG_OPC_VERIFY: {part, answers} = {SYNTH, 1'b1};
        default: ;
    endcase
    if (s_axis_tuser != `DG_ST_OK)
        {part, answers} = {NOBODY, 1'b0};
end

// ---- the frame under way ----
reg [2:0]  part_q;
reg [63:0] header_q;                    // the reply's
reg [7:0]  arg_q;
reg        start_q;                     // first clock after the header
reg        clear_q;
reg        reading_q;                   // words of the request are still to come
reg        heading_q;                   // the reply's header waits
reg        answering_q;                 // the reply's payload is not through

wire idle = !reading_q && !heading_q && !answering_q;
wire take = s_axis_tvalid && s_axis_tready;
wire send = m_axis_tvalid && m_axis_tready;
wire begins = take && idle;

always @(posedge clk) begin
    start_q <= begins;
    clear_q <= begins && s_axis_tdata[7:0] == `DG_OPC_CLEAR && s_axis_tuser == `DG_ST_OK;
    if (begins) begin
        part_q      <= part;
        header_q    <= {s_axis_tdata[63:16], s_axis_tuser, s_axis_tdata[7:0] | 8'h80};
        arg_q       <= s_axis_tdata[15:8];
        heading_q   <= 1'b1;
        answering_q <= answers;
    end else if (send) begin
        heading_q <= 1'b0;
        if (m_axis_tlast)
            answering_q <= 1'b0;
    end
    if (take)
        reading_q <= !s_axis_tlast;
    if (rst) begin
        start_q     <= 1'b0;
        clear_q     <= 1'b0;
        reading_q   <= 1'b0;
        heading_q   <= 1'b0;
        answering_q <= 1'b0;
    end
end

assign table_clear = clear_q;
assign busy        = !idle;

// ---- the request's payload to its part ----
wire table_tready, synth_tready, csr_tready;
wire offers = reading_q && !start_q && s_axis_tvalid;
wire body   = !heading_q && answering_q;        // the reply's payload is on
reg  part_tready;

always @(*)
    case (part_q)
        ECHO:    part_tready = body && m_axis_tready;
        TABLE:   part_tready = table_tready;
        SYNTH:   part_tready = synth_tready;
        CSR:     part_tready = csr_tready;
        default: part_tready = 1'b1;
    endcase

assign s_axis_tready = idle || (reading_q && !start_q && part_tready);

// ---- the reply's payload from it ----
wire [63:0] table_tdata, synth_tdata, csr_tdata;
wire [7:0]  synth_tkeep, csr_tkeep;
wire        table_tvalid, synth_tvalid, csr_tvalid, table_tlast, synth_tlast, csr_tlast;
reg  [73:0] answer;                     // {tvalid, tlast, tkeep, tdata}

always @(*)
    case (part_q)
        TABLE:   answer = {table_tvalid, table_tlast, 8'hFF, table_tdata};
        SYNTH:   answer = {synth_tvalid, synth_tlast, synth_tkeep, synth_tdata};
        CSR:     answer = {csr_tvalid, csr_tlast, csr_tkeep, csr_tdata};
        default: answer = {offers, s_axis_tlast, s_axis_tkeep, s_axis_tdata};
    endcase

assign m_axis_tvalid = heading_q || (body && answer[73]);
assign m_axis_tlast  = heading_q ? !answering_q : answer[72];
assign m_axis_tkeep  = heading_q ? 8'hFF : answer[71:64];
assign m_axis_tdata  = heading_q ? header_q : answer[63:0];

// ---- the parts ----
wire [7:0]  opcode = {1'b0, header_q[6:0]};
wire [63:0] list_tdata, fold_tdata;
wire [`DG_TABLE_PLACE-1:0] list_tuser;
wire [`DG_TABLE_USER-1:0]  fold_tuser;
wire        list_tvalid, fold_tvalid;

dg_exec_table exec_table (
    .clk(clk), .rst(rst), .start(start_q && part_q == TABLE), .opcode(opcode), .arg(arg_q),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(offers && part_q == TABLE), .s_axis_tready(table_tready),
    .m_axis_tdata(table_tdata), .m_axis_tvalid(table_tvalid), .m_axis_tready(body && part_q == TABLE && m_axis_tready),
    .m_axis_tlast(table_tlast),
    .m_table_tdata(list_tdata), .m_table_tuser(list_tuser), .m_table_tvalid(list_tvalid),
    .m_table_tready(m_table_tready),
    .s_table_tdata(s_table_tdata), .s_table_tvalid(s_table_tvalid)
);

generate
    if (KINDS != 0) begin : g_synth
        dg_exec_synth #(.FRAME_WORDS(FRAME_WORDS)) exec_synth (
            .clk(clk), .rst(rst), .start(start_q && part_q == SYNTH), .opcode(opcode), .arg(arg_q),
            .s_axis_tdata(s_axis_tdata), .s_axis_tkeep(s_axis_tkeep), .s_axis_tvalid(offers && part_q == SYNTH),
            .s_axis_tready(synth_tready), .s_axis_tlast(s_axis_tlast),
            .m_axis_tdata(synth_tdata), .m_axis_tkeep(synth_tkeep), .m_axis_tvalid(synth_tvalid),
            .m_axis_tready(body && part_q == SYNTH && m_axis_tready), .m_axis_tlast(synth_tlast),
            .m_cmd_tdata(m_cmd_tdata), .m_cmd_tvalid(m_cmd_tvalid), .m_cmd_tready(m_cmd_tready),
            .m_synth_tdata(m_synth_tdata), .m_synth_tvalid(m_synth_tvalid), .m_synth_tready(m_synth_tready),
            .m_synth_tlast(m_synth_tlast),
            .s_synth_tdata(s_synth_tdata), .s_synth_tkeep(s_synth_tkeep), .s_synth_tvalid(s_synth_tvalid),
            .s_synth_tready(s_synth_tready), .s_synth_tlast(s_synth_tlast),
            .m_table_tdata(fold_tdata), .m_table_tuser(fold_tuser), .m_table_tvalid(fold_tvalid),
            .m_table_tready(m_table_tready)
        );
    end else begin : g_no_synth         // dg_check lets none of its frames through
        assign {m_cmd_tdata, m_cmd_tvalid} = {`DG_SYNTH_COMMAND + 1{1'b0}};
        assign {m_synth_tdata, m_synth_tvalid, m_synth_tlast, s_synth_tready} = 67'd0;
        assign {synth_tready, synth_tdata, synth_tkeep, synth_tvalid, synth_tlast} = 75'd0;
        assign {fold_tdata, fold_tuser, fold_tvalid} = {`DG_TABLE_USER + 65{1'b0}};
        wire unused_synth = &{1'b0, m_cmd_tready, m_synth_tready,
            s_synth_tdata, s_synth_tkeep, s_synth_tvalid, s_synth_tlast};
    end
endgenerate

dg_exec_csr exec_csr (
    .clk(clk), .rst(rst), .is_hello(opcode == `DG_OPC_HELLO), .arg(arg_q),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(offers && part_q == CSR), .s_axis_tready(csr_tready),
    .m_axis_tdata(csr_tdata), .m_axis_tkeep(csr_tkeep), .m_axis_tvalid(csr_tvalid),
    .m_axis_tready(body && part_q == CSR && m_axis_tready), .m_axis_tlast(csr_tlast),
    .csr_addr(csr_addr), .csr_re(csr_re), .csr_data(csr_data)
);

// ---- table operations: of a list or run, or of a FOLD; never both ----
wire is_list = part_q == TABLE && !idle;

assign m_table_tdata  = is_list ? list_tdata : fold_tdata;
assign m_table_tuser  = is_list ? {32'd1, list_tuser} : fold_tuser;
assign m_table_tvalid = is_list ? list_tvalid : fold_tvalid;
assign op             = m_table_tvalid && m_table_tready;
assign stall          = m_table_tvalid && !m_table_tready;

// exec_table.sby: a list that is through leaves no operation behind.
`DG_ASSUME(a_one_source_of_operations, !(list_tvalid && part_q != TABLE))

`ifdef FORMAL
    `include "dg_executor_fv.vh"
`endif

endmodule

`default_nettype wire
