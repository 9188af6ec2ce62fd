// SPDX-License-Identifier: Apache-2.0
#include "svg.h"

#include <string.h>

void svg_begin(struct output *out, int width, int height, int font_size)
{
    output_print(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                 "font-size=\"%d\">\n",
                 width, height, font_size);
    output_print(out, "<style>.ours{fill:#2b6cb0}.peer{fill:#b8b8b8}.spread{stroke:#222}.grid{stroke:#e4e4e4}"
                      ".title{font-weight:bold;font-size:1.2em}.name{text-anchor:end}"
                      ".where,.tick{fill:#666}.tick{text-anchor:middle}</style>\n"
                      "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
}

void svg_text(struct output *out, double x, double y, const char *class, const char *text)
{
    output_print(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, class);
    for (; *text; text++) {
        if (strchr("<>&", *text))
            output_print(out, "&#%d;", *text);
        else
            output_write(out, text, 1);
    }
    output_print(out, "</text>\n");
}
