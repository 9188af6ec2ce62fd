// SPDX-License-Identifier: Apache-2.0
// dg_csr: the registers of deltagen.toml: identity, session, performance counters; for AXI4-Lite and for the executor.
//
// All registers are read-only. Reading the LO half of a counter keeps its HI half of the same moment for the next read
// of HI by the same port. Reading past the block gives 0, with SLVERR on AXI4-Lite; a write changes nothing and gives
// SLVERR.
// The executor's port: `csr_data` is valid 1 clock after `csr_re`, one read a clock. AXI4-Lite: the word is there 2
// clocks after its address, which waits while the executor reads. Counters wrap; `rst` clears them.
// Test: tests/rtl/core/csr. Proof: tests/formal/core/csr.sby.
`default_nettype none
`include "dg_defs.vh"
`include "dg_assert.vh"

module dg_csr #(
    parameter CONTEXTS = 256,           // this and the next six: what the registers of the same name say
    parameter LANES = 1,
    parameter II = 1,
    parameter KINDS = 6'h3F,
    parameter WINDOW = 8,
    parameter FRAME_WORDS = 126,
    parameter RX_WORDS = 512,
    parameter [31:0] BOARD = 32'd0,
    parameter [31:0] CLOCK_HZ = 32'd100000000,
    parameter [63:0] BUILD = 64'd0
) (
    input  wire        clk,
    input  wire        rst,
    // AXI4-Lite, write side
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
    // AXI4-Lite, read side
    input  wire [7:0]  s_axil_araddr,
    input  wire        s_axil_arvalid,
    output wire        s_axil_arready,
    output wire [31:0] s_axil_rdata,
    output wire [1:0]  s_axil_rresp,
    output wire        s_axil_rvalid,
    input  wire        s_axil_rready,
    // the executor's port
    input  wire [7:0]  csr_addr,
    input  wire        csr_re,
    output wire [31:0] csr_data,
    // what the registers show
    input  wire [63:0] uid,
    input  wire [31:0] epoch,
    input  wire [31:0] session,
    input  wire [15:0] link_clocks,     // clocks per bit of a serial link, 0 = other links
    // what is counted, each clock
    input  wire        op,              // a table operation was accepted
    input  wire        stall,           // or was not
    input  wire [6:0]  cells,           // cells synthesized
    input  wire        busy,            // the executor works on a frame
    input  wire        frame,
    input  wire        crc_error,
    input  wire        overrun,
    input  wire        replay,
    input  wire        gap,
    input  wire        link_error
);

localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10;
localparam [31:0] SYNTHESIZER = KINDS == 0 ? 32'd0 : 32'd1 << `DG_CAP_BIT_FOLD | 32'd1 << `DG_CAP_BIT_VERIFY;
localparam [31:0] CAPS = {26'd0, KINDS[5:0]} | 32'd1 << `DG_CAP_BIT_TABLE | SYNTHESIZER;
localparam [31:0] SYNTH = LANES << 16 | II;

// ---- counters ----
wire [63:0] clocks, ops, cells_made, busy_clocks;
reg  [31:0] stalls_q, frames_q, crc_errors_q, overruns_q, replays_q, gaps_q, link_errors_q;

dg_counter #(.WIDTH(1)) clock_counter (.clk(clk), .rst(rst), .amount(1'b1), .value(clocks));
dg_counter #(.WIDTH(1)) op_counter (.clk(clk), .rst(rst), .amount(op), .value(ops));
dg_counter #(.WIDTH(7)) cell_counter (.clk(clk), .rst(rst), .amount(cells), .value(cells_made));
dg_counter #(.WIDTH(1)) busy_counter (.clk(clk), .rst(rst), .amount(busy), .value(busy_clocks));

always @(posedge clk) begin
    stalls_q      <= stalls_q + {31'd0, stall};
    frames_q      <= frames_q + {31'd0, frame};
    crc_errors_q  <= crc_errors_q + {31'd0, crc_error};
    overruns_q    <= overruns_q + {31'd0, overrun};
    replays_q     <= replays_q + {31'd0, replay};
    gaps_q        <= gaps_q + {31'd0, gap};
    link_errors_q <= link_errors_q + {31'd0, link_error};
    if (rst) begin
        stalls_q      <= 32'd0;
        frames_q      <= 32'd0;
        crc_errors_q  <= 32'd0;
        overruns_q    <= 32'd0;
        replays_q     <= 32'd0;
        gaps_q        <= 32'd0;
        link_errors_q <= 32'd0;
    end
end

// ---- one reader for both ports; the executor goes first ----
wire       axil_re = s_axil_arvalid && s_axil_arready;
wire [7:0] addr = csr_re ? csr_addr : {s_axil_araddr[7:2], 2'd0};
reg [31:0] csr_high_q, axil_high_q, high;
reg [31:0] data_q;
reg        inside_q;                    // the address is one of a register

always @(*)
    case (addr)
        `DG_CSR_CLOCKS_LO: high = clocks[63:32];
        `DG_CSR_OPS_LO:    high = ops[63:32];
        `DG_CSR_CELLS_LO:  high = cells_made[63:32];
        default:           high = busy_clocks[63:32];
    endcase

wire has_high = addr == `DG_CSR_CLOCKS_LO || addr == `DG_CSR_OPS_LO ||
    addr == `DG_CSR_CELLS_LO || addr == `DG_CSR_BUSY_LO;

always @(posedge clk) begin
    inside_q <= addr < `DG_CSR_END;
    if (has_high && csr_re)
        csr_high_q <= high;
    if (has_high && axil_re)
        axil_high_q <= high;
    case (addr)
        `DG_CSR_MAGIC:       data_q <= `DG_PROTO_MAGIC;
        `DG_CSR_PROTOCOL:    data_q <= {`DG_PROTO_MAJOR, `DG_PROTO_MINOR};
        `DG_CSR_BUILD_LO:    data_q <= BUILD[31:0];
        `DG_CSR_BUILD_HI:    data_q <= BUILD[63:32];
        `DG_CSR_BOARD:       data_q <= BOARD;
        `DG_CSR_CLOCK_HZ:    data_q <= CLOCK_HZ;
        `DG_CSR_CAPS:        data_q <= CAPS;
        `DG_CSR_CONTEXTS:    data_q <= CONTEXTS;
        `DG_CSR_SYNTH:       data_q <= SYNTH;
        `DG_CSR_WINDOW:      data_q <= WINDOW;
        `DG_CSR_FRAME_WORDS: data_q <= FRAME_WORDS;
        `DG_CSR_RX_WORDS:    data_q <= RX_WORDS;
        `DG_CSR_EPOCH:       data_q <= epoch;
        `DG_CSR_SESSION:     data_q <= session;
        `DG_CSR_UID_LO:      data_q <= uid[31:0];
        `DG_CSR_UID_HI:      data_q <= uid[63:32];
        `DG_CSR_CLOCKS_LO:   data_q <= clocks[31:0];
        `DG_CSR_OPS_LO:      data_q <= ops[31:0];
        `DG_CSR_CELLS_LO:    data_q <= cells_made[31:0];
        `DG_CSR_BUSY_LO:     data_q <= busy_clocks[31:0];
        `DG_CSR_CLOCKS_HI, `DG_CSR_OPS_HI, `DG_CSR_CELLS_HI, `DG_CSR_BUSY_HI:
            data_q <= csr_re ? csr_high_q : axil_high_q;
        `DG_CSR_STALLS:      data_q <= stalls_q;
        `DG_CSR_FRAMES:      data_q <= frames_q;
        `DG_CSR_CRC_ERRORS:  data_q <= crc_errors_q;
        `DG_CSR_OVERRUNS:    data_q <= overruns_q;
        `DG_CSR_REPLAYS:     data_q <= replays_q;
        `DG_CSR_GAPS:        data_q <= gaps_q;
        `DG_CSR_LINK_ERRORS: data_q <= link_errors_q;
        `DG_CSR_LINK_CLOCKS: data_q <= {16'd0, link_clocks};
        default:             data_q <= 32'd0;
    endcase
end

assign csr_data = data_q;

// ---- AXI4-Lite reads: one at a time ----
reg        reading_q, rvalid_q;
reg [31:0] rdata_q;
reg [1:0]  rresp_q;

always @(posedge clk) begin
    reading_q <= axil_re;
    if (reading_q) begin
        rvalid_q <= 1'b1;
        rdata_q  <= data_q;
        rresp_q  <= inside_q ? OKAY : SLVERR;
    end else if (s_axil_rready)
        rvalid_q <= 1'b0;
    if (rst) begin
        reading_q <= 1'b0;
        rvalid_q  <= 1'b0;
    end
end

assign s_axil_arready = !csr_re && !reading_q && !rvalid_q;
assign s_axil_rvalid  = rvalid_q;
assign s_axil_rdata   = rdata_q;
assign s_axil_rresp   = rresp_q;

// ---- AXI4-Lite writes: refused, one at a time ----
reg address_taken_q, data_taken_q;

always @(posedge clk) begin
    address_taken_q <= address_taken_q || s_axil_awvalid;
    data_taken_q    <= data_taken_q || s_axil_wvalid;
    if (rst || (s_axil_bvalid && s_axil_bready)) begin
        address_taken_q <= 1'b0;
        data_taken_q    <= 1'b0;
    end
end

assign s_axil_awready = !address_taken_q;
assign s_axil_wready  = !data_taken_q;
assign s_axil_bvalid  = address_taken_q && data_taken_q;
assign s_axil_bresp   = SLVERR;

`DG_ASSERT(a_one_reader, !(csr_re && axil_re))

wire unused = &{1'b0, s_axil_awaddr, s_axil_wdata, s_axil_wstrb, s_axil_araddr[1:0]};

`ifdef FORMAL
    `include "dg_csr_fv.vh"
`endif

endmodule

`default_nettype wire
