// SPDX-License-Identifier: Apache-2.0
// dg_rate_hunt: which of its rates a serial link works at. The host never says; the device finds out.
//
// It looks at how long the line is low, whether or not the receiver is in step. Low is short where it ends before the
// middle between a bit at this rate and one at the next faster rate of the list (half a bit where there is none), long
// from ten to eleven bits on; what lasts less than four clocks is noise. A doubt counter: each short low adds 1, each
// long one 4, a frame with a correct CRC takes it to 0. At 32 the next rate of the list is taken, behind the last one
// the first, and the doubt begins at 0. Silence never moves it.
//
// So a host that only says HELLO is found, whatever the frame's other bytes and however often they are the same: at a
// rate slower than the host's each HELLO makes two short lows or more (a flag's bit 7, and the start of the opcode), at
// a faster one a long low or more (its arg is 0), at the host's own rate none. docs/rtl/uart.md has the numbers.
//
// Interface: `clocks_per_bit` is the present entry of the list; `moved` is high in the clock in which it changes to it,
// for the receiver's reset. Reset: the first rate.
// Test: tests/rtl/link/uart. Proof: tests/formal/link/rate_hunt.sby. Drawing: docs/rtl/uart.svg.
`default_nettype none

module dg_rate_hunt #(
    parameter integer         RATES = 1,                // rates in the list, 1..7
    parameter [16*RATES-1:0]  CLOCKS_PER_BIT = 16'd50   // 16 bits each, first in the lowest; 8 or more, a third apart
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        line,                            // the receiver's, in step with `clk`
    input  wire        received,                        // pulse: a frame with a correct CRC
    output wire [15:0] clocks_per_bit,
    output reg         moved
);

localparam [2:0]   LAST = RATES[2:0] - 3'd1;
localparam [127:0] ALL_CLOCKS = {{(128 - 16*RATES){1'b0}}, CLOCKS_PER_BIT};  // so long that no index is outside

// ---- the list: how low is measured at each rate ----

// Of all entries the most that is less than `limit`, 0 where none is.
function [31:0] most_below(input [31:0] limit);
    integer i;
    reg [31:0] entry;
    begin
        most_below = 32'd0;
        for (i = 0; i < 7; i = i + 1) begin
            entry = {16'd0, ALL_CLOCKS[16*i +: 16]};
            if (entry < limit && entry > most_below)
                most_below = entry;
        end
    end
endfunction

localparam integer WIDTH = $clog2(most_below(32'h10000));

wire [127:0] all_units;         // clocks, less one: low is short if it lasts less than a unit
wire [39:0]  all_longs;         // units: low is long if it lasts so many
assign all_units[127:16*RATES] = {(128 - 16*RATES){1'b0}};
assign all_longs[39:5*RATES]   = {(40 - 5*RATES){1'b0}};

generate
    genvar j, k;
    if (RATES < 1 || RATES > 7)
        dg_rate_hunt_RATES_must_be_1_to_7 illegal_rates ();
    for (k = 0; k < RATES; k = k + 1) begin : g_rate
        localparam [31:0] CLOCKS = {16'd0, CLOCKS_PER_BIT[16*k +: 16]};
        localparam [31:0] UNIT   = (CLOCKS + most_below(CLOCKS) + 1) / 2;
        localparam [31:0] LESS   = UNIT - 1, LONG = (10 * CLOCKS + LESS) / UNIT;
        if (CLOCKS < 8)
            dg_rate_hunt_CLOCKS_PER_BIT_must_be_8_or_more illegal_clocks ();
        for (j = 0; j < RATES; j = j + 1)
            if (j != k && CLOCKS_PER_BIT[16*j +: 16] <= CLOCKS[15:0] && 4 * CLOCKS_PER_BIT[16*j +: 16] > 3 * CLOCKS)
                dg_rate_hunt_CLOCKS_PER_BIT_must_differ_by_a_third illegal_pair ();
        assign all_units[16*k +: 16] = LESS[15:0];
        assign all_longs[5*k +: 5]   = LONG[4:0];
    end
endgenerate

reg [2:0] rate_q;
assign clocks_per_bit = ALL_CLOCKS[{rate_q, 4'd0} +: 16];

// ---- how long the line is low ----

reg              steady_q;      // the line without what lasts less than four clocks
reg              was_q;         // what it was a clock ago
reg [1:0]        age_q;         // clocks that the line has been otherwise
reg [WIDTH-1:0]  clocks_q;      // clocks of the present unit
reg [4:0]        units_q;       // units, at most `long`
wire [4:0]       long     = all_longs[5*rate_q +: 5];
wire             is_unit  = clocks_q == all_units[{rate_q, 4'd0} +: WIDTH];
wire             is_short = steady_q && !was_q && units_q == 5'd0;
wire             is_long  = steady_q && !was_q && units_q == long;

always @(posedge clk) begin
    age_q <= line == steady_q ? 2'd0 : age_q + 2'd1;
    if (age_q == 2'd3)
        steady_q <= line;
    was_q    <= steady_q;
    clocks_q <= steady_q || is_unit ? {WIDTH{1'b0}} : clocks_q + 1'b1;
    if (steady_q)
        units_q <= 5'd0;
    else if (is_unit && units_q != long)
        units_q <= units_q + 5'd1;
    if (rst) begin
        age_q    <= 2'd0;
        steady_q <= 1'b1;
        was_q    <= 1'b1;
        clocks_q <= {WIDTH{1'b0}};
        units_q  <= 5'd0;
    end
end

// ---- the doubt ----

reg [5:0] doubt_q;
wire      enough = doubt_q[5];

always @(posedge clk) begin
    moved   <= enough;
    doubt_q <= doubt_q + {3'd0, is_long, 1'b0, is_short};
    if (enough)
        rate_q <= rate_q == LAST ? 3'd0 : rate_q + 3'd1;
    if (rst || received || enough)
        doubt_q <= 6'd0;
    if (rst) begin
        moved  <= 1'b0;
        rate_q <= 3'd0;
    end
end

`ifdef FORMAL
    `include "dg_rate_hunt_fv.vh"
`endif

endmodule

`default_nettype wire
