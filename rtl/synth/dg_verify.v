// SPDX-License-Identifier: Apache-2.0
// dg_verify: compares words of data with words of a generated run, cell by cell.
//
// Joins the two streams: a word is taken from both at once, and they end together at s_axis_gen_tlast; the generated
// run's tkeep says which cells of the last word count. With `narrow` a word holds two cells of 4 bytes, else one of 8.
// After the last word `done` pulses, 3 clocks later, and the verdict stands until `start`, a pulse before each run.
// One word a clock. Tests: tests/rtl/synth/verify.
`default_nettype none

module dg_verify (
    input  wire        clk,
    input  wire        rst,
    input  wire        start,
    input  wire        narrow,
    // data
    input  wire [63:0] s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // generated run
    input  wire [63:0] s_axis_gen_tdata,
    input  wire [7:0]  s_axis_gen_tkeep,
    input  wire        s_axis_gen_tvalid,
    output wire        s_axis_gen_tready,
    input  wire        s_axis_gen_tlast,
    // verdict
    output reg         done,
    output wire [31:0] mismatches,
    output wire [31:0] first,           // index of the first mismatching cell, all ones if none
    output wire [63:0] found            // 8-byte cells: that cell in the data
);

wire take = s_axis_tvalid && s_axis_gen_tvalid;
assign s_axis_tready     = s_axis_gen_tvalid;
assign s_axis_gen_tready = s_axis_tvalid;

// clock 1: 8-bit pieces
reg  [7:0]  differs_q;
reg  [63:0] s1_data_q;
reg  [7:4]  s1_keep_q;
reg         s1_valid_q, s1_last_q;
integer i;
always @(posedge clk) begin
    for (i = 0; i < 8; i = i + 1)
        differs_q[i] <= s_axis_tdata[8*i +: 8] != s_axis_gen_tdata[8*i +: 8];
    s1_data_q  <= s_axis_tdata;
    s1_keep_q  <= s_axis_gen_tkeep[7:4];
    s1_last_q  <= s_axis_gen_tlast;
    s1_valid_q <= take;
    if (rst)
        s1_valid_q <= 1'b0;
end

// clock 2: cells
reg         low_q, high_q;              // the low half, the high half differs; a wide cell is the low one
reg  [63:0] s2_data_q;
reg         s2_valid_q, s2_last_q;
wire low_differs  = |differs_q[3:0];
wire high_differs = |(differs_q[7:4] & s1_keep_q);
always @(posedge clk) begin
    low_q      <= s1_valid_q && (low_differs || (!narrow && high_differs));
    high_q     <= s1_valid_q && narrow && high_differs;
    s2_data_q  <= s1_data_q;
    s2_last_q  <= s1_last_q;
    s2_valid_q <= s1_valid_q;
    if (rst)
        s2_valid_q <= 1'b0;
end

// clock 3: counts
reg  [31:0] count_q, index_q, first_q;  // index_q: of the low cell at clock 2
reg         any_q;
reg  [63:0] found_q;
always @(posedge clk) begin
    if (s2_valid_q) begin
        count_q <= count_q + {30'd0, low_q & high_q, low_q ^ high_q};
        index_q <= index_q + (narrow ? 32'd2 : 32'd1);
        if (!any_q && (low_q || high_q)) begin
            first_q <= {index_q[31:1], index_q[0] | !low_q};
            found_q <= s2_data_q;
            any_q   <= 1'b1;
        end
    end
    if (start) begin
        count_q <= 32'd0;
        index_q <= 32'd0;
        first_q <= 32'hFFFFFFFF;
        any_q   <= 1'b0;
    end
    done <= s2_valid_q && s2_last_q;
    if (rst)
        done <= 1'b0;
end

wire unused = &{1'b0, s_axis_gen_tkeep[3:0]};       // a word has at least its low half

assign mismatches = count_q;
assign first      = first_q;
assign found      = found_q;

endmodule

`default_nettype wire
