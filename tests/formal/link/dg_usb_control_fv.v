// SPDX-License-Identifier: Apache-2.0
// dg_usb_control for the proof of dg_usb_device: it says anything at all.
`default_nettype none

module dg_usb_control (
    input  wire        clk,
    input  wire        rst,
    input  wire [63:0] uid,
    input  wire        setup_we,
    input  wire [7:0]  in_data,
    input  wire        setup_done,
    input  wire        data_we,
    input  wire [6:0]  count,
    input  wire        next,
    output wire        stall,
    output wire        is_in,
    output wire        toggle,
    output wire        more,
    output wire [7:0]  data,
    input  wire        status_sent,
    input  wire [6:0]  token_address,
    input  wire        token,
    output wire        addressed,
    output wire        configured,
    output wire        testing,
    output wire [1:0]  halted,
    output wire [1:0]  restart
);

(* anyseq *) wire [15:0] anything;
(* anyseq *) wire        more_or_not;
assign {stall, is_in, toggle, addressed, configured, halted, restart, data[6:0]} = anything;
assign data[7] = 1'b0;
assign testing = 1'b0;
assign more = more_or_not && !count[6];

endmodule

`default_nettype wire
