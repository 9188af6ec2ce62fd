#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second encoder and decoder of docs/protocol.md, and the worked examples of that page.

frames.py --check    fail where the page's examples are not those printed here
frames.py --write    put them into the page
frames.py decode     read the bytes of a line as hexadecimal from standard input, print the frames in them
"""

import pathlib
import struct
import sys
import tomllib

import deltagen_oracle as oracle

TOP = pathlib.Path(__file__).parent.parent.parent
DEFS = tomllib.loads((TOP / "rtl/deltagen.toml").read_text())
PROTOCOL = DEFS["protocol"]
OPCODES = {entry["name"]: entry["value"] for entry in DEFS["opcode"]}
STATUS = {entry["name"]: entry["value"] for entry in DEFS["status"]}
FLAG, ESCAPE, ESCAPE_XOR = PROTOCOL["flag"], PROTOCOL["escape"], PROTOCOL["escape_xor"]
REPLY = 0x80
HEADER_BYTES, CRC_BYTES = 8, 4


# --- Frames on the line ---


def crc_bytes(message):
    return oracle.crc32(message).to_bytes(CRC_BYTES, "little")


def encode(message):
    """Header and payload as bytes on the line, with a flag before and after."""
    line = bytearray([FLAG])
    for byte in message + crc_bytes(message):
        line += bytes([ESCAPE, byte ^ ESCAPE_XOR]) if byte in (FLAG, ESCAPE) else bytes([byte])
    line.append(FLAG)
    return bytes(line)


def decode(line):
    """The intact frames among the bytes of a line, without CRC. What stands after the last flag is not yet a frame."""
    messages = []
    for chunk in bytes(line).split(bytes([FLAG]))[:-1]:
        frame = unescape(chunk)
        if frame is None or len(frame) < HEADER_BYTES + CRC_BYTES:
            continue
        message = frame[:-CRC_BYTES]
        if frame[-CRC_BYTES:] == crc_bytes(message):
            messages.append(message)
    return messages


def unescape(chunk):
    """The bytes between two flags; None for an aborted frame."""
    out = bytearray()
    escaped = False
    for byte in chunk:
        if escaped or byte != ESCAPE:
            out.append(byte ^ ESCAPE_XOR if escaped else byte)
            escaped = False
        else:
            escaped = True
    return None if escaped else bytes(out)


# --- Headers and payloads ---


def words(*values):
    return struct.pack(f"<{len(values)}Q", *values)


def request(name, arg, seq, session, payload=b""):
    return struct.pack("<BBHI", OPCODES[name], arg, seq, session) + payload


def reply(name, status, seq, session, payload=b""):
    return struct.pack("<BBHI", OPCODES[name] | REPLY, STATUS[status], seq, session) + payload


def records(contexts, values=()):
    """Groups of a word of up to eight contexts and, for operations that carry values, a word a record."""
    out = b""
    for at in range(0, len(contexts), 8):
        out += bytes(contexts[at : at + 8]).ljust(8, b"\0") + words(*values[at : at + 8])
    return out


def describe(message):
    """The header of a frame in words."""
    opcode, arg, seq, session = struct.unpack("<BBHI", message[:HEADER_BYTES])
    names = {value: name for name, value in OPCODES.items()}
    name = names.get(opcode & ~REPLY, f"opcode 0x{opcode & ~REPLY:02X}")
    if opcode & REPLY:
        status = {value: text for text, value in STATUS.items()}.get(arg, f"status 0x{arg:02X}")
        return f"reply {name} {status}, number {seq}, session 0x{session:08X}"
    return f"request {name}, arg {arg}, number {seq}, session 0x{session:08X}"


# --- Worked examples ---

NONCE = 0x0123456789ABCDEF
EPOCH = 0x2A
SESSION = 0x5EED0001


def identity():
    """Registers 0x00 to 0x3C of a device as it is by default: not built from a release, no serial number."""
    magic, version = PROTOCOL["magic"], PROTOCOL["major"] << 16 | PROTOCOL["minor"]
    registers = [magic, version, 0, 0, 0, 100_000_000, 0x73F, 256, 1 << 16 | 1, 8, 126, 512, EPOCH, 0, 0, 0]
    return struct.pack("<16I", *registers)


def examples():
    """Pairs of a title and a frame without CRC, in the order in which they would go over a line."""
    opening = words(NONCE & ~0xFFFFFFFF | SESSION, EPOCH)
    deltas = (0x00000000000000FF, 0x7E00000000007D01)
    return [
        ("The host says hello.", request("HELLO", 0, 1, 0, words(NONCE))),
        ("The device's reply: the nonce, then its identity registers.", reply("HELLO", "OK", 1, 0, words(NONCE) + identity())),
        (f"The host opens session 0x{SESSION:08X} with that epoch.", request("OPEN", 0, 2, 0, opening)),
        ("The device's reply.", reply("OPEN", "OK", 2, 0)),
        (
            "Frame 0 of the session: accumulate 0xFF into context 3, and 0x7E00000000007D01 into context 5.",
            request("ACCUM", 2, 0, SESSION, records((3, 5), deltas)),
        ),
        ("The device's reply.", reply("ACCUM", "OK", 0, SESSION)),
        ("Frame 1: read contexts 5 and 3.", request("READ", 2, 1, SESSION, records((5, 3)))),
        ("The device's reply, had both contexts been zero before.", reply("READ", "OK", 1, SESSION, words(*deltas[::-1]))),
        ("Frame 2: a run into context 3 without a delta.", request("ACCUM_RUN", 3, 2, SESSION)),
        ("The device's reply; nothing has changed.", reply("ACCUM_RUN", "BAD_LENGTH", 2, SESSION)),
    ]


def hex_rows(label, data):
    """Sixteen bytes a row behind a label."""
    rows = [data[at : at + 16].hex(" ").upper() for at in range(0, len(data), 16)]
    return [f"{label if row == 0 else '':10}{text}" for row, text in enumerate(rows)]


def page_section():
    """The section of docs/protocol.md."""
    lines = ["## Worked examples", "", "Printed by `tests/oracle/frames.py`, which reads and writes frames without the library.", ""]
    for title, message in examples():
        lines += [title, "```"]
        lines += hex_rows("header", message[:HEADER_BYTES])
        lines += hex_rows("payload", message[HEADER_BYTES:])
        lines += hex_rows("CRC-32", crc_bytes(message))
        lines += hex_rows("line", encode(message))
        lines += ["```"]
    return "\n".join(lines) + "\n"


def main(action):
    page = TOP / "docs/protocol.md"
    if action == "decode":
        for message in decode(bytes.fromhex(sys.stdin.read())):
            print(describe(message), message[HEADER_BYTES:].hex())
        return 0
    text = page.read_text()
    before = text.partition("## Worked examples")[0]
    wanted = before.rstrip("\n") + "\n\n" + page_section()
    if action == "--write":
        page.write_text(wanted)
        return 0
    if text != wanted:
        print("docs/protocol.md: its worked examples are not those of tests/oracle/frames.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("--check", "--write", "decode"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
