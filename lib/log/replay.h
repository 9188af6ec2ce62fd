// SPDX-License-Identifier: Apache-2.0
// Reading a log from its beginning, and judging what does not read.
#ifndef DG_LOG_REPLAY_H
#define DG_LOG_REPLAY_H

#include <stdbool.h>

#include "file.h"
#include "format.h"
#include "log.h"

int dg_log_replay(const struct dg_log_file *file, const struct dg_log_reader *reader, bool salvage,
                  struct dg_log_header *header, struct dg_log_report *report, dg_error *err);

#endif
