// SPDX-License-Identifier: Apache-2.0
// dg_table_count: the saturating counter of every context, with its RAM: n becomes (keep ? n : 0) + inc.
//
// One operation a clock, those of one context back to back included, with no carry chain longer than a segment, a
// quarter of the count: a stored count is four segments, each with the carry that it still owes to the next one; every
// operation pays these carries on by one segment, the output pays the rest. The carry out of the top one is sticky:
// the count has overflowed and reads as all ones.
// The operation just before is composed with this one (their incs are added in advance), so that the way from a result
// back to the next addition has two clocks; the results of the 2nd to the 5th before are picked up on the way, the
// rest comes from the RAM, which is read in stage 3 and written in stage 8.
// "@n" is the number of clocks since the operation was accepted; all inputs follow one pipeline.
// Tests: tests/rtl/state_table. Proof: tests/formal/state_table.sby.
`default_nettype none

module dg_table_count #(
    parameter CONTEXTS = 256,           // power of two
    parameter WIDTH = 32                // bits of the count, a multiple of 4
) (
    input  wire                        clk,
    input  wire                        keep,        // @1
    input  wire                        accum,       // @1: inc counts, else it is taken as 0
    input  wire [WIDTH-1:0]            inc,         // @1
    input  wire [5:1]                  same,        // @2, bit d: the operation d clocks before is of this context too
    input  wire [$clog2(CONTEXTS)-1:0] raddr,       // @3
    input  wire [$clog2(CONTEXTS)-1:0] waddr,       // @8
    input  wire                        we,          // @8
    output wire [WIDTH-1:0]            count        // @11, after the operation
);

localparam SEG  = WIDTH / 4;            // bits of a segment
localparam PART = SEG + 1;              // a segment below the carry it owes
localparam WORD = 4 * PART;

genvar i;
wire [WORD-1:0] rdata;
reg  [WORD-1:0] after_q;

// ---- which earlier result to start from ----
reg [3:2] keep_q;
always @(posedge clk)
    keep_q <= {keep_q[2], keep};

// @3: the newest from the 2nd before on; whether it survives this operation and the one before
reg [5:2] newest_q;
reg       read3_q, live3_q;
reg [6:3] join_q;                       // @3 to @6: the inc of the operation before counts too
always @(posedge clk) begin
    newest_q <= same[5:2] & {same[4:2] == 3'd0, same[3:2] == 2'd0, !same[2], 1'b1};
    read3_q  <= same[5:2] == 4'd0;
    live3_q  <= keep_q[2] && (keep_q[3] || !same[1]);
    join_q   <= {join_q[5:3], keep_q[2] && same[1]};
end

// @4 to @7: the results as they come by
reg            live4_q, live5_q, fourth4_q, third4_q, third5_q, second4_q, second5_q, second6_q, read4_q, read5_q;
reg [WORD-1:0] fifth_q, fourth_q, third_q, word_q, start_q;
always @(posedge clk) begin
    {live5_q, live4_q}                <= {live4_q, live3_q};
    fourth4_q                         <= newest_q[4];
    {third5_q, third4_q}              <= {third4_q, newest_q[3] && live3_q};
    {second6_q, second5_q, second4_q} <= {second5_q, second4_q, newest_q[2] && live3_q};
    {read5_q, read4_q}                <= {read4_q, read3_q && live3_q};
    fifth_q  <= {WORD{newest_q[5]}} & after_q;
    fourth_q <= {WORD{fourth4_q}} & after_q | fifth_q;
    third_q  <= {WORD{third5_q}} & after_q | {WORD{live5_q}} & fourth_q;
    word_q   <= {WORD{read5_q}} & rdata;
    start_q  <= {WORD{second6_q}} & after_q | third_q | word_q;
end

// ---- what to add: inc, joined with that of the operation before; segment i in stage 4+i, all of it there @7 ----
wire [WIDTH-1:0] add7;
wire [4:0]       carry;                 // into segment i @3+i; out of the last one @7
assign carry[0] = 1'b0;

generate
    for (i = 0; i < 4; i = i + 1) begin : g_add
        reg [(3+i)*SEG-1:0] inc_q;      // @2 to @4+i, newest lowest
        reg [(4-i)*SEG-1:0] add_q;      // @4+i to @7
        reg                 carry_q;    // @4+i
        wire [SEG-1:0] own  = inc_q[(1+i)*SEG +: SEG];
        wire [SEG-1:0] last = inc_q[(2+i)*SEG +: SEG];
        wire [PART-1:0] sum = join_q[3+i] ? {1'b0, own} + {1'b0, last} + {{SEG{1'b0}}, carry[i]} : {1'b0, own};
        always @(posedge clk) begin
            inc_q <= {inc_q[(2+i)*SEG-1:0], {SEG{accum}} & inc[i*SEG +: SEG]};
            carry_q <= sum[SEG];
        end
        if (i < 3) begin : g_wait
            always @(posedge clk)
                add_q <= {add_q[(3-i)*SEG-1:0], sum[SEG-1:0]};
        end else begin : g_last
            always @(posedge clk)
                add_q <= sum[SEG-1:0];
        end
        assign carry[i+1] = carry_q;
        assign add7[i*SEG +: SEG] = add_q[(3-i)*SEG +: SEG];
    end
endgenerate

// ---- @8: the count after the operation ----
wire [4:0] owed;                        // carry that the start value owes to segment i
assign owed[0] = 1'b0;

generate
    for (i = 0; i < 4; i = i + 1) begin : g_after
        wire [PART-1:0] sum = {1'b0, start_q[i*PART +: SEG]} + {1'b0, add7[i*SEG +: SEG]} + {{SEG{1'b0}}, owed[i]};
        assign owed[i+1] = start_q[i*PART + SEG];
        always @(posedge clk)
            after_q[i*PART +: PART] <= {i == 3 ? sum[SEG] | owed[4] | carry[4] : sum[SEG], sum[SEG-1:0]};
    end
endgenerate

dg_ram_sdp #(.WIDTH(WORD), .DEPTH(CONTEXTS)) ram (
    .clk(clk), .we(we), .waddr(waddr), .wdata(after_q), .re(1'b1), .raddr(raddr), .rdata(rdata)
);

// ---- @9 to @11: pay all carries; stage 8+i finishes segment i ----
wire [WORD:0] paid [0:3];               // below the carry that rippled out of the segment finished last
assign paid[0] = {1'b0, after_q};

generate
    for (i = 1; i < 4; i = i + 1) begin : g_pay
        reg [WORD:0] paid_q;
        wire [WORD:0] from = paid[i-1];
        wire [PART-1:0] sum = {1'b0, from[i*PART +: SEG]} + {{SEG{1'b0}}, from[i*PART-1]} + {{SEG{1'b0}}, from[WORD]};
        always @(posedge clk) begin
            paid_q <= from;
            paid_q[i*PART +: SEG] <= sum[SEG-1:0];
            paid_q[WORD] <= sum[SEG];
        end
        assign paid[i] = paid_q;
    end
    for (i = 0; i < 4; i = i + 1) begin : g_count
        assign count[i*SEG +: SEG] = paid[3][i*PART +: SEG] | {SEG{paid[3][WORD] | paid[3][WORD-1]}};
    end
endgenerate

wire unused = &{1'b0, paid[3][SEG], paid[3][PART+SEG], paid[3][2*PART+SEG]};

endmodule

`default_nettype wire
