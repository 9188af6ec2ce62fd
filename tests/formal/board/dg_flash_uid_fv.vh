// SPDX-License-Identifier: Apache-2.0
// Proof of dg_flash_uid, included at its end (tests/formal/board/flash_uid.sby): whatever MISO says, the flash gets the
// command ABh, a pause, the command 4Bh with four bytes, and nothing else; `uid` is the 64 bits behind them, or 0 where
// they are all ones; then nothing moves any more. Assumed of the flash: MISO stands still while the clock is high.

reg f_started = 1'b0;
always @(posedge clk)
    f_started <= 1'b1;
always @*
    if (!f_started)
        assume (rst);

// ---- the flash: it counts and keeps the bits of a command at rising edges ----

reg        f_cs_n, f_sck, f_mosi;       // a clock ago
reg        f_woken;                     // the first command is over
reg [10:0] f_rest;                      // clocks since then
reg  [6:0] f_bits;                      // bits of the command
reg  [7:0] f_command;                   // the first eight
reg [63:0] f_id;                        // the last 64 that MISO said
wire       f_rises = !cs_n && sck && !f_sck;

always @(posedge clk) begin
    {f_cs_n, f_sck, f_mosi} <= {cs_n, sck, mosi};
    f_bits <= cs_n ? 7'd0 : f_bits + {6'd0, f_rises};
    if (f_rises && f_bits < 7'd8)
        f_command <= {f_command[6:0], mosi};
    if (f_bits == 7'd0 && !cs_n)
        f_id <= uid;
    else if (f_rises && f_bits >= 7'd40)
        f_id <= {f_id[62:0], miso};
    f_woken <= f_woken || (!f_cs_n && cs_n);
    f_rest  <= f_woken && !(&f_rest) ? f_rest + 11'd1 : f_rest;
    if (rst) begin
        {f_cs_n, f_sck, f_woken} <= 3'b100;
        f_bits <= 7'd0;
        f_rest <= 11'd0;
    end
end

always @(posedge clk)
    if (f_started && $past(sck && !rst) && sck)
        assume ($stable(miso));

// ---- what is promised ----

wire f_ends = !f_cs_n && cs_n;
always @(posedge clk)
    if (f_started && !rst) begin
        p_mosi: assert (!(sck && f_sck) || mosi == f_mosi);
        p_select: assert (cs_n == f_cs_n || !sck);
        if (f_ends && !f_woken)
            p_wakes: assert (f_bits == 7'd8 && f_command == 8'hAB);
        if (f_ends && f_woken)
            p_reads: assert (f_bits == 7'd104 && f_command == 8'h4B);
        if (f_cs_n && !cs_n && f_woken)
            p_pause: assert (f_rest > 11'd1900);
        if (!busy)
            p_uid: assert (uid == (&f_id ? 64'd0 : f_id) && cs_n && !sck);
        if (!$past(busy || rst))
            p_stands: assert (!busy && $stable(uid));
    end
always @*
    if (f_started && !rst)
        c_bits: cover (f_bits == 7'd1);

// ---- what induction needs: the pins and the flash follow from clock_q ----

wire [11:0] f_made   = clock_q - 12'd1;             // the clock that made the pins
wire  [7:0] f_slot   = f_made[11:4];
wire        f_on     = f_slot < 8'd8 || f_slot[7];
wire        f_over   = f_made == 12'd128;           // chip select of the first command has just risen
wire        f_high   = f_made[3:0] > 4'd8;          // the flash has taken the slot's bit
wire        f_ahead  = f_high && !(&f_made[3:0]);   // and the module has not
wire  [3:0] f_taken  = {1'b0, f_slot[2:0]} + {3'd0, f_high};
wire  [7:0] f_sent   = f_slot[7] ? 8'h4B : 8'hAB;
wire [11:0] f_paused = f_made - 12'd129;
always @*
    if (f_started && !rst) begin
        i_end: assert (clock_q <= 12'd3712 && (busy || clock_q == 12'd3712));
        if (clock_q == 12'd0)
            i_begin: assert (busy && cs_n && !sck && f_cs_n && !f_sck && !f_woken && f_bits == 7'd0 && f_rest == 11'd0);
        else if (busy) begin
            i_select: assert (cs_n == !f_on);
            i_select_was: assert (f_cs_n == (f_on ? f_made == 12'd0 || f_made == 12'd2048 : !f_over));
            i_sck: assert (sck == (f_on && f_made[3]));
            i_sck_was: assert (f_sck == (f_on ? f_high || (f_made[3:0] == 4'd0 && f_slot[6:0] != 7'd0) : f_over));
            i_mosi: assert (!f_on || mosi == (f_slot[6:3] == 4'd0 && f_sent[~f_slot[2:0]]));
            i_bits: assert (f_bits == (f_on ? f_slot[6:0] + {6'd0, f_high} : {3'd0, f_over, 3'd0}));
            i_woken: assert (f_woken == (f_made > 12'd128));
            i_rest: assert (f_rest == (!f_woken ? 11'd0 : f_paused > 12'd2047 ? 11'd2047 : f_paused[10:0]));
            if (f_on && f_slot[6:3] == 4'd0)
                i_part: assert ((f_command & ~(8'hFF << f_taken)) == f_sent >> (4'd8 - f_taken));
            else if (f_on || f_over)
                i_command: assert (f_command == f_sent);
            if (f_slot[7] && f_made != 12'd2048) begin
                if (f_slot >= 8'd168 && f_ahead)
                    i_ahead: assert (f_id[63:1] == uid[62:0] && f_id[0] == miso);
                else
                    i_id: assert (f_id == uid);
            end
        end
    end
