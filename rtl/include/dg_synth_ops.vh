// SPDX-License-Identifier: Apache-2.0
// Commands of dg_synth_unit, {count 32, base 64, seed 64, kind 3, mode 2}: their bits, and the modes.
`ifndef DG_SYNTH_OPS_VH
`define DG_SYNTH_OPS_VH
`define DG_SYNTH_COMMAND 165
`define DG_SYNTH_RUN     2'd0 // count cells from base on, packed into words
`define DG_SYNTH_LIST    2'd1 // the cells of the addresses on s_axis
`define DG_SYNTH_FOLD    2'd2 // one word: the XOR of the run's 64-bit words
`define DG_SYNTH_VERIFY  2'd3 // the run against the words on s_axis
`endif
