// SPDX-License-Identifier: Apache-2.0
// dg_torus_iter: the vRNS torus value, a cell every 8 clocks: one adder and one ROM for all moduli.
//
// Definition: docs/numerics.md, vRNS torus value, of x = addr ^ seed; the same bits as dg_torus.
//
// Interface: a pipeline that never stalls. `phase` counts clocks modulo 8; a cell enters only in a clock with phase 0
// and leaves 99 clocks later, so in a clock with phase 3. `narrow` as in dg_torus.
//
// Every loop inside has an odd latency, so that the cells that pass it eight times never meet: pass k of a loop of
// L clocks falls on phase L*k mod 8, which is another one for each k.
`default_nettype none
`include "dg_torus.vh"

module dg_torus_iter (
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
localparam [71:0] MODULI = `DG_MODULI;

reg [CELLS-1:0] valid_q;
always @(posedge clk) begin
    if (phase == 3'd0)
        valid_q <= {valid_q[CELLS-2:0], s_axis_tvalid};
    if (rst)
        valid_q <= {CELLS{1'b0}};
end
assign m_axis_tvalid = valid_q[CELLS-1] && phase == 3'd3;

// Residues, at clock 24 of each cell: at phase 0
wire [79:0] residues;
dg_mod_iter mods (.clk(clk), .phase(phase), .x(s_axis_tdata), .residues(residues));

// Residue k waits for addition k: it is picked at clock 25 + 7k, which is phase 1-k and k-1 phases 0 later.
reg  [9:0] picked_q;
reg  [2:0] modulus_q;
wire [9:0] due [0:7];
reg  [2:0] pick_q;                      // whose turn this clock is: 1 - phase
reg  [7:0] picks_q;                     // the same, a bit each
always @(posedge clk) begin
    pick_q  <= 3'd0 - phase;
    picks_q <= 8'd1 << (3'd0 - phase);
end
genvar k;
generate
    for (k = 0; k < 8; k = k + 1) begin : g_wait
        localparam integer PLACES = k < 2 ? 1 : k;
        reg [9:0] place_q [0:PLACES-1];
        integer n;
        always @(posedge clk)
            if (phase == 3'd0) begin
                place_q[0] <= residues[10*k +: 10];
                for (n = 1; n < PLACES; n = n + 1)
                    place_q[n] <= place_q[n-1];
            end
        assign due[k] = place_q[PLACES-1];
    end
endgenerate

// The residue is below 2M + 254: two conditional subtractions of M make it the ROM's index.
reg  [9:0] once_q;
reg  [8:0] twice_q;
reg  [2:0] once_modulus_q, twice_modulus_q;
wire [60:0] quotient;

function [9:0] reduced(input [9:0] value, input [2:0] which);
    reduced = value - ({1'b0, MODULI[9*which +: 9]} & {10{value[9]}});
endfunction

wire [9:0] twice = reduced(once_q, once_modulus_q);
wire unused = &{1'b0, twice[9]};
always @(posedge clk) begin
    picked_q        <= due[0] & {10{picks_q[0]}} | due[1] & {10{picks_q[1]}} | due[2] & {10{picks_q[2]}} |
                       due[3] & {10{picks_q[3]}} | due[4] & {10{picks_q[4]}} | due[5] & {10{picks_q[5]}} |
                       due[6] & {10{picks_q[6]}} | due[7] & {10{picks_q[7]}};
    modulus_q       <= pick_q;
    once_q          <= reduced(picked_q, modulus_q);
    once_modulus_q  <= modulus_q;
    twice_q         <= twice[8:0];
    twice_modulus_q <= once_modulus_q;
end

dg_quotient #(.COUNT(8), .MODULI(MODULI)) quotients (.clk(clk), .index({twice_modulus_q, twice_q}), .q(quotient));

// Additions: a cell enters the loop at phase 6, with a sum of zero, and is there again, finished, 56 clocks later.
wire [63:0] sum;
wire        carry;
wire [63:0] addend;
reg  [3:0]  enter_q;                    // by segment of 16 bits
always @(posedge clk)
    enter_q <= {enter_q[2:0], phase == 3'd5};
assign addend = sum & ~{{16{enter_q[3]}}, {16{enter_q[2]}}, {16{enter_q[1]}}, {16{enter_q[0]}}};

dg_torus_add add (
    .clk(clk), .addend(addend), .carry(carry && !enter_q[0]), .quotient(quotient),
    .result(sum), .result_carry(carry)
);
dg_torus_pack pack (.clk(clk), .narrow(narrow), .sum(sum), .carry(carry), .value(m_axis_tdata));

endmodule

`default_nettype wire
