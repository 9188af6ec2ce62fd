// SPDX-License-Identifier: Apache-2.0
// dg_table_sum: a + b, modulo 2^WIDTH, and whether it has overflowed; an addition every clock, 5 clocks each.
//
// No carry chain is longer than a segment. First every segment is added on its own, and two carries out of it are
// found: the one that it generates by itself, and the one if a carry came in. Three steps join these of neighbouring
// segments, then of two, then of four, until each segment has its carry from all below; the last clock adds it.
// Tests: tests/rtl/table/state_table. Proof: tests/formal/table/state_table.sby.
`default_nettype none

module dg_table_sum #(
    parameter WIDTH = 32,               // bits, a multiple of SEG, at most 8 * SEG
    parameter SEG = 4                   // bits of a segment
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] a,
    input  wire [WIDTH-1:0] b,
    input  wire             full,       // it has overflowed already
    output wire [WIDTH-1:0] sum,        // 5 clocks later
    output wire             over        // 5 clocks later: a + b is 2^WIDTH or more, or `full`
);

localparam SEGMENTS = WIDTH / SEG;

genvar i, step;

// ---- @1: segments alone ----
wire [WIDTH-1:0]    part1;
wire [SEGMENTS-1:0] made [0:3];         // carry out of a segment and those joined to it
wire [SEGMENTS-1:0] most [0:3];         // the same if a carry comes in

generate
    for (i = 0; i < SEGMENTS; i = i + 1) begin : g_part
        // The bit above the segment is the carry: the same bit twice adds nothing, and keeps it in the carry chain.
        wire [SEG-1:0] x = a[i*SEG +: SEG];
        wire [SEG-1:0] y = b[i*SEG +: SEG];
        wire [SEG:0]   without = {x[SEG-1], x} + {x[SEG-1], y};
        wire [SEG:0]   with_in = {x[SEG-1], x} - ~{x[SEG-1], y};     // one more
        reg  [SEG-1:0] part_q;
        reg            made_q, most_q;
        always @(posedge clk) begin
            part_q <= without[SEG-1:0];
            made_q <= without[SEG];
            most_q <= with_in[SEG];
        end
        assign part1[i*SEG +: SEG] = part_q;
        assign made[0][i] = made_q;
        assign most[0][i] = most_q;
        wire unused = &{1'b0, with_in[SEG-1:0]};
    end

    // ---- @2 to @4: joined to the one, two, four segments below ----
    for (step = 0; step < 3; step = step + 1) begin : g_step
        reg [SEGMENTS-1:0] made_q, most_q;
        for (i = 0; i < SEGMENTS; i = i + 1) begin : g_join
            if (i < (1 << step)) begin : g_done
                always @(posedge clk) begin
                    made_q[i] <= made[step][i];
                    most_q[i] <= most[step][i];
                end
            end else begin : g_below
                always @(posedge clk) begin
                    made_q[i] <= made[step][i] || most[step][i] && made[step][i-(1<<step)];
                    most_q[i] <= made[step][i] || most[step][i] && most[step][i-(1<<step)];
                end
            end
        end
        assign made[step+1] = made_q;
        assign most[step+1] = most_q;
    end
endgenerate

wire [WIDTH-1:0] part4;
wire             full4;
dg_delay #(.WIDTH(WIDTH), .CLOCKS(3)) wait_part (.clk(clk), .d(part1), .q(part4));
dg_delay #(.WIDTH(1), .CLOCKS(4)) wait_full (.clk(clk), .d(full), .q(full4));

// ---- @5 ----
wire [SEGMENTS:0] carry4 = {made[3], 1'b0};
reg  [WIDTH-1:0]  sum_q;
reg               over_q;

generate
    for (i = 0; i < SEGMENTS; i = i + 1) begin : g_sum
        always @(posedge clk)
            sum_q[i*SEG +: SEG] <= part4[i*SEG +: SEG] + {{SEG-1{1'b0}}, carry4[i]};
    end
endgenerate

always @(posedge clk)
    over_q <= carry4[SEGMENTS] || full4;

assign sum = sum_q;
assign over = over_q;

wire unused = &{1'b0, most[3]};

`ifdef FORMAL_SUM
    `include "dg_table_sum_fv.vh"
`endif

endmodule

`default_nettype wire
