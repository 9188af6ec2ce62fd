#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the Verilog header, the C header, the reference page and sections of the public headers from rtl/deltagen.toml, and
include/deltagen/version.h from the Makefile's VERSION.

usage: gen_defs.py [--check]    --check writes nothing and exits 1 where a file is out of date
"""
import pathlib
import re
import sys
import tomllib

from generated import keep

ROOT = pathlib.Path(__file__).resolve().parent.parent
D = tomllib.loads((ROOT / "rtl/deltagen.toml").read_text())
P = D["protocol"]
SECTION = "// From rtl/deltagen.toml by tools/gen_defs.py, to the empty line."
NOTE = "Generated from rtl/deltagen.toml by tools/gen_defs.py. Do not edit."


def constants():
    """(name, value, width in bits, comment), in the order of the source."""
    for key, width in (("major", 16), ("minor", 16), ("magic", 32), ("flag", 8), ("escape", 8),
                       ("escape_xor", 8), ("hello_words", 8)):
        yield f"PROTO_{key.upper()}", P[key], width, ""
    for o in D["opcode"]:
        yield f"OPC_{o['name']}", o["value"], 8, o["doc"]
    for s in D["status"]:
        yield f"ST_{s['name']}", s["value"], 8, s["doc"]
    for k in D["kind"]:
        yield f"KIND_{k['name']}", k["value"], 8, f"{k['cell']} bytes a cell"
    for c in D["cap"]:
        yield f"CAP_BIT_{c['name']}", c["bit"], 8, c["doc"]
    for r in D["csr"]:
        yield f"CSR_{r['name']}", r["addr"], 8, r["doc"]


def csr_end():
    return max(r["addr"] for r in D["csr"]) + 4


def verilog():
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}", "`ifndef DG_DEFS_VH", "`define DG_DEFS_VH"]
    for name, value, width, _ in constants():
        out.append(f"`define DG_{name} {width}'h{value:0{(width + 3) // 4}X}")
    out.append(f"`define DG_CSR_END 8'h{csr_end():02X} // first address past the block")
    out += [f"`define DG_LIMIT_{l['name']} {l['value']}" for l in D["limit"]]
    return "\n".join(out + ["`endif", ""])


def c_limits():
    return [f"#define DG_LIMIT_{l['name']} {l['value']}u // {l['doc']}" for l in D["limit"]]


def c_header():
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}", "#ifndef DG_DEFS_H", "#define DG_DEFS_H", ""]
    for name, value, width, comment in constants():
        line = f"#define DG_{name} 0x{value:0{(width + 3) // 4}X}u"
        out.append(f"{line} // {comment}" if comment else line)
    out += ["", f"#define DG_CSR_END 0x{csr_end():02X}u // first address past the block", "",
            *c_limits(), "", "#endif", ""]
    return "\n".join(out)


def kinds():
    head = ["/** Generators: what a cell is. Values are those of the hardware. */", "typedef enum dg_kind {"]
    lines = [f"DG_{k['name']} = {k['value']}" for k in D["kind"]]
    lines = [line + "," for line in lines[:-1]] + lines[-1:]
    width = max(map(len, lines))
    rows = [f"    {line:{width}} /**< {k['doc']}, {k['cell']} bytes */" for line, k in zip(lines, D["kind"])]
    return [*head, *rows, "} dg_kind;"]


def capabilities():
    width = max(len(c["name"]) for c in D["cap"])
    bits = {c["name"]: f"(1u << {c['bit']})" for c in D["cap"]}
    return [f"#define DG_CAP_{c['name']:{width}} {bits[c['name']]:10} /**< {c['doc']} */" for c in D["cap"]]


def limits():
    return [f"#define DG_TABLE_CONTEXTS_MAX {l['value']}u" for l in D["limit"] if l["name"] == "CONTEXTS"]


def version():
    text = re.search(r"(?m)^VERSION := (.*)$", (ROOT / "Makefile").read_text())[1]
    numbers = zip(("MAJOR", "MINOR", "PATCH"), text.split("."), strict=True)
    return "\n".join([
        "// SPDX-License-Identifier: Apache-2.0", "/**", " * @file version.h",
        " * The version of the library: that of these headers in macros, that of the library which runs by a function. A program",
        " * runs with every library of the same major version that is not older than its headers (docs/stability.md).", " *",
        " * Errors: none. Threads: any, at any time. Processes: as one likes after fork(); the text ends with dlclose().", " *",
        " * From the Makefile's VERSION by tools/gen_defs.py. Do not edit.", " */",
        "#ifndef DELTAGEN_VERSION_H", "#define DELTAGEN_VERSION_H", "", "#include <deltagen/error.h>", "",
        "#ifdef __cplusplus", 'extern "C" {', "#endif", "",
        *(f"#define DG_VERSION_{name} {value}" for name, value in numbers),
        f'#define DG_VERSION       "{text}"', "",
        "/** The library's DG_VERSION. */", "DG_API const char *dg_version(void);", "",
        "#ifdef __cplusplus", "}", "#endif", "#endif", ""])


def with_sections(path, *sections):
    """The file with the lines that follow each line SECTION made anew."""
    parts = re.split(rf"(?m)^(\s*{re.escape(SECTION)}\n)", (ROOT / path).read_text())
    if len(parts) != 2 * len(sections) + 1:
        sys.exit(f"{path}: {len(sections)} lines must be '{SECTION}'")
    for place, lines in zip(range(2, len(parts), 2), sections):
        parts[place] = "".join(f"{line}\n" for line in lines) + parts[place][parts[place].index("\n\n") + 1:]
    return path, "".join(parts)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in r) + " |" for r in rows])


def page():
    yes = {True: "exactly once", False: "control"}
    return "\n\n".join([
        "# Opcodes, status codes, generators, registers", f"*{NOTE}*",
        f"Protocol version {P['major']}.{P['minor']}; frame flag 0x{P['flag']:02X}, escape 0x{P['escape']:02X}"
        f" (next byte XOR 0x{P['escape_xor']:02X}).",
        "## Opcodes", table(("opcode", "name", "runs", "payload and reply"),
                            [(f"0x{o['value']:02X}", o["name"], yes[o["seq"]], o["doc"]) for o in D["opcode"]]),
        "## Status", table(("status", "name", "meaning"), [(str(s["value"]), s["name"], s["doc"]) for s in D["status"]]),
        "## Generators", table(("kind", "name", "bytes a cell", "meaning"),
                               [(str(k["value"]), k["name"], str(k["cell"]), k["doc"]) for k in D["kind"]]),
        "## Capability bits", table(("bit", "name", "meaning"), [(str(c["bit"]), c["name"], c["doc"]) for c in D["cap"]]),
        "## Limits", table(("name", "at most", "meaning"), [(l["name"], str(l["value"]), l["doc"]) for l in D["limit"]]),
        "## Registers", table(("address", "name", "meaning"),
                              [(f"0x{r['addr']:02X}", r["name"], r["doc"]) for r in D["csr"]]),
    ]) + "\n"


def main():
    keep(ROOT, [("rtl/include/dg_defs.vh", verilog()), ("hal/dg_defs.h", c_header()),
          ("docs/reference/defs.md", page()),
          ("include/deltagen/version.h", version()),
                with_sections("include/deltagen/numerics.h", kinds()),
                with_sections("include/deltagen/device.h", limits(), capabilities())])


main()
