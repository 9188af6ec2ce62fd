// SPDX-License-Identifier: Apache-2.0
// dg_synth: the synthesizer: addresses in, cells out, in order (docs/numerics.md, Generators).
//
// Interface: s_axis_tdata = {seed, address}, s_axis_tuser = kind; seed and kind are those of the first beat up to
// tlast. m_axis_tdata = the cell, 4-byte cells in the low half, upper half zero. A cell every II clocks; a cell leaves
// at the latest 110 (II = 1) or 140 (II = 8) clocks after it entered, if it is taken. The first beat after a tlast
// waits until the pipelines are empty. Kinds that are not built must not be asked for; FEISTEL and FEISTEL_INV are
// built together. Reset forgets what is inside.
//
// The pipelines never stall: a cell enters only when the FIFO behind them has a place for it.
// Test: tests/rtl/synth/synth.
`default_nettype none
`include "dg_assert.vh"
`include "dg_defs.vh"

module dg_synth #(
    parameter integer II = 1,           // clocks a cell, 1 or 8
    parameter KINDS = 6'h3F             // bit k: generator k is built
) (
    input  wire         clk,
    input  wire         rst,
    input  wire [127:0] s_axis_tdata,
    input  wire [2:0]   s_axis_tuser,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    output wire [63:0]  m_axis_tdata,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast
);

localparam [5:0] BUILT   = KINDS[5:0];
localparam [0:0] TORUS   = |(BUILT & 6'h1B);
localparam [0:0] FEISTEL = |(BUILT & 6'h3C);
// places: as many cells as are on the way between entering and leaving at full rate
localparam integer PLACES = II == 8 ? 32 : TORUS ? 128 : 64;
localparam integer BITS =  $clog2(PLACES);

generate
    if (II != 1 && II != 8) begin : g_check_ii
        dg_synth_II_must_be_1_or_8 stop ();
    end
    if (BUILT == 6'd0) begin : g_check_kinds
        dg_synth_KINDS_must_not_be_0 stop ();
    end
endgenerate

// ---- entering ----

reg  [63:0] seed_q, address_q;
reg         valid_q;
reg         narrow_q, inverse_q, permuted_q, direct_q;  // f32; backwards; through dg_feistel; not through the torus
reg         first_q;                // the next beat is the first of a run
reg         last_q;                 // the run's last beat has entered
reg  [BITS:0] inside_q;             // cells in the pipelines
reg         empty_q;                // none
reg  [BITS:0] used_q;               // cells in the pipelines and in the FIFO
reg  [2:0]  phase_q;

wire enter = s_axis_tvalid && s_axis_tready;
wire finish;                        // a cell leaves the pipelines
wire leave = m_axis_tvalid && m_axis_tready;
wire [7:0] kind = {5'd0, s_axis_tuser};
wire shuffled = kind == `DG_KIND_SHUFFLED32 || kind == `DG_KIND_SHUFFLED64;
wire feistel  = kind == `DG_KIND_FEISTEL || kind == `DG_KIND_FEISTEL_INV;

// Where II = 8 a cell enters at phase 7, to be in address_q at phase 0.
assign s_axis_tready = !used_q[BITS] && (!first_q || empty_q) && (II == 1 || phase_q == 3'd7);

always @(posedge clk) begin
    if (enter) begin
        address_q <= s_axis_tdata[63:0];
        if (first_q) begin
            seed_q     <= s_axis_tdata[127:64];
            narrow_q   <= kind == `DG_KIND_TORUS32 || kind == `DG_KIND_SHUFFLED32;
            inverse_q  <= kind == `DG_KIND_FEISTEL_INV;
            permuted_q <= shuffled || feistel;
            direct_q   <= feistel;
        end
        first_q <= s_axis_tlast;
        last_q  <= s_axis_tlast;
    end
    valid_q  <= enter;
    inside_q <= inside_q + {{BITS{1'b0}}, enter} - {{BITS{1'b0}}, finish};
    empty_q  <= inside_q == {BITS+1{1'b0}} && !enter;
    used_q   <= used_q + {{BITS{1'b0}}, enter} - {{BITS{1'b0}}, leave};
    phase_q  <= phase_q + 3'd1;
    if (rst) begin
        first_q  <= 1'b1;
        last_q   <= 1'b0;
        valid_q  <= 1'b0;
        inside_q <= {BITS+1{1'b0}};
        empty_q  <= 1'b1;
        used_q   <= {BITS+1{1'b0}};
        phase_q  <= 3'd0;
    end
end

// ---- pipelines ----

wire [63:0] permuted, torus;
wire        permuted_valid, torus_valid;

generate
    if (FEISTEL) begin : g_feistel
        dg_feistel #(.II(II)) permutation (
            .clk(clk), .rst(rst), .phase(phase_q), .seed(seed_q[31:0]), .inverse(inverse_q),
            .s_axis_tvalid(valid_q && permuted_q), .s_axis_tdata(address_q),
            .m_axis_tvalid(permuted_valid), .m_axis_tdata(permuted)
        );
    end else begin : g_no_feistel
        wire unused = inverse_q;
        assign permuted = 64'd0;
        assign permuted_valid = 1'b0;
    end

    wire        x_valid = permuted_q ? permuted_valid && !direct_q : valid_q;
    wire [63:0] x = (permuted_q ? permuted : address_q) ^ seed_q;
    if (!TORUS) begin : g_no_torus
        wire unused = &{1'b0, x_valid, x, narrow_q};
        assign torus = 64'd0;
        assign torus_valid = 1'b0;
    end else if (II == 1) begin : g_torus
        dg_torus values (
            .clk(clk), .rst(rst), .narrow(narrow_q), .s_axis_tvalid(x_valid), .s_axis_tdata(x),
            .m_axis_tvalid(torus_valid), .m_axis_tdata(torus)
        );
    end else begin : g_torus_iter
        dg_torus_iter values (
            .clk(clk), .rst(rst), .phase(phase_q), .narrow(narrow_q), .s_axis_tvalid(x_valid), .s_axis_tdata(x),
            .m_axis_tvalid(torus_valid), .m_axis_tdata(torus)
        );
    end
endgenerate

// ---- leaving ----

reg  [63:0] cell_q;
reg         cell_valid_q;
assign finish = cell_valid_q;
wire   final_cell = last_q && inside_q == {{BITS{1'b0}}, 1'b1};
wire   fifo_ready;
`DG_ASSERT(fifo_has_a_place, !cell_valid_q || fifo_ready)

always @(posedge clk) begin
    cell_q       <= direct_q ? permuted : torus;
    cell_valid_q <= direct_q ? permuted_valid : torus_valid;
    if (rst)
        cell_valid_q <= 1'b0;
end

dg_fifo #(.WIDTH(65), .DEPTH(PLACES)) cells (
    .clk(clk), .rst(rst),
    .s_axis_tdata({final_cell, cell_q}), .s_axis_tvalid(cell_valid_q), .s_axis_tready(fifo_ready),
    .m_axis_tdata({m_axis_tlast, m_axis_tdata}), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready)
);

endmodule

`default_nettype wire
