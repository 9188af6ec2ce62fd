// SPDX-License-Identifier: Apache-2.0
// Proof of dg_rate_hunt, included at its end (tests/formal/link/rate_hunt.sby): it finds any host, from any state.
//
// The host is at one arbitrary rate of the list, up to 3.5 % off. Assumed of it: on a line without noise, the line is
// low for one to nine of its bits each time, and at another rate no correct frame comes. Then the way that is left,
// steps of the list times more than any doubt, less the doubt, shrinks with each bit that is low alone where the host
// is faster, and with each zero byte where it is slower, and never grows; and nothing the host sends leads away from
// its own rate once doubt is gone.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;

// ---- `steady_q` is the line four clocks later, if no level of it is shorter ----

reg [3:0] f_line;           // the line in the last four clocks, the latest in bit 0
reg [1:0] f_same;           // clocks that it is as it is, 3 at most
always @(posedge clk) begin
    f_line <= rst ? 4'hF : {f_line[2:0], line};
    f_same <= rst ? 2'd3 : line != f_line[0] ? 2'd0 : f_same == 2'd3 ? 2'd3 : f_same + 2'd1;
end

always @* begin
    if (!f_started)
        assume (rst);
    if (f_started && line != f_line[0])
        assume (f_same == 2'd3);
    if (f_started) begin
        a_four_later: assert (steady_q == f_line[3]);
        a_line: assert (f_line == (f_same == 2'd3 ? {4{f_line[0]}} : ({4{f_line[0]}} ^ (4'hE << f_same))));
        a_age: assert (age_q == (f_same == 2'd3 ? 2'd0 : f_same + 2'd1));
    end
end

// ---- each low has its length, in clocks, and is rightly called short or long ----

reg [15:0] f_low;           // clocks that `steady_q` has been low
reg        f_ended;         // it ends now
reg [15:0] f_unit, f_ten;   // at the present rate: a low is short below, long from
integer    f_k;

always @(posedge clk)
    f_low <= rst || steady_q ? 16'd0 : f_low == 16'hFFFF ? 16'hFFFF : f_low + 16'd1;

always @* begin
    f_unit  = all_units[{rate_q, 4'd0} +: 16] + 16'd1;
    f_ten   = f_unit * long;
    f_ended = steady_q && !was_q;
    if (f_started) begin
        a_in_list: assert (rate_q <= LAST);
        a_was: assert (was_q == (f_low == 16'd0));
        a_just: assert (!f_ended || age_q == 2'd0);
        a_idle: assert (f_low != 16'd0 || (clocks_q == {WIDTH{1'b0}} && units_q == 5'd0));
        a_clocks: assert (clocks_q <= all_units[{rate_q, 4'd0} +: WIDTH]);
        a_length: assert (units_q < long ? f_low == f_unit * units_q + clocks_q : units_q == long && f_low >= f_ten);
        a_ten: assert (f_ten >= 10 * clocks_per_bit && f_ten < 11 * clocks_per_bit);
        a_still: assert (!enough || (steady_q && f_low == 16'd0 && age_q < 2'd2));
        a_doubt: assert (doubt_q < 6'd36);
        if (!rst) begin
            a_short: assert (is_short == (f_ended && f_low < f_unit));
            a_long: assert (is_long == (f_ended && f_low >= f_ten));
        end
    end
end

// ---- the host ----

(* anyconst *) wire [2:0] f_host;
reg  [15:0] f_clocks;       // of the host's bit
reg         f_bits;         // the low that ends is of one to nine bits
wire        f_found = rate_q == f_host;
wire [3:0]  f_steps = f_host >= rate_q ? f_host - rate_q : f_host + RATES - rate_q;
wire [9:0]  f_left  = f_found ? 10'd0 : {f_steps, 6'd0} - doubt_q;

// So many bits of the host's, up to 3.5 % off and sampled?
function f_is(input [15:0] low, input [15:0] clocks, input [3:0] bits);
    f_is = 1000 * (low + 1) > 965 * bits * clocks && 1000 * low < 1035 * bits * clocks + 1000;
endfunction

always @* begin
    f_clocks = ALL_CLOCKS[{f_host, 4'd0} +: 16];
    f_bits   = 1'b0;
    for (f_k = 1; f_k <= 9; f_k = f_k + 1)
        f_bits = f_bits || f_is(f_low, f_clocks, f_k[3:0]);
    assume (f_host <= LAST);
    if (!f_found)
        assume (!received);
    if (f_ended)
        assume (f_bits);
end

always @(posedge clk)
    if (f_started && !rst && !$past(rst)) begin
        if ($past(f_ended && f_found))
            a_none: assert (!$past(is_short || is_long));
        if ($past(f_ended && f_clocks < clocks_per_bit && f_is(f_low, f_clocks, 4'd1)))
            a_lone_bit: assert ($past(is_short));
        if ($past(f_ended && f_clocks > clocks_per_bit && f_is(f_low, f_clocks, 4'd9)))
            a_zero_byte: assert ($past(is_long));
        if (!$past(f_found) && $past(is_short || is_long || enough))
            a_closer: assert (f_left < $past(f_left));
        if (!$past(f_found))
            a_no_farther: assert (f_left <= $past(f_left));
        if ($past(f_found && !enough && doubt_q == 6'd0))
            a_stays: assert (f_found && doubt_q == 6'd0);
        if ($past(received && !enough))
            a_correct_frame: assert ($stable(rate_q) && doubt_q == 6'd0);
        if (!$stable(rate_q))
            a_only_doubt: assert ($past(doubt_q) >= 6'd32);
        if (!$stable(clocks_per_bit))
            a_moved: assert (moved);
        c_short: cover (is_short);
        c_long: cover (is_long);
    end

`ifdef COVER // a line that is low once, for a bit of 8 clocks or nine of 15
(* anyconst *) wire f_nine;
reg [7:0] f_clock = 8'd0;
always @(posedge clk)
    f_clock <= f_clock + 8'd1;
always @*
    assume (!received && rst == !f_started && line == (f_clock < 8'd5 || f_clock >= (f_nine ? 8'd140 : 8'd13)));
`endif
