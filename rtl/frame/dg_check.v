// SPDX-License-Identifier: Apache-2.0
// dg_check: the status of each request frame, found while it passes (docs/protocol.md, "Order of checks", all but
// session and sequence, which dg_session judges).
//
// Checked are opcode, length with arg's range, kind, contexts and register address, in this order; the first that fails
// is the status. So a frame with status OK can be executed as it comes, without looking ahead. The cells of a kind that
// does not exist count as 8 bytes. The unused bytes of a word of contexts, 0, pass as contexts.
// Input and output: valid only, up to a word a clock, 3 clocks from one to the other. The status, like the mark of a
// bad frame, is valid at tlast. Test: tests/rtl/frame/check. Proof: tests/formal/frame/check.sby.
`default_nettype none
`include "dg_defs.vh"

module dg_check #(
    parameter CONTEXTS = 256,           // power of two, 2..256
    parameter KINDS = 6'h3F,            // bit k: the generator of kind k is there
    parameter FRAME_WORDS = 126         // 64-bit words of the longest frame, header included, 16..512
) (
    input  wire        clk,
    input  wire        rst,
    // frames from the line
    input  wire [63:0] s_axis_tdata,
    input  wire [7:0]  s_axis_tkeep,
    input  wire        s_axis_tvalid,
    input  wire        s_axis_tlast,
    input  wire        s_axis_tuser,    // at tlast: the frame is bad
    // the same, judged
    output wire [63:0] m_axis_tdata,
    output wire [7:0]  m_axis_tkeep,
    output wire        m_axis_tvalid,
    output wire        m_axis_tlast,
    output reg  [7:0]  m_axis_tuser,    // at tlast: status
    output wire        m_axis_bad       // at tlast: the frame is bad
);

generate
    if (CONTEXTS < 2 || CONTEXTS > `DG_LIMIT_CONTEXTS || (CONTEXTS & (CONTEXTS - 1)) != 0) begin : g_check_contexts
        dg_check_CONTEXTS_must_be_a_power_of_two_in_2_to_256 stop ();
    end
    if (FRAME_WORDS < `DG_LIMIT_CONTROL_WORDS || FRAME_WORDS > `DG_LIMIT_FRAME_WORDS) begin : g_check_frame_words
        dg_check_FRAME_WORDS_must_be_in_16_to_512 stop ();
    end
endgenerate

// Limits that follow from the longest frame; a payload has ROOM words.
localparam integer ROOM = FRAME_WORDS - 1;
localparam integer ROOM_X2 = 2 * ROOM;
localparam integer ECHO_MAX = `DG_LIMIT_CONTROL_WORDS - 1;      // the control slot of the reply store
localparam [7:0] CSR_MAX = 8'd64;
localparam [7:0] BUILT = {2'd0, KINDS[5:0]};
localparam integer TOP_CONTEXT = CONTEXTS - 1;

// ---- the frame itself ----
reg [63:0] data1_q, data2_q, data3_q;
reg [7:0]  keep1_q, keep2_q, keep3_q;
reg        last1_q, last2_q, last3_q, bad1_q, bad2_q, bad3_q;
reg [3:1]  valid_q;
reg        starts_q;                    // the next word is a header

always @(posedge clk) begin
    {data3_q, data2_q, data1_q} <= {data2_q, data1_q, s_axis_tdata};
    {keep3_q, keep2_q, keep1_q} <= {keep2_q, keep1_q, s_axis_tkeep};
    {last3_q, last2_q, last1_q} <= {last2_q, last1_q, s_axis_tlast};
    {bad3_q, bad2_q, bad1_q}    <= {bad2_q, bad1_q, s_axis_tuser};
    valid_q <= {valid_q[2:1], s_axis_tvalid};
    if (s_axis_tvalid)
        starts_q <= s_axis_tlast;
    if (rst) begin
        valid_q  <= 3'd0;
        starts_q <= 1'b1;
    end
end

// ---- stage 1: opcode and arg, the word's place, facts about its bytes ----
reg [7:0] opcode_q, arg_q;
reg       header1_q;
reg [9:0] words1_q;                     // of payload, this one included
reg [3:0] group1_q;                     // place in a group of contexts and eight operands: 0 = contexts
reg [7:0] used1_q, over1_q;             // byte is not 0; byte is no context
integer i;

always @(posedge clk) begin
    header1_q <= starts_q;
    for (i = 0; i < 8; i = i + 1) begin
        used1_q[i] <= s_axis_tdata[8*i +: 8] != 8'd0;
        over1_q[i] <= (s_axis_tdata[8*i +: 8] & ~TOP_CONTEXT[7:0]) != 8'd0;
    end
    if (s_axis_tvalid && starts_q) begin
        opcode_q <= s_axis_tdata[7:0];
        arg_q    <= s_axis_tdata[15:8];
        words1_q <= 10'd0;
        group1_q <= 4'd8;
    end else if (s_axis_tvalid) begin
        words1_q <= words1_q + 10'd1;
        group1_q <= group1_q == 4'd8 ? 4'd0 : group1_q + 4'd1;
    end
end

// ---- stage 2: what the frame's opcode and arg ask for ----
reg       header2_q, known_q, arg_ok_q, kind_ok_q, small_q;
reg       exact_q;                      // the payload has `need` words, else at least as many
reg [9:0] words2_q, need_q;
reg [9:0] reply_q;                      // words of the reply's payload, where that may be too long
reg       contexts2_q;                  // the word is one of contexts
reg [7:0] opcode2_q, arg2_q, used2_q, over2_q;

wire pairs   = opcode_q == `DG_OPC_LOAD || opcode_q == `DG_OPC_ACCUM || opcode_q == `DG_OPC_SWAP;
wire reads   = opcode_q == `DG_OPC_READ || opcode_q == `DG_OPC_SWAP_KEEP || opcode_q == `DG_OPC_STAT;
wire folds   = opcode_q == `DG_OPC_FOLD || opcode_q == `DG_OPC_VERIFY;
wire samples = opcode_q == `DG_OPC_SYNTH_RUN || opcode_q == `DG_OPC_SYNTH_LIST;
wire kind_ok = arg_q[7:3] == 5'd0 && BUILT[arg_q[2:0]] && !(folds && arg_q == `DG_KIND_FEISTEL_INV);
wire [5:0] groups = {1'b0, arg_q[7:3]} + {5'd0, arg_q[2:0] != 3'd0};

always @(posedge clk) begin
    opcode2_q   <= opcode_q;
    arg2_q      <= arg_q;
    header2_q   <= header1_q;
    words2_q    <= words1_q;
    contexts2_q <= !header1_q && (reads || (pairs && group1_q == 4'd0));
    used2_q     <= used1_q;
    over2_q     <= over1_q;
    small_q     <= arg_q == `DG_KIND_TORUS32 || arg_q == `DG_KIND_SHUFFLED32;
    kind_ok_q   <= kind_ok || !(folds || samples);
    known_q     <= 1'b1;
    exact_q     <= 1'b1;
    reply_q     <= reads ? {2'd0, arg_q} : 10'd0;
    if (opcode_q == `DG_OPC_STAT)
        reply_q <= {1'b0, arg_q, 1'b0} + {2'd0, arg_q};
    if (opcode_q == `DG_OPC_CSR_READ)
        reply_q <= {3'd0, arg_q[7:1]} + {9'd0, arg_q[0]};
    arg_ok_q    <= 1'b1;
    need_q      <= 10'd0;
    case (opcode_q)
        `DG_OPC_HELLO: {arg_ok_q, need_q} <= {arg_q == 8'd0, 10'd1};
        `DG_OPC_OPEN: {arg_ok_q, need_q} <= {arg_q == 8'd0, 10'd2};
        `DG_OPC_ECHO: {arg_ok_q, exact_q} <= {arg_q == 8'd0, 1'b0};
        `DG_OPC_LOAD, `DG_OPC_ACCUM, `DG_OPC_SWAP:
            {arg_ok_q, need_q} <= {arg_q != 8'd0, {4'd0, groups} + {2'd0, arg_q}};
        `DG_OPC_ACCUM_RUN: {exact_q, need_q} <= {1'b0, 10'd1};
        `DG_OPC_READ, `DG_OPC_SWAP_KEEP, `DG_OPC_STAT: {arg_ok_q, need_q} <= {arg_q != 8'd0, 4'd0, groups};
        `DG_OPC_CLEAR: ;
        `DG_OPC_SYNTH_RUN: need_q <= 10'd3;
        `DG_OPC_SYNTH_LIST: {exact_q, need_q} <= {1'b0, 10'd2};
        `DG_OPC_FOLD: need_q <= 10'd4;
        `DG_OPC_VERIFY: {exact_q, need_q} <= {1'b0, 10'd3};
        `DG_OPC_CSR_READ: {arg_ok_q, need_q} <= {arg_q != 8'd0 && arg_q <= CSR_MAX, 10'd1};
        default: known_q <= 1'b0;
    endcase
end

// ---- stage 3: what fails, gathered word by word; lengths are right at the last one ----
reg unknown_q, length_q, count_q, kind_q, context_q, address_q;

wire is_echo   = opcode2_q == `DG_OPC_ECHO;
wire is_run    = opcode2_q == `DG_OPC_SYNTH_RUN;
wire is_fold   = opcode2_q == `DG_OPC_FOLD;
wire part_ok   = is_echo || (opcode2_q == `DG_OPC_VERIFY && small_q && keep2_q == 8'h0F);
wire words_ok  = exact_q ? words2_q == need_q : words2_q >= need_q && !(is_echo && words2_q > ECHO_MAX[9:0]);
wire cells_fit = used2_q[7:2] == 6'd0 && data2_q[15:0] <= (small_q ? ROOM_X2[15:0] : ROOM[15:0]);
wire count_bad = (is_run && words2_q == 10'd3 && (used2_q == 8'd0 || !cells_fit)) ||
                 (is_fold && words2_q == 10'd4 && (used2_q[3:0] == 4'd0 || used2_q[7:4] != 4'd0));
wire context_bad = (contexts2_q && over2_q != 8'd0) || (opcode2_q == `DG_OPC_ACCUM_RUN && header2_q && over2_q[1]) ||
                   (is_fold && words2_q == 10'd1 && (over2_q[0] || used2_q[7:1] != 7'd0));
wire [8:0] end_register = {3'd0, data2_q[7:2]} + {1'b0, arg2_q};
wire address_bad = opcode2_q == `DG_OPC_CSR_READ && words2_q == 10'd1 &&
                   (used2_q[7:1] != 7'd0 || data2_q[1:0] != 2'd0 || end_register > {1'b0, `DG_CSR_END >> 2});

always @(posedge clk)
    if (valid_q[2]) begin
        unknown_q <= !known_q;
        length_q  <= !arg_ok_q || reply_q > ROOM[9:0] || !words_ok || !(keep2_q == 8'hFF || part_ok);
        kind_q    <= !kind_ok_q;
        count_q   <= count_bad || (count_q && !header2_q);
        context_q <= context_bad || (context_q && !header2_q);
        address_q <= address_bad || (address_q && !header2_q);
    end

always @(*) begin
    m_axis_tuser = `DG_ST_OK;
    if (unknown_q)
        m_axis_tuser = `DG_ST_BAD_OPCODE;
    else if (length_q || count_q)
        m_axis_tuser = `DG_ST_BAD_LENGTH;
    else if (kind_q)
        m_axis_tuser = `DG_ST_BAD_KIND;
    else if (context_q)
        m_axis_tuser = `DG_ST_BAD_CONTEXT;
    else if (address_q)
        m_axis_tuser = `DG_ST_BAD_ADDRESS;
end

assign m_axis_tdata  = data3_q;
assign m_axis_tkeep  = keep3_q;
assign m_axis_tvalid = valid_q[3];
assign m_axis_tlast  = last3_q;
assign m_axis_bad    = bad3_q;

`ifdef FORMAL
    `include "dg_check_fv.vh"
`endif

endmodule

`default_nettype wire
