// SPDX-License-Identifier: Apache-2.0
// ram18k: the block RAM that ECP5 and Gowin GW1N have in common, 2048 bytes of 9 bits with two ports.
//
// Each port reads and writes words of WIDTH = 9, 18 or 36 bits at bit address `adr`: a word of 9 * 2^k bits begins at
// the byte that adr[13:3] with its k low bits cleared names; for 18 and 36 bits the low bits of adr are the byte
// enables of a write. A port that is enabled (`ce`) writes where `we`; what it then reads is by MODE: 0 nothing, the
// output stays; 1 the word as written; 2 the word as it was. `q` is the word read one clock before, with REGISTER one
// more, where `oce`. A byte that one port reads while the other writes it reads inverted: the vendors leave it
// undefined, so nobody may rely on it. Both ports must have one clock where both are used. What the output holds before
// the first read is undefined.
`default_nettype none

module ram18k #(
    parameter           WIDTH_A = 18,
    parameter           WIDTH_B = 18,
    parameter           MODE_A = 0,
    parameter           MODE_B = 0,
    parameter           REGISTER_A = 0,
    parameter           REGISTER_B = 0,
    parameter [18431:0] INIT = 18432'd0
) (
    input  wire        clk_a, ce_a, we_a, oce_a,
    input  wire [13:0] adr_a,
    input  wire [35:0] d_a,
    output wire [35:0] q_a,
    input  wire        clk_b, ce_b, we_b, oce_b,
    input  wire [13:0] adr_b,
    input  wire [35:0] d_b,
    output wire [35:0] q_b
);

generate
    if ((WIDTH_A != 9 && WIDTH_A != 18 && WIDTH_A != 36) ||
        (WIDTH_B != 9 && WIDTH_B != 18 && WIDTH_B != 36)) begin : g_check
        ram18k_WIDTH_must_be_9_18_or_36 stop ();
    end
endgenerate

reg [8:0]  mem [0:2047];
reg [35:0] word_a, word_b, out_a, out_b;

integer i;
initial
    for (i = 0; i < 2048; i = i + 1)
        mem[i] = INIT[9 * i +: 9];

// The byte at place k of the word at adr, and the bytes that a write writes.
function [10:0] place(input integer width, input [13:0] adr, input integer k);
    place = {adr[13:5], width == 36 ? 2'd0 : width == 18 ? {adr[4], 1'b0} : adr[4:3]} | k[10:0];
endfunction
function [3:0] written(input integer width, input [13:0] adr, input we);
    written = !we ? 4'd0 : width == 36 ? adr[3:0] : width == 18 ? {2'd0, adr[1:0]} : 4'd1;
endfunction

// Does a port with these bytes to write write the byte at this place?
function hits(input integer width, input [13:0] adr, input [3:0] bytes, input [10:0] at);
    integer n;
    begin
        hits = 1'b0;
        for (n = 0; n < width / 9; n = n + 1)
            hits = hits || (bytes[n] && place(width, adr, n) == at);
    end
endfunction

wire [3:0] bytes_a = written(WIDTH_A, adr_a, ce_a && we_a);
wire [3:0] bytes_b = written(WIDTH_B, adr_b, ce_b && we_b);

integer a;
always @(posedge clk_a) begin
    for (a = 0; a < WIDTH_A / 9; a = a + 1) begin
        if (bytes_a[a])
            mem[place(WIDTH_A, adr_a, a)] <= d_a[9 * a +: 9];
        if (ce_a && (!we_a || MODE_A != 0))
            word_a[9 * a +: 9] <= bytes_a[a] && MODE_A == 1 ? d_a[9 * a +: 9] :
                mem[place(WIDTH_A, adr_a, a)] ^ {9{hits(WIDTH_B, adr_b, bytes_b, place(WIDTH_A, adr_a, a))}};
    end
    if (oce_a)
        out_a <= word_a;
end

integer b;
always @(posedge clk_b) begin
    for (b = 0; b < WIDTH_B / 9; b = b + 1) begin
        if (bytes_b[b])
            mem[place(WIDTH_B, adr_b, b)] <= d_b[9 * b +: 9];
        if (ce_b && (!we_b || MODE_B != 0))
            word_b[9 * b +: 9] <= bytes_b[b] && MODE_B == 1 ? d_b[9 * b +: 9] :
                mem[place(WIDTH_B, adr_b, b)] ^ {9{hits(WIDTH_A, adr_a, bytes_a, place(WIDTH_B, adr_b, b))}};
    end
    if (oce_b)
        out_b <= word_b;
end

assign q_a = REGISTER_A != 0 ? out_a : word_a;
assign q_b = REGISTER_B != 0 ? out_b : word_b;

endmodule

`default_nettype wire
