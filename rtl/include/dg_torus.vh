// SPDX-License-Identifier: Apache-2.0
// The eight moduli of the torus value (docs/numerics.md), M_0 in the lowest 9 bits.
`ifndef DG_TORUS_VH
`define DG_TORUS_VH
`define DG_MODULI {9'd283, 9'd281, 9'd277, 9'd271, 9'd269, 9'd263, 9'd257, 9'd251}
`endif
