// SPDX-License-Identifier: Apache-2.0
// The figures of the contests as text, JSON and a drawing, with a description of the machine.
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "json.h"
#include "output.h"
#include "tasks.h"

struct machine {
    char cpu[96], system[160], compiler[64];
    long cpus, memory_mib;
    long l1d, l2, l3; // bytes, 0: not known
    double load;      // processes that wanted a CPU in the minute before
};
struct machine machine_here(void);

void report_text(struct output *out, const struct machine *machine, const struct bench *bench);
// Names and values for an object that is open.
void report_json(struct json *json, const struct machine *machine, const struct bench *bench);
// An SVG document: of each contest a row of bars, on a logarithmic scale.
void report_plot(struct output *out, const struct machine *machine, const struct bench *bench);
// Another one, of the six bars that say most, on a linear axis.
void report_summary(struct output *out, const struct machine *machine, const struct bench *bench);

#endif
