// SPDX-License-Identifier: Apache-2.0
// dg_core: the whole of Deltagen behind a byte stream: frame layer, executor, state table, synthesizers, registers.
//
// Takes frames and gives replies as docs/protocol.md defines them; what the registers of the AXI4-Lite slave mean is in
// docs/reference/defs.md. Every frame runs exactly once. A byte a clock each way; the host may have RX_WORDS words
// under way, so s_axis_tready is always high. Frames that arrive after reset wait until the table has cleared itself,
// CONTEXTS * TABLE_II clocks. Bad input is answered or dropped as the protocol says and changes nothing.
// Test: tests/rtl/core/core. Drawing: docs/rtl/core.svg.
`default_nettype none
`include "dg_defs.vh"
`include "dg_synth_ops.vh"
`include "dg_table_ops.vh"

module dg_core #(
    parameter integer CONTEXTS    = 256,        // delta-state contexts, a power of two, 2..256
    parameter integer LANES       = 1,          // synthesizers at work in a fold, a power of two, 1..64
    parameter integer II          = 1,          // clocks per cell: 1 or 8
    parameter         KINDS       = 6'h3F,      // bit k: generator k is built; 0: no synthesizer
    parameter integer TABLE_II    = 1,          // clocks per table operation: 1 or 8
    parameter integer WINDOW      = 8,          // sequenced frames that may be unanswered, a power of two, 2..128
    parameter integer FRAME_WORDS = 126,        // 64-bit words of the longest frame, header included, 16..512
    parameter integer RX_WORDS    = 512,        // words of requests that may be under way, a power of two
    parameter [31:0]  BOARD       = 32'd0,      // board id
    parameter [31:0]  CLOCK_HZ    = 32'd100000000,
    parameter [63:0]  BUILD       = 64'd0       // hash of the sources
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,                     // the board's own serial number, 0 = none
    // bytes from the link
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // bytes to the link
    output wire [7:0]  m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    // what the link may know of the frames that it brings, a pulse each; and what the registers show of the link
    output wire        received,                // a frame arrived intact
    output wire        bad_frame,               // one was dropped for a wrong CRC, or for being too short
    input  wire        link_error,              // pulse: the link lost a byte
    input  wire [15:0] link_clocks,             // clocks per bit of a serial link, 0 = other links
    // registers, read-only
    input  wire [7:0]  s_axil_awaddr,
    input  wire        s_axil_awvalid,
    output wire        s_axil_awready,
    input  wire [31:0] s_axil_wdata,
    input  wire [3:0]  s_axil_wstrb,
    input  wire        s_axil_wvalid,
    output wire        s_axil_wready,
    output wire [1:0]  s_axil_bresp,
    output wire        s_axil_bvalid,
    input  wire        s_axil_bready,
    input  wire [7:0]  s_axil_araddr,
    input  wire        s_axil_arvalid,
    output wire        s_axil_arready,
    output wire [31:0] s_axil_rdata,
    output wire [1:0]  s_axil_rresp,
    output wire        s_axil_rvalid,
    input  wire        s_axil_rready,
    output wire        active                   // a frame is being run: for a light
);

// ---- requests: bytes, judged words, whole frames, frames that run ----

wire [63:0] line_tdata, judged_tdata, frame_tdata, run_tdata;
wire [7:0]  line_tkeep, judged_tkeep, frame_tkeep, run_tkeep;
wire        line_tvalid, judged_tvalid, frame_tvalid, run_tvalid;
wire        line_tlast, judged_tlast, frame_tlast, run_tlast;
wire [7:0]  judged_tuser, frame_tuser, run_tuser;
wire        line_tuser, judged_bad, frame_tready, run_tready;
wire        overrun, replay, gap;

dg_deframe deframe (
    .clk(clk), .rst(rst),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .m_axis_tdata(line_tdata), .m_axis_tkeep(line_tkeep), .m_axis_tvalid(line_tvalid), .m_axis_tlast(line_tlast),
    .m_axis_tuser(line_tuser), .bad_frame(bad_frame)
);

dg_check #(.CONTEXTS(CONTEXTS), .KINDS(KINDS), .FRAME_WORDS(FRAME_WORDS)) check (
    .clk(clk), .rst(rst),
    .s_axis_tdata(line_tdata), .s_axis_tkeep(line_tkeep), .s_axis_tvalid(line_tvalid), .s_axis_tlast(line_tlast),
    .s_axis_tuser(line_tuser),
    .m_axis_tdata(judged_tdata), .m_axis_tkeep(judged_tkeep), .m_axis_tvalid(judged_tvalid),
    .m_axis_tlast(judged_tlast), .m_axis_tuser(judged_tuser), .m_axis_bad(judged_bad)
);

dg_rx_buffer #(.WORDS(RX_WORDS), .FRAME_WORDS(FRAME_WORDS)) rx_buffer (
    .clk(clk), .rst(rst),
    .s_axis_tdata(judged_tdata), .s_axis_tkeep(judged_tkeep), .s_axis_tvalid(judged_tvalid),
    .s_axis_tlast(judged_tlast), .s_axis_tuser(judged_tuser), .s_axis_bad(judged_bad),
    .m_axis_tdata(frame_tdata), .m_axis_tkeep(frame_tkeep), .m_axis_tvalid(frame_tvalid),
    .m_axis_tready(frame_tready), .m_axis_tlast(frame_tlast), .m_axis_tuser(frame_tuser),
    .received(received), .overrun(overrun)
);

wire [$clog2(WINDOW):0] slot;
wire [31:0]             epoch, session;
wire                    start, storing;

dg_session #(.WINDOW(WINDOW)) sessions (
    .clk(clk), .rst(rst),
    .s_axis_tdata(frame_tdata), .s_axis_tkeep(frame_tkeep), .s_axis_tvalid(frame_tvalid),
    .s_axis_tready(frame_tready), .s_axis_tlast(frame_tlast), .s_axis_tuser(frame_tuser),
    .m_axis_tdata(run_tdata), .m_axis_tkeep(run_tkeep), .m_axis_tvalid(run_tvalid), .m_axis_tready(run_tready),
    .m_axis_tlast(run_tlast), .m_axis_tuser(run_tuser),
    .slot(slot), .start(start), .replay(replay), .storing(storing),
    .gap(gap), .busy(active), .epoch(epoch), .session(session)
);

// ---- the work ----

wire [63:0]  reply_tdata;
wire [7:0]   reply_tkeep;
wire         reply_tvalid, reply_tready, reply_tlast;
wire [63:0]  operation_tdata, result_tdata;
wire [`DG_TABLE_USER-1:0] operation_tuser;
wire         operation_tvalid, operation_tready, result_tvalid, table_clear;
wire [`DG_SYNTH_COMMAND-1:0] cmd_tdata;
wire         cmd_tvalid, cmd_tready;
wire [63:0]  operand_tdata, cells_tdata;
wire         operand_tvalid, operand_tready, operand_tlast;
wire [7:0]   cells_tkeep;
wire         cells_tvalid, cells_tready, cells_tlast;
wire [7:0]   csr_addr;
wire [31:0]  csr_data;
wire         csr_re, busy, op, stall;
wire [6:0]   cells;

dg_executor #(.FRAME_WORDS(FRAME_WORDS), .KINDS(KINDS)) executor (
    .clk(clk), .rst(rst),
    .s_axis_tdata(run_tdata), .s_axis_tkeep(run_tkeep), .s_axis_tvalid(run_tvalid), .s_axis_tready(run_tready),
    .s_axis_tlast(run_tlast), .s_axis_tuser(run_tuser),
    .m_axis_tdata(reply_tdata), .m_axis_tkeep(reply_tkeep), .m_axis_tvalid(reply_tvalid),
    .m_axis_tready(reply_tready), .m_axis_tlast(reply_tlast),
    .m_table_tdata(operation_tdata), .m_table_tuser(operation_tuser), .m_table_tvalid(operation_tvalid),
    .m_table_tready(operation_tready), .s_table_tdata(result_tdata), .s_table_tvalid(result_tvalid),
    .table_clear(table_clear),
    .m_cmd_tdata(cmd_tdata), .m_cmd_tvalid(cmd_tvalid), .m_cmd_tready(cmd_tready),
    .m_synth_tdata(operand_tdata), .m_synth_tvalid(operand_tvalid), .m_synth_tready(operand_tready),
    .m_synth_tlast(operand_tlast),
    .s_synth_tdata(cells_tdata), .s_synth_tkeep(cells_tkeep), .s_synth_tvalid(cells_tvalid),
    .s_synth_tready(cells_tready), .s_synth_tlast(cells_tlast),
    .csr_addr(csr_addr), .csr_re(csr_re), .csr_data(csr_data),
    .busy(busy), .op(op), .stall(stall)
);

generate
    if (TABLE_II != 1 && TABLE_II != 8) begin : g_check_table_ii
        dg_core_TABLE_II_must_be_1_or_8 stop ();
    end
    if (TABLE_II == 1) begin : g_table
        dg_state_table #(.CONTEXTS(CONTEXTS)) state_table (
            .clk(clk), .rst(rst),
            .s_axis_tdata(operation_tdata), .s_axis_tuser(operation_tuser), .s_axis_tvalid(operation_tvalid),
            .s_axis_tready(operation_tready), .m_axis_tdata(result_tdata), .m_axis_tvalid(result_tvalid),
            .clear(table_clear)
        );
    end else begin : g_table_iter
        dg_state_table_iter #(.CONTEXTS(CONTEXTS)) state_table (
            .clk(clk), .rst(rst),
            .s_axis_tdata(operation_tdata), .s_axis_tuser(operation_tuser), .s_axis_tvalid(operation_tvalid),
            .s_axis_tready(operation_tready), .m_axis_tdata(result_tdata), .m_axis_tvalid(result_tvalid),
            .clear(table_clear)
        );
    end
endgenerate

generate
    if (KINDS != 0) begin : g_synth
        dg_synth_unit #(.LANES(LANES), .II(II), .KINDS(KINDS)) synth_unit (
            .clk(clk), .rst(rst),
            .s_cmd_tdata(cmd_tdata), .s_cmd_tvalid(cmd_tvalid), .s_cmd_tready(cmd_tready),
            .s_axis_tdata(operand_tdata), .s_axis_tvalid(operand_tvalid), .s_axis_tready(operand_tready),
            .s_axis_tlast(operand_tlast),
            .m_axis_tdata(cells_tdata), .m_axis_tkeep(cells_tkeep), .m_axis_tvalid(cells_tvalid),
            .m_axis_tready(cells_tready), .m_axis_tlast(cells_tlast),
            .cells(cells)
        );
    end else begin : g_no_synth
        assign cmd_tready = 1'b0;
        assign operand_tready = 1'b0;
        assign {cells_tdata, cells_tkeep, cells_tvalid, cells_tlast, cells} = 81'd0;
        wire unused_synth = &{1'b0, cmd_tdata, cmd_tvalid, operand_tdata, operand_tvalid, operand_tlast, cells_tready};
    end
endgenerate

// ---- replies ----

wire [63:0] sent_tdata;
wire [7:0]  sent_tkeep;
wire        sent_tvalid, sent_tready, sent_tlast;

dg_reply_store #(.WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS)) reply_store (
    .clk(clk), .rst(rst),
    .slot(slot), .start(start), .replay(replay), .storing(storing),
    .s_axis_tdata(reply_tdata), .s_axis_tkeep(reply_tkeep), .s_axis_tvalid(reply_tvalid),
    .s_axis_tready(reply_tready), .s_axis_tlast(reply_tlast),
    .m_axis_tdata(sent_tdata), .m_axis_tkeep(sent_tkeep), .m_axis_tvalid(sent_tvalid), .m_axis_tready(sent_tready),
    .m_axis_tlast(sent_tlast)
);

dg_enframe enframe (
    .clk(clk), .rst(rst),
    .s_axis_tdata(sent_tdata), .s_axis_tkeep(sent_tkeep), .s_axis_tvalid(sent_tvalid), .s_axis_tready(sent_tready),
    .s_axis_tlast(sent_tlast),
    .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready)
);

// ---- registers ----

dg_csr #(
    .CONTEXTS(CONTEXTS), .LANES(LANES), .II(II), .KINDS(KINDS), .WINDOW(WINDOW), .FRAME_WORDS(FRAME_WORDS),
    .RX_WORDS(RX_WORDS), .BOARD(BOARD), .CLOCK_HZ(CLOCK_HZ), .BUILD(BUILD)
) csr (
    .clk(clk), .rst(rst),
    .s_axil_awaddr(s_axil_awaddr), .s_axil_awvalid(s_axil_awvalid), .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata), .s_axil_wstrb(s_axil_wstrb), .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp), .s_axil_bvalid(s_axil_bvalid), .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr), .s_axil_arvalid(s_axil_arvalid), .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata), .s_axil_rresp(s_axil_rresp), .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .csr_addr(csr_addr), .csr_re(csr_re), .csr_data(csr_data),
    .uid(uid), .epoch(epoch), .session(session),
    .op(op), .stall(stall), .cells(cells), .busy(busy),
    .frame(received), .crc_error(bad_frame), .overrun(overrun), .replay(replay), .gap(gap),
    .link_error(link_error), .link_clocks(link_clocks)
);

endmodule

`default_nettype wire
