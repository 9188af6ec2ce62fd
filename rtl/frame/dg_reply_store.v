// SPDX-License-Identifier: Apache-2.0
// dg_reply_store: the replies of the last WINDOW frames, so that a lost one can be sent again
// (docs/protocol.md, "Exactly once").
//
// WINDOW slots of FRAME_WORDS words and the control slot, number WINDOW, of CONTROL_WORDS, in one block RAM. `start`
// opens a slot for the reply that follows; when it is in, it is sent, and `replay` sends it again. Slots that wait to
// be sent take turns. A slot is not written while it is being sent: the writer waits, and a reply that had not begun to
// leave is given up (who asks for a slot anew has its old reply).
//
// Interface: AXI4-Stream in, one word a clock; AXI4-Stream out, one word in 3 clocks (a word is 8 bytes on the line);
// 9 clocks from tlast in to the first word out, 5 from `replay`, and up to WINDOW more until it is the slot's turn. The
// writer keeps to FRAME_WORDS, in the control slot to CONTROL_WORDS.
// Test: tests/rtl/frame/reply_store. Proof: tests/formal/frame/reply_store.sby.
`default_nettype none
`include "dg_defs.vh"

module dg_reply_store #(
    parameter integer WINDOW      = 8,      // slots, 2..128
    parameter integer FRAME_WORDS = 126     // words of a slot, at least 2
) (
    input  wire                    clk,
    input  wire                    rst,
    // session
    input  wire [$clog2(WINDOW):0] slot,        // stands from `start` until `storing` falls
    input  wire                    start,       // pulse
    input  wire                    replay,      // pulse
    output wire                    storing,     // from the clock after `start` until the reply is in
    // replies from the executor
    input  wire [63:0]             s_axis_tdata,
    input  wire [7:0]              s_axis_tkeep,
    input  wire                    s_axis_tvalid,
    output wire                    s_axis_tready,
    input  wire                    s_axis_tlast,
    // replies to send
    output wire [63:0]             m_axis_tdata,
    output wire [7:0]              m_axis_tkeep,
    output wire                    m_axis_tvalid,
    input  wire                    m_axis_tready,
    output wire                    m_axis_tlast
);

generate
    if (WINDOW < 2 || WINDOW > `DG_LIMIT_WINDOW)
        dg_reply_store_WINDOW_must_be_2_to_128 illegal_window ();
    if (FRAME_WORDS < 2)
        dg_reply_store_FRAME_WORDS_must_be_at_least_2 illegal_frame_words ();
endgenerate

localparam integer SW = $clog2(WINDOW);
localparam integer WORDS = WINDOW * FRAME_WORDS + `DG_LIMIT_CONTROL_WORDS;
localparam integer AW = $clog2(WORDS);

function [AW-1:0] base_of(input [SW:0] of);
    base_of = {{AW - SW - 1{1'b0}}, of} * FRAME_WORDS[AW-1:0];
endfunction

// ---- write side ----

reg           storing_q;
reg  [AW-1:0] write_q;
reg           sending_q;
reg  [SW:0]   turn_q;           // the slot that is being sent, or may be next

wire write = s_axis_tvalid && s_axis_tready;

assign storing       = storing_q;
assign s_axis_tready = storing_q && !(sending_q && turn_q == slot);

always @(posedge clk) begin
    if (start)
        write_q <= base_of(slot);
    else if (write)
        write_q <= write_q + {{AW - 1{1'b0}}, 1'b1};
    storing_q <= start || (storing_q && !(write && s_axis_tlast));
    if (rst)
        storing_q <= 1'b0;
end

// ---- whose turn it is: it passes from slot to slot, one a clock, and stays while a slot is sent ----

reg  [WINDOW:0] waiting_q;
reg  [AW-1:0]   base_q;         // of turn_q
wire            sent = m_axis_tvalid && m_axis_tready;
wire            pick = !sending_q && waiting_q[turn_q];
wire            pass = sending_q ? sent && m_axis_tlast : !pick;

always @(posedge clk) begin
    if (pass) begin
        turn_q <= turn_q == WINDOW[SW:0] ? {SW + 1{1'b0}} : turn_q + {{SW{1'b0}}, 1'b1};
        base_q <= turn_q == WINDOW[SW:0] ? {AW{1'b0}} : base_q + FRAME_WORDS[AW-1:0];
    end
    if (rst) begin
        turn_q <= {SW + 1{1'b0}};
        base_q <= {AW{1'b0}};
    end
end

always @(posedge clk) begin
    if (pick)
        waiting_q[turn_q] <= 1'b0;
    if (start)
        waiting_q[slot] <= 1'b0;
    if (replay || (write && s_axis_tlast))
        waiting_q[slot] <= 1'b1;
    if (rst)
        waiting_q <= {WINDOW + 1{1'b0}};
end

// ---- read side: a word every 3 clocks ----

reg  [AW-1:0] read_q;
reg           reading_q, landing_q, valid_q;
wire [71:0]   word;

always @(posedge clk) begin
    read_q    <= pick ? base_q : read_q + {{AW - 1{1'b0}}, sent};
    reading_q <= pick || (sent && !m_axis_tlast);
    landing_q <= reading_q;
    valid_q   <= landing_q || (valid_q && !sent);
    sending_q <= pick || (sending_q && !(sent && m_axis_tlast));
    if (rst) begin
        reading_q <= 1'b0;
        landing_q <= 1'b0;
        valid_q   <= 1'b0;
        sending_q <= 1'b0;
    end
end

dg_ram_sdp #(.WIDTH(72), .DEPTH(WORDS)) ram (
    .clk(clk),
    .we(write), .waddr(write_q), .wdata({s_axis_tlast, s_axis_tkeep[7:1], s_axis_tdata}),
    .re(reading_q), .raddr(read_q), .rdata(word)
);

assign m_axis_tvalid = valid_q;
assign m_axis_tdata  = word[63:0];
assign m_axis_tkeep  = {word[70:64], 1'b1};
assign m_axis_tlast  = word[71];

wire unused = &{1'b0, s_axis_tkeep[0]};

`ifdef FORMAL
    `include "dg_reply_store_fv.vh"
`endif

endmodule

`default_nettype wire
