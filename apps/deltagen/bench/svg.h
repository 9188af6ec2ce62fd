// SPDX-License-Identifier: Apache-2.0
// What the benchmark's two drawings share: the document, its colours, its texts.
#ifndef BENCH_SVG_H
#define BENCH_SVG_H

#include "output.h"

// The document's beginning; </svg> is the caller's.
void svg_begin(struct output *out, int width, int height, int font_size);

// class: of the style sheet in svg_begin, "" for none. What text has of <, > and & is written so that it is text.
void svg_text(struct output *out, double x, double y, const char *class, const char *text);

#endif
