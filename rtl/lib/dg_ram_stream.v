// SPDX-License-Identifier: Apache-2.0
// dg_ram_stream: block RAM whose read side is a stream: addresses in, words out, in order.
//
// Interface: one write port (`we`), one stream of read addresses, one stream of the words read. Takes one address a
// clock as long as the words are taken; the first word comes 3 clocks after its address. Up to 4 reads are under way.
// An address may be written from the clock after it was read, and read from the clock after it was written.
// Proof: with its users, tests/formal/frame/rx_buffer.sby.
`default_nettype none

module dg_ram_stream #(
    parameter integer WIDTH = 72,       // bits of a word
    parameter integer DEPTH = 512       // words
) (
    input  wire                     clk,
    input  wire                     rst,
    // write port
    input  wire                     we,
    input  wire [$clog2(DEPTH)-1:0] waddr,
    input  wire [WIDTH-1:0]         wdata,
    // addresses to read
    input  wire [$clog2(DEPTH)-1:0] s_axis_tdata,
    input  wire                     s_axis_tvalid,
    output wire                     s_axis_tready,
    // the words
    output wire [WIDTH-1:0]         m_axis_tdata,
    output wire                     m_axis_tvalid,
    input  wire                     m_axis_tready
);

localparam integer PLACES = 4;      // covers the loop: RAM 2 clocks, queue 1, the freed place 1

wire [WIDTH-1:0] rdata;
reg  [WIDTH-1:0] queue_q [0:PLACES-1];
reg  [1:0] head_q, tail_q;
reg  [2:0] free_q;                  // places neither filled nor promised to a read under way
reg  [2:0] filled_q;
reg  [1:0] flying_q;                // reads issued one and two clocks ago

wire issue = s_axis_tvalid && s_axis_tready;
wire land  = flying_q[1];
wire take  = m_axis_tvalid && m_axis_tready;

assign s_axis_tready = free_q != 3'd0;
assign m_axis_tvalid = filled_q != 3'd0;
assign m_axis_tdata  = queue_q[head_q];

dg_ram_sdp #(.WIDTH(WIDTH), .DEPTH(DEPTH)) ram (
    .clk(clk), .we(we), .waddr(waddr), .wdata(wdata), .re(issue), .raddr(s_axis_tdata), .rdata(rdata)
);

always @(posedge clk) begin
    if (land)
        queue_q[tail_q] <= rdata;
    tail_q   <= tail_q + {1'b0, land};
    head_q   <= head_q + {1'b0, take};
    free_q   <= free_q - {2'd0, issue} + {2'd0, take};
    filled_q <= filled_q + {2'd0, land} - {2'd0, take};
    flying_q <= {flying_q[0], issue};
    if (rst) begin
        tail_q   <= 2'd0;
        head_q   <= 2'd0;
        free_q   <= PLACES[2:0];
        filled_q <= 3'd0;
        flying_q <= 2'd0;
    end
end

endmodule

`default_nettype wire
