// SPDX-License-Identifier: Apache-2.0
// Proof of dg_rate_hunt, included at its end (tests/formal/link/rate_hunt.sby): it finds any host, from any state.
//
// The host is at one arbitrary rate of the list. Assumed: at another rate no correct frame comes. Then the way that is
// left, steps of the list times more than any doubt, less the doubt, shrinks with every byte and every error, and stays
// as it is in silence. At the host's rate, a correct frame ends all doubt, and only doubt of 16384 leads away.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

(* anyconst *) wire [2:0] f_host;
wire        f_found = rate_q == f_host;
wire        f_event = got_byte || framing_error || bad_frame;
wire [3:0]  f_steps = f_host >= rate_q ? f_host - rate_q : f_host + RATES - rate_q;
wire [18:0] f_left  = f_found ? 19'd0 : {f_steps, 15'd0} - doubt_q;

always @* begin
    if (!f_started)
        assume (rst);
    assume (f_host <= LAST);
    if (!f_found)
        assume (!received);
end

always @(posedge clk)
    if (f_started && !rst) begin
        a_in_list: assert (rate_q <= LAST && doubt_q < 15'd20481);
        if (!$past(rst)) begin
            if (!$past(f_found) && $past(f_event || enough))
                a_closer: assert (f_left < $past(f_left));
            if ($past(!f_event && !received && !enough))
                a_silence: assert ($stable({rate_q, doubt_q}));
            if ($past(received && !enough))
                a_correct_frame: assert ($stable(rate_q) && doubt_q == 15'd0);
            if (!$stable(rate_q))
                a_only_doubt: assert ($past(doubt_q) >= 15'd16384);
            if (!$stable(clocks_per_bit))
                a_moved: assert (moved);
        end
        c_round: cover (moved && rate_q == 3'd0);
        c_found: cover (f_found && f_host == LAST && $past(received));
    end
