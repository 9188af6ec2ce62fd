// SPDX-License-Identifier: Apache-2.0
// Who a device is: hello.h.
#include "hello.h"

#include <inttypes.h>
#include <stdio.h>

#include <deltagen/version.h>

#include "base/bytes.h"
#include "base/error.h"
#include "board/board.h"
#include "dg_defs.h"

enum {
    IDENTITY_BYTES = DG_FRAME_HEADER + 8 * DG_PROTO_HELLO_WORDS,
    VERSION_BYTES = DG_FRAME_HEADER + 16, // what every version's reply to HELLO begins with: nonce, magic, version
};

struct dg_header dg_control_header(uint8_t opcode, uint64_t nonce)
{
    return (struct dg_header){opcode, 0, (uint16_t)(nonce >> 48), (uint32_t)(nonce >> 16)};
}

void dg_hello_store(uint8_t frame[DG_HELLO_BYTES], uint64_t nonce)
{
    dg_header_store(frame, dg_control_header(DG_OPC_HELLO, nonce));
    dg_store64_le(frame + DG_FRAME_HEADER, nonce);
}

int dg_hello_check(const char *name, uint64_t nonce, const uint8_t *reply, size_t bytes, dg_error *err)
{
    const uint8_t *csr = reply + DG_FRAME_HEADER + 8;
    if (bytes < VERSION_BYTES || dg_load64_le(reply + DG_FRAME_HEADER) != nonce ||
        dg_load32_le(csr + DG_CSR_MAGIC) != DG_PROTO_MAGIC)
        return dg_fail(err, DG_ERR_NO_DEVICE, "what answers at %.80s is not a Deltagen device", name);
    uint32_t version = dg_load32_le(csr + DG_CSR_PROTOCOL);
    unsigned major = version >> 16, minor = version & 0xFFFF;
    if (major != DG_PROTO_MAJOR)
        return dg_fail(err, DG_ERR_VERSION, "%.80s speaks protocol %u.%u, this library (%s) speaks %u.%u: %s", name,
                       major, minor, dg_version(), DG_PROTO_MAJOR, DG_PROTO_MINOR,
                       major > DG_PROTO_MAJOR ? "install a newer libdeltagen"
                                              : "load the device with the bitstream of this library's release");
    if (bytes < IDENTITY_BYTES)
        return dg_fail(err, DG_ERR_PROTOCOL, "%.80s answers HELLO with %zu bytes, not %d", name, bytes, IDENTITY_BYTES);
    return DG_OK;
}

static uint64_t load_pair(const uint8_t *csr, unsigned low)
{
    return dg_load32_le(csr + low) | (uint64_t)dg_load32_le(csr + low + 4) << 32;
}

static unsigned at_most(unsigned value, unsigned limit)
{
    return value < limit ? value : limit;
}

static void name_board(uint32_t board, char *text, size_t size)
{
    const struct dg_board *known = dg_board_numbered(board);
    if (known || board == 0)
        (void)snprintf(text, size, "%s", known ? known->name : "simulation");
    else
        (void)snprintf(text, size, "board %" PRIu32, board);
}

int dg_hello_read(const char *name, const uint8_t *reply, dg_device_info *info, dg_error *err)
{
    const uint8_t *csr = reply + DG_FRAME_HEADER + 8;
    uint32_t version = dg_load32_le(csr + DG_CSR_PROTOCOL);
    uint32_t synth = dg_load32_le(csr + DG_CSR_SYNTH);
    uint32_t window = dg_load32_le(csr + DG_CSR_WINDOW);
    uint32_t frame_words = dg_load32_le(csr + DG_CSR_FRAME_WORDS);
    uint32_t rx_words = dg_load32_le(csr + DG_CSR_RX_WORDS);
    uint32_t board = dg_load32_le(csr + DG_CSR_BOARD);
    uint32_t contexts = dg_load32_le(csr + DG_CSR_CONTEXTS);
    if (window == 0 || (window & (window - 1)) != 0 || frame_words < DG_LIMIT_CONTROL_WORDS || rx_words < frame_words ||
        contexts == 0 || contexts > DG_LIMIT_CONTEXTS)
        return dg_fail(err, DG_ERR_PROTOCOL,
                       "%.80s describes itself wrongly: window %" PRIu32 ", frame %" PRIu32 " words, credit %" PRIu32
                       " words, %" PRIu32 " contexts",
                       name, window, frame_words, rx_words, contexts);
    info->protocol_major = version >> 16;
    info->protocol_minor = version & 0xFFFF;
    info->build = load_pair(csr, DG_CSR_BUILD_LO);
    info->uid = load_pair(csr, DG_CSR_UID_LO);
    info->clock_hz = dg_load32_le(csr + DG_CSR_CLOCK_HZ);
    info->capabilities = dg_load32_le(csr + DG_CSR_CAPS);
    info->contexts = contexts;
    info->lanes = synth >> 16;
    info->clocks_per_cell = synth & 0xFFFF;
    info->window = at_most(window, DG_LIMIT_WINDOW);
    info->frame_bytes = 8 * at_most(frame_words, DG_LIMIT_FRAME_WORDS);
    info->credit_bytes = 8 * at_most(rx_words, DG_LIMIT_WINDOW * DG_LIMIT_FRAME_WORDS);
    name_board(board, info->board, sizeof info->board);
    return DG_OK;
}
