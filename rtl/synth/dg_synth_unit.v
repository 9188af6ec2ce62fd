// SPDX-License-Identifier: Apache-2.0
// dg_synth_unit: runs and lists of cells, fold and verification: LANES synthesizers and what uses them.
//
// One command at a time: tdata = {count, base, seed, kind, mode}. Generators as in docs/numerics.md.
//   mode 0 RUN     count cells from base on, packed into words
//   mode 1 LIST    the cells of the addresses on s_axis, up to its tlast (count is not looked at)
//   mode 2 FOLD    one word: the XOR of the run's 64-bit words; all lanes work
//   mode 3 VERIFY  compares the run with the words on s_axis; two words: {index of the first mismatching cell, all ones
//                  if none; mismatches}, then for FEISTEL the address to which that cell of the data belongs, else 0
// count is at least 1, kind one of KINDS; dg_check sees to that. Lists and the data to verify end with the words that
// the command asks for. A cell every II clocks and lane, latency some 20 clocks more than dg_synth's. Reset forgets
// everything.
// Tests: tests/rtl/synth/synth_unit.
`default_nettype none
`include "dg_defs.vh"
`include "dg_synth_ops.vh"

module dg_synth_unit #(
    parameter integer LANES = 1,        // synthesizers, a power of two, 1..64
    parameter integer II = 1,           // clocks per cell: 1 or 8
    parameter KINDS = 6'h3F             // bit k: generator k is built
) (
    input  wire         clk,
    input  wire         rst,
    input  wire [`DG_SYNTH_COMMAND-1:0] s_cmd_tdata,
    input  wire         s_cmd_tvalid,
    output wire         s_cmd_tready,
    // addresses or data
    input  wire [63:0]  s_axis_tdata,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    // results
    output wire [63:0]  m_axis_tdata,
    output wire [7:0]   m_axis_tkeep,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast,
    // cells made in the last clock
    output reg  [6:0]   cells
);

localparam [7:0] INVERSE = `DG_KIND_FEISTEL_INV;
localparam integer SETTLE = $clog2(LANES) + 2;  // clocks from the last cell to the fold

localparam [2:0] IDLE = 3'd0,
                 BEGIN = 3'd1,
                 WORK = 3'd2,
                 ASK = 3'd3,            // for the address to which a wrong word belongs
                 HEAR = 3'd4,
                 FIRST = 3'd5,          // of two words
                 LAST = 3'd6;

// ---- command and control ----

reg  [2:0]  state_q;
reg  [1:0]  mode_q;
reg  [2:0]  kind_q;
reg  [63:0] seed_q, base_q;
reg  [31:0] count_q;
reg         narrow_q;                   // cells of 4 bytes

wire begins = state_q == BEGIN;
wire [7:0] kind = {5'd0, s_cmd_tdata[4:2]};
wire folded, verified;                  // pulses: that mode has its result
wire [31:0] mismatches, first;
wire [63:0] fold, found;
reg  [63:0] origin_q;
wire        cell_valid;                 // of lane 0
wire [63:0] cell_data;

wire done = m_axis_tvalid && m_axis_tready && m_axis_tlast;
wire asks = verified && {5'd0, kind_q} == `DG_KIND_FEISTEL && first != 32'hFFFFFFFF;
wire ask_taken;

always @(posedge clk) begin
    case (state_q)
        IDLE:    if (s_cmd_tvalid) state_q <= BEGIN;
        BEGIN:   state_q <= WORK;
        WORK:    if (folded) state_q <= LAST;
                 else if (verified) state_q <= asks ? ASK : FIRST;
                 else if (done) state_q <= IDLE;
        ASK:     if (ask_taken) state_q <= HEAR;
        HEAR:    if (cell_valid) state_q <= FIRST;
        FIRST:   if (m_axis_tready) state_q <= LAST;
        default: if (m_axis_tready) state_q <= IDLE;
    endcase
    if (rst)
        state_q <= IDLE;
end

always @(posedge clk) begin
    if (state_q == IDLE) begin
        {count_q, base_q, seed_q, kind_q, mode_q} <= s_cmd_tdata;
        narrow_q <= kind == `DG_KIND_TORUS32 || kind == `DG_KIND_SHUFFLED32;
    end
    origin_q <= begins ? 64'd0 : state_q == HEAR ? cell_data : origin_q;
end

assign s_cmd_tready = state_q == IDLE;

// ---- lanes ----

wire [LANES-1:0]    lane_valid, lane_last, lane_none;
wire [64*LANES-1:0] lane_data;
wire                pack_tready;
wire works   = state_q == WORK;
wire cells_tready = mode_q == `DG_SYNTH_FOLD || state_q == HEAR || pack_tready;

genvar l;
generate
    for (l = 0; l < LANES; l = l + 1) begin : lane
        wire [63:0] run_tdata, tdata;
        wire        run_tvalid, run_tready, run_tlast, tvalid, tready, tlast;
        wire        none;

        dg_run_address #(.LANES(LANES), .LANE(l)) run_address (
            .clk(clk), .rst(rst),
            .start(begins && mode_q != `DG_SYNTH_LIST), .deal(mode_q == `DG_SYNTH_FOLD),
            .base(base_q), .count(count_q), .none(none),
            .m_axis_tdata(run_tdata), .m_axis_tvalid(run_tvalid), .m_axis_tready(run_tready), .m_axis_tlast(run_tlast)
        );

        if (l == 0) begin : sources
            wire lists = works && mode_q == `DG_SYNTH_LIST;
            wire asking = state_q == ASK;
            assign tdata  = asking ? found : lists ? s_axis_tdata : run_tdata;
            assign tvalid = asking || (lists ? s_axis_tvalid : run_tvalid);
            assign tlast  = asking || (lists ? s_axis_tlast : run_tlast);
            assign run_tready = tready;
            assign ask_taken  = tready;
        end else begin : source
            assign tdata  = run_tdata;
            assign tvalid = run_tvalid;
            assign tlast  = run_tlast;
            assign run_tready = tready;
        end

        dg_synth #(.II(II), .KINDS(KINDS[5:0])) synth (
            .clk(clk), .rst(rst),
            .s_axis_tdata({seed_q, tdata}), .s_axis_tuser(state_q == ASK ? INVERSE[2:0] : kind_q),
            .s_axis_tvalid(tvalid), .s_axis_tready(tready), .s_axis_tlast(tlast),
            .m_axis_tdata(lane_data[64*l +: 64]), .m_axis_tvalid(lane_valid[l]), .m_axis_tready(cells_tready),
            .m_axis_tlast(lane_last[l])
        );
        assign lane_none[l] = none;
    end
endgenerate

assign cell_valid = lane_valid[0];
assign cell_data  = lane_data[63:0];

// ---- cells into words ----

wire [63:0] word_tdata;
wire [7:0]  word_tkeep;
wire        word_tvalid, word_tready, word_tlast;

dg_pack pack (
    .clk(clk), .rst(rst), .narrow(narrow_q),
    .s_axis_tdata(cell_data), .s_axis_tvalid(works && mode_q != `DG_SYNTH_FOLD && cell_valid),
    .s_axis_tready(pack_tready), .s_axis_tlast(lane_last[0]),
    .m_axis_tdata(word_tdata), .m_axis_tkeep(word_tkeep), .m_axis_tvalid(word_tvalid), .m_axis_tready(word_tready),
    .m_axis_tlast(word_tlast)
);

// ---- FOLD ----

dg_fold #(.LANES(LANES)) fold_lanes (
    .clk(clk), .start(begins), .narrow(narrow_q),
    .s_axis_tdata(lane_data), .s_axis_tvalid(lane_valid & {LANES{mode_q == `DG_SYNTH_FOLD}}), .result(fold)
);

reg  [LANES-1:0] ended_q;
reg              all_ended_q;
reg  [3:0]       settle_q;              // clocks since all lanes ended
always @(posedge clk) begin
    ended_q     <= begins ? lane_none : ended_q | (lane_valid & lane_last);
    all_ended_q <= works && mode_q == `DG_SYNTH_FOLD && &ended_q;
    settle_q    <= all_ended_q ? settle_q + 4'd1 : 4'd0;
    if (rst)
        all_ended_q <= 1'b0;
end
assign folded = all_ended_q && settle_q == SETTLE[3:0];

// ---- VERIFY ----

wire data_tready, gen_tready;
wire verifies = works && mode_q == `DG_SYNTH_VERIFY;

dg_verify verify (
    .clk(clk), .rst(rst), .start(begins), .narrow(narrow_q),
    .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(verifies && s_axis_tvalid), .s_axis_tready(data_tready),
    .s_axis_gen_tdata(word_tdata), .s_axis_gen_tkeep(word_tkeep), .s_axis_gen_tvalid(verifies && word_tvalid),
    .s_axis_gen_tready(gen_tready), .s_axis_gen_tlast(word_tlast),
    .done(verified), .mismatches(mismatches), .first(first), .found(found)
);

assign s_axis_tready = works && (mode_q == `DG_SYNTH_LIST ? ask_taken : mode_q == `DG_SYNTH_VERIFY && data_tready);

// ---- results ----

wire words = works && (mode_q == `DG_SYNTH_RUN || mode_q == `DG_SYNTH_LIST);

assign m_axis_tdata  = state_q == FIRST ? {first, mismatches} : state_q != LAST ? word_tdata :
                       mode_q == `DG_SYNTH_FOLD ? fold : origin_q;
assign m_axis_tkeep  = words ? word_tkeep : 8'hFF;
assign m_axis_tvalid = state_q == FIRST || state_q == LAST || (words && word_tvalid);
assign m_axis_tlast  = words ? word_tlast : state_q == LAST;
assign word_tready   = verifies ? gen_tready : m_axis_tready;

wire [LANES-1:0] made = lane_valid & {LANES{cells_tready}};
integer i;
reg [6:0] sum;
always @* begin
    sum = 7'd0;
    for (i = 0; i < LANES; i = i + 1)
        sum = sum + {6'd0, made[i]};
end
always @(posedge clk)
    cells <= sum;

endmodule

`default_nettype wire
