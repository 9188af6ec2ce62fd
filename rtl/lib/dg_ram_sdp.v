// SPDX-License-Identifier: Apache-2.0
// dg_ram_sdp: simple dual-port RAM, one write port and one read port on one clock.
//
// Interface: `re` starts a read, the word comes 2 clocks later in `rdata`. The second clock is the memory's own
// output register, without which a block RAM does not reach its clock rate. Takes a read and a write every clock.
// A read and a write of the same address in the same clock read an undefined word: whoever may do that forwards.
// Simulation reads the wrong word then and proofs an arbitrary one, so that nobody relies on it.
// Contents are undefined until written; there is no reset. Test: tests/rtl/lib/ram_sdp.
`default_nettype none

module dg_ram_sdp #(
    parameter WIDTH = 64,       // bits of a word
    parameter DEPTH = 256       // words, from 2
) (
    input  wire                     clk,
    // write port
    input  wire                     we,
    input  wire [$clog2(DEPTH)-1:0] waddr,
    input  wire [WIDTH-1:0]         wdata,
    // read port
    input  wire                     re,
    input  wire [$clog2(DEPTH)-1:0] raddr,
    output wire [WIDTH-1:0]         rdata
);

generate
    if (DEPTH < 2) begin : g_check
        dg_ram_sdp_DEPTH_must_be_at_least_2 stop ();
    end
endgenerate

(* no_rw_check *) reg [WIDTH-1:0] mem [0:DEPTH-1];
reg [WIDTH-1:0] word_q;
reg [WIDTH-1:0] rdata_q;

`ifdef FORMAL
(* anyseq *) wire [WIDTH-1:0] collided;
wire [WIDTH-1:0] word = we && waddr == raddr ? collided : mem[raddr];
`elsif SYNTHESIS
wire [WIDTH-1:0] word = mem[raddr];
`else
wire [WIDTH-1:0] word = we && waddr == raddr ? ~wdata : mem[raddr];
`endif

always @(posedge clk) begin
    if (we)
        mem[waddr] <= wdata;
    if (re)
        word_q <= word;
    rdata_q <= word_q;
end

assign rdata = rdata_q;

endmodule
`default_nettype wire
