// SPDX-License-Identifier: Apache-2.0
// Proof of dg_packet_cross, included at its end (tests/formal/lib/packet_cross.sby), for any two clocks: w_clk and
// r_clk rise whenever they like, so what a first flip-flop makes of a bit that changes is either of its values.
//
// One packet, any one, and one byte of it, any one, are watched: from its commit until it is freed they are what was
// written last before the commit, and it is freed once, in its turn. In between the write side does not touch it.
// The counts are Gray code modulo 4; the distances between them, in the order in which they follow each other, are what
// induction needs.

function [1:0] f_number(input [1:0] gray);
    f_number = {gray[1], gray[1] ^ gray[0]};
endfunction

function [1:0] f_from(input [1:0] from, input [1:0] to);
    f_from = f_number(to) - f_number(from);
endfunction

wire [3:0] f_deep = {2'd0, f_from(freed_seen_q, freed_meta_q)} + {2'd0, f_from(freed_meta_q, freed_q)} +
                    {2'd0, f_from(freed_q, written_seen_q)} + {2'd0, f_from(written_seen_q, written_meta_q)} +
                    {2'd0, f_from(written_meta_q, written_q)};

`ifdef DG_RESET // both resets are high, for a clock of each and then two more of each
reg       f_w_one = 1'b0, f_r_one = 1'b0;
reg [1:0] f_w_clocks = 2'd0, f_r_clocks = 2'd0;
always @(posedge w_clk) begin
    f_w_one    <= 1'b1;
    f_w_clocks <= {f_w_clocks[0], f_w_one && f_r_one};
end
always @(posedge r_clk) begin
    f_r_one    <= 1'b1;
    f_r_clocks <= {f_r_clocks[0], f_w_one && f_r_one};
end
always @* begin
    assume (w_rst && r_rst);
    if (f_w_clocks[1] && f_r_clocks[1]) begin
        empty: assert ({written_q, freed_q, written_meta_q, written_seen_q, freed_meta_q, freed_seen_q} == 12'd0);
        done: cover (1);
    end
end
`else
// What crosses changes one bit at a time.
(* gclk *) wire f_step;
reg       f_stepped = 1'b0;
reg [1:0] f_written_was, f_freed_was;
always @(posedge f_step)
    {f_stepped, f_written_was, f_freed_was} <= {1'b1, written_q, freed_q};
always @*
    if (f_stepped)
        a_gray: assert ((written_q ^ f_written_was) != 2'b11 && (freed_q ^ f_freed_was) != 2'b11);

initial assume ({written_q, freed_q, written_meta_q, written_seen_q, freed_meta_q, freed_seen_q} == 12'd0);
always @*
    assume (!w_rst && !r_rst);

// ---- the watched packet ----

(* anyconst *) wire [BITS-1:0] f_at;             // the watched byte of any packet
(* anyseq *)   wire            f_pick;
reg            f_in = 1'b0, f_out = 1'b0;       // it was committed; it was freed
reg [1:0]      f_packet;                        // its number
reg [BITS:0]   f_bytes;
reg [7:0]      f_byte;
reg [7:0]      f_last [0:1];                    // what was written last at f_at, of each of the two places
wire           f_place = ^f_packet;

always @(posedge w_clk) begin
    if (w_we && w_room && w_at == f_at)
        f_last[w_slot] <= w_data;
    if (w_commit && w_room && f_pick && !f_in) begin
        f_in     <= 1'b1;
        f_packet <= written_q;
        f_bytes  <= w_bytes;
        f_byte   <= w_we && w_at == f_at ? w_data : f_last[w_slot];
    end
end

always @(posedge r_clk)
    if (r_free && r_some && f_in && freed_q == f_packet)
        f_out <= 1'b1;

always @* begin
    a_two: assert (f_deep <= 4'd2);
    a_apart: assert (!(r_some && w_room && w_slot == r_slot));
    a_last_even: assert (mem[{1'b0, f_at}] == f_last[0]);
    a_last_odd: assert (mem[{1'b1, f_at}] == f_last[1]);
    a_order: assert (f_in || !f_out);
    if (f_in && !f_out) begin
        a_waits: assert (f_from(freed_q, f_packet) < f_from(freed_q, written_q));
        a_byte: assert (mem[{f_place, f_at}] == f_byte);
        a_bytes: assert ((f_place ? odd_bytes_q : even_bytes_q) == f_bytes);
        if (r_some && freed_q == f_packet)
            a_length: assert (r_bytes == f_bytes && mem[{r_slot, f_at}] == f_byte);
    end
    c_full: cover (f_out && !w_room && f_bytes > 0);
end

initial assume (mem[{1'b0, f_at}] == f_last[0] && mem[{1'b1, f_at}] == f_last[1]);

`endif
