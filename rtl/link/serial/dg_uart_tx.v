// SPDX-License-Identifier: Apache-2.0
// dg_uart_tx: bytes to the serial line, 8N1: a start bit (low), eight bits, lowest first, a stop bit (high).
//
// Interface: AXI4-Stream of bytes; `tready` is high while idle and in the last clock of a stop bit, so bytes that are
// there follow each other without a pause: 10 * clocks_per_bit clocks each. The start bit is on the line in the clock
// after the byte was taken. A new `clocks_per_bit` holds from the next bit on. Reset: the line is high, at once.
// Test: tests/rtl/link/uart. Drawing: docs/rtl/uart.svg.
`default_nettype none

module dg_uart_tx (
    input  wire        clk,
    input  wire        rst,
    input  wire [15:0] clocks_per_bit,      // 1 or more
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    output wire        txd
);

reg [9:0]  shift_q;                         // what is left of the byte, the line's level in bit 0
reg [3:0]  bits_q;                          // bits left behind the present one
reg        busy_q;
reg [15:0] clocks_q;                        // clocks left of the present bit, behind this one

wire bit_ends = clocks_q == 16'd0;
wire is_taken = s_axis_tvalid && s_axis_tready;

assign s_axis_tready = !busy_q || (bit_ends && bits_q == 4'd0);
assign txd = shift_q[0];

always @(posedge clk) begin
    clocks_q <= is_taken || bit_ends ? clocks_per_bit - 16'd1 : clocks_q - 16'd1;
    if (is_taken) begin
        shift_q <= {1'b1, s_axis_tdata, 1'b0};
        bits_q  <= 4'd9;
        busy_q  <= 1'b1;
    end else if (busy_q && bit_ends) begin
        shift_q <= {1'b1, shift_q[9:1]};
        bits_q  <= bits_q - 4'd1;
        busy_q  <= bits_q != 4'd0;
    end
    if (rst) begin
        shift_q <= 10'h3FF;
        busy_q  <= 1'b0;
    end
end

endmodule

`default_nettype wire
