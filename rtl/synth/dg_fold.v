// SPDX-License-Identifier: Apache-2.0
// dg_fold: XOR of the 64-bit words of LANES streams of cells.
//
// The cells of a run are dealt to the lanes in turn: lane l has cells l, l + LANES, ... Each lane takes one cell a
// clock and cannot be held back. With `narrow` a cell has 4 bytes and stands in the low half of its word if its index
// in the run is even, in the high half if it is odd. `start`, a pulse before each run, clears. The result stands
// $clog2(LANES) + 2 clocks after the last cell. Tests: tests/rtl/synth/fold.
`default_nettype none

module dg_fold #(
    parameter integer LANES = 1         // power of two, 1..64
) (
    input  wire                clk,
    input  wire                start,
    input  wire                narrow,
    input  wire [64*LANES-1:0] s_axis_tdata,
    input  wire [LANES-1:0]    s_axis_tvalid,
    output wire [63:0]         result
);

generate
    if (LANES < 1 || LANES > 64 || (LANES & (LANES - 1)) != 0) begin : g_check_lanes
        dg_fold_LANES_must_be_a_power_of_two_in_1_to_64 stop ();
    end
endgenerate

localparam integer LEVELS = $clog2(LANES);

// node n of level k is the XOR of lanes n << k up to ((n + 1) << k) - 1, k clocks old
wire [63:0] node [0:LEVELS][0:LANES-1];

genvar l, k;
generate
    for (l = 0; l < LANES; l = l + 1) begin : lane
        reg  [63:0] sum_q;
        reg         odd_q;              // the next cell's index in the run is odd
        wire [63:0] cell_word = s_axis_tdata[64*l +: 64];
        wire        high = narrow && (LANES == 1 ? odd_q : l % 2 == 1);
        wire [63:0] word = {high ? cell_word[31:0] : cell_word[63:32], cell_word[31:0] & {32{!high}}};
        always @(posedge clk) begin
            if (start)
                sum_q <= 64'd0;
            else if (s_axis_tvalid[l])
                sum_q <= sum_q ^ word;
            odd_q <= !start && (odd_q ^ s_axis_tvalid[l]);
        end
        assign node[0][l] = sum_q;
    end
    for (k = 0; k < LEVELS; k = k + 1) begin : level
        for (l = 0; l < LANES >> (k + 1); l = l + 1) begin : pair
            reg [63:0] xor_q;
            always @(posedge clk)
                xor_q <= node[k][2*l] ^ node[k][2*l + 1];
            assign node[k + 1][l] = xor_q;
        end
    end
endgenerate

reg [63:0] result_q;
always @(posedge clk)
    result_q <= node[LEVELS][0];
assign result = result_q;

endmodule

`default_nettype wire
