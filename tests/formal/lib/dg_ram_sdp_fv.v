// SPDX-License-Identifier: Apache-2.0
// dg_ram_sdp for proofs about its users: it keeps the words of two neighbouring addresses, which the proof chooses, and
// answers any other address, and any read of an address that is being written, with anything at all. So a proof with it
// holds for the RAM of any depth, and costs two words.
// The chosen address, both contents and the word on its way are connected to the proof by the .sby file.
`default_nettype none

module dg_ram_sdp #(
    parameter WIDTH = 64,
    parameter DEPTH = 256
) (
    input  wire                     clk,
    input  wire                     we,
    input  wire [$clog2(DEPTH)-1:0] waddr,
    input  wire [WIDTH-1:0]         wdata,
    input  wire                     re,
    input  wire [$clog2(DEPTH)-1:0] raddr,
    output wire [WIDTH-1:0]         rdata
);

(* anyconst *) wire [$clog2(DEPTH)-1:0] chosen;
(* anyseq *)   wire [WIDTH-1:0] anything;
reg [WIDTH-1:0] here_q, before_q;       // at `chosen`, at the address before it (modulo DEPTH)
reg [WIDTH-1:0] word_q, rdata_q;
wire [$clog2(DEPTH)-1:0] before = chosen == 0 ? DEPTH - 1 : chosen - 1'b1;

always @(posedge clk) begin
    if (we && waddr == chosen)
        here_q <= wdata;
    if (we && waddr == before)
        before_q <= wdata;
    if (re)
        word_q <= we && waddr == raddr ? anything : raddr == chosen ? here_q : raddr == before ? before_q : anything;
    rdata_q <= word_q;
end

assign rdata = rdata_q;

endmodule

`default_nettype wire
