// SPDX-License-Identifier: Apache-2.0
// dg_exec_synth: SYNTH_RUN, SYNTH_LIST, FOLD and VERIFY (docs/protocol.md, "Runs") to commands of dg_synth_unit, and
// its results to reply words; the result of FOLD goes to the state table first.
//
// `start` begins a frame; its payload follows on s_axis, the reply's payload comes on m_axis. One word a clock, but for
// VERIFY: the command names the number of cells, which is known when all its data is here, so these are stored first.
// The frame has been checked. Tests: tests/rtl/core/executor.
`default_nettype none
`include "dg_defs.vh"
`include "dg_synth_ops.vh"
`include "dg_table_ops.vh"

module dg_exec_synth #(
    parameter FRAME_WORDS = 126         // words of the longest frame
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         start,          // pulse, at least one clock before the first word
    input  wire [7:0]   opcode,         // stand from `start` to the end of the frame
    input  wire [7:0]   arg,
    // payload of the request
    input  wire [63:0]  s_axis_tdata,
    input  wire [7:0]   s_axis_tkeep,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    // payload of the reply
    output wire [63:0]  m_axis_tdata,
    output wire [7:0]   m_axis_tkeep,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast,
    // commands, addresses or data, results of dg_synth_unit
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
    // FOLD's operation: {inc, context, operation}
    output wire [63:0]  m_table_tdata,
    output wire [`DG_TABLE_USER-1:0] m_table_tuser,
    output wire         m_table_tvalid,
    input  wire         m_table_tready
);

wire is_list   = opcode == `DG_OPC_SYNTH_LIST;
wire is_fold   = opcode == `DG_OPC_FOLD;
wire is_verify = opcode == `DG_OPC_VERIFY;
wire is_narrow = arg == `DG_KIND_TORUS32 || arg == `DG_KIND_SHUFFLED32;
wire [1:0] mode = is_list ? `DG_SYNTH_LIST : is_fold ? `DG_SYNTH_FOLD : is_verify ? `DG_SYNTH_VERIFY : `DG_SYNTH_RUN;

// ---- the fields of the command, a word each in this order, then addresses or data ----
localparam [2:0] CONTEXT = 3'd0, SEED = 3'd1, BASE = 3'd2, COUNT = 3'd3,
                 STORE = 3'd4,          // VERIFY: count and keep the data
                 COMMAND = 3'd5,
                 STREAM = 3'd6;         // addresses or data in, results out

reg [2:0]  state_q;
reg [7:0]  context_q;
reg [63:0] seed_q, base_q;
reg [31:0] count_q;                     // cells
reg        accumulated_q;               // FOLD: its result is in the table

wire take = s_axis_tvalid && s_axis_tready;
wire [31:0] cells = is_narrow && s_axis_tkeep[7] ? 32'd2 : 32'd1;      // in a word of data

always @(posedge clk) begin
    case (state_q)
        CONTEXT: if (take) begin
            context_q <= s_axis_tdata[7:0];
            state_q   <= SEED;
        end
        SEED: if (take) begin
            seed_q  <= s_axis_tdata;
            state_q <= is_list ? COMMAND : BASE;
        end
        BASE: if (take) begin
            base_q  <= s_axis_tdata;
            count_q <= 32'd0;
            state_q <= is_verify ? STORE : COUNT;
        end
        COUNT: if (take) begin
            count_q <= s_axis_tdata[31:0];
            state_q <= COMMAND;
        end
        STORE: if (take) begin
            count_q <= count_q + cells;
            if (s_axis_tlast)
                state_q <= COMMAND;
        end
        COMMAND: if (m_cmd_tready)
            state_q <= STREAM;
        default: ;
    endcase
    if (start)
        state_q <= is_fold ? CONTEXT : SEED;
    if (rst)
        state_q <= STREAM;
end

assign m_cmd_tdata  = {count_q, base_q, seed_q, arg[2:0], mode};
assign m_cmd_tvalid = state_q == COMMAND;

// ---- data of VERIFY, addresses of SYNTH_LIST ----
wire [63:0] stored_tdata;
wire        stored_tvalid, store_ready;
wire        streams = state_q == STREAM;

dg_fifo #(.WIDTH(64), .DEPTH(1 << $clog2(FRAME_WORDS))) store (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid && state_q == STORE), .s_axis_tready(store_ready),
    .m_axis_tdata(stored_tdata), .m_axis_tvalid(stored_tvalid), .m_axis_tready(streams && is_verify && m_synth_tready)
);

assign m_synth_tdata  = is_verify ? stored_tdata : s_axis_tdata;
assign m_synth_tvalid = streams && (is_verify ? stored_tvalid : is_list && s_axis_tvalid);
assign m_synth_tlast  = s_axis_tlast;

assign s_axis_tready = state_q == STORE ? store_ready : streams ? is_list && m_synth_tready : state_q != COMMAND;

// ---- results ----
wire [31:0] words = is_narrow ? {1'b0, count_q[31:1]} + {31'd0, count_q[0]} : count_q;

always @(posedge clk) begin
    if (m_table_tvalid && m_table_tready)
        accumulated_q <= 1'b1;
    if (start)
        accumulated_q <= 1'b0;
end

assign m_table_tdata  = s_synth_tdata;
assign m_table_tuser  = {words, context_q, `DG_TABLE_ACCUM};
assign m_table_tvalid = streams && is_fold && s_synth_tvalid && !accumulated_q;

wire passes = !is_fold || accumulated_q;

assign m_axis_tdata   = s_synth_tdata;
assign m_axis_tkeep   = s_synth_tkeep;
assign m_axis_tvalid  = s_synth_tvalid && passes;
assign m_axis_tlast   = s_synth_tlast;
assign s_synth_tready = m_axis_tready && passes;

wire unused = &{1'b0, s_axis_tkeep[6:0]};       // a word of data is whole, or half: tkeep is 8'hFF or 8'h0F

endmodule

`default_nettype wire
