#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write tests/oracle/vectors/*.txt from the oracle, or with --check compare them with what is there.

A file is text: comments with '#', then a case a line, words in hexadecimal without prefix.
tests/unit/PART/test_*vectors.c hold the library against them.
"""

import difflib
import itertools
import pathlib
import random
import sys

import deltagen_oracle as oracle
import frames
import logs
import solve
import stores
from deltagen_oracle import MODULI, U, bits64, float_of

VECTORS = pathlib.Path(__file__).parent / "vectors"

SEEDS = (0, 1, 0x9E3779B97F4A7C15, U)
EDGES = sorted(
    {edge + offset & U for edge in (0, 2**32, 2**53, 2**63, 2**64) for offset in (-2, -1, 0, 1, 2)}
    | {multiple * modulus for modulus in MODULI for multiple in (1, 2, 2**32 // modulus, U // modulus)}
)


def rng_of(name):
    return random.Random("deltagen " + name)


def words(rng, count):
    return [rng.getrandbits(64) for _ in range(count)]


def unseed(xs):
    """(address, seed) pairs with address ^ seed = x, seeds in rotation."""
    return [(x ^ seed, seed) for x, seed in zip(xs, itertools.cycle(SEEDS))]


def hard_torus_arguments(rng, share):
    """x that are hard to round; share scales their number."""
    return (
        solve.at_f32_midpoints(rng, 3000 // share)
        + solve.at_f64_midpoints(rng, 1500 // share)
        + solve.rounding_up_to_one(rng, 200 // share)
    )


def torus():
    rng = rng_of("torus")
    yield "# address, seed, torus64, torus32"
    pairs = [(addr, seed) for seed in SEEDS for addr in EDGES]
    pairs += [(x, 0) for x in range(max(MODULI) + 1)]
    pairs += unseed(hard_torus_arguments(rng, 1) + words(rng, 300))
    for addr, seed in pairs:
        value = bits64(oracle.torus64(addr, seed))
        yield f"{addr:016x} {seed:016x} {value:016x} {oracle.torus32_bits(addr, seed):08x}"


def shuffled():
    rng = rng_of("shuffled")
    yield "# address, seed, shuffled64, shuffled32"
    pairs = [(addr, seed) for seed in SEEDS for addr in EDGES[::5]]
    pairs += [(oracle.feistel_inv(x, seed), seed) for x, seed in unseed(hard_torus_arguments(rng, 8))]
    for addr, seed in pairs:
        cells = oracle.cell("shuffled64", seed, addr), oracle.cell("shuffled32", seed, addr)
        yield f"{addr:016x} {seed:016x} {cells[0]:016x} {cells[1]:08x}"


def feistel():
    rng = rng_of("feistel")
    yield "# value, seed, feistel, feistel_inv"
    pairs = [(value, seed) for seed in SEEDS + tuple(words(rng, 2)) for value in EDGES]
    pairs += zip(words(rng, 300), words(rng, 300))
    for value, seed in pairs:
        yield f"{value:016x} {seed:016x} {oracle.feistel(value, seed):016x} {oracle.feistel_inv(value, seed):016x}"


def hashes():
    rng = rng_of("hashes")
    yield "# word: value, fnv1a_u64; bytes: bytes or -, salt, fnv1a_bytes, djb2, crc32, fingerprint of 8-byte words"
    for value in EDGES + words(rng, 100):
        yield f"word {value:016x} {oracle.fnv1a_u64(value):016x}"
    texts = [b"", b"a", b"123456789", "Größe".encode(), b"\0", b"\xff" * 16]
    texts += [rng.randbytes(size) for size in list(range(1, 34)) + [63, 64, 65, 127, 200]]
    for data, salt in zip(texts, itertools.cycle(SEEDS)):
        yield (
            f"bytes {data.hex() or '-'} {salt:016x} {oracle.fnv1a_bytes(data, salt):016x} {oracle.djb2(data):016x} "
            f"{oracle.crc32(data):08x} {oracle.fingerprint(data):016x}"
        )


def monotonic():
    rng = rng_of("monotonic")
    yield "# address, seed, monotonic64, high and low word of monotonic128"
    pairs = [(addr, seed) for seed in SEEDS for addr in EDGES]
    # Above 2^53 the quotient addr / U drops bits; halfway cases are where dividing rounded operands rounds twice.
    for power in range(53, 64):
        step = 2 ** (power - 53)
        pairs += [(2**power + step * rng.getrandbits(20) + step // 2 + offset, 7) for offset in (-1, 0, 1)]
    pairs += [(2**power + rng.randrange(-(2**11), 2**11), 7) for power in range(54, 64) for _ in range(10)]
    pairs += zip(words(rng, 300), words(rng, 300))
    for addr, seed in pairs:
        key = oracle.monotonic128(addr, seed)
        value = bits64(oracle.monotonic64(addr, seed))
        yield f"{addr:016x} {seed:016x} {value:016x} {key >> 64:016x} {key & U:016x}"


def search64():
    rng = rng_of("search64")
    yield "# target, seed, address; many targets are values that a row of addresses shares"
    targets = [float_of(bits) for bits in (0, 1, 2**63, 2**63 + 1, 0x7FF << 52, 0xFFF << 52)]
    targets += [-1.0, 5e-324, 2.0**-128, 2.0**-64, 2.0**-53, 0.5, 1 - 2.0**-53, 1.0, 1 + 2.0**-52]
    cases = [(target, seed) for seed in SEEDS for target in targets]
    for addr in EDGES + words(rng, 200):
        seed = rng.choice(SEEDS)
        value = bits64(oracle.monotonic64(addr, seed))
        cases += [(float_of(bits), seed) for bits in (max(value, 1) - 1, value, value + 1)]
    cases += [(rng.random() * 2.0 ** -rng.randrange(66), rng.getrandbits(64)) for _ in range(300)]
    for target, seed in cases:
        yield f"{bits64(target):016x} {seed:016x} {oracle.search64(target, seed):016x}"


def search128():
    rng = rng_of("search128")
    yield "# high and low word of a key, seed, address"
    cases = [(key, seed) for seed in SEEDS for key in (0, 1, U, U + 1, 2**127, 2**128 - 1)]
    for addr in EDGES + words(rng, 200):
        seed = rng.choice(SEEDS)
        key = oracle.monotonic128(addr, seed)
        cases += [(max(key - 1, 0), seed), (key, seed), (key + 1, seed)]
    cases += [(rng.getrandbits(128), rng.getrandbits(64)) for _ in range(200)]
    for key, seed in cases:
        yield f"{key >> 64:016x} {key & U:016x} {seed:016x} {oracle.search128(key, seed):016x}"


def mappings():
    rng = rng_of("mappings")
    yield "# xi: sector or address, seed, xi, phi"
    yield "# scatter: address, bits, seed, scatter, scatter_inv"
    pairs = [(addr, seed) for seed in SEEDS for addr in EDGES[::3] + [4095, 4096, 4097]]
    pairs += zip(words(rng, 100), words(rng, 100))
    for addr, seed in pairs:
        yield f"xi {addr:016x} {seed:016x} {oracle.xi(addr, seed):016x} {oracle.phi(addr, seed):016x}"
    pairs = [(addr, seed) for seed in SEEDS[1:] for addr in (0, 1, 4095, 4096, 2**63, U)] + [*zip(words(rng, 6), words(rng, 6))]
    for bits, (addr, seed) in itertools.product([*range(0, 66), 2**32 - 1], pairs):
        there = oracle.scatter(addr, bits, seed), oracle.scatter_inv(addr, bits, seed)
        yield f"scatter {addr:016x} {bits:x} {seed:016x} {there[0]:016x} {there[1]:016x}"


def plane():
    rng = rng_of("plane")
    yield "# n, x, y, seed, hilbert, sorted view"
    points = [(n, x, y) for n in (1, 2, 4, 8) for x in range(n) for y in range(n)]
    for n in (2**power for power in range(4, 33)):
        points += [(n, x, y) for x in (0, n // 2, n - 1) for y in (0, n // 2 - 1, n - 1)]
        points += [(n, rng.randrange(n), rng.randrange(n)) for _ in range(4)]
    for (n, x, y), seed in zip(points, itertools.cycle(SEEDS)):
        value = bits64(oracle.trinity_view(n, x, y, seed))
        yield f"{n:x} {x:x} {y:x} {seed:016x} {oracle.hilbert(n, x, y):016x} {value:016x}"


def trinity():
    rng = rng_of("trinity")
    yield "# crt: three residues, high, middle and low word"
    yield "# solve: seed, intention and law as bytes or -, x, y, event, high, middle and low word"
    edges = sorted({m + offset & U for m in oracle.TRINITY_MODULI for offset in (-2, -1, 0, 1)} | {0, 1, 2, 2**63, U})
    cases = [[residue] * 3 for residue in edges] + [rng.choices(edges, k=3) for _ in range(200)]
    cases += [words(rng, 3) for _ in range(200)]
    # A residue that is not below its modulus, of a number that is small.
    cases += [[1 + m * (i == k) for k, m in enumerate(oracle.TRINITY_MODULI)] for i in range(3)]
    for residues in cases:
        yield "crt " + " ".join(f"{word:016x}" for word in [*residues, *words192(oracle.trinity_reconstruct(residues))])
    texts = [b"", b"a", b"deltagen", "Größe".encode(), b"\xff" * 9, b"order", b"balance"]
    for seed in (*SEEDS, *words(rng, 60)):
        intention, law = rng.choices(texts, k=2)
        x, y, event = rng.choices([*EDGES[::7], *words(rng, 8)], k=3)
        value = words192(oracle.trinity_solve(seed, intention, law, x, y, event))
        yield (
            f"solve {seed:016x} {intention.hex() or '-'} {law.hex() or '-'} {x:016x} {y:016x} {event:016x} "
            + " ".join(f"{word:016x}" for word in value)
        )


def words192(value):
    return [value >> 128, value >> 64 & U, value & U]


def archetypes():
    yield "# archetype, seed, index, path or - for the root, directory, first cell, bytes"
    for name, seed in [("raw", 0), ("raw", 5), ("volume", 0), ("volume", U), *(("tree", seed) for seed in SEEDS)]:
        for index, (path, is_directory, first, size) in enumerate(oracle.archetype(name, seed)):
            yield f"{name} {seed:016x} {index:x} {path or '-'} {is_directory:d} {first:016x} {size:x}"


def table():
    """A program for the table with what every step must answer, up to a count at its limit."""
    rng = rng_of("table")
    yield "# load C V, accum C D, read C = V, swap C NEW = BEFORE, keep C = BEFORE, stat C = REFERENCE ACCUMULATOR COUNT"
    yield "# runs C N TIMES: that many runs into C of the N deltas fnv1a_u64(0), fnv1a_u64(1), ..."
    contexts = [oracle.Context() for _ in range(256)]
    numbers = (0, 1, 2, 127, 255)
    number = 0
    for _ in range(1500):
        number = number if rng.random() < 0.4 else rng.choice(numbers)
        step = rng.choice(("load", "accum", "accum", "accum", "read", "swap", "keep", "stat"))
        yield table_step(contexts, step, number, rng.choice((0, U, rng.getrandbits(64))))
    full = ((65536, 3), (1, 1), (65536, 65532), (65532, 1), (5, 1), (65536, 1))
    for deltas, times in full:  # 2^32 - 3 deltas after the fourth; the fifth passes the limit
        yield table_run(contexts[2], 2, deltas, times)
        yield table_step(contexts, "stat", 2, 0)
    for step in ("accum", "stat", "keep", "stat", "accum"):
        yield table_step(contexts, step, 2, rng.getrandbits(64))
    for number in numbers:
        yield table_step(contexts, "stat", number, 0)


def table_step(contexts, step, number, value):
    """Do one step; its line."""
    context = contexts[number]
    if step in ("load", "accum"):
        getattr(context, step)(value)
        return f"{step} {number:x} {value:016x}"
    if step == "swap":
        return f"swap {number:x} {value:016x} = {context.swap(value):016x}"
    if step == "stat":
        return f"stat {number:x} = {context.reference:016x} {context.accumulator:016x} {context.count:08x}"
    return f"{step} {number:x} = {context.swap() if step == 'keep' else context.read():016x}"


def table_run(context, number, deltas, times):
    total = 0
    for index in range(deltas):
        total ^= oracle.fnv1a_u64(index)
    count = context.count
    context.accum(total, times)
    context.count = min(count + deltas * times, context.COUNT_MAX)
    return f"runs {number:x} {deltas:x} {times:x}"


def frame_lines():
    rng = rng_of("frames")
    yield "# frame without CRC, the same as bytes on the line (flag before and after, CRC, escapes)"
    samples = [message for _, message in frames.examples()]
    samples += [bytes([0x7E, 0x7D] * size) for size in range(4, 8)]
    samples += [rng.randbytes(8 + size) for size in range(0, 40)] + [rng.randbytes(126 * 8)]
    # CRCs that themselves hold bytes to escape.
    found = (rng.randbytes(16) for _ in itertools.count())
    samples += itertools.islice((m for m in found if {0x7E, 0x7D} & set(frames.crc_bytes(m))), 8)
    for message in samples:
        yield f"{message.hex()} {frames.encode(message).hex()}"


def log_lines():
    rng = rng_of("logs")
    yield "# application, file, then: refused WHY; or generation, own bytes, end, - or why the rest is cut, and of each record type and payload"
    own = rng.randbytes(20)
    head = logs.header(7, 3, 0x0123456789ABCDEF, own)
    plain = [(kind, rng.randbytes(size), 0) for kind, size in enumerate((0, 1, 4, 12, 16, 100), 1)]
    whole = logs.log(head, plain)
    last = len(logs.log(head, plain[:-1]))
    yield log_line(7, logs.header(7, 1, 0))
    yield log_line(7, whole)
    yield log_line(8, whole)
    for size in [0, 4, 8, 39, 40, len(head) - 1, len(head) + 1, *range(last - 9, len(whole))]:
        yield log_line(7, whole[:size])
    for at in range(0, len(whole), 3):
        yield log_line(7, whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
    yield log_line(7, whole + bytes(64))
    yield log_line(7, whole + whole[len(head) :])  # moved
    yield log_line(7, logs.header(7, 4, 0x0123456789ABCDEF, own) + whole[len(head) :])  # of another generation
    yield log_line(7, logs.log(head, [(0, b"no such type", 0)]))
    # A page of what was not yet durable is lost: after a crash if no later record says that it was durable.
    starts = [len(logs.log(head, plain[:count])) for count in range(len(plain))]
    for count, first in itertools.product(range(1, 6), range(6)):
        records = [(kind, data, (start - starts[first]) // 8 if start > starts[first] else 0)
                   for (kind, data, _), start in zip(plain, starts)]
        data = logs.log(head, records)
        yield log_line(7, data[: starts[count] + 3] + bytes(8) + data[starts[count] + 11 :])


def log_line(application, data):
    try:
        generation, own, records, end, why = logs.read(data, application)
    except logs.Refused as refused:
        return f"{application:x} {data.hex() or '-'} refused {refused}"
    said = [f"{kind:x} {payload.hex() or '-'}" for kind, payload in records]
    return " ".join([f"{application:x} {data.hex()} {generation:x} {own.hex() or '-'} {end:x} {why or '-'}", *said])


def store_lines():
    rng = rng_of("stores")
    yield "# file, then: refused; or kind, seed, quota, and of each written cell address and bits"
    for kind, size in stores.KINDS.items():
        def cell():
            return rng.getrandbits(8 * size)

        changes = [stores.scattered(kind, [(5, cell())]), stores.run(kind, 2**64 - 70, [cell() for _ in range(70)]),
                   stores.scattered(kind, [(addr, cell()) for addr in (U, 9, 9, 0, 2**63)]), stores.clear(2**64 - 60, 2**64 - 4),
                   stores.run(kind, 4, [cell() for _ in range(3)]), stores.clear(5, 5)]
        for count in range(len(changes) + 1):
            yield store_line(kind, changes[:count])
        whole = stores.run(kind, 0, [cell()])
        for bad in [(4, b""), (1, b""), (1, bytes(8)), (1, bytes(9 + size)), (2, b""), (2, bytes(8)), (2, bytes(9 + size)), (3, bytes(15)),
                    stores.clear(1, 0), stores.run(kind, U, [1, 2])]:
            yield store_line(kind, [whole, bad])
    yield store_line(5, [])
    yield store_line(6, [])
    yield store_line_of(logs.header(stores.APPLICATION, 1, 0, bytes(23)))
    yield store_line_of(logs.header(stores.APPLICATION, 1, 0, bytes(32)))
    yield store_line_of(logs.header(stores.APPLICATION, 1, 0, bytes(4) + b"\1" + bytes(19)))


def store_line(kind, changes):
    head = stores.header(kind, 0xFEDCBA9876543210 + kind, 1000 * kind)
    return store_line_of(logs.log(head, [(*change, 0) for change in changes]))


def store_line_of(data):
    try:
        kind, seed, quota, cells = stores.read(data)
    except stores.Refused:
        return f"{data.hex()} refused"
    return " ".join([f"{data.hex()} {kind:x} {seed:x} {quota:x}", *(f"{addr:x} {cell:x}" for addr, cell in sorted(cells.items()))])


FILES = {
    "torus.txt": torus,
    "shuffled.txt": shuffled,
    "feistel.txt": feistel,
    "hashes.txt": hashes,
    "monotonic.txt": monotonic,
    "search64.txt": search64,
    "search128.txt": search128,
    "mappings.txt": mappings,
    "plane.txt": plane,
    "trinity.txt": trinity,
    "archetypes.txt": archetypes,
    "table.txt": table,
    "frames.txt": frame_lines,
    "logs.txt": log_lines,
    "stores.txt": store_lines,
}


def main():
    check = sys.argv[1:] == ["--check"]
    stale = 0
    for name, lines in FILES.items():
        path = VECTORS / name
        text = "# Generated by tests/oracle/make_vectors.py. Do not edit.\n" + "".join(f"{line}\n" for line in lines())
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale = 1
            old = path.read_text().splitlines() if path.exists() else []
            difference = difflib.unified_diff(old, text.splitlines(), str(path), "regenerated", lineterm="", n=0)
            print("\n".join(itertools.islice(difference, 10)), file=sys.stderr)
    return stale


if __name__ == "__main__":
    sys.exit(main())
