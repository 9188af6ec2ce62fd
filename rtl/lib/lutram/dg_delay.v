// SPDX-License-Identifier: Apache-2.0
// dg_delay: a word delayed by a fixed number of clocks; no control, no reset.
//
// The same as rtl/lib/dg_delay.v, for families whose LUTs are RAM too: from 4 clocks on the word waits in a ring of
// such RAM instead of in flip-flops. Test: the simulation of each board's netlist.
`default_nettype none

module dg_delay #(
    parameter integer WIDTH = 8,
    parameter integer CLOCKS = 1    // latency, from 0
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] d,
    output wire [WIDTH-1:0] q
);

localparam integer RING = 17;       // clocks that a RAM of 16 words with its output register makes

generate
    if (CLOCKS == 0) begin : g_wire
        wire unused = clk;
        assign q = d;
    end else if (CLOCKS < 4 || WIDTH < 4) begin : g_registers
        reg [WIDTH-1:0] word_q [0:CLOCKS-1];
        integer i;
        always @(posedge clk) begin
            word_q[0] <= d;
            for (i = 1; i < CLOCKS; i = i + 1)
                word_q[i] <= word_q[i-1];
        end
        assign q = word_q[CLOCKS-1];
    end else if (CLOCKS > RING) begin : g_two
        wire [WIDTH-1:0] between;
        dg_delay #(.WIDTH(WIDTH), .CLOCKS(RING)) first (.clk(clk), .d(d), .q(between));
        dg_delay #(.WIDTH(WIDTH), .CLOCKS(CLOCKS - RING)) rest (.clk(clk), .d(between), .q(q));
    end else begin : g_ring
        // the place after each place, as a table: written as an addition, it gets a carry chain and a reset
        localparam [63:0] NEXT = 64'h0FEDCBA987654321 & ~(64'hF << 4 * (CLOCKS - 2));
        (* ram_style = "distributed" *) reg [WIDTH-1:0] mem [0:15];
        reg [3:0] place_q;          // any start will do: it is in the ring after one round
        reg [WIDTH-1:0] q_q;
        always @(posedge clk) begin
            place_q <= NEXT[4*place_q +: 4];
            mem[place_q] <= d;
            q_q <= mem[place_q];
        end
        assign q = q_q;
    end
endgenerate

endmodule

`default_nettype wire
