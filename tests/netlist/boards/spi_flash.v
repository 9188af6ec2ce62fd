// SPDX-License-Identifier: Apache-2.0
// spi_flash: an SPI flash in power-down, as far as the board's number goes: after ABh, 4Bh and four bytes give ID.
`default_nettype none

module spi_flash #(
    parameter [63:0] ID = 64'd0
) (
    input  wire cs_n,
    input  wire sck,
    input  wire mosi,
    output wire miso
);

reg       awake_q = 1'b0, drives_q = 1'b0, level_q = 1'b0;
reg [7:0] command_q = 8'd0;
reg [6:0] bits_q = 7'd0;

always @(posedge sck or posedge cs_n)
    if (cs_n) begin
        bits_q  <= 7'd0;
        awake_q <= awake_q || (bits_q == 7'd8 && command_q == 8'hAB);
    end else begin
        bits_q <= bits_q + 7'd1;
        if (bits_q < 7'd8)
            command_q <= {command_q[6:0], mosi};
    end

always @(negedge sck or posedge cs_n)
    if (cs_n)
        drives_q <= 1'b0;
    else begin
        drives_q <= awake_q && command_q == 8'h4B && bits_q >= 7'd40;
        level_q  <= ID[~(bits_q[5:0] - 6'd40)];
    end

assign miso = !drives_q || level_q;     // pulled up

endmodule

`default_nettype wire
