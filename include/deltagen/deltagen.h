// SPDX-License-Identifier: Apache-2.0
/** @file deltagen.h  Everything: one include for applications. */
#ifndef DELTAGEN_H
#define DELTAGEN_H

#include <deltagen/async.h>
#include <deltagen/device.h>
#include <deltagen/error.h>
#include <deltagen/numerics.h>
#include <deltagen/synth.h>
#include <deltagen/table.h>
#include <deltagen/version.h>

#endif
