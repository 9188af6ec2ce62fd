// SPDX-License-Identifier: Apache-2.0
// Follows one word of the frames that dg_rx_buffer takes, from the line to the output, and asserts where it is on the
// way. Words of frames taken are counted modulo 2^N, more than twice the ring; `watched` is the count of the word.
`default_nettype none

module dg_rx_watch_fv #(
    parameter N = 12,                   // bits of a count
    parameter WORDS = 512
) (
    input wire          clk,
    input wire          rst,
    input wire [N-1:0]  watched,
    // the line
    input wire          beat,           // a word of a frame, which fits
    input wire [N-1:0]  count,          // its count if the frame is taken
    input wire          is_first,
    input wire [63:0]   data,
    input wire          last,
    input wire [6:0]    keep,           // tkeep[7:1]
    input wire          sealing,
    input wire [6:0]    status,
    // the ring
    input wire [N-1:0]  taken,          // counts: of the frame coming in, the next word to read, the next to come out
    input wire [N-1:0]  read,
    input wire [N-1:0]  out,
    input wire [N-1:0]  length,         // words of the frame coming in
    input wire [63:0]   header,         // of that frame
    input wire [71:0]   stored,         // the ring's word at the address of the watched one
    input wire [71:0]   first_stage,    // words in the RAM's pipeline
    input wire [71:0]   second_stage,
    input wire [1:0]    flying,
    input wire [2:0]    filled,
    input wire [1:0]    head,
    input wire [287:0]  queue,
    // what the watched word is
    output reg          is_header,
    output reg  [71:0]  is              // {last, status or tkeep[7:1], data}
);

wire [N-1:0] zero = 0;
wire [N-1:0] in_frame = watched - taken;        // place in the frame coming in
wire [N-1:0] in_ring  = watched - read;
wire [N-1:0] in_queue = watched - out;

wire arriving  = in_frame < length;                                 // of the frame coming in
wire waiting   = in_ring < taken - read;                            // in the ring, to be read
wire leaving   = in_queue < read - out;                             // on its way out
wire [1:0] place = head + in_queue[1:0];

// All bits of data go the same way: two of them are followed.
function [9:0] key(input [71:0] word);
    key = {word[71:64], word[63], word[0]};
endfunction

always @(posedge clk) begin
    if (beat && count == watched) begin
        is_header <= is_first;
        is        <= {last, keep, data};
    end
    if (sealing && watched == taken)
        is[70:64] <= status;
end

always @* begin
    if (!rst) begin
        if (arriving) begin
            assert (is_header == (in_frame == zero));
            assert (is[71] == (sealing && in_frame == length - 1'b1));
        end
        if (arriving && in_frame == zero)
            assert (key(is) == key({is[71:64], header}));
        if (arriving && in_frame != zero)
            assert (key(stored) == key(is));
        if (waiting)
            assert (key(stored) == key(is));
        if (leaving && in_queue < filled)
            assert (key(queue[72 * place +: 72]) == key(is));
        if (leaving && in_queue == filled && flying[1])
            assert (key(second_stage) == key(is));
        if (leaving && in_queue == filled + flying[1] && flying[0])
            assert (key(first_stage) == key(is));
    end
end

endmodule

`default_nettype wire
