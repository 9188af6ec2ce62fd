// SPDX-License-Identifier: Apache-2.0
// dg_exec_csr: replies made of registers: CSR_READ, and HELLO, whose reply begins with its nonce.
//
// A frame's one word of payload comes on s_axis, the reply's payload goes out on m_axis: two registers a word, in 4
// clocks. The last word may be a half one. The frame has been checked. Tests: tests/rtl/core/executor.
`default_nettype none
`include "dg_defs.vh"

module dg_exec_csr (
    input  wire        clk,
    input  wire        rst,
    input  wire        is_hello,        // stand from before the payload to the end of the frame
    input  wire [7:0]  arg,             // CSR_READ: registers, from 1
    // payload of the request
    input  wire [63:0] s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    // payload of the reply
    output wire [63:0] m_axis_tdata,
    output wire [7:0]  m_axis_tkeep,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire        m_axis_tlast,
    // registers: data 1 clock after re
    output wire [7:0]  csr_addr,
    output wire        csr_re,
    input  wire [31:0] csr_data
);

localparam [7:0] HELLO_REGISTERS = 2 * (`DG_PROTO_HELLO_WORDS - 8'd1);

localparam [2:0] IDLE = 3'd0,           // wait for the payload
                 LOW = 3'd1,            // ask for the low register of a word
                 HIGH = 3'd2,           // take it, ask for the high one
                 TAKE = 3'd3,           // take that
                 SEND = 3'd4;

reg [2:0]  state_q;
reg [7:0]  addr_q, registers_q;         // the next register; how many are still to be read
reg [63:0] word_q;
reg        half_q;                      // the word has its low half only

wire more = registers_q != 8'd0;

always @(posedge clk) begin
    case (state_q)
        IDLE: begin
            addr_q      <= is_hello ? 8'd0 : s_axis_tdata[7:0];
            registers_q <= is_hello ? HELLO_REGISTERS : arg;
            word_q      <= s_axis_tdata;
            half_q      <= 1'b0;
            if (s_axis_tvalid)
                state_q <= is_hello ? SEND : LOW;
        end
        LOW: state_q <= HIGH;
        HIGH: begin
            word_q[31:0] <= csr_data;
            half_q       <= !more;
            state_q      <= TAKE;
        end
        TAKE: begin
            word_q[63:32] <= half_q ? 32'd0 : csr_data;
            state_q       <= SEND;
        end
        default:
            if (m_axis_tready)
                state_q <= more ? LOW : IDLE;
    endcase
    if (csr_re) begin
        addr_q      <= addr_q + 8'd4;
        registers_q <= registers_q - 8'd1;
    end
    if (rst)
        state_q <= IDLE;
end

assign s_axis_tready = state_q == IDLE;
assign csr_addr      = addr_q;
assign csr_re        = state_q == LOW || (state_q == HIGH && more);
assign m_axis_tdata  = word_q;
assign m_axis_tkeep  = half_q ? 8'h0F : 8'hFF;
assign m_axis_tvalid = state_q == SEND;
assign m_axis_tlast  = !more;

endmodule

`default_nettype wire
