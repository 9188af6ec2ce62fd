// SPDX-License-Identifier: Apache-2.0
// dg_quotient: the quotients (r mod M) / M of the torus value, from ROM.
//
// Defines `q_i = f64 quotient r_i / M_i, correctly rounded` (docs/numerics.md, "The torus value"). A non-zero q is at
// least 1/283, so 61 fractional bits hold every q exactly: the ROM keeps q * 2^61. It has 512 words for each modulus,
// so r need not be below M: any 9-bit number congruent to the residue will do.
//
// Interface: `index` = {which modulus, r}; the low 32 bits of `q` two clocks later (the read register of a block RAM,
// then its output's), the others two clocks after them: dg_torus_add takes them no sooner.
`default_nettype none

module dg_quotient #(
    parameter integer COUNT = 1,                // moduli, a power of two
    parameter [9*COUNT-1:0] MODULI = 9'd251     // the first in the lowest bits; each odd
) (
    input  wire                         clk,
    input  wire [$clog2(512*COUNT)-1:0] index,
    output reg  [60:0]                  q       // skewed
);

// (r mod m) / m. An f64 in [2^(d-9), 2^(d-8)) is a multiple of 2^(d-61). An odd m leaves no ties.
function [60:0] quotient(input [71:0] r, input [71:0] m);
    reg [71:0] n;
    reg [3:0] d;
    begin
        n = r % m;
        d = (n << 1) >= m ? 4'd8 : (n << 2) >= m ? 4'd7 : (n << 3) >= m ? 4'd6 : (n << 4) >= m ? 4'd5 :
            (n << 5) >= m ? 4'd4 : (n << 6) >= m ? 4'd3 : (n << 7) >= m ? 4'd2 : (n << 8) >= m ? 4'd1 : 4'd0;
        n = ((n << (7'd62 - {3'd0, d})) + m) / (m << 1) << d;
        quotient = n[60:0];
    end
endfunction

// In parts: for one memory of 61 bits Yosys saves two of 16 block RAMs by banks, with a selection behind their slow
// outputs.
reg         top    [0:512*COUNT-1];
reg [59:32] middle [0:512*COUNT-1];
reg [31:0]  low    [0:512*COUNT-1];
reg  [60:0] read_q;
reg  [$clog2(512*COUNT)-1:0] index_q, late_q;

genvar k;
generate
    if (COUNT < 1 || (COUNT & (COUNT - 1)) != 0) begin : g_check
        dg_quotient_COUNT_must_be_a_power_of_two stop ();
    end
    for (k = 0; k < COUNT; k = k + 1) begin : g_modulus
        if (!MODULI[9*k]) begin : g_check
            dg_quotient_MODULI_must_be_odd stop ();
        end
        integer r;
        initial
            for (r = 0; r < 512; r = r + 1)
                {top[512*k + r], middle[512*k + r], low[512*k + r]} = quotient({40'd0, r}, {63'd0, MODULI[9*k +: 9]});
    end
endgenerate

always @(posedge clk) begin
    index_q <= index;
    late_q  <= index_q;
    read_q  <= {top[late_q], middle[late_q], low[index]};
    q       <= read_q;
end

endmodule

`default_nettype wire
