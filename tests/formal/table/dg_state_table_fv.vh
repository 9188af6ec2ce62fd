// SPDX-License-Identifier: Apache-2.0
// Proof of dg_state_table, included at its end (tests/formal/table/state_table.sby).
//
// For one arbitrary context the table is the algebra of numerics.md: whatever operations come, on this and other
// contexts, whatever pauses, clears and resets come between, every result is what the model says that the context was
// when the operation was accepted, 15 clocks after it has been taken into the pipeline; and there are no other results.
//
// The model is {reference, accumulator, count}. A line of its past states goes along with the pipeline, so that all
// that induction needs to be told is that results and RAM hold the state that belongs to their place. The RAM is
// dg_ram_sdp_fv.v: the chosen context's word, and anything for all others and for a word that is being written.

localparam F_DATA = DATA_WIDTH, F_COUNT = COUNT_WIDTH, F_STATE = 2 * F_DATA + F_COUNT + 1;

(* anyconst *) wire [CTX-1:0] f_context;

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;
always @*
    if (!f_started)
        assume (rst);

// ---- the model; the count goes to 2^COUNT_WIDTH, which stands for all above ----
reg [F_DATA-1:0] f_reference, f_accumulator;
reg [F_COUNT:0]  f_count;

wire f_accept = s_axis_tvalid && s_axis_tready;
wire f_mine   = f_accept && s_axis_tuser[3 +: CTX] == f_context;
wire [2:0] f_op = s_axis_tuser[2:0];
wire [F_COUNT+1:0] f_sum = {1'b0, f_count} + {2'b0, s_axis_tuser[11 +: F_COUNT]};

always @(posedge clk) begin
    if (f_mine)
        case (f_op)
            `DG_TABLE_LOAD, `DG_TABLE_SWAP:
                {f_reference, f_accumulator, f_count} <= {s_axis_tdata, {F_DATA+F_COUNT+1{1'b0}}};
            `DG_TABLE_SWAP_KEEP:
                {f_reference, f_accumulator, f_count} <= {f_reference ^ f_accumulator, {F_DATA+F_COUNT+1{1'b0}}};
            `DG_TABLE_ACCUM: begin
                f_accumulator <= f_accumulator ^ s_axis_tdata;
                f_count       <= f_sum[F_COUNT+1:F_COUNT] != 2'd0 ? {1'b1, {F_COUNT{1'b0}}} : f_sum[F_COUNT:0];
            end
            default: ;
        endcase
    if (rst || clear)
        {f_reference, f_accumulator, f_count} <= {F_STATE{1'b0}};
end

// ---- the line of past states and operations; the model itself is @0 ----
reg [16*F_STATE-1:0] f_state_q;                 // @1 to @16: after the operation there, before the one in front of it
reg [16*3-1:0]       f_op_q;                    // @0 to @15
reg [15:0]           f_returns_q, f_mine_q;     // @0 to @15
reg [10:1]           f_sure_q;                  // the context does not wait to be cleared
wire [CTX-1:0] f_turn = f_context - 1'b1, f_turns = clear_ctx_q - 1'b1;    // clearing begins with context 1
wire f_sure = ready_q || f_turn < f_turns;

always @(posedge clk) begin
    f_state_q   <= {f_state_q[15*F_STATE-1:0], f_reference, f_accumulator, f_count};
    f_op_q      <= {f_op_q[15*3-1:0], f_op};
    f_returns_q <= {f_returns_q[14:0], f_accept && f_op != `DG_TABLE_LOAD && f_op != `DG_TABLE_ACCUM};
    f_mine_q    <= {f_mine_q[14:0], f_mine};
    f_sure_q    <= {f_sure_q[9:1], f_sure};
    if (rst) begin
        f_returns_q <= 16'd0;
        f_sure_q    <= 10'd0;
    end
end

wire [F_DATA-1:0] f_reference7, f_accumulator7, f_reference8, f_accumulator8, f_reference9, f_accumulator9;
wire [F_DATA-1:0] f_reference16, f_accumulator16;
wire [F_COUNT:0]  f_count7, f_count8, f_count9, f_count10, f_count16;
assign {f_reference7, f_accumulator7, f_count7} = f_state_q[6*F_STATE +: F_STATE];
assign {f_reference8, f_accumulator8, f_count8} = f_state_q[7*F_STATE +: F_STATE];
assign {f_reference9, f_accumulator9, f_count9} = f_state_q[8*F_STATE +: F_STATE];
assign f_count10 = f_state_q[9*F_STATE +: F_COUNT+1];
assign {f_reference16, f_accumulator16, f_count16} = f_state_q[15*F_STATE +: F_STATE];

// ---- what each operation must return ----
reg [F_DATA-1:0] f_result;
always @* begin
    case (f_op_q[15*3 +: 3])
        `DG_TABLE_REFERENCE:   f_result = f_reference16;
        `DG_TABLE_ACCUMULATOR: f_result = f_accumulator16;
        `DG_TABLE_COUNT:       f_result = f_count16[F_COUNT] ? {F_COUNT{1'b1}} : f_count16[F_COUNT-1:0];
        default:               f_result = f_reference16 ^ f_accumulator16;
    endcase
end

always @(posedge clk)
    if (f_started && !rst) begin
        a_results_in_time: assert (returns_q == f_returns_q[15:1]);
        if (f_returns_q[15] && f_mine_q[15])
            a_result: assert (m_axis_tdata == f_result);
    end

// ---- the RAMs: the state of the operation @8, or @10, unless the context waits to be cleared ----
localparam F_WORD = F_COUNT + F_COUNT / COUNT_SEG + 1;   // of a stored count
wire [CTX-1:0]    f_value_chosen, f_delta_chosen, f_count_chosen;
wire [F_DATA-1:0] f_value_here, f_delta_here;
wire [F_WORD-1:0] f_count_here;
always @* begin
    assume (f_value_chosen == f_context);
    assume (f_delta_chosen == f_context);
    assume (f_count_chosen == f_context);
end

// a stored count: segments, each below the carry that it owes to the next one; above them: it has overflowed
function [F_COUNT:0] f_count_of(input [F_WORD-1:0] word);
    integer i;
    reg [F_COUNT+1:0] total;
    begin
        total = 0;
        for (i = 0; i < F_COUNT / COUNT_SEG; i = i + 1)
            total = total + ({{F_COUNT{1'b0}}, word[i*(COUNT_SEG+1) +: COUNT_SEG+1]} << (i * COUNT_SEG));
        f_count_of = word[F_WORD-1] || total >= (1 << F_COUNT) ? 1 << F_COUNT : total[F_COUNT:0];
    end
endfunction

// Results wait to be written, and are handed on from there.
wire [F_DATA-1:0]  f_value_after, f_delta_after;
wire [F_WORD-1:0] f_count_after;

always @(posedge clk)
    if (f_started && !rst) begin
        a_count_in_range: assert (!f_count[F_COUNT] || f_count[F_COUNT-1:0] == 0);
        if (!ready_q)
            a_zero_while_clearing: assert ({f_reference, f_accumulator, f_count} == 0);
        if (!ready_q)
            a_clears_all: assert ((&ones_q) == (clear_ctx_q == 0));
        if (f_sure_q[7] && ctx_q[6*CTX +: CTX] == f_context) begin
            a_value_before: assert (value == (f_reference7 ^ f_accumulator7));
            a_delta_before: assert (delta == f_accumulator7);
        end
        if (f_sure_q[7] && ctx_q[7*CTX +: CTX] == f_context) begin
            a_value_after: assert (f_value_after == (f_reference7 ^ f_accumulator7));
            a_delta_after: assert (f_delta_after == f_accumulator7);
        end
        if (f_sure_q[9] && ctx_q[9*CTX +: CTX] == f_context)
            a_count_after: assert (f_count_of(f_count_after) == f_count9);
        if (f_returns_q[9] && f_mine_q[9] && f_op_q[9*3 +: 3] == `DG_TABLE_COUNT)
            a_count_shown: assert (f_count_of(f_count_after) == f_count10);
        if (f_sure_q[8]) begin
            a_value_stored: assert (f_value_here == (f_reference8 ^ f_accumulator8));
            a_delta_stored: assert (f_delta_here == f_accumulator8);
        end
        if (f_sure_q[10])
            a_count_stored: assert (f_count_of(f_count_here) == f_count10);
    end

// ---- it happens, with this context in the whole pipeline ----
always @(posedge clk)
    if (f_started && !rst && f_returns_q[15] && (&f_mine_q)) begin
        c_swap: cover (f_op_q[15*3 +: 3] == `DG_TABLE_SWAP && m_axis_tdata != 0);
        c_saturated: cover (f_op_q[15*3 +: 3] == `DG_TABLE_COUNT && (&m_axis_tdata) && f_count16[F_COUNT]);
    end
