// SPDX-License-Identifier: Apache-2.0
// dg_core_tb: a session with dg_core through its streams, by plain Verilog: HELLO, OPEN, three deltas, a read, a run of
// cells, one damaged frame, and a register over AXI4-Lite. For people who take the core into a design of their own and
// want to see it alive in their simulator first; the core's tests are elsewhere (tests/rtl).
//
// Prints "PASSED" and ends with code 0, or "FAILED" with what differs and code 1. Frames: docs/protocol.md.
`default_nettype none
`include "dg_defs.vh"

module dg_core_tb;

localparam integer BYTES_MAX = 256;
localparam [31:0]  SESSION   = 32'h5EED0001;
localparam integer PATIENCE  = 20000;       // clocks until an answer must be there

reg         clk = 1'b0, rst = 1'b1;
reg  [7:0]  request_tdata = 8'd0;
reg         request_tvalid = 1'b0;
wire        request_tready;
wire [7:0]  reply_tdata;
wire        reply_tvalid;
reg  [7:0]  araddr = 8'd0;
reg         arvalid = 1'b0;
wire        arready, rvalid;
wire [31:0] rdata;
wire        received, bad_frame, active, awready, wready, bvalid;
wire [1:0]  bresp, rresp;

dg_core #(.CONTEXTS(16)) core (
    .clk(clk), .rst(rst), .uid(64'h1122334455667788),
    .s_axis_tdata(request_tdata), .s_axis_tvalid(request_tvalid), .s_axis_tready(request_tready),
    .m_axis_tdata(reply_tdata), .m_axis_tvalid(reply_tvalid), .m_axis_tready(1'b1),
    .received(received), .bad_frame(bad_frame), .link_error(1'b0), .link_clocks(16'd0),
    .s_axil_awaddr(8'd0), .s_axil_awvalid(1'b0), .s_axil_awready(awready),
    .s_axil_wdata(32'd0), .s_axil_wstrb(4'd0), .s_axil_wvalid(1'b0), .s_axil_wready(wready),
    .s_axil_bresp(bresp), .s_axil_bvalid(bvalid), .s_axil_bready(1'b1),
    .s_axil_araddr(araddr), .s_axil_arvalid(arvalid), .s_axil_arready(arready),
    .s_axil_rdata(rdata), .s_axil_rresp(rresp), .s_axil_rvalid(rvalid), .s_axil_rready(1'b1),
    .active(active)
);

always #5 clk = !clk;

integer failures = 0;

task expect64(input [63:0] found, input [63:0] expected, input [8*20-1:0] what);
    if (found !== expected) begin
        $display("%0s: %h, expected %h", what, found, expected);
        failures = failures + 1;
    end
endtask

// ---- frames: CRC-32 as zlib's, escapes, flags ----

function [31:0] crc_step(input [31:0] crc, input [7:0] data);
    integer i;
    begin
        crc_step = crc ^ {24'd0, data};
        for (i = 0; i < 8; i = i + 1)
            crc_step = crc_step[0] ? crc_step >> 1 ^ 32'hEDB88320 : crc_step >> 1;
    end
endfunction

task send_byte(input [7:0] data);
    begin
        request_tdata <= data;
        request_tvalid <= 1'b1;
        @(posedge clk);
        while (!request_tready)
            @(posedge clk);
        request_tvalid <= 1'b0;
    end
endtask

task send_escaped(input [7:0] data);
    if (data == `DG_PROTO_FLAG || data == `DG_PROTO_ESCAPE) begin
        send_byte(`DG_PROTO_ESCAPE);
        send_byte(data ^ `DG_PROTO_ESCAPE_XOR);
    end else
        send_byte(data);
endtask

reg [31:0] sent_crc;

task send_bytes(input [63:0] word, input integer count);
    integer i;
    for (i = 0; i < count; i = i + 1) begin
        sent_crc = crc_step(sent_crc, word[8*i +: 8]);
        send_escaped(word[8*i +: 8]);
    end
endtask

task begin_frame(input [7:0] opcode, input [7:0] arg, input [15:0] seq, input [31:0] session);
    begin
        sent_crc = 32'hFFFFFFFF;
        send_byte(`DG_PROTO_FLAG);
        send_bytes({session, seq, arg, opcode}, 8);
    end
endtask

// `damage` 0 makes the frame right.
task end_frame(input [31:0] damage);
    reg [31:0] crc;
    begin
        crc = ~sent_crc ^ damage;
        send_bytes({32'd0, crc}, 4);
        send_byte(`DG_PROTO_FLAG);
    end
endtask

// ---- replies: the bytes of the frame that came last, without its CRC ----

reg  [7:0]  reply [0:BYTES_MAX-1], line [0:BYTES_MAX-1];
integer     reply_bytes = 0, line_bytes = 0, replies = 0, k;
reg         escaped = 1'b0;
reg  [31:0] reply_crc = 32'hFFFFFFFF;

always @(posedge clk) if (!rst && reply_tvalid) begin
    if (reply_tdata == `DG_PROTO_FLAG) begin
        if (line_bytes > 0) begin
            expect64(reply_crc, 64'hDEBB20E3, "CRC of a reply");    // what is left of every right frame
            for (k = 0; k < line_bytes; k = k + 1)
                reply[k] = line[k];
            reply_bytes = line_bytes - 4;
            replies = replies + 1;
        end
        line_bytes = 0;
        reply_crc = 32'hFFFFFFFF;
    end else if (reply_tdata == `DG_PROTO_ESCAPE)
        escaped = 1'b1;
    else begin
        line[line_bytes] = escaped ? reply_tdata ^ `DG_PROTO_ESCAPE_XOR : reply_tdata;
        reply_crc = crc_step(reply_crc, line[line_bytes]);
        line_bytes = line_bytes + 1;
        escaped = 1'b0;
    end
end

function [63:0] reply_word(input integer index);
    integer i;
    for (i = 0; i < 8; i = i + 1)
        reply_word[8*i +: 8] = reply[8 * index + i];
endfunction

task await_reply(input [7:0] opcode, input [7:0] status, input integer bytes);
    integer clocks, before;
    begin
        before = replies;
        for (clocks = 0; replies == before && clocks < PATIENCE; clocks = clocks + 1)
            @(posedge clk);
        expect64(replies - before, 1, "replies");
        expect64({reply[1], reply[0]}, {status, opcode | 8'h80}, "status and opcode");
        expect64(reply_bytes, 8 + bytes, "bytes of the reply");
    end
endtask

// ---- the session ----

task say_hello;
    begin
        begin_frame(`DG_OPC_HELLO, 8'd0, 16'd1, 32'd0);
        send_bytes(64'h0123456789ABCDEF, 8);
        end_frame(32'd0);
        await_reply(`DG_OPC_HELLO, `DG_ST_OK, 8 * `DG_PROTO_HELLO_WORDS);
        expect64(reply_word(1), 64'h0123456789ABCDEF, "nonce");
        expect64(reply_word(2) & 64'hFFFFFFFF, `DG_PROTO_MAGIC, "magic");
    end
endtask

// The epoch is a register of the reply to HELLO, behind header and nonce.
task open_session;
    reg [63:0] epoch;
    begin
        epoch = reply_word(2 + `DG_CSR_EPOCH / 8) & 64'hFFFFFFFF;
        begin_frame(`DG_OPC_OPEN, 8'd0, 16'd2, 32'd0);
        send_bytes({32'h01234567, SESSION}, 8);
        send_bytes(epoch, 8);
        end_frame(32'd0);
        await_reply(`DG_OPC_OPEN, `DG_ST_OK, 0);
    end
endtask

task accumulate(input [15:0] seq, input [31:0] damage);
    begin
        begin_frame(`DG_OPC_ACCUM_RUN, 8'd9, seq, SESSION);     // context 9
        send_bytes(64'd1, 8);
        send_bytes(64'd2, 8);
        send_bytes(64'h7E00000000000004, 8);
        end_frame(damage);
    end
endtask

task read_register(input [7:0] address, output [31:0] value);
    begin
        araddr <= address;
        arvalid <= 1'b1;
        @(posedge clk);
        while (!arready)
            @(posedge clk);
        arvalid <= 1'b0;
        while (!rvalid)
            @(posedge clk);
        value = rdata;
    end
endtask

reg [31:0] errors;

initial begin
    repeat (4) @(posedge clk);
    rst <= 1'b0;
    @(posedge clk);
    say_hello;
    open_session;
    accumulate(16'd0, 32'd1);                                   // damaged on its way: dropped, and sent again
    accumulate(16'd0, 32'd0);
    await_reply(`DG_OPC_ACCUM_RUN, `DG_ST_OK, 0);
    accumulate(16'd0, 32'd0);                                   // again, as if its reply were lost: does not run twice
    await_reply(`DG_OPC_ACCUM_RUN, `DG_ST_OK, 0);
    begin_frame(`DG_OPC_READ, 8'd1, 16'd1, SESSION);
    send_bytes(64'd9, 8);
    end_frame(32'd0);
    await_reply(`DG_OPC_READ, `DG_ST_OK, 8);
    expect64(reply_word(1), 64'h7E00000000000007, "context 9");
    begin_frame(`DG_OPC_SYNTH_RUN, `DG_KIND_TORUS64, 16'd2, SESSION);
    send_bytes(64'd42, 8);                                      // seed, base, count
    send_bytes(64'h1000, 8);
    send_bytes(64'd3, 8);
    end_frame(32'd0);
    await_reply(`DG_OPC_SYNTH_RUN, `DG_ST_OK, 24);
    expect64(reply_word(1), 64'h3FD0A164A10380F0, "first cell");
    expect64(reply_word(2), 64'h3FD2896D9FB109A0, "second cell");
    expect64(reply_word(3), 64'h3FC9A2A54750DF20, "third cell");
    read_register(`DG_CSR_CRC_ERRORS, errors);
    expect64(errors, 1, "register CRC_ERRORS");
    if (failures == 0)
        $display("PASSED");
    else
        $display("FAILED");
`ifdef __ICARUS__
    $finish_and_return(failures != 0);
`else
    $finish;
`endif
end

endmodule

`default_nettype wire
