// SPDX-License-Identifier: Apache-2.0
// dg_enframe: words of frames to bytes for the line (docs/protocol.md, "Frames on the line").
//
// Sends the bytes that tkeep marks, lowest first, then their CRC-32, escaped; then a flag. A flag goes ahead of a frame
// that does not follow the last one at once.
//
// Interface: AXI4-Stream in and out, a byte a clock as long as both sides keep up; the first byte (a flag) comes
// 1 clock after the first word, the first byte of the frame 1 clock after it. Every word has at least one byte.
// Test: tests/rtl/frame/enframe. Proof: tests/formal/frame/enframe.sby.
`default_nettype none

`include "dg_defs.vh"

module dg_enframe (
    input  wire        clk,
    input  wire        rst,
    // frames
    input  wire [63:0] s_axis_tdata,
    input  wire [7:0]  s_axis_tkeep,    // the lowest 1..8 bits
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    input  wire        s_axis_tlast,
    // bytes to the link
    output wire [7:0]  m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready
);

localparam [31:0] CRC_START = 32'hFFFFFFFF;

localparam [1:0] IDLE  = 2'd0,      // flag as soon as a frame comes
                 DATA  = 2'd1,
                 CHECK = 2'd2,
                 CLOSE = 2'd3;      // flag

reg  [1:0]  state_q;
reg  [63:0] word_q;                 // its next byte in bits 7:0
reg  [7:0]  left_q;                 // a one for each byte still to go, of the word or of the CRC
reg         last_q;
reg  [31:0] crc_q;
reg         half_q;                 // the escape is out, its byte not yet

reg  [7:0]  data_q;                 // on the line
reg         valid_q;

// ---- the next byte on the line ----

wire [7:0] plain   = state_q == CHECK ? ~crc_q[7:0] : word_q[7:0];
wire       special = plain == `DG_PROTO_FLAG || plain == `DG_PROTO_ESCAPE;
wire       is_flag = state_q == IDLE || state_q == CLOSE;
wire       have    = state_q == IDLE ? s_axis_tvalid : state_q != DATA || left_q[0];
wire       free    = !valid_q || m_axis_tready;
wire       emit    = have && free;
wire       done    = emit && !is_flag && (!special || half_q);      // a byte of the frame is out whole
wire       finish  = done && !left_q[1];

wire [7:0] on_line = is_flag ? `DG_PROTO_FLAG :
                     special && !half_q ? `DG_PROTO_ESCAPE :
                     special ? plain ^ `DG_PROTO_ESCAPE_XOR : plain;

assign s_axis_tready = is_flag ? free : state_q == DATA && !last_q && (!left_q[0] || finish);

always @(posedge clk) begin
    if (free)
        valid_q <= have;
    if (emit) begin
        data_q <= on_line;
        half_q <= !is_flag && special && !half_q;
    end
    if (rst) begin
        valid_q <= 1'b0;
        half_q  <= 1'b0;
    end
end

// ---- the frame ----

wire        load = s_axis_tvalid && s_axis_tready;
wire [31:0] crc_next;

dg_crc32 crc32 (.crc(crc_q), .data(word_q[7:0]), .next(crc_next));

always @(posedge clk) begin
    if (done) begin
        word_q <= {8'd0, word_q[63:8]};
        left_q <= {1'b0, left_q[7:1]};
        crc_q  <= state_q == CHECK ? {8'd0, crc_q[31:8]} : crc_next;
    end
    if (load) begin
        word_q <= s_axis_tdata;
        left_q <= s_axis_tkeep;
        last_q <= s_axis_tlast;
    end
    case (state_q)
        IDLE:
            if (load)
                state_q <= DATA;
        DATA:
            if (finish && last_q) begin
                left_q  <= 8'h0F;
                state_q <= CHECK;
            end
        CHECK:
            if (finish)
                state_q <= CLOSE;
        default:
            if (emit)
                state_q <= load ? DATA : IDLE;
    endcase
    if (is_flag)
        crc_q <= CRC_START;
    if (rst) begin
        state_q <= IDLE;
        left_q  <= 8'd0;
        last_q  <= 1'b0;
    end
end

assign m_axis_tdata  = data_q;
assign m_axis_tvalid = valid_q;

`ifdef FORMAL
    `include "dg_enframe_fv.vh"
`endif

endmodule

`default_nettype wire
