# SPDX-License-Identifier: Apache-2.0
"""A second writer and reader of docs/log.md."""

import struct
import zlib

MAGIC = b"DGLOG\r\n\x1a"
VERSION = 1
FIXED_BYTES, HEAD_BYTES = 40, 20
HEADER_MAX, PAYLOAD_MAX = 4096, 2**26


class Refused(Exception):
    """Why a file is not read: magic, short, version, header, application or damage."""


def pad(data):
    return data + bytes(-len(data) % 8)


def header(application, generation, nonce, own=b""):
    """The header of a file with its application's own bytes."""
    fixed = MAGIC + struct.pack("<IIQQI", VERSION, application, generation, nonce, len(own))
    return fixed + struct.pack("<I", zlib.crc32(fixed + pad(own))) + pad(own)


def record(head, position, kind, payload, loose=0):
    """A record of the file whose header is head, at a position."""
    padded = pad(bytes(HEAD_BYTES) + payload)[HEAD_BYTES:]
    fields = struct.pack("<IIII", len(payload), kind, loose, zlib.crc32(padded))
    return struct.pack("<I", head_check(head, position, fields)) + fields + padded


def head_check(head, position, fields):
    (start,) = struct.unpack_from("<I", head, 36)
    return zlib.crc32(struct.pack("<Q", position) + fields, start)


def log(head, records):
    """A file of (type, payload, loose)."""
    out = head
    for kind, payload, loose in records:
        out += record(head, len(out), kind, payload, loose)
    return out


def read_header(data, application):
    """(generation, the application's own bytes, where records begin)"""
    if data[:8] != MAGIC[: len(data)]:
        raise Refused("magic")
    if len(data) < FIXED_BYTES:
        raise Refused("short")
    version, found, generation, _, size, check = struct.unpack_from("<IIQQII", data, 8)
    if version != VERSION:
        raise Refused("version")
    start = FIXED_BYTES + len(pad(bytes(size)))
    if size > HEADER_MAX:
        raise Refused("header")
    if len(data) < start:
        raise Refused("short")
    if zlib.crc32(data[:36] + data[FIXED_BYTES:start]) != check:
        raise Refused("header")
    if found != application:
        raise Refused("application")
    return generation, data[FIXED_BYTES : FIXED_BYTES + size], start


def look(data, position):
    """What stands there: ("whole", type, payload, loose, next), or ("short" or "check", where the next could begin)."""
    if position + HEAD_BYTES > len(data):
        return ("short", len(data))
    check, size, kind, loose, payload_check = struct.unpack_from("<IIIII", data, position)
    fields = data[position + 4 : position + HEAD_BYTES]
    if check != head_check(data, position, fields) or size > PAYLOAD_MAX or kind == 0:
        return ("check", position + 8)
    end = position + len(pad(bytes(HEAD_BYTES + size)))
    if end > len(data):
        return ("short", len(data))
    padded = data[position + HEAD_BYTES : end]
    if zlib.crc32(padded) != payload_check:
        return ("check", end)
    return ("whole", kind, padded[:size], loose, end)


def read(data, application):
    """(generation, own bytes, [(type, payload)], position of the end, why what follows is cut: "", short, check or hole)"""
    generation, own, position = read_header(data, application)
    records = []
    while position < len(data):
        found = look(data, position)
        if found[0] != "whole":
            return generation, own, records, position, judge(data, position, found)
        records.append(found[1:3])
        position = found[4]
    return generation, own, records, position, ""


def judge(data, position, found):
    """Is what does not read at position the tail of a crash, and of which kind?"""
    why, at = found
    while at < len(data):
        later = look(data, at)
        if later[0] == "whole":
            if at - 8 * later[3] > position:
                raise Refused("damage")
            why = "hole"
        at = later[-1]
    return why
