// SPDX-License-Identifier: Apache-2.0
// dg_usb_device: USB packets and transactions behind a UTMI-like boundary: control endpoint, bulk OUT, bulk IN.
//
// A token to this device begins a transaction; any other packet, or 17 bit times of silence, ends it. What is damaged,
// for another address, or for an endpoint that does not exist is answered by nothing. A SETUP that is whole is taken
// and acknowledged whatever went before. OUT packets go to one dg_packet_cross, IN packets come from another, which are
// double buffers: an OUT packet that finds no room when its token comes is refused by NAK, as an IN token without a
// packet. A packet counts when it is acknowledged: OUT by the device, IN by the host; one that comes again because its
// ACK was lost is known by its toggle, acknowledged and dropped. In alternate setting 1 OUT packets are dropped, and IN
// packets are 64 zeros.
//
// Interface: `rx_*`, `tx_*`, `line_state` as dg_usb_phy's; an answer begins 3 clocks after `rx_active` fell. `out_*` is
// the write side of a dg_packet_cross, `in_*` the read side of the other, both in this clock.
// Reset, also the bus's: dg_usb_control's; toggles DATA0. Packets in the double buffers stay.
// Proof: tests/formal/link/usb_device.sby. Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none

module dg_usb_device (
    input  wire        clk,
    input  wire        rst,             // or the bus's
    input  wire [63:0] uid,             // serial number, 0 = none; stands still
    // transceiver
    input  wire [7:0]  rx_data,
    input  wire        rx_valid,
    input  wire        rx_active,
    input  wire        rx_error,
    output wire [7:0]  tx_data,
    output reg         tx_valid,
    input  wire        tx_ready,
    input  wire [1:0]  line_state,
    // packets from the host
    input  wire        out_room,
    output wire        out_we,
    output wire [5:0]  out_at,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire [6:0]  out_bytes,
    // packets to the host
    input  wire        in_some,
    input  wire [6:0]  in_bytes,
    output wire [5:0]  in_at,
    input  wire [7:0]  in_data,
    output wire        in_free
);

localparam [1:0] IDLE = 2'd0, DATA = 2'd1, SEND = 2'd2, ACK = 2'd3;
// of a PID the low half; tokens end in 01, data in 011, handshakes in 10
localparam [3:0] PID_ACK = 4'b0010, PID_NAK = 4'b1010, PID_STALL = 4'b1110;
localparam [6:0] SILENCE = 7'd99;       // clocks from J to the end of a SYNC that came 17 bit times later

reg [1:0] state_q;
reg [3:0] pid_q;                        // of the packet that came, then of the answer
reg [6:0] count_q;                      // bytes of its data
reg [15:0] crc_q;

// ---- packets that come ----

reg       active_q, named_q, bad_q;     // rx_active a clock ago; the PID is there; the packet is damaged
reg [1:0] lead_q;                       // bytes behind the PID, ones from below: two are a CRC or a token
reg [7:0] late_q, later_q;              // bytes one and two before rx_data
reg       ended_q, token_q, good_q, ack_q, wanted_q;    // the packet ended a clock ago, and what it was

wire [15:0] crc;
wire        good16, good5;
wire        payload   = rx_valid && lead_q[1];          // later_q is a byte of the data
wire        ends      = active_q && !rx_active;
wire        intact    = named_q && !bad_q && !rx_error;
wire [3:0]  endpoint  = {late_q[2:0], later_q[7]};
wire        addressed, configured, is_control;

always @(posedge clk) begin
    active_q <= rx_active;
    if (rx_active && !active_q)
        {named_q, bad_q, lead_q} <= 4'd0;
    if (rx_valid && !named_q) begin
        named_q <= 1'b1;
        bad_q   <= rx_data[7:4] != ~rx_data[3:0];
    end else if (rx_valid) begin
        lead_q  <= {lead_q[0], 1'b1};
        late_q  <= rx_data;
        later_q <= late_q;
    end
    if (rx_error || (payload && count_q[6]))
        bad_q <= 1'b1;
    ended_q  <= ends;
    token_q  <= ends && intact && pid_q[1:0] == 2'b01 && lead_q[1] && count_q == 7'd0 && good5;
    good_q   <= ends && intact && pid_q[2:0] == 3'b011 && lead_q[1] && good16;
    ack_q    <= ends && intact && pid_q == PID_ACK && !lead_q[0];
    wanted_q <= endpoint == 4'd0 || (endpoint == 4'd1 && configured && pid_q[3:2] != 2'b11);
    if (rst)
        {active_q, ended_q, token_q, good_q, ack_q} <= 5'd0;
end

dg_usb_crc crcs (
    .crc(crc_q), .data(state_q == SEND ? tx_data : rx_data), .next(crc), .good16(good16),
    .token({late_q, later_q}), .good5(good5)
);

// ---- transactions ----

reg       control_q, setup_q, room_q;   // of the token: endpoint 0; SETUP; there was room
reg       out_toggle_q, in_toggle_q;
reg [6:0] silence_q;                    // clocks since SE0, or since the last byte was handed over
wire      stall, is_in, toggle, control_more, testing;
wire [7:0] control_data;
wire [1:0] halted, restart;

wire is_setup  = &pid_q[3:2];
wire begins    = token_q && wanted_q && addressed && (pid_q[3] || !pid_q[2]);   // no SOF
wire is_in_token = begins && pid_q[3] && !pid_q[2];
wire is_data   = good_q && state_q == DATA;
wire acked     = ack_q && state_q == ACK;
wire expected  = pid_q[3] == (control_q ? toggle : out_toggle_q);
wire takes     = is_data && !setup_q && expected && (control_q ? !stall : !halted[0] && room_q);
wire is_full   = count_q == 7'd8;
wire setup_done = is_data && setup_q && is_full && !pid_q[3];
wire has_packet = testing || in_some;

// the answer's PID
wire [3:0] in_pid  = is_control ? (stall ? PID_STALL : {toggle || !is_in, 3'b011}) :
                     halted[1] ? PID_STALL : has_packet ? {in_toggle_q, 3'b011} : PID_NAK;
wire [3:0] out_pid = setup_q ? PID_ACK : (control_q ? stall : halted[0]) ? PID_STALL :
                     control_q || room_q || !expected ? PID_ACK : PID_NAK;

assign is_control = endpoint == 4'd0;
assign out_we     = payload && state_q == DATA && !control_q && room_q;
assign out_at     = count_q[5:0];
assign out_data   = later_q;
assign out_bytes  = count_q;
assign out_commit = takes && !control_q && !testing;
assign in_free    = acked && !control_q && !testing;
assign in_at      = count_q[5:0];

wire sent;                              // the answer's last byte is taken

always @(posedge clk) begin
    silence_q <= line_state == 2'b00 || state_q == SEND ? 7'd0 : silence_q + 7'd1;
    if (state_q == SEND) begin
        if (sent)
            state_q <= pid_q[0] ? ACK : IDLE;
    end else if (ended_q) begin
        state_q <= is_in_token || setup_done || (is_data && !setup_q) ? SEND : begins ? DATA : IDLE;
    end else if (!rx_active && !active_q && silence_q == SILENCE)
        state_q <= IDLE;
    if (begins) begin
        control_q <= is_control;
        setup_q   <= is_setup;
        room_q    <= out_room || testing;
    end
    if (restart[0] || (takes && !control_q))
        out_toggle_q <= !restart[0] && !out_toggle_q;
    if (restart[1] || (acked && !control_q))
        in_toggle_q <= !restart[1] && !in_toggle_q;
    if (rst) begin
        state_q      <= IDLE;
        out_toggle_q <= 1'b0;
        in_toggle_q  <= 1'b0;
    end
end

dg_usb_control control (
    .clk(clk), .rst(rst), .uid(uid),
    .setup_we(payload && state_q == DATA && setup_q && !count_q[6]), .in_data(later_q), .setup_done(setup_done),
    .data_we(payload && state_q == DATA && control_q && !setup_q && !count_q[6] && expected),
    .count(count_q), .next(control_q && (acked || takes)), .stall(stall), .is_in(is_in), .toggle(toggle),
    .more(control_more), .data(control_data), .status_sent(is_in_token && is_control && !is_in),
    .token_address(later_q[6:0]), .token(begins), .addressed(addressed),
    .configured(configured), .testing(testing), .halted(halted), .restart(restart)
);

// ---- answers ----

reg  body_q, last_q;                    // the PID is sent; the first byte of the CRC too
wire more = control_q ? control_more : testing ? !count_q[6] : count_q != in_bytes;
wire take = tx_ready && state_q == SEND;

assign tx_data = !body_q ? {~pid_q, pid_q} :
                 last_q ? ~crc_q[15:8] :
                 !more ? ~crc_q[7:0] :
                 control_q ? control_data : in_data & {8{!testing}};
assign sent = take && (last_q || !pid_q[0]);

always @(posedge clk) begin
    // the PID, and the bytes behind it that CRC and count are of, both ways
    if (rx_valid && !named_q)
        pid_q <= rx_data[3:0];
    if (is_in_token || is_data)
        pid_q <= is_data ? out_pid : in_pid;
    if (rx_valid ? named_q : take && body_q && !last_q && more)
        crc_q <= crc;
    if (payload ? !count_q[6] : take && body_q && !last_q && more)
        count_q <= count_q + 7'd1;
    if ((rx_valid && !named_q) || is_in_token || rst) begin
        crc_q   <= 16'hFFFF;
        count_q <= 7'd0;
    end
    tx_valid <= (state_q == SEND && !sent);
    body_q   <= state_q == SEND && (body_q || take);
    last_q   <= state_q == SEND && (last_q || (take && body_q && !more));
    if (rst)
        tx_valid <= 1'b0;
end

`ifdef FORMAL
    `include "dg_usb_device_fv.vh"
`endif

endmodule

`default_nettype wire
