// SPDX-License-Identifier: Apache-2.0
// dg_torus: the torus value, a cell every clock.
//
// Definition: docs/numerics.md, "The torus value", of x = addr ^ seed: the quotients (x mod M_i) / M_i of eight moduli
// are added from left to right, each addition rounded to f64; the fraction of the sum is the value.
//
// Interface: a pipeline that never stalls, latency 73 clocks (COMPACT: 70). `narrow` chooses f32 (low half of
// m_axis_tdata, upper half zero) instead of f64; it is constant while cells are inside.
`default_nettype none
`include "dg_torus.vh"

module dg_torus #(
    parameter integer COMPACT = 0       // 1: fewer registers, 6 block RAMs more, lower clock rate
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        narrow,
    input  wire        s_axis_tvalid,
    input  wire [63:0] s_axis_tdata,    // x
    output wire        m_axis_tvalid,
    output wire [63:0] m_axis_tdata
);

localparam integer ADD = 7;             // latency of dg_torus_add
localparam integer LATENCY = 1 + (COMPACT != 0 ? 5 : 8) + 2 + 7 * ADD + 13;
localparam [71:0] MODULI = `DG_MODULI;

reg [63:0] x_q;
reg [LATENCY-1:0] valid_q;
always @(posedge clk) begin
    x_q     <= s_axis_tdata;
    valid_q <= {valid_q[LATENCY-2:0], s_axis_tvalid};
    if (rst)
        valid_q <= {LATENCY{1'b0}};
end
assign m_axis_tvalid = valid_q[LATENCY-1];

wire [60:0] quotient [0:7];
wire [63:0] sum [0:7];                  // skewed, as dg_torus_add has it
wire [7:0]  carry;
wire [63:0] first = {3'd0, quotient[0]};

genvar i;
generate
    for (i = 0; i < 8; i = i + 1) begin : g_modulus
        // the quotient of modulus i is due when the i-1 additions before its own are done
        localparam integer WAIT = i < 2 ? 0 : (i - 1) * ADD;
        wire [8:0] residue, index;
        dg_mod #(.M(MODULI[9*i +: 9]), .COMPACT(COMPACT)) mod (.clk(clk), .x(x_q), .index(residue));
        if (COMPACT != 0 && WAIT != 0) begin : g_ram
            dg_delay_ram #(.WIDTH(9), .CLOCKS(WAIT)) due (.clk(clk), .rst(rst), .d(residue), .q(index));
        end else begin : g_registers
            dg_delay #(.WIDTH(9), .CLOCKS(WAIT)) due (.clk(clk), .d(residue), .q(index));
        end
        dg_quotient #(.MODULI(MODULI[9*i +: 9])) quotients (.clk(clk), .index(index), .q(quotient[i]));
        if (i > 0) begin : g_add
            wire [64:0] unused;
            dg_torus_add add (
                .clk(clk), .addend(sum[i-1]), .carry(carry[i-1]), .quotient(quotient[i]),
                .result(sum[i]), .result_carry(carry[i]),
                .clear(4'd0), .again(unused)
            );
        end
    end
    for (i = 0; i < 4; i = i + 1) begin : g_skew
        dg_delay #(.WIDTH(16), .CLOCKS(i % 2)) skew (.clk(clk), .d(first[16*i +: 16]), .q(sum[0][16*i +: 16]));
    end
endgenerate
assign carry[0] = 1'b0;

dg_torus_pack pack (.clk(clk), .narrow(narrow), .sum(sum[7]), .carry(carry[7]), .value(m_axis_tdata));

endmodule

`default_nettype wire
