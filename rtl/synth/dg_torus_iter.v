// SPDX-License-Identifier: Apache-2.0
// dg_torus_iter: the torus value, a cell every 8 clocks: one adder and one ROM for all moduli.
//
// Definition: docs/numerics.md, "The torus value", of x = addr ^ seed; the same bits as dg_torus.
//
// Interface: a pipeline that never stalls. `phase` counts clocks modulo 8; a cell enters only in a clock with phase 0
// and leaves 100 clocks later (HALF: 103), so in a clock with phase 4 (7). `narrow` as in dg_torus.
//
// Every loop inside has an odd latency, so that the cells that pass it eight times never meet: pass k of a loop of
// L clocks falls on phase L*k mod 8, which is another one for each k.
`default_nettype none
`include "dg_torus.vh"

module dg_torus_iter #(
    parameter integer HALF = 0              // 1: quotients from half the block RAM, latency 3 clocks more
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [2:0]  phase,
    input  wire        narrow,
    input  wire        s_axis_tvalid,
    input  wire [63:0] s_axis_tdata,    // x
    output wire        m_axis_tvalid,
    output wire [63:0] m_axis_tdata
);

localparam integer CELLS = 13;          // inside at once
localparam integer LATER = HALF != 0 ? 4 : 1;      // clocks from the ROM's word to the addition
localparam [71:0] MODULI = `DG_MODULI;

reg [7:0] at_q;                         // at_q[p]: the phase is p
integer p;
always @(posedge clk)
    for (p = 0; p < 8; p = p + 1)
        at_q[(p + 1) % 8] <= phase == p[2:0];

reg [CELLS-1:0] valid_q;
always @(posedge clk) begin
    if (at_q[0])
        valid_q <= {valid_q[CELLS-2:0], s_axis_tvalid};
    if (rst)
        valid_q <= {CELLS{1'b0}};
end
assign m_axis_tvalid = valid_q[CELLS-1] && at_q[3+LATER];

// Residues, at clock 24 of each cell: at phase 0
wire [79:0] residues;
dg_mod_iter mods (.clk(clk), .enter(at_q[0]), .x(s_axis_tdata), .residues(residues));

// Residue k waits for addition k: it is picked at clocks 24 + 7k and 25 + 7k, the first of them phase -k.
reg  [9:0] pairs_q [0:3];
reg  [9:0] picked_q;
reg  [2:0] modulus_q;
wire [9:0] due [0:7];
reg  [2:0] pick_q;                      // k of picked_q's next
reg  [7:0] picks_q;                     // of pairs_q's next, a bit each
always @(posedge clk) begin
    pick_q  <= 3'd0 - phase;
    picks_q <= {at_q[0], at_q[1], at_q[2], at_q[3], at_q[4], at_q[5], at_q[6], at_q[7]};
end
integer n;
genvar k;
generate
    for (k = 0; k < 8; k = k + 1) begin : g_wait
        wire [10*k+9:0] line;           // this cell's, and those of the last k cells
        assign line[9:0] = residues[10*k +: 10];
        if (k > 0) begin : g_line
            reg [10*k-1:0] line_q;
            always @(posedge clk)
                if (at_q[0])
                    line_q <= line[10*k-1:0];
            assign line[10*k+9:10] = line_q;
        end
        assign due[k] = line[10*k +: 10];
    end
endgenerate

// The residue is below 2M + 254: two conditional subtractions of M make it the ROM's index.
reg  [9:0] once_q;
reg  [8:0] twice_q;
reg  [2:0] once_modulus_q, twice_modulus_q;
wire [60:0] quotient;

reg  [8:0] m0_q, m1_q;                  // the moduli of picked_q, of once_q
wire [9:0] less0 = picked_q - {1'b0, m0_q};
wire [9:0] less1 = once_q - {1'b0, m1_q};
wire unused = &{1'b0, less1[9]};
always @(posedge clk) begin
    for (n = 0; n < 4; n = n + 1)
        pairs_q[n]  <= due[2*n] & {10{picks_q[2*n]}} | due[2*n+1] & {10{picks_q[2*n+1]}};
    picked_q        <= pairs_q[0] | pairs_q[1] | pairs_q[2] | pairs_q[3];
    m0_q            <= MODULI[9*pick_q +: 9];
    modulus_q       <= pick_q;
    once_q          <= picked_q[9] ? less0 : picked_q;
    m1_q            <= m0_q;
    once_modulus_q  <= modulus_q;
    twice_q         <= once_q[9] ? less1[8:0] : once_q[8:0];
    twice_modulus_q <= once_modulus_q;
end

generate
    if (HALF != 0) begin : g_half
        dg_quotient_half quotients (.clk(clk), .index({twice_modulus_q, twice_q}), .q(quotient));
    end else begin : g_whole
        wire [60:0] word;
        dg_quotient #(.COUNT(8), .MODULI(MODULI)) quotients (.clk(clk), .index({twice_modulus_q, twice_q}), .q(word));
        dg_delay #(.WIDTH(61), .CLOCKS(LATER)) way (.clk(clk), .d(word), .q(quotient));     // the ROM is wide and far
    end
endgenerate

// Additions: a cell enters the loop at phase 7 (HALF: 2), with a sum of zero, and is there again, finished, 56 clocks
// later.
wire [63:0] sum;
wire        carry;
wire [64:0] again;

dg_torus_add #(.LOOP(1)) add (
    .clk(clk), .addend(again[63:0]), .carry(again[64]), .quotient(quotient),
    .result(sum), .result_carry(carry),
    .clear({at_q[LATER], at_q[(7+LATER)%8], at_q[(6+LATER)%8], at_q[(4+LATER)%8]}), .again(again)
);
dg_torus_pack pack (.clk(clk), .narrow(narrow), .sum(sum), .carry(carry), .value(m_axis_tdata));

endmodule

`default_nettype wire
