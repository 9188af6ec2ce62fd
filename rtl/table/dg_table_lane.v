// SPDX-License-Identifier: Apache-2.0
// dg_table_lane: one XOR-ed field of every context, with its RAM: x becomes (keep ? x : 0) ^ (take ? operand : 0).
//
// This is the shape that all operations of the delta-state algebra (numerics.md) share once a context is stored as
// (reference ^ accumulator, accumulator); dg_state_table has a lane for each.
// One operation a clock, no feedback: an operation reads the RAM in stage 3 and writes it in stage 7, so the effect of
// the three before it is composed from their flags and operands alone, and the word of the fourth, which is being
// written while this one reads, is handed over. Every register here has one 4-input function before it.
// "@n" is the number of clocks since the operation was accepted; all inputs follow one pipeline.
// Tests: tests/rtl/table/state_table. Proof: tests/formal/table/state_table.sby.
`default_nettype none

module dg_table_lane #(
    parameter CONTEXTS = 256,           // power of two
    parameter WIDTH = 64                // bits of the field
) (
    input  wire                        clk,
    input  wire                        keep,        // @1
    input  wire                        take,        // @1
    input  wire [4:1]                  same,        // @2, bit d: the operation d clocks before is of this context too
    input  wire [3*WIDTH-1:0]          operands,    // @5, @6, @7, @5 lowest
    input  wire [$clog2(CONTEXTS)-1:0] raddr,       // @3
    input  wire [$clog2(CONTEXTS)-1:0] waddr,       // @7
    output wire [WIDTH-1:0]            before       // @6, x before the operation
);

wire [WIDTH-1:0] operand5 = operands[0 +: WIDTH];
wire [WIDTH-1:0] operand6 = operands[WIDTH +: WIDTH];
wire [WIDTH-1:0] operand7 = operands[2*WIDTH +: WIDTH];
wire [WIDTH-1:0] rdata;

// flags, an operation's own and as the later operations find them
reg [6:2] keep_q, take_q;
always @(posedge clk) begin
    keep_q <= {keep_q[5:2], keep};
    take_q <= {take_q[5:2], take};
end

// @3: what each earlier operation of this context does to x
reg [3:1] feeds_q, kills_q;
reg       hands_q;
always @(posedge clk) begin
    feeds_q <= same[3:1] & take_q[5:3];
    kills_q <= same[3:1] & ~keep_q[5:3];
    hands_q <= same[4];
end

// @4: of that, what no later one has killed
reg [3:1] feed_q;
reg       hand_q, read_q;
always @(posedge clk) begin
    feed_q[1] <= feeds_q[1];
    feed_q[2] <= feeds_q[2] && !kills_q[1];
    feed_q[3] <= feeds_q[3] && !kills_q[1] && !kills_q[2];
    hand_q    <= hands_q && kills_q == 3'd0;
    read_q    <= !hands_q && kills_q == 3'd0;
end

// @5 the composed effect, @6 x before, @7 x after
reg             read5_q;
reg [WIDTH-1:0] newer_q, older_q, before_q, after_q, written_q;
always @(posedge clk) begin
    read5_q   <= read_q;
    newer_q   <= {WIDTH{feed_q[1]}} & operand5 ^ {WIDTH{feed_q[2]}} & operand6;
    older_q   <= {WIDTH{feed_q[3]}} & operand7 ^ {WIDTH{hand_q}} & written_q;
    before_q  <= {WIDTH{read5_q}} & rdata ^ newer_q ^ older_q;
    after_q   <= {WIDTH{keep_q[6]}} & before_q ^ {WIDTH{take_q[6]}} & operand6;
    written_q <= after_q;
end

dg_ram_sdp #(.WIDTH(WIDTH), .DEPTH(CONTEXTS)) ram (
    .clk(clk), .we(1'b1), .waddr(waddr), .wdata(after_q), .re(1'b1), .raddr(raddr), .rdata(rdata)
);

assign before = before_q;

endmodule

`default_nettype wire
