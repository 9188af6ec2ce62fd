// SPDX-License-Identifier: Apache-2.0
// dg_session: decides what becomes of each request: run it, send its reply again, or drop it
// (docs/protocol.md, "Sessions" and "Exactly once").
//
// One frame at a time: the next is looked at when the reply of the last one is in the reply store. A frame that runs
// is announced to the store (`start`, with the slot of its reply) and passed to the executor word by word, tuser being
// its status; OPEN is decided here, and only its header is passed on. A sequenced frame runs only if its number is the
// expected one, which then grows by one: the one place on which "exactly once" rests.
// The epoch is drawn from the nonce of the first HELLO after reset, before which no session can be opened, and
// counts on with every session.
//
// Interface: AXI4-Stream in and out, one word a clock in the body, 2 clocks from header in to header out (4 for OPEN).
// The input is a frame that dg_check has seen: HELLO and OPEN of wrong length never have status OK.
// Test: tests/rtl/frame/session. Proof: tests/formal/frame/session.sby.
`default_nettype none

`include "dg_defs.vh"

module dg_session #(
    parameter integer WINDOW = 8        // reply slots, a power of two, 2..128
) (
    input  wire                    clk,
    input  wire                    rst,
    // whole requests, tuser = status from dg_check
    input  wire [63:0]             s_axis_tdata,
    input  wire [7:0]              s_axis_tkeep,
    input  wire                    s_axis_tvalid,
    output wire                    s_axis_tready,
    input  wire                    s_axis_tlast,
    input  wire [7:0]              s_axis_tuser,
    // requests to run, tuser = status
    output wire [63:0]             m_axis_tdata,
    output wire [7:0]              m_axis_tkeep,
    output wire                    m_axis_tvalid,
    input  wire                    m_axis_tready,
    output wire                    m_axis_tlast,
    output wire [7:0]              m_axis_tuser,
    // reply store: slot WINDOW is the one of control frames
    output reg  [$clog2(WINDOW):0] slot,
    output reg                     start,       // pulse: a reply to `slot` follows
    output reg                     replay,      // pulse: send what is in `slot` again
    input  wire                    storing,     // level, from the clock after `start` until that reply is stored
    // status
    output reg                     gap,         // pulse: a frame was dropped because an earlier one is missing
    output wire                    busy,        // a frame is being run
    output wire [31:0]             epoch,
    output wire [31:0]             session      // 0 = none
);

generate
    if ((WINDOW & (WINDOW - 1)) != 0 || WINDOW < 2 || WINDOW > `DG_LIMIT_WINDOW)
        dg_session_WINDOW_must_be_a_power_of_two_2_to_128 illegal_window ();
endgenerate

localparam integer SW = $clog2(WINDOW);
localparam [SW:0] CONTROL_SLOT = WINDOW[SW:0];

localparam [2:0] TAKE = 3'd0,           // the header
                 DECIDE = 3'd1,
                 OPEN_NONCE = 3'd2,     // OPEN's two words of payload
                 OPEN_EPOCH = 3'd3,
                 HEADER = 3'd4,         // pass the header on
                 BODY = 3'd5,           // and the rest
                 FINISH = 3'd6,         // until the reply is stored
                 DRAIN = 3'd7;          // forget the frame

reg  [2:0]  state_q;
reg  [63:0] header_q;
reg         single_q;                   // what is passed on is the header alone
reg  [7:0]  status_q;

wire take = s_axis_tvalid && s_axis_tready;
wire pass = m_axis_tvalid && m_axis_tready;

// ---- verdict on a frame ----

reg  [31:0] session_q;
reg  [15:0] expected_q;                 // number of the next frame to run
reg  [SW:0] stored_q;                   // frames of this session that have run, at most WINDOW: replies in the store

reg         mine_q;                     // of this session; this and the next are compared as the header comes in
reg  [15:0] behind_q;                   // how far its number is behind the expected one
wire        is_control = header_q[7:4] == 4'd0;
wire        is_hello   = header_q[7:0] == `DG_OPC_HELLO && status_q == `DG_ST_OK;
wire        is_open    = header_q[7:0] == `DG_OPC_OPEN && status_q == `DG_ST_OK;
wire        is_next    = behind_q == 16'd0;
wire        has_run    = !is_next && behind_q <= {{15 - SW{1'b0}}, stored_q};
wire        is_ordered = !is_control && mine_q;
wire        is_echo    = header_q[7];   // a reply, our own: the line sends back what it gets
wire        will_run   = !is_echo && (!is_ordered || is_next);

// ---- verdict on an OPEN, when its epoch is here ----

reg  [31:0] epoch_q;
reg         drawn_q;                    // there is an epoch
reg  [31:0] clocks_q;                   // makes equal nonces draw different epochs
reg  [31:0] wanted_q;                   // the session to open

wire is_current = drawn_q && s_axis_tdata == {32'd0, epoch_q};
wire is_again   = wanted_q == session_q && stored_q == {SW + 1{1'b0}};
wire opens      = state_q == OPEN_EPOCH && take && wanted_q != 32'd0 && is_current;

wire [7:0] open_status = wanted_q == 32'd0 ? `DG_ST_BAD_SESSION :
                         is_current || is_again ? `DG_ST_OK : `DG_ST_BAD_EPOCH;

// ---- the way of a frame ----

always @(posedge clk) begin
    case (state_q)
        TAKE: begin
            header_q <= s_axis_tdata;
            single_q <= s_axis_tlast;
            status_q <= s_axis_tuser;
            mine_q   <= session_q != 32'd0 && s_axis_tdata[63:32] == session_q;
            behind_q <= expected_q - s_axis_tdata[31:16];
            if (take)
                state_q <= DECIDE;
        end
        DECIDE:
            if (is_open)
                state_q <= OPEN_NONCE;
            else if (will_run) begin
                status_q <= is_control || mine_q ? status_q : `DG_ST_BAD_SESSION;
                state_q  <= HEADER;
            end else
                state_q <= single_q ? TAKE : DRAIN;
        OPEN_NONCE: begin
            wanted_q <= s_axis_tdata[31:0];
            if (take)
                state_q <= OPEN_EPOCH;
        end
        OPEN_EPOCH: begin
            status_q <= take ? open_status : status_q;
            single_q <= 1'b1;
            if (take)
                state_q <= HEADER;
        end
        HEADER:
            if (pass)
                state_q <= single_q ? FINISH : BODY;
        BODY:
            if (pass && s_axis_tlast)
                state_q <= FINISH;
        FINISH:
            if (!storing)
                state_q <= TAKE;
        default:
            if (take && s_axis_tlast)
                state_q <= TAKE;
    endcase
    if (rst)
        state_q <= TAKE;
end

assign s_axis_tready = state_q == TAKE || state_q == OPEN_NONCE || state_q == OPEN_EPOCH || state_q == DRAIN ||
                       (state_q == BODY && m_axis_tready);
assign m_axis_tvalid = state_q == HEADER || (state_q == BODY && s_axis_tvalid);
assign m_axis_tdata  = state_q == HEADER ? header_q : s_axis_tdata;
assign m_axis_tkeep  = state_q == HEADER ? 8'hFF : s_axis_tkeep;
assign m_axis_tlast  = state_q == HEADER ? single_q : s_axis_tlast;
assign m_axis_tuser  = status_q;

// ---- what the verdict changes ----

wire decides = state_q == DECIDE && !is_open;

always @(posedge clk) begin
    if (state_q == DECIDE)
        slot <= is_ordered ? {1'b0, header_q[16 +: SW]} : CONTROL_SLOT;
    start  <= (decides && will_run) || (state_q == OPEN_EPOCH && take);
    replay <= decides && !will_run && !is_echo && has_run;
    gap    <= decides && !will_run && !is_echo && !has_run;
    if (decides && will_run && is_ordered) begin
        expected_q <= expected_q + 16'd1;
        stored_q   <= stored_q == CONTROL_SLOT ? stored_q : stored_q + {{SW{1'b0}}, 1'b1};
    end
    if (opens) begin
        session_q  <= wanted_q;
        expected_q <= 16'd0;
        stored_q   <= {SW + 1{1'b0}};
    end
    if (rst) begin
        start      <= 1'b0;
        replay     <= 1'b0;
        gap        <= 1'b0;
        session_q  <= 32'd0;
        expected_q <= 16'd0;
        stored_q   <= {SW + 1{1'b0}};
    end
end

// A past epoch never comes back, and one of before the reset only by a chance of 2^-32: so bytes of dead sessions
// open nothing.
always @(posedge clk) begin
    clocks_q <= clocks_q + 32'd1;
    if (opens)
        epoch_q <= epoch_q + 32'd1;
    if (state_q == BODY && pass && is_hello && !drawn_q) begin
        epoch_q <= s_axis_tdata[31:0] ^ clocks_q;
        drawn_q <= 1'b1;
    end
    if (rst) begin
        clocks_q <= 32'd0;
        epoch_q  <= 32'd0;
        drawn_q  <= 1'b0;
    end
end

assign busy    = state_q != TAKE;
assign epoch   = epoch_q;
assign session = session_q;

`ifdef FORMAL
    `include "dg_session_fv.vh"
`endif

endmodule

`default_nettype wire
