// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/deltagen.toml by tools/gen_defs.py. Do not edit.
#ifndef DG_DEFS_H
#define DG_DEFS_H

#define DG_PROTO_MAJOR 0x0001u
#define DG_PROTO_MINOR 0x0000u
#define DG_PROTO_MAGIC 0x4E454744u
#define DG_PROTO_FLAG 0x7Eu
#define DG_PROTO_ESCAPE 0x7Du
#define DG_PROTO_ESCAPE_XOR 0x20u
#define DG_PROTO_HELLO_WORDS 0x09u
#define DG_OPC_HELLO 0x01u // identify: payload nonce u64; reply nonce, then the identity registers
#define DG_OPC_OPEN 0x02u // open a session: payload nonce u64, epoch u64 (from HELLO); the next sequenced frame is number 0
#define DG_OPC_ECHO 0x03u // returns its payload; for probing a line
#define DG_OPC_LOAD 0x10u // list of {context, value}
#define DG_OPC_ACCUM 0x11u // list of {context, delta}
#define DG_OPC_ACCUM_RUN 0x12u // arg = context; payload deltas u64[n]
#define DG_OPC_READ 0x13u // list of {context}; reply u64 each
#define DG_OPC_SWAP 0x14u // list of {context, new reference}; reply the value before, u64 each
#define DG_OPC_SWAP_KEEP 0x15u // list of {context}; the value becomes the reference; reply the value, u64 each
#define DG_OPC_STAT 0x16u // list of {context}; reply reference u64, accumulator u64, count u64 each
#define DG_OPC_CLEAR 0x17u // every context becomes zero; no payload
#define DG_OPC_SYNTH_RUN 0x20u // arg = kind; payload seed u64, base u64, count u64; reply the cells
#define DG_OPC_SYNTH_LIST 0x21u // arg = kind; payload seed u64, addresses u64[n]; reply the cells
#define DG_OPC_FOLD 0x22u // arg = kind; payload context u64, seed u64, base u64, count u64; XOR of the run's 64-bit words into the context; reply that XOR
#define DG_OPC_VERIFY 0x23u // arg = kind; payload seed u64, base u64, then the data; reply {mismatches u32, first index u32}, origin u64
#define DG_OPC_CSR_READ 0x30u // arg = number of registers, 1..64; payload first byte address u64; reply u32 each
#define DG_ST_OK 0x00u // done
#define DG_ST_BAD_OPCODE 0x01u // this device does not know the opcode
#define DG_ST_BAD_LENGTH 0x02u // the payload's length does not fit the opcode, or the reply would not fit a frame
#define DG_ST_BAD_CONTEXT 0x03u // a context is not below the device's number of contexts
#define DG_ST_BAD_KIND 0x04u // this device does not have the generator
#define DG_ST_BAD_SESSION 0x05u // the frame's session is not the open one: the device was reset or another program opened it
#define DG_ST_BAD_EPOCH 0x06u // OPEN with an epoch that is no longer current: say HELLO again
#define DG_ST_BAD_ADDRESS 0x07u // CSR_READ outside the register block, or an address that is not a multiple of 4
#define DG_KIND_TORUS32 0x00u // 4 bytes a cell
#define DG_KIND_TORUS64 0x01u // 8 bytes a cell
#define DG_KIND_FEISTEL 0x02u // 8 bytes a cell
#define DG_KIND_SHUFFLED32 0x03u // 4 bytes a cell
#define DG_KIND_SHUFFLED64 0x04u // 8 bytes a cell
#define DG_KIND_FEISTEL_INV 0x05u // 8 bytes a cell
#define DG_CAP_BIT_TABLE 0x08u // table of contexts
#define DG_CAP_BIT_FOLD 0x09u // fold of generated runs
#define DG_CAP_BIT_VERIFY 0x0Au // verifier
#define DG_CSR_MAGIC 0x00u // "DGEN"
#define DG_CSR_PROTOCOL 0x04u // major << 16 | minor
#define DG_CSR_BUILD_LO 0x08u // build hash, low half: first 16 hex digits of the SHA-256 over the RTL sources
#define DG_CSR_BUILD_HI 0x0Cu // build hash, high half
#define DG_CSR_BOARD 0x10u // board id
#define DG_CSR_CLOCK_HZ 0x14u // core clock, Hz
#define DG_CSR_CAPS 0x18u // capability bits
#define DG_CSR_CONTEXTS 0x1Cu // number of contexts
#define DG_CSR_SYNTH 0x20u // lanes << 16 | clocks per cell
#define DG_CSR_WINDOW 0x24u // sequenced frames that may be unanswered at once
#define DG_CSR_FRAME_WORDS 0x28u // 64-bit words of the longest frame, header included, CRC not
#define DG_CSR_RX_WORDS 0x2Cu // credit: 64-bit words of request frames (header included, CRC not, each frame rounded up) that may be under way at once
#define DG_CSR_EPOCH 0x30u // changes whenever a session is opened and at reset
#define DG_CSR_SESSION 0x34u // open session, 0 = none
#define DG_CSR_UID_LO 0x38u // board's own serial number, 0 = none
#define DG_CSR_UID_HI 0x3Cu // board's own serial number, high half
#define DG_CSR_CLOCKS_LO 0x40u // clocks since reset
#define DG_CSR_CLOCKS_HI 0x44u
#define DG_CSR_OPS_LO 0x48u // table operations accepted
#define DG_CSR_OPS_HI 0x4Cu
#define DG_CSR_CELLS_LO 0x50u // cells synthesized
#define DG_CSR_CELLS_HI 0x54u
#define DG_CSR_BUSY_LO 0x58u // clocks in which the executor worked on a frame
#define DG_CSR_BUSY_HI 0x5Cu
#define DG_CSR_STALLS 0x60u // clocks in which the executor had a table operation that the table did not take
#define DG_CSR_FRAMES 0x64u // frames received intact
#define DG_CSR_CRC_ERRORS 0x68u // frames dropped for a wrong CRC, or shorter than a header
#define DG_CSR_OVERRUNS 0x6Cu // frames dropped because they were too long or the buffer was full
#define DG_CSR_REPLAYS 0x70u // sequenced frames that had run already and were answered from the reply store
#define DG_CSR_GAPS 0x74u // sequenced frames dropped because an earlier one is missing
#define DG_CSR_LINK_ERRORS 0x78u // bytes that the link lost: serial, a stop bit that was low (a break counts once)
#define DG_CSR_LINK_CLOCKS 0x7Cu // clocks per bit of a serial link as it is now, 0 = another link

#define DG_CSR_END 0x80u // first address past the block

#define DG_LIMIT_CONTROL_WORDS 16u // words of a control frame and of a reply to one; a core's longest frame has at least as many
#define DG_LIMIT_FRAME_WORDS 512u // words of a frame
#define DG_LIMIT_WINDOW 128u // sequenced frames that may be unanswered at once
#define DG_LIMIT_CONTEXTS 256u // contexts

#endif
