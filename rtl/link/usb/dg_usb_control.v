// SPDX-License-Identifier: Apache-2.0
// dg_usb_control: the control endpoint's requests: what each is, what answers it, and what it changes.
//
// The eight bytes of a SETUP are shifted in as they come, and are decoded while they stand. Requests that only change
// something do so with `setup_done`; SET_ADDRESS when its status stage was sent and the host shows that it has it: by
// an ACK, or by using the address. What is not known here is stalled. Answers are the descriptors in dg_usb_rom, the
// 512 bytes of the test requests' buffer, or one or two bytes made here.
//
// Interface: `count` is the byte of the packet; `next` goes to the transfer's next packet: the one before was answered
// by ACK, by either side. `more`: an IN packet has a byte there, `data`, a clock after `count` changed. `data_we` puts
// a byte of an OUT packet at `count`; only the buffer takes them. `status_sent`: the empty IN packet of a status stage.
// `halted`, `restart` (a pulse: toggle back to DATA0): bit 0 of endpoint OUT, bit 1 of IN.
// Reset, also the bus's: address 0, not configured; the endpoint stalls until a SETUP.
// Test: tests/rtl/link/usb_stream. Drawing: docs/rtl/usb.svg.
`default_nettype none
`include "dg_usb_defs.vh"

module dg_usb_control (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,             // stands still
    // the transfer
    input  wire        setup_we,
    input  wire [7:0]  in_data,         // byte of a SETUP or of an OUT packet
    input  wire        setup_done,      // pulse: the SETUP was whole
    input  wire        data_we,
    input  wire [6:0]  count,
    input  wire        next,
    output wire        stall,
    output wire        is_in,           // the data stage, if any, is the device's
    output reg         toggle,          // of the data stage
    output wire        more,
    output wire [7:0]  data,
    input  wire        status_sent,
    // what requests change
    input  wire [6:0]  token_address,
    input  wire        token,           // pulse: a token to that address
    output wire        addressed,       // it is this device's
    output reg         configured,
    output reg         testing,         // alternate setting 1
    output reg  [1:0]  halted,
    output reg  [1:0]  restart
);

localparam [7:0] DEVICE_OUT = 8'h00, INTERFACE_OUT = 8'h01, ENDPOINT_OUT = 8'h02, VENDOR_OUT = 8'h40;
localparam [7:0] DEVICE_IN  = 8'h80, INTERFACE_IN  = 8'h81, ENDPOINT_IN  = 8'h82, VENDOR_IN  = 8'hC0;
localparam [7:0] GET_STATUS = 8'd0, CLEAR_FEATURE = 8'd1, SET_FEATURE = 8'd3, SET_ADDRESS = 8'd5, GET_DESCRIPTOR = 8'd6,
    GET_CONFIGURATION = 8'd8, SET_CONFIGURATION = 8'd9, GET_INTERFACE = 8'd10, SET_INTERFACE = 8'd11;

// ---- the request ----

reg  [63:0] setup_q;
wire [7:0]  kind    = setup_q[7:0];
wire [7:0]  request = setup_q[15:8];
wire [15:0] value   = setup_q[31:16];
wire [15:0] index   = setup_q[47:32];
wire [15:0] length  = setup_q[63:48];

wire is_zero_value = value == 16'd0;
wire is_bit_value  = value[15:1] == 15'd0;
wire is_zero_index = index == 16'd0;
wire is_endpoint   = index[15:8] == 8'd0 && index[6:1] == 6'd0 && (configured || !index[0]);
wire is_buffer     = is_zero_value && is_zero_index && length[15:10] == 6'd0 && (!length[9] || length[8:0] == 9'd0);
wire has_serial    = uid != 64'd0;

reg       known, brief;
reg [3:0] place;                        // of the descriptor, in half pages
reg [7:0] bytes;

always @* begin
    known = 1'b0;
    brief = 1'b1;
    place = `DG_USB_AT_DEVICE;
    bytes = 8'd1;
    case (kind)
        DEVICE_OUT:
            known = is_zero_index && ((request == SET_ADDRESS && value[15:7] == 9'd0) ||
                                      (request == SET_CONFIGURATION && is_bit_value));
        INTERFACE_OUT:
            known = is_zero_index && request == SET_INTERFACE && is_bit_value && configured;
        ENDPOINT_OUT:
            known = is_endpoint && is_zero_value && (request == CLEAR_FEATURE || request == SET_FEATURE);
        VENDOR_OUT:
            known = is_buffer && request == `DG_USB_REQUEST_WRITE;
        DEVICE_IN:
            if (request == GET_DESCRIPTOR) begin
                brief = 1'b0;
                case (value)
                    16'h0100: {known, place, bytes} = {1'b1, `DG_USB_AT_DEVICE, `DG_USB_BYTES_DEVICE};
                    16'h0200: {known, place, bytes} = {1'b1, `DG_USB_AT_CONFIGURATION, `DG_USB_BYTES_CONFIGURATION};
                    16'h0300: {known, place, bytes} = {1'b1, `DG_USB_AT_LANGUAGE, `DG_USB_BYTES_LANGUAGE};
                    16'h0301: {known, place, bytes} = {1'b1, `DG_USB_AT_MANUFACTURER, `DG_USB_BYTES_MANUFACTURER};
                    16'h0302: {known, place, bytes} = {1'b1, `DG_USB_AT_PRODUCT, `DG_USB_BYTES_PRODUCT};
                    16'h0303: {known, place, bytes} = {has_serial, `DG_USB_AT_SERIAL, `DG_USB_BYTES_SERIAL};
                    16'h0F00: {known, place, bytes} = {1'b1, `DG_USB_AT_BOS, `DG_USB_BYTES_BOS};
                    default:  known = 1'b0;
                endcase
            end else begin
                known = is_zero_value && is_zero_index && (request == GET_STATUS || request == GET_CONFIGURATION);
                bytes = request == GET_STATUS ? 8'd2 : 8'd1;
            end
        INTERFACE_IN: begin
            known = is_zero_value && is_zero_index && configured && (request == GET_STATUS || request == GET_INTERFACE);
            bytes = request == GET_STATUS ? 8'd2 : 8'd1;
        end
        ENDPOINT_IN: begin
            known = is_zero_value && is_endpoint && request == GET_STATUS;
            bytes = 8'd2;
        end
        VENDOR_IN: begin
            brief = 1'b0;
            if (request == `DG_USB_REQUEST_MS_OS) begin
                known = is_zero_value && index == `DG_USB_INDEX_MS_OS;
                place = `DG_USB_AT_WINDOWS;
                bytes = `DG_USB_BYTES_WINDOWS;
            end else
                known = is_buffer && request == `DG_USB_REQUEST_READ;
        end
        default:
            known = 1'b0;
    endcase
end

// ---- the transfer ----

reg       whole_q, known_q, brief_q;
reg [3:0] place_q;
reg [7:0] bytes_q;
reg [2:0] page_q;

wire       is_vendor = kind[6];
wire       is_read   = is_vendor && !place_q[3];         // of the buffer
wire [8:0] offset    = {page_q, count[5:0]};
wire       at_length = offset == length[8:0] && length[15:9] == 7'd0;
wire       at_bytes  = offset == {1'b0, bytes_q} && !is_read;

assign stall = !whole_q || !known_q;
assign is_in = kind[7];
assign more  = is_in && !count[6] && !at_length && !at_bytes;

always @(posedge clk) begin
    known_q <= known;
    brief_q <= brief;
    place_q <= place;
    bytes_q <= bytes;
    if (setup_we)
        setup_q <= {in_data, setup_q[63:8]};
    if (setup_we || setup_done) begin
        whole_q <= setup_done;
        toggle  <= 1'b1;
        page_q  <= 3'd0;
    end else if (next) begin
        toggle <= !toggle;
        page_q <= page_q + 3'd1;
    end
    if (rst)
        whole_q <= 1'b0;
end

// ---- what it changes ----

reg  [6:0] address_q;
reg        pending_q;                   // a new address was sent as status, and may be in use
wire       is_address = kind == DEVICE_OUT && request[2];
wire       is_pending = pending_q && token_address == value[6:0];
wire       moves      = pending_q && (next || (token && is_pending));

assign addressed = token_address == address_q || is_pending;

reg changes_q;                          // `setup_done` a clock ago, and the request is known

always @(posedge clk) begin
    changes_q <= setup_done && known_q && !is_vendor && !is_in;
    restart   <= 2'b00;
    if (changes_q && kind[1]) begin                      // CLEAR_FEATURE and SET_FEATURE of an endpoint
        if (index[0])
            halted[index[7]] <= request[1];
        restart <= {index[0] && index[7], index[0] && !index[7]} & {2{!request[1]}};
    end else if (changes_q && request[3]) begin          // SET_CONFIGURATION, SET_INTERFACE
        testing <= kind[0] && value[0];
        halted  <= 2'b00;
        restart <= 2'b11;
        if (!kind[0])
            configured <= value[0];
    end
    pending_q <= (pending_q || (status_sent && is_address && whole_q && known_q)) && !setup_we;
    if (moves)
        address_q <= value[6:0];
    if (rst) begin
        changes_q  <= 1'b0;
        address_q  <= 7'd0;
        pending_q  <= 1'b0;
        configured <= 1'b0;
        testing    <= 1'b0;
        halted     <= 2'b00;
    end
end

// ---- answers ----

wire [8:0] rom_at = {place_q[3:1] | page_q, count[5] || place_q[0], count[4:0]};
wire [7:0] rom_data;
reg  [7:0] buffer_data_q;

dg_usb_rom rom (.clk(clk), .at(rom_at), .data(rom_data));

(* ram_style = "block", no_rw_check *) reg [7:0] buffer [0:`DG_USB_BUFFER-1];

always @(posedge clk) begin
    if (data_we && is_vendor && !is_in && !stall)
        buffer[offset] <= in_data;
    buffer_data_q <= buffer[offset];
end

// of the serial number, the digit at an even byte
wire [3:0] digit = uid[{4'd0 - count[4:1], 2'd0} +: 4];
wire [7:0] ascii = digit > 4'd9 ? 8'h37 + {4'd0, digit} : {4'h3, digit};
wire       is_digit  = place_q == `DG_USB_AT_SERIAL && !count[0] && count[5:1] != 5'd0;
wire       is_absent = place_q == `DG_USB_AT_DEVICE && count[4] && !count[0] && !has_serial;   // iSerialNumber
wire       bit_answer = kind[1] ? index[0] && halted[index[7]] :
                        kind[0] ? request[3] && testing : request[3] && configured;

assign data = is_read ? buffer_data_q :
              brief_q ? {7'd0, bit_answer && count == 7'd0} :
              is_digit ? ascii :
              is_absent ? 8'd0 : rom_data;

endmodule

`default_nettype wire
