// SPDX-License-Identifier: Apache-2.0
// Assertions, one macro each with a body for every tool. Each is a module item, sampled at the rising edge of
// `clk` while `rst` is low; both must be in scope. Names are unique in a module.
//   DG_ASSERT(name, condition)   must hold: proved under FORMAL, checked by Verilator under --assert
//   DG_ASSUME(name, condition)   may be relied on: assumed under FORMAL, checked by Verilator under --assert
//   DG_COVER(name, condition)    must be reachable: FORMAL only
// Synthesis and Icarus -g2005, which refuses a bare `assert`, see nothing of them.
`ifndef DG_ASSERT_VH
`define DG_ASSERT_VH

`ifdef FORMAL
`define DG_ASSERT(NAME, COND) always @(posedge clk) if (!rst) NAME: assert (COND);
`define DG_ASSUME(NAME, COND) always @(posedge clk) if (!rst) NAME: assume (COND);
`define DG_COVER(NAME, COND) always @(posedge clk) if (!rst) NAME: cover (COND);
`elsif VERILATOR
`define DG_ASSERT(NAME, COND) \
    `begin_keywords "1800-2009" \
    always @(posedge clk) if (!rst) NAME: assert (COND); \
    `end_keywords
`define DG_ASSUME(NAME, COND) `DG_ASSERT(NAME, COND)
`define DG_COVER(NAME, COND)
`else
`define DG_ASSERT(NAME, COND)
`define DG_ASSUME(NAME, COND)
`define DG_COVER(NAME, COND)
`endif

`endif
