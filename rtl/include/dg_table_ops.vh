// SPDX-License-Identifier: Apache-2.0
// Operations of dg_state_table. A context is {reference, accumulator, count}; value = reference ^ accumulator.
// "->" says what the operation returns; those without it return nothing.
`ifndef DG_TABLE_OPS_VH
`define DG_TABLE_OPS_VH
// tuser of an operation, {inc 32, context 8, operation 3}: its bits, and those below inc.
`define DG_TABLE_USER        43
`define DG_TABLE_PLACE       11
`define DG_TABLE_LOAD        3'd0 // reference = operand, accumulator = 0, count = 0
`define DG_TABLE_ACCUM       3'd1 // accumulator ^= operand, count += inc (saturating)
`define DG_TABLE_READ        3'd2 // -> value
`define DG_TABLE_SWAP        3'd3 // -> value; then LOAD of the operand
`define DG_TABLE_SWAP_KEEP   3'd4 // -> value; then LOAD of that value
`define DG_TABLE_REFERENCE   3'd5 // -> reference
`define DG_TABLE_ACCUMULATOR 3'd6 // -> accumulator
`define DG_TABLE_COUNT       3'd7 // -> count, zero-extended
`endif
