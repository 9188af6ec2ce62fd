// SPDX-License-Identifier: Apache-2.0
// dg_flash_clock_ecp5: wrapper of USRMCLK, the way from a design to the ECP5's pin for the clock of its SPI flash.
//
// The pin is driven while `drive` is high. The constraints must not keep the configuration's own SPI port in use
// (MASTER_SPI_PORT). In simulation there is no such pin.
`default_nettype none

module dg_flash_clock_ecp5 (
    input wire sck,
    input wire drive
);

`ifdef SYNTHESIS
(* keep *) USRMCLK mclk (.USRMCLKI(sck), .USRMCLKTS(!drive));
`else
wire unused = &{1'b0, sck, drive};
`endif

endmodule

`default_nettype wire
