// SPDX-License-Identifier: Apache-2.0
// dg_state_table: the delta-state contexts: reference, accumulator and saturating count of deltas of each.
//
// Computes docs/numerics.md, "Delta-state contexts"; dg_table_ops.vh has the operations. Takes one operation every
// clock, also of one and the same context; results come in order, 16 clocks after their operation, and cannot be held
// back. `s_axis_tready` is low only while the table clears itself, CONTEXTS clocks from the end of `rst` and from
// `clear`; operations accepted before (or with) `clear` complete first. A context not below CONTEXTS aliases a lower
// one: whoever sends operations has checked it.
// Stored are (reference ^ accumulator, accumulator, count) in a RAM each: dg_table_lane, dg_table_lane, dg_table_count.
// What passes here is the operations' common pipeline; "@n" is the number of clocks since one was accepted. A clock
// without an operation passes as a read of context 0 that nobody sees: it writes back what is there.
// Tests: tests/rtl/table/state_table. Proof: tests/formal/table/state_table.sby.
`default_nettype none
`include "dg_defs.vh"
`include "dg_table_ops.vh"

module dg_state_table #(
    parameter CONTEXTS = 256,           // power of two, 2..256
    parameter DATA_WIDTH = 64,          // bits of reference and accumulator; less only in proofs
    parameter COUNT_WIDTH = 32          // bits of the count, multiple of 4 up to DATA_WIDTH and 32; less only in proofs
) (
    input  wire                    clk,
    input  wire                    rst,
    // operations: {inc, context, operation}; inc is what an ACCUM adds to the count
    input  wire [DATA_WIDTH-1:0]   s_axis_tdata,
    input  wire [`DG_TABLE_PLACE+COUNT_WIDTH-1:0] s_axis_tuser,
    input  wire                    s_axis_tvalid,
    output wire                    s_axis_tready,
    // results, without handshake
    output wire [DATA_WIDTH-1:0]   m_axis_tdata,
    output wire                    m_axis_tvalid,
    // every context becomes zero
    input  wire                    clear
);

localparam CTX = $clog2(CONTEXTS);
localparam COUNT_SEG = COUNT_WIDTH < 8 ? 1 : 4;     // bits of a segment of the count

generate
    if (CONTEXTS < 2 || CONTEXTS > `DG_LIMIT_CONTEXTS || (CONTEXTS & (CONTEXTS - 1)) != 0) begin : g_check_contexts
        dg_state_table_CONTEXTS_must_be_a_power_of_two_in_2_to_256 stop ();
    end
    if (COUNT_WIDTH < 1 || COUNT_WIDTH % COUNT_SEG != 0 || COUNT_WIDTH > 32 ||
        COUNT_WIDTH > DATA_WIDTH) begin : g_check_count
        dg_state_table_COUNT_WIDTH_must_be_a_multiple_of_4_up_to_DATA_WIDTH_and_32 stop ();
    end
endgenerate

// ---- clearing: an operation of its own for every context, from 1 up, 0 last ----
reg           ready_q;                  // low: clearing
reg [CTX-1:0] clear_ctx_q;
reg [1:0]     ones_q;                   // the context before had all ones in its upper and lower bits: this one is 0
wire [8:0]    padded = {{9-CTX{1'b1}}, clear_ctx_q};

always @(posedge clk) begin
    clear_ctx_q <= clear_ctx_q + 1'b1;
    ones_q      <= {&padded[8:4], &padded[3:0]};
    if (&ones_q)
        ready_q <= 1'b1;
    if (rst || clear) begin
        ready_q     <= 1'b0;
        ones_q      <= 2'b00;
        clear_ctx_q <= {CTX{1'b0}} + 1'b1;
    end
end

assign s_axis_tready = ready_q;

// ---- @0: as accepted ----
reg [2:0]               op_q;
reg                     runs_q, clears_q;
reg [COUNT_WIDTH-1:0]   inc_q;
reg [10*CTX-1:0]        ctx_q;          // @0 to @9, @0 lowest; so with all lines

always @(posedge clk) begin
    op_q      <= s_axis_tuser[2:0];
    runs_q    <= s_axis_tvalid && ready_q;
    clears_q  <= !ready_q;
    inc_q     <= s_axis_tuser[`DG_TABLE_PLACE +: COUNT_WIDTH];
    ctx_q     <= {ctx_q[9*CTX-1:0], ready_q ? s_axis_tuser[3 +: CTX] & {CTX{s_axis_tvalid}} : clear_ctx_q};
    if (rst)
        runs_q <= 1'b0;
end

// the operand, for the lanes from @5 on
wire [DATA_WIDTH-1:0] operand5;
reg  [DATA_WIDTH-1:0] operand6_q, operand7_q;
dg_delay #(.WIDTH(DATA_WIDTH), .CLOCKS(6)) wait_operand (.clk(clk), .d(s_axis_tdata), .q(operand5));
always @(posedge clk) begin
    operand6_q <= operand5;
    operand7_q <= operand6_q;
end

// ---- @1: decoded ----
reg                   keep_value_q, take_value_q, keep_delta_q, accum_q;
reg [6:1]             show_value_q, show_delta_q;   // @1 to @6
reg [14:1]            show_count_q;                 // @1 to @14
reg [15:1]            returns_q;                    // @1 to @15
reg [COUNT_WIDTH-1:0] inc1_q;

always @(posedge clk) begin
    keep_value_q <= !clears_q && !(runs_q && (op_q == `DG_TABLE_LOAD || op_q == `DG_TABLE_SWAP));
    take_value_q <= runs_q && (op_q == `DG_TABLE_LOAD || op_q == `DG_TABLE_SWAP || op_q == `DG_TABLE_ACCUM);
    keep_delta_q <= !clears_q && !(runs_q &&
        (op_q == `DG_TABLE_LOAD || op_q == `DG_TABLE_SWAP || op_q == `DG_TABLE_SWAP_KEEP));
    accum_q      <= runs_q && op_q == `DG_TABLE_ACCUM;
    show_value_q <= {show_value_q[5:1], op_q != `DG_TABLE_ACCUMULATOR && op_q != `DG_TABLE_COUNT};
    show_delta_q <= {show_delta_q[5:1], op_q == `DG_TABLE_ACCUMULATOR || op_q == `DG_TABLE_REFERENCE};
    show_count_q <= {show_count_q[13:1], op_q == `DG_TABLE_COUNT};
    returns_q    <= {returns_q[14:1], runs_q && op_q != `DG_TABLE_LOAD && op_q != `DG_TABLE_ACCUM};
    inc1_q       <= inc_q;
    if (rst)
        returns_q <= 15'd0;
end

// ---- @1, @2: is the operation d clocks before of the same context ----
wire [5:1] same;
genvar d, b;
generate
    for (d = 1; d <= 5; d = d + 1) begin : g_same
        reg [(CTX+1)/2-1:0] near_q;     // @1: equal in two bits each
        reg                 same_q;     // @2
        for (b = 0; b < CTX; b = b + 2) begin : g_near
            localparam N = b + 1 < CTX ? 2 : 1;
            always @(posedge clk)
                near_q[b/2] <= ctx_q[b +: N] == ctx_q[d*CTX + b +: N];
        end
        always @(posedge clk)
            same_q <= &near_q;
        assign same[d] = same_q;
    end
endgenerate

// ---- the stored fields ----
wire [CTX-1:0]         raddr = ctx_q[3*CTX +: CTX];
wire [DATA_WIDTH-1:0]  value, delta;    // @6
wire [COUNT_WIDTH-1:0] count;           // @14
wire                   full;            // @14

dg_table_lane #(.CONTEXTS(CONTEXTS), .WIDTH(DATA_WIDTH)) value_lane (
    .clk(clk), .keep(keep_value_q), .take(take_value_q), .same(same[4:1]),
    .operands({operand7_q, operand6_q, operand5}),
    .raddr(raddr), .waddr(ctx_q[7*CTX +: CTX]), .before(value)
);

dg_table_lane #(.CONTEXTS(CONTEXTS), .WIDTH(DATA_WIDTH)) delta_lane (
    .clk(clk), .keep(keep_delta_q), .take(accum_q), .same(same[4:1]),
    .operands({operand7_q, operand6_q, operand5}),
    .raddr(raddr), .waddr(ctx_q[7*CTX +: CTX]), .before(delta)
);

dg_table_count #(.CONTEXTS(CONTEXTS), .WIDTH(COUNT_WIDTH), .SEG(COUNT_SEG)) counts (
    .clk(clk), .keep(keep_delta_q), .accum(accum_q), .inc(inc1_q), .same(same),
    .raddr(ctx_q[4*CTX +: CTX]), .waddr(ctx_q[9*CTX +: CTX]), .count(count), .full(full)
);

// ---- @7 to @14: the result waits for the count; @15: out ----
reg  [DATA_WIDTH-1:0] result7_q, m_tdata_q;
wire [DATA_WIDTH-1:0] result14;
wire [DATA_WIDTH+COUNT_WIDTH-1:0] wide_count =
    {{DATA_WIDTH{1'b0}}, (count | {COUNT_WIDTH{full}}) & {COUNT_WIDTH{show_count_q[14]}}};

always @(posedge clk) begin
    result7_q <= {DATA_WIDTH{show_value_q[6]}} & value ^ {DATA_WIDTH{show_delta_q[6]}} & delta;
    m_tdata_q <= result14 ^ wide_count[DATA_WIDTH-1:0];
end

dg_delay #(.WIDTH(DATA_WIDTH), .CLOCKS(7)) wait_result (.clk(clk), .d(result7_q), .q(result14));

assign m_axis_tdata  = m_tdata_q;
assign m_axis_tvalid = returns_q[15];

wire unused = &{1'b0, s_axis_tuser[10:3], wide_count[DATA_WIDTH +: COUNT_WIDTH]};

`ifdef FORMAL
    `include "dg_state_table_fv.vh"
`endif

endmodule

`default_nettype wire
