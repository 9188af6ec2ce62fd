// SPDX-License-Identifier: Apache-2.0
// dg_table_count: the saturating counter of every context, with its RAM: n becomes (keep ? n : 0) + inc.
//
// One operation a clock, those of one context back to back included, with no carry chain longer than a segment, an
// eighth of the count: a stored count is its segments, each with the carry that it still owes to the next one, and
// whether it has overflowed; every operation pays these carries on by one segment, the output pays the rest. A count
// that has overflowed reads as all ones.
// The operation just before is composed with this one (their incs are added in advance), so that the way from a result
// back to the next addition has two clocks; the results of the 2nd to the 5th before are picked up on the way, the
// rest comes from the RAM, which is read in stage 4 and written in stage 9.
// "@n" is the number of clocks since the operation was accepted; all inputs follow one pipeline.
// Tests: tests/rtl/table/state_table. Proof: tests/formal/table/state_table.sby.
`default_nettype none

module dg_table_count #(
    parameter CONTEXTS = 256,           // power of two
    parameter WIDTH = 32,               // bits of the count, a multiple of SEG, at most 8 * SEG
    parameter SEG = 4                   // bits of a segment
) (
    input  wire                        clk,
    input  wire                        keep,        // @1
    input  wire                        accum,       // @1: inc counts, else it is taken as 0
    input  wire [WIDTH-1:0]            inc,         // @1
    input  wire [5:1]                  same,        // @2, bit d: the operation d clocks before is of this context too
    input  wire [$clog2(CONTEXTS)-1:0] raddr,       // @4
    input  wire [$clog2(CONTEXTS)-1:0] waddr,       // @9
    output wire [WIDTH-1:0]            count,       // @14, after the operation, if not `full`
    output wire                        full         // @14: all ones instead
);

localparam SEGMENTS = WIDTH / SEG;
localparam PART = SEG + 1;              // a segment below the carry it owes
localparam WORD = SEGMENTS * PART + 1;  // segments, above them: it has overflowed

genvar i;
wire [WORD-1:0] rdata;
reg  [WORD-1:0] after_q;

// ---- which earlier result to start from ----
reg [4:2] keep_q;
reg [5:1] same_q;                       // @3
always @(posedge clk) begin
    keep_q <= {keep_q[3:2], keep};
    same_q <= same;
end

// @4: the newest from the 2nd before on; whether it survives this operation and the one before
reg [5:2] newest_q;
reg       read4_q, live4_q;
always @(posedge clk) begin
    newest_q <= same_q[5:2] & {same_q[4:2] == 3'd0, same_q[3:2] == 2'd0, !same_q[2], 1'b1};
    read4_q  <= same_q[5:2] == 4'd0;
    live4_q  <= keep_q[3] && (keep_q[4] || !same_q[1]);
end

// @5 to @8: the results as they come by
reg            live5_q, live6_q, fourth5_q, third5_q, third6_q, second5_q, second6_q, second7_q, read5_q, read6_q;
reg [WORD-1:0] fifth_q, fourth_q, third_q, word_q, start_q;
always @(posedge clk) begin
    {live6_q, live5_q}                <= {live5_q, live4_q};
    fourth5_q                         <= newest_q[4];
    {third6_q, third5_q}              <= {third5_q, newest_q[3] && live4_q};
    {second7_q, second6_q, second5_q} <= {second6_q, second5_q, newest_q[2] && live4_q};
    {read6_q, read5_q}                <= {read5_q, read4_q && live4_q};
    fifth_q  <= {WORD{newest_q[5]}} & after_q;
    fourth_q <= {WORD{fourth5_q}} & after_q | fifth_q;
    third_q  <= {WORD{third6_q}} & after_q | {WORD{live6_q}} & fourth_q;
    word_q   <= {WORD{read6_q}} & rdata;
    start_q  <= {WORD{second7_q}} & after_q | third_q | word_q;
end

// ---- what to add: inc, joined with that of the operation before if that counts too; @8 ----
reg  [WIDTH-1:0] inc_q, own_q, last_q;  // @2, @3, @3
wire [WIDTH-1:0] add8;
wire             over8;
always @(posedge clk) begin
    inc_q  <= {WIDTH{accum}} & inc;
    own_q  <= inc_q;
    last_q <= {WIDTH{keep_q[2] && same[1]}} & own_q;
end
dg_table_sum #(.WIDTH(WIDTH), .SEG(SEG)) join_incs (
    .clk(clk), .a(own_q), .b(last_q), .full(1'b0), .sum(add8), .over(over8)
);

// ---- @9: the count after the operation ----
wire [SEGMENTS:0] owed8;                // carry that the start value owes to segment i
wire [SEGMENTS:0] owed9;
assign owed8[0] = 1'b0;
assign owed9[0] = 1'b0;
wire [WIDTH-1:0] after9;

generate
    for (i = 0; i < SEGMENTS; i = i + 1) begin : g_after
        // The bit above the segment is the carry: the same bit twice adds nothing, and keeps it in the carry chain.
        wire [SEG-1:0]  from = start_q[i*PART +: SEG];
        wire [SEG-1:0]  add  = add8[i*SEG +: SEG];
        wire [PART-1:0] sum  = {add[SEG-1], from} + {add[SEG-1], add} + {{SEG{1'b0}}, owed8[i]};
        assign owed8[i+1] = start_q[i*PART + SEG];
        assign owed9[i+1] = after_q[i*PART + SEG];
        assign after9[i*SEG +: SEG] = after_q[i*PART +: SEG];
        always @(posedge clk)
            after_q[i*PART +: PART] <= sum;
    end
endgenerate

always @(posedge clk)
    after_q[WORD-1] <= start_q[WORD-1] || owed8[SEGMENTS] || over8;

dg_ram_sdp #(.WIDTH(WORD), .DEPTH(CONTEXTS)) ram (
    .clk(clk), .we(1'b1), .waddr(waddr), .wdata(after_q), .re(1'b1), .raddr(raddr), .rdata(rdata)
);

// ---- @14: all carries paid ----
wire [WIDTH-1:0] debt9;
generate
    for (i = 0; i < SEGMENTS; i = i + 1) begin : g_debt
        assign debt9[i*SEG +: SEG] = {{SEG-1{1'b0}}, owed9[i]};
    end
endgenerate

dg_table_sum #(.WIDTH(WIDTH), .SEG(SEG)) pay (
    .clk(clk), .a(after9), .b(debt9), .full(after_q[WORD-1] || owed9[SEGMENTS]), .sum(count), .over(full)
);

endmodule

`default_nettype wire
