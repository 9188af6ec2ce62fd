// SPDX-License-Identifier: Apache-2.0
// Proof of dg_check, included at its end (tests/formal/frame/check.sby): every word comes out 3 clocks later and as it
// was, and no other; and a frame of status OK has a known opcode, contexts below CONTEXTS and a reply that fits a
// frame, whatever frames came before it. Lengths are counted here on their own, the arithmetic is docs/protocol.md's.

reg f_started = 1'b0;
reg [1:0] f_age = 2'd0;
always @(posedge clk) begin
    f_started <= 1'b1;
    f_age     <= rst ? 2'd0 : f_age == 2'd3 ? 2'd3 : f_age + 2'd1;
end
always @*
    if (!f_started)
        assume (rst);

always @(posedge clk)
    if (f_age == 2'd3 && !rst) begin
        a_valid: assert (m_axis_tvalid == $past(s_axis_tvalid, 3));
        a_word: assert ({m_axis_tdata, m_axis_tkeep, m_axis_tlast, m_axis_bad} ==
                        $past({s_axis_tdata, s_axis_tkeep, s_axis_tlast, s_axis_tuser}, 3));
    end

// ---- opcode, arg and length so far, followed from the input to the output ----
reg        f_starts;                            // the next word is a header
reg        f_first1, f_first2, f_first3;        // the word is one
reg [15:0] f_header, f_header1, f_header2, f_header3;
reg [9:0]  f_words, f_words1, f_words2, f_words3;
wire [15:0] f_header_in = f_starts ? s_axis_tdata[15:0] : f_header;
wire [9:0]  f_words_in  = f_starts ? 10'd0 : f_words + 10'd1;

always @(posedge clk) begin
    if (s_axis_tvalid) begin
        f_starts <= s_axis_tlast;
        f_header <= f_header_in;
        f_words  <= f_words_in;
    end
    {f_header3, f_header2, f_header1} <= {f_header2, f_header1, f_header_in};
    {f_first3, f_first2, f_first1}    <= {f_first2, f_first1, f_starts};
    {f_words3, f_words2, f_words1}    <= {f_words2, f_words1, f_words_in};
    if (rst)
        f_starts <= 1'b1;
end

wire [7:0] f_opcode = f_header3[7:0], f_arg = f_header3[15:8];
wire [9:0] f_payload = f_words3;

// ---- ACCUM_RUN, FOLD: the context is none ----
reg  f_inside, f_outside;               // in a frame at the output; it names such a context
wire f_now_outside = (f_first3 && f_opcode == `DG_OPC_ACCUM_RUN && f_arg >= CONTEXTS) ||
                     (f_payload == 1 && f_opcode == `DG_OPC_FOLD && m_axis_tdata >= CONTEXTS);
wire f_any_outside = f_now_outside || (f_outside && !f_first3);

always @(posedge clk) begin
    if (m_axis_tvalid) begin
        f_inside  <= !m_axis_tlast;
        f_outside <= f_any_outside;
    end
    if (rst)
        f_inside <= 1'b0;
end

always @(posedge clk)
    if (f_started && !rst) begin
        a_starts: assert (f_starts == starts_q);
        if (!f_starts)
            a_front: assert (f_header == {arg_q, opcode_q} && f_words == words1_q);
        a_inside: assert (f_inside !=
            (valid_q[3] ? f_first3 : valid_q[2] ? f_first2 : valid_q[1] ? f_first1 : f_starts));
        if (m_axis_tvalid ? f_any_outside : f_inside && f_outside)
            a_outside: assert (context_q);
    end

always @(posedge clk)
    if (f_started && !rst && m_axis_tvalid && m_axis_tlast && m_axis_tuser == `DG_ST_OK) begin
        a_context: assert (!f_any_outside);
        case (f_opcode)
            `DG_OPC_HELLO: a_hello: assert (f_payload == 1 && m_axis_tkeep == 8'hFF && f_arg == 0);
            `DG_OPC_OPEN:  a_open: assert (f_payload == 2 && m_axis_tkeep == 8'hFF && f_arg == 0);
            `DG_OPC_ECHO:  a_echo: assert (f_payload <= 15);
            `DG_OPC_LOAD, `DG_OPC_ACCUM, `DG_OPC_SWAP:
                a_pairs: assert (f_payload == f_arg + (f_arg + 7) / 8 && f_arg != 0 && m_axis_tkeep == 8'hFF);
            `DG_OPC_READ, `DG_OPC_SWAP_KEEP:
                a_reads: assert (f_payload == (f_arg + 7) / 8 && f_arg != 0 && f_arg < FRAME_WORDS);
            `DG_OPC_STAT: a_stat: assert (f_payload == (f_arg + 7) / 8 && f_arg != 0 && 3 * f_arg < FRAME_WORDS);
            `DG_OPC_ACCUM_RUN: a_run: assert (f_payload >= 1 && m_axis_tkeep == 8'hFF);
            `DG_OPC_CLEAR: a_clear: assert (f_payload == 0);
            `DG_OPC_SYNTH_RUN: a_synth_run: assert (f_payload == 3 && f_arg < 6);
            `DG_OPC_SYNTH_LIST: a_synth_list: assert (f_payload >= 2 && f_arg < 6);
            `DG_OPC_FOLD: a_fold: assert (f_payload == 4 && f_arg < 5);
            `DG_OPC_VERIFY: a_verify: assert (f_payload >= 3 && f_arg < 5);
            `DG_OPC_CSR_READ: a_csr: assert (f_payload == 1 && f_arg != 0 && f_arg <= `DG_CSR_END >> 2);
            default: a_unknown: assert (0);
        endcase
        c_pairs: cover (f_opcode == `DG_OPC_SWAP && f_arg == 2);
    end
