// SPDX-License-Identifier: Apache-2.0
// dg_fifo: synchronous FIFO.
//
// Interface: a word is taken every clock until DEPTH words wait, and leaves 2 clocks later at the earliest (4 with
// DEPTH above 32). One word a clock; what is on its way to the output does not count for DEPTH. All outputs come from
// registers. Up to 32 words live in distributed RAM, more in block RAM. Reset empties it.
// Proof: tests/formal/lib/fifo.sby. Test: tests/rtl/lib/fifo.
`default_nettype none

module dg_fifo #(
    parameter integer WIDTH = 64,       // bits of a word
    parameter integer DEPTH = 16        // words, a power of two from 2
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready
);

localparam integer BITS = $clog2(DEPTH);

reg  [BITS-1:0] tail_q, head_q;         // where the next word goes, and where it comes from
reg  [BITS:0]   count_q;                // words stored whose reading has not begun
reg             some_q;                 // count_q is not 0

wire put = s_axis_tvalid && s_axis_tready;
wire read_ready;
wire read = some_q && read_ready;
wire [BITS:0] count = count_q + {{BITS{1'b0}}, put} - {{BITS{1'b0}}, read};

assign s_axis_tready = !count_q[BITS];

always @(posedge clk) begin
    tail_q  <= tail_q + {{BITS-1{1'b0}}, put};
    head_q  <= head_q + {{BITS-1{1'b0}}, read};
    count_q <= count;
    some_q  <= count != {BITS+1{1'b0}};
    if (rst) begin
        tail_q  <= {BITS{1'b0}};
        head_q  <= {BITS{1'b0}};
        count_q <= {BITS+1{1'b0}};
        some_q  <= 1'b0;
    end
end

generate
    if (DEPTH < 2 || DEPTH != 1 << BITS) begin : g_check
        dg_fifo_DEPTH_must_be_a_power_of_two_from_2 stop ();
    end
    if (DEPTH <= 32) begin : g_small
        (* ram_style = "distributed" *) reg [WIDTH-1:0] mem [0:DEPTH-1];
        reg [WIDTH-1:0] word_q;
        reg             valid_q;
        assign read_ready = !valid_q || m_axis_tready;
        always @(posedge clk) begin
            if (put)
                mem[tail_q] <= s_axis_tdata;
            if (read_ready) begin
                word_q  <= mem[head_q];
                valid_q <= some_q;
            end
            if (rst)
                valid_q <= 1'b0;
        end
        assign m_axis_tdata  = word_q;
        assign m_axis_tvalid = valid_q;
    end else begin : g_large
        dg_ram_stream #(.WIDTH(WIDTH), .DEPTH(DEPTH)) ram (
            .clk(clk), .rst(rst), .we(put), .waddr(tail_q), .wdata(s_axis_tdata),
            .s_axis_tdata(head_q), .s_axis_tvalid(some_q), .s_axis_tready(read_ready),
            .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready)
        );
    end
endgenerate

`ifdef FORMAL
    `include "dg_fifo_fv.vh"
`endif

endmodule

`default_nettype wire
