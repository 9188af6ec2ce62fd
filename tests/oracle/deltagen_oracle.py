# SPDX-License-Identifier: Apache-2.0
"""The definitions of docs/numerics.md in Python: what every other implementation must give, bit for bit.

Written from that page alone; shares no code with hal/ or rtl/. Integers are exact, and wrap only where the page says
so. Floats are Python's binary64 with one rounding an operation; int / int rounds the exact quotient once.
"""

import math
import struct

U = 2**64 - 1
MASK32 = 2**32 - 1

MODULI = (251, 257, 263, 269, 271, 277, 281, 283)
TRINITY_MODULI = (0xFFFFFFFF00000001, 0xFFFFFFFF7FFFFFFF, 0xFFFFFFFFFFFFFFC5)


def bits64(value):
    """The binary64 bits of a float."""
    return struct.unpack("<Q", struct.pack("<d", value))[0]


def float_of(bits):
    """The float of binary64 bits."""
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


# --- Mixing functions ---


def feistel(value, seed):
    left, right = value >> 32, value & MASK32
    for _ in range(4):
        left, right = right, left ^ ((right * 0x9E3779B9 + (seed & MASK32)) & MASK32)
    return left << 32 | right


def feistel_inv(value, seed):
    left, right = value >> 32, value & MASK32
    for _ in range(4):
        left, right = right ^ ((left * 0x9E3779B9 + (seed & MASK32)) & MASK32), left
    return left << 32 | right


FNV_OFFSET = 14695981039346656037
FNV_PRIME = 1099511628211


def fnv1a_u64(value):
    return (FNV_OFFSET ^ value) * FNV_PRIME & U


def fnv1a_bytes(data, salt):
    h = FNV_OFFSET ^ salt
    for byte in data:
        h = (h ^ byte) * FNV_PRIME & U
    return h


def djb2(data):
    h = 5381
    for byte in data:
        h = (h * 33 + byte) & U
    return h


def crc32(data):
    """Bit by bit: reflected 0xEDB88320, initial and final XOR all ones."""
    crc = MASK32
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ MASK32


def xi(sector, seed):
    d = (sector ^ seed) * 0xBF58476D1CE4E5B9 & U
    d = (d ^ d >> 33) * 0x94D049BB133111EB & U
    return d ^ d >> 33


def scatter(addr, bits, seed):
    """Moves blocks of 2^bits cells."""
    if bits >= 64:
        return addr
    width = 64 - bits
    words, shift = 2**width, width // 2 + 1
    block = ((addr // 2**bits ^ seed) % words) * 0xBF58476D1CE4E5B9 % words
    block = (block ^ block >> shift) * 0x94D049BB133111EB % words
    return (block ^ block >> shift) * 2**bits + addr % 2**bits


def scatter_inv(addr, bits, seed):
    if bits >= 64:
        return addr
    width = 64 - bits
    words, shift = 2**width, width // 2 + 1
    block = addr // 2**bits
    for factor in (0x94D049BB133111EB, 0xBF58476D1CE4E5B9):
        block = (block ^ block >> shift) * pow(factor, -1, words) % words
    return (block ^ seed) % words * 2**bits + addr % 2**bits


def phi(lin, seed):
    b = (lin >> 12 ^ seed) * 0xBF58476D1CE4E5B9 & U
    b ^= b >> 33
    return b & ~4095 | lin & 4095


def hilbert(n, x, y):
    """Index along the curve of the point (x, y) of an n x n grid, n a power of two."""
    d = 0
    s = n // 2
    while s > 0:
        rx = 1 if x & s else 0
        ry = 1 if y & s else 0
        d += s * s * ((3 * rx) ^ ry)
        if ry == 0:
            if rx == 1:
                x, y = n - 1 - x, n - 1 - y
            x, y = y, x
        s //= 2
    return d


# --- torus value ---


def torus64(addr, seed):
    x = addr ^ seed
    acc = 0.0
    for modulus in MODULI:
        acc += (x % modulus) / modulus
    return acc - math.floor(acc)


def torus32_bits(addr, seed):
    """Bits of torus64 rounded to binary32, nearest even, in integers."""
    numerator, denominator = torus64(addr, seed).as_integer_ratio()
    if numerator == 0:
        return 0
    exponent = numerator.bit_length() - denominator.bit_length()
    if numerator << max(-exponent, 0) < denominator << max(exponent, 0):
        exponent -= 1
    # The significand 1.f in units of 2^-23; every torus value but 0 is far above the subnormals.
    units, rest = divmod(numerator << 23 - exponent, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and units & 1):
        units += 1
    # A carry out of the significand moves into the exponent, where it belongs.
    return (exponent + 126 << 23) + units


# --- Generators ---

KINDS = ("torus32", "torus64", "feistel", "shuffled32", "shuffled64", "feistel_inv")
CELL_SIZE = {"torus32": 4, "torus64": 8, "feistel": 8, "shuffled32": 4, "shuffled64": 8, "feistel_inv": 8}


def cell(kind, seed, addr):
    """A cell as raw bits."""
    if kind == "torus32":
        return torus32_bits(addr, seed)
    if kind == "torus64":
        return bits64(torus64(addr, seed))
    if kind == "feistel":
        return feistel(addr, seed)
    if kind == "feistel_inv":
        return feistel_inv(addr, seed)
    return cell(kind.replace("shuffled", "torus"), seed, feistel(addr, seed))


def run(kind, seed, base, count):
    """The bytes of a run of cells; addresses wrap."""
    size = CELL_SIZE[kind]
    return b"".join(cell(kind, seed, base + i & U).to_bytes(size, "little") for i in range(count))


# --- Monotonic view and search ---


def monotonic64(addr, seed):
    return addr / U + feistel(addr, seed) / U / 2.0**64


def monotonic128(addr, seed):
    return addr * U + feistel(addr, seed)


def search64(target, seed):
    if math.isnan(target):
        raise ValueError("target is not a number")
    if target <= 0:
        return 0
    if target >= 1:
        return U
    low, high = 0, U
    for _ in range(64):
        if low >= high:
            break
        low_value, high_value = monotonic64(low, seed), monotonic64(high, seed)
        if target <= low_value:
            return low
        if target >= high_value:
            return high
        share = (target - low_value) / (high_value - low_value)
        pivot = min(low + math.trunc(share * float(high - low)), high)
        value = monotonic64(pivot, seed)
        if value < target:
            low = pivot + 1
        elif value > target:
            if pivot == 0:
                break
            high = pivot - 1
        else:
            return pivot
    return low


def search128(key, seed):
    """The largest address whose key is not above key; 0 if there is none.

    No search: keys of address i lie in [i*U, (i+1)*U], so only key // U and the address before it can be meant.
    """
    addr = min(key // U, U)
    if addr > 0 and monotonic128(addr, seed) > key:
        addr -= 1
    return addr


# --- Residue reconstruction ---


def trinity_reconstruct(residues):
    """The number below the product of the three moduli that leaves these residues."""
    product = math.prod(TRINITY_MODULI)
    total = 0
    for residue, modulus in zip(residues, TRINITY_MODULI):
        others = product // modulus
        total += residue * others * pow(others, -1, modulus)
    return total % product


def trinity_solve(seed, intention, law, x, y, event):
    sig = djb2(intention) ^ djb2(law) ^ event ^ seed
    mixed = (sig ^ x ^ y << 13) & U
    return trinity_reconstruct([(mixed * m & U) % m for m in TRINITY_MODULI])


def trinity_view(n, x, y, seed):
    d = hilbert(n, x, y)
    v = (d ^ seed) * 0x517CC1B727220A95 & U
    v ^= v >> 31
    return d / n**2 + v / U / n**2


# --- Archetypes (docs/archetype.md) ---


def archetype(name, seed):
    """Entries in their order: path, whether it is a directory, first cell, bytes."""
    if name == "raw":
        return [("", True, 0, 0), ("memory.raw", False, 0, 2**63 - 4096)]
    if name == "volume":
        tree = {"": ["assets", "data_volume.bin"], "assets": [f"asset_{i:03}.raw" for i in range(5)]}
    else:
        folders = [f"folder_{i:02}" for i in range(16)]
        tree = {"": folders} | {folder: [f"file_{i:02}.bin" for i in range(16)] for folder in folders}
    paths = [""] + [f"{folder}/{entry}".lstrip("/") for folder, entries in tree.items() for entry in entries]
    result = []
    for number, path in enumerate(paths):
        is_directory = path in tree
        if is_directory:
            size = 0
        elif name == "volume":
            size = 2**40 if path == "data_volume.bin" else 2**26
        else:
            word = xi(number, fnv1a_u64(seed))
            size = (word >> 8) % 2 ** (word % 25)
        result.append((path, is_directory, 0 if is_directory else number << 44, size))
    return result


# --- Delta-state contexts ---


class Context:
    COUNT_MAX = 2**32 - 1

    def __init__(self):
        self.load(0)

    def load(self, value):
        self.reference, self.accumulator, self.count = value, 0, 0

    def accum(self, delta, times=1):
        """The same delta, any number of times."""
        self.accumulator ^= delta if times & 1 else 0
        self.count = min(self.count + times, self.COUNT_MAX)

    rollback = accum

    def read(self):
        return self.reference ^ self.accumulator

    def swap(self, new=None):
        before = self.read()
        self.load(before if new is None else new)
        return before

    def merge(self, other):
        self.accumulator ^= other.accumulator
        self.count = min(self.count + other.count, self.COUNT_MAX)


def fingerprint(data, width=8):
    """XOR of the little-endian words of width bytes, the tail padded with zeros."""
    total = 0
    for at in range(0, len(data), width):
        total ^= int.from_bytes(data[at : at + width], "little")
    return total
