// SPDX-License-Identifier: Apache-2.0
// Proof of dg_csr's AXI4-Lite side, included at its end (tests/formal/core/csr.sby): one answer for each request and
// none without, stable while it waits; a write takes address and data in any order; an address is never taken in a
// clock in which the executor reads.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;
always @*
    if (!f_started)
        assume (rst);

// ---- requests that wait for their answer ----
reg [3:0] f_reads, f_addresses, f_data;
always @(posedge clk) begin
    f_reads     <= f_reads + (s_axil_arvalid && s_axil_arready) - (s_axil_rvalid && s_axil_rready);
    f_addresses <= f_addresses + (s_axil_awvalid && s_axil_awready) - (s_axil_bvalid && s_axil_bready);
    f_data      <= f_data + (s_axil_wvalid && s_axil_wready) - (s_axil_bvalid && s_axil_bready);
    if (rst)
        {f_reads, f_addresses, f_data} <= 12'd0;
end

always @(posedge clk)
    if (f_started && !rst) begin
        a_one_read: assert (f_reads == (reading_q || rvalid_q));
        a_not_both: assert (!(reading_q && rvalid_q));
        a_answered_reads: assert (!s_axil_rvalid || f_reads != 0);
        a_one_write: assert (f_addresses == address_taken_q && f_data == data_taken_q);
        a_answered_writes: assert (!s_axil_bvalid || (f_addresses != 0 && f_data != 0));
        a_executor_first: assert (!(csr_re && s_axil_arready));
        if ($past(s_axil_rvalid && !s_axil_rready && !rst))
            a_read_stable: assert (s_axil_rvalid && $stable({s_axil_rdata, s_axil_rresp}));
        if ($past(s_axil_bvalid && !s_axil_bready && !rst))
            a_write_stable: assert (s_axil_bvalid && s_axil_bresp == SLVERR);
        c_read: cover (s_axil_rvalid && s_axil_rready && s_axil_rresp == OKAY);
        c_write: cover (s_axil_bvalid && s_axil_bready);
    end
