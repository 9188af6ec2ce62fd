// SPDX-License-Identifier: Apache-2.0
// dg_flash_uid: a board's own number, which is that of its SPI flash: command 4Bh, four bytes, then 64 bits of id.
//
// A slot of 16 clocks is a bit of SPI mode 0: MOSI changes at its begin, `sck` rises in its middle, MISO is taken at
// its end. Slots 0 to 7 are the command ABh, which wakes a flash that sleeps; it has 120 slots for that, 40 us at 48
// MHz. Slots 128 to 231 are the command 4Bh, with the four bytes as zeros, and the id, its first bit the highest of
// `uid`. A flash without the command, or none, leaves MISO as its pull-up or pull-down has it: all ones or all zeros,
// and `uid` is 0.
//
// Interface: `clk` up to 100 MHz, 16 times that of the flash; `busy` until `uid` is there, which then stands still.
// Reset: the id is read anew.
// Proof: tests/formal/board/flash_uid.sby. Test: tests/rtl/board/flash_uid.
`default_nettype none

module dg_flash_uid (
    input  wire        clk,
    input  wire        rst,
    output reg         cs_n,
    output reg         sck,
    output reg         mosi,
    input  wire        miso,
    output reg  [63:0] uid,
    output reg         busy
);

localparam [7:0] WAKE = 8'hAB, READ_ID = 8'h4B;

reg [11:0] clock_q;
wire [7:0] slot    = clock_q[11:4];
wire       wakes   = slot[7:3] == 5'd0;
wire       reads   = slot[7] && slot < 8'd232;
wire       command = slot[6:3] == 4'd0;
wire       is_id   = slot[7] && slot >= 8'd168;
wire [7:0] bits    = slot[7] ? READ_ID : WAKE;

always @(posedge clk) begin
    clock_q <= clock_q + 12'd1;
    cs_n    <= !(wakes || reads);
    sck     <= (wakes || reads) && clock_q[3];
    mosi    <= command && bits[~slot[2:0]];
    if (is_id && reads && clock_q[3:0] == 4'd15)
        uid <= {uid[62:0], miso};
    if (slot == 8'd232) begin
        busy    <= 1'b0;
        clock_q <= clock_q;
        if (uid == ~64'd0)
            uid <= 64'd0;
    end
    if (rst) begin
        clock_q <= 12'd0;
        cs_n    <= 1'b1;
        sck     <= 1'b0;
        busy    <= 1'b1;
    end
end

`ifdef FORMAL
    `include "dg_flash_uid_fv.vh"
`endif

endmodule

`default_nettype wire
