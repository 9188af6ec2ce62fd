// SPDX-License-Identifier: Apache-2.0
// dg_delay_ram: a word delayed by a fixed number of clocks in block RAM, where flip-flops are dear; no control.
//
// The output is the RAM's own: it has the RAM's clock-to-out. What is inside at a reset is lost.
// Test: tests/rtl/synth/torus, configuration compact.
`default_nettype none

module dg_delay_ram #(
    parameter integer WIDTH = 9,
    parameter integer CLOCKS = 7    // latency, 3..512
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] d,
    output reg  [WIDTH-1:0] q
);

generate
    if (CLOCKS < 3 || CLOCKS > 512) begin : g_check
        dg_delay_ram_CLOCKS_must_be_in_3_to_512 stop ();
    end
endgenerate

localparam integer PLACES = $clog2(CLOCKS);
localparam integer AHEAD = (1 << PLACES) + 2 - CLOCKS;

(* ram_style = "block", no_rw_check *) reg [WIDTH-1:0] mem [0:(1<<PLACES)-1];
reg [PLACES-1:0] write_q, read_q;
always @(posedge clk) begin
    write_q      <= write_q + 1'b1;
    read_q       <= write_q + AHEAD[PLACES-1:0];
    mem[write_q] <= d;
    q            <= mem[read_q];
    if (rst)
        write_q <= {PLACES{1'b0}};
end

endmodule

`default_nettype wire
