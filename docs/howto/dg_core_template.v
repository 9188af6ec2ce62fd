// SPDX-License-Identifier: Apache-2.0
// dg_core_template: dg_core as a block of a system on AXI: a template to copy and to change; docs/howto/integrate.md is
// its page.
//
// One clock, `aclk`; a synchronous reset, `aresetn`, low. Two AXI4-Streams of bytes carry frames (docs/protocol.md), an
// AXI4-Lite slave of 256 bytes shows the registers (docs/reference/defs.md). Latency: that of dg_core; nothing is
// added.
`default_nettype none

module dg_core_template #(
    parameter [31:0] CLOCK_HZ = 32'd100000000,  // of aclk; the library estimates from it how long a frame takes
    parameter [31:0] BOARD    = 32'd1000,       // a number of your own, from 1000 on; 0 is the simulation
    parameter [63:0] BUILD    = 64'd0           // tells one bitstream from another, such as a hash of its sources
) (
    input  wire        aclk,
    input  wire        aresetn,                 // low until aclk is stable

    // Requests: bytes to the core. No TLAST: frames are bounded by their flags. TREADY is always high; what limits the
    // host is the credit of the protocol.
    input  wire [7:0]  s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,

    // Replies: bytes from the core, which waits as long as TREADY is low. Never without a request.
    output wire [7:0]  m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,

    // Registers: 32 bits, read-only. A write is answered by SLVERR and changes nothing. AWPROT and ARPROT have no
    // meaning here.
    input  wire [7:0]  s_axil_awaddr,
    input  wire        s_axil_awvalid,
    output wire        s_axil_awready,
    input  wire [31:0] s_axil_wdata,
    input  wire [3:0]  s_axil_wstrb,
    input  wire        s_axil_wvalid,
    output wire        s_axil_wready,
    output wire [1:0]  s_axil_bresp,
    output wire        s_axil_bvalid,
    input  wire        s_axil_bready,
    input  wire [7:0]  s_axil_araddr,
    input  wire        s_axil_arvalid,
    output wire        s_axil_arready,
    output wire [31:0] s_axil_rdata,
    output wire [1:0]  s_axil_rresp,
    output wire        s_axil_rvalid,
    input  wire        s_axil_rready,

    output wire        active                   // high while a frame is being run: for a light
);

// dg_core's reset is high and synchronous. The register keeps its fan-out off aresetn's path.
reg rst_q;
always @(posedge aclk)
    rst_q <= !aresetn;

wire received, bad_frame;

dg_core #(
    .CONTEXTS(256),             // delta-state contexts, a power of two, 2..256
    .LANES(1),                  // synthesizers at work in a fold, a power of two, 1..64
    .II(1),                     // clocks per cell: 1, or 8 for a small device
    .KINDS(6'h3F),              // generators, a bit each: torus32, torus64, feistel, shuffled32, shuffled64,
                                // feistel_inv
    .WINDOW(8),                 // sequenced frames that may be unanswered, a power of two, 2..128
    .FRAME_WORDS(126),          // words of 64 bits of the longest frame, 16..512
    .RX_WORDS(512),             // words of requests that may be under way, a power of two, at least FRAME_WORDS
    .BOARD(BOARD),              // these three are only shown in the registers
    .CLOCK_HZ(CLOCK_HZ),
    .BUILD(BUILD)
) core (
    .clk(aclk),
    .rst(rst_q),
    .uid(64'd0),                // a serial number of the board, such as the FPGA's own; 0 = none
    .s_axis_tdata(s_axis_tdata),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .received(received),        // pulses for a link that tunes itself: a frame arrived intact,
    .bad_frame(bad_frame),      // or was dropped for a wrong CRC; leave them open
    .link_error(1'b0),          // pulse: the link lost a byte (counted in a register); 0 for a link that loses none
    .link_clocks(16'd0),        // clocks per bit of a serial link (shown in a register); 0 for other links
    .s_axil_awaddr(s_axil_awaddr),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata),
    .s_axil_wstrb(s_axil_wstrb),
    .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp),
    .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp),
    .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .active(active)
);

wire unused = &{1'b0, received, bad_frame};

endmodule

`default_nettype wire
