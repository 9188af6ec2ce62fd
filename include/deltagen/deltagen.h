// SPDX-License-Identifier: Apache-2.0
/**
 * @file deltagen.h
 * Everything: one include for applications. device.h opens devices, table.h and synth.h work with them, async.h keeps
 * many requests under way, numerics.h needs no device; genmem.h is memory that they fill.
 *
 * Errors: error.h. Threads and Processes (fork(), dlclose()): device.h. What later versions keep: docs/stability.md.
 */
#ifndef DELTAGEN_H
#define DELTAGEN_H

#include <deltagen/archetype.h>
#include <deltagen/async.h>
#include <deltagen/device.h>
#include <deltagen/error.h>
#include <deltagen/genmem.h>
#include <deltagen/heap.h>
#include <deltagen/map.h>
#include <deltagen/numerics.h>
#include <deltagen/spaces.h>
#include <deltagen/synth.h>
#include <deltagen/table.h>
#include <deltagen/tenants.h>
#include <deltagen/version.h>

#endif
