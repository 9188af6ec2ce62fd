// SPDX-License-Identifier: Apache-2.0
// title: dg_csr: MAGIC over AXI4-Lite while the executor reads CONTEXTS and WINDOW; then a write is refused
// show: csr_re
// show: csr_addr if csr_re
// show: csr_data if csr_valid
// show: s_axil_arvalid "arvalid"
// show: s_axil_arready "arready"
// show: s_axil_araddr "araddr" if s_axil_arvalid
// show: s_axil_rvalid "rvalid"
// show: s_axil_rready "rready"
// show: s_axil_rdata "rdata" if s_axil_rvalid
// show: s_axil_awvalid "awvalid"
// show: s_axil_wvalid "wvalid"
// show: s_axil_bvalid "bvalid"
// show: s_axil_bready "bready"
// show: s_axil_bresp "bresp" if s_axil_bvalid
// latency: asked s_axil_rvalid data {} clocks after the address is taken
// scale: 2
// clocks: 3 14
`timescale 1ns/1ns
module wave;
`include "bench.vh"
reg [7:0] csr_addr = 0, s_axil_araddr = 0;
reg       csr_re = 0, csr_valid = 0, s_axil_arvalid = 0, s_axil_rready = 0, s_axil_awvalid = 0, s_axil_wvalid = 0;
reg       s_axil_bready = 0;
wire [31:0] csr_data, s_axil_rdata;
wire [1:0]  s_axil_bresp, s_axil_rresp;
wire        s_axil_arready, s_axil_rvalid, s_axil_awready, s_axil_wready, s_axil_bvalid;
wire        asked = s_axil_arvalid && s_axil_arready;

dg_csr dut (
    .clk(clk), .rst(rst),
    .s_axil_awaddr(8'd0), .s_axil_awvalid(s_axil_awvalid), .s_axil_awready(s_axil_awready),
    .s_axil_wdata(32'd0), .s_axil_wstrb(4'hF), .s_axil_wvalid(s_axil_wvalid), .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp), .s_axil_bvalid(s_axil_bvalid), .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr), .s_axil_arvalid(s_axil_arvalid), .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata), .s_axil_rresp(s_axil_rresp), .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .csr_addr(csr_addr), .csr_re(csr_re), .csr_data(csr_data),
    .uid(64'd0), .epoch(32'd0), .session(32'd0), .op(1'b0), .stall(1'b0), .cells(7'd0), .busy(1'b0), .frame(1'b0),
    .crc_error(1'b0), .overrun(1'b0), .replay(1'b0), .gap(1'b0), .link_error(1'b0), .link_clocks(16'd0)
);

always @(posedge clk)
    csr_valid <= csr_re;

initial begin
    repeat (4) @(posedge clk);
    csr_re <= 1;
    csr_addr <= 8'h1C;
    s_axil_arvalid <= 1;
    s_axil_araddr <= 8'h00;
    @(posedge clk);
    csr_addr <= 8'h24;
    @(posedge clk);
    csr_re <= 0;
    @(posedge clk);
    s_axil_arvalid <= 0;
    @(posedge clk);
    @(posedge clk);
    s_axil_rready <= 1;
    @(posedge clk);
    s_axil_rready <= 0;
    s_axil_awvalid <= 1;
    s_axil_wvalid <= 1;
    @(posedge clk);
    s_axil_awvalid <= 0;
    s_axil_wvalid <= 0;
    @(posedge clk);
    s_axil_bready <= 1;
    @(posedge clk);
    s_axil_bready <= 0;
end
endmodule
