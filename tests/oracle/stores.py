# SPDX-License-Identifier: Apache-2.0
"""A second writer and reader of docs/genmem-store.md, and of the files of the seed's program."""

import struct

import logs

APPLICATION = 0x4D454D47  # "GMEM"
RUN, LIST, CLEAR = 1, 2, 3
KINDS = {0: 4, 1: 8, 2: 8, 3: 4, 4: 8}  # bytes of a cell


class Refused(Exception):
    """A record that is no change."""


def header(kind, seed, quota, generation=1, nonce=0):
    return logs.header(APPLICATION, generation, nonce, struct.pack("<IIQQ", kind, 0, seed, quota))


def run(kind, base, cells):
    size = KINDS[kind]
    return RUN, struct.pack("<Q", base) + b"".join(cell.to_bytes(size, "little") for cell in cells)


def scattered(kind, pairs):
    size = KINDS[kind]
    return LIST, b"".join(struct.pack("<Q", addr) for addr, _ in pairs) + b"".join(
        cell.to_bytes(size, "little") for _, cell in pairs)


def clear(first, last):
    return CLEAR, struct.pack("<QQ", first, last)


def cells_of(size, data):
    return [int.from_bytes(data[at : at + size], "little") for at in range(0, len(data), size)]


def apply(cells, size, kind, payload):
    """Do what a record says to a dict of written cells."""
    if kind == RUN and len(payload) > 8 and len(payload) % size == 0:
        (base,) = struct.unpack_from("<Q", payload)
        values = cells_of(size, payload[8:])
        if base + len(values) <= 2**64:
            cells.update(enumerate(values, base))
            return
    elif kind == LIST and payload and len(payload) % (8 + size) == 0:
        n = len(payload) // (8 + size)
        cells.update(zip(struct.unpack_from(f"<{n}Q", payload), cells_of(size, payload[8 * n :])))
        return
    elif kind == CLEAR and len(payload) == 16:
        first, last = struct.unpack("<QQ", payload)
        if first <= last:
            for addr in [addr for addr in cells if first <= addr <= last]:
                del cells[addr]
            return
    raise Refused


def read(data):
    """(kind, seed, quota, written cells)"""
    _, own, records, _, _ = logs.read(data, APPLICATION)
    if len(own) != 24:
        raise Refused
    kind, zero, seed, quota = struct.unpack("<IIQQ", own)
    if kind not in KINDS or zero != 0:
        raise Refused
    cells = {}
    for record in records:
        apply(cells, KINDS[kind], *record)
    return kind, seed, quota, cells


def seed_log(pairs):
    """The seed's append-only file."""
    return b"".join(struct.pack("<QI", addr, cell) for addr, cell in pairs)


def seed_snapshot(seed, pairs):
    return struct.pack("<IIQQ", APPLICATION, 1, seed, len(pairs)) + seed_log(pairs)
