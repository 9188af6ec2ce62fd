# SPDX-License-Identifier: Apache-2.0
"""Addresses whose torus value is hard to round, found by arithmetic: random ones practically never are.

Ramp inversion: the exact sum of the eight quotients r_i / M_i is congruent modulo 1 to N / P, where P is the product of
the moduli and N = x * SLOPE mod P. So the x of a wanted sum is N / SLOPE mod P; it serves if it fits 64 bits, which two
thirds of all N do.
"""

from fractions import Fraction
from math import prod

from deltagen_oracle import MODULI, U

P = prod(MODULI)
SLOPE = sum(P // m for m in MODULI)
UNSLOPE = pow(SLOPE, -1, P)


def address_at(n):
    """The x whose exact sum is n / P modulo 1, or None if it does not fit 64 bits."""
    x = n * UNSLOPE % P
    return x if x <= U else None


def near(point, offsets):
    """The x whose exact sums are the multiple of 1/P at or below point, moved by each of offsets; those that fit."""
    n = int(point * P)
    found = (address_at((n + offset) % P) for offset in offsets)
    return [x for x in found if x is not None]


def at_f32_midpoints(rng, count):
    """x with sums within a few f64 units of a point halfway between two neighbouring f32, both sides and on it."""
    unit = P >> 50  # one unit in the last place of the largest f64 sums, in 1/P
    found = []
    while len(found) < count:
        exponent = -rng.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 12))  # the value lies in [2^exponent, 2^(exponent + 1))
        point = Fraction(2 * rng.randrange(2**23, 2**24) + 1, 2**24) * Fraction(2) ** exponent
        offsets = [rng.randint(-3 * unit, 3 * unit) for _ in range(2)]
        offsets += [rng.randint(-unit // 2, unit // 2), rng.randint(-8, 8)]
        found += near(point, offsets)
    return found[:count]


def rounding_up_to_one(rng, count):
    """x with sums in [1 - 2^-25, 1), most of them close to the lower end: their f32 value is 1.0, or just not."""
    lower = 1 - Fraction(1, 2**25)
    found = []
    while len(found) < count:
        offset = rng.randrange(-(P >> 49), P >> 48) if rng.random() < 0.7 else rng.randrange(P >> 25)
        found += near(lower, [offset])
    return found[:count]


def tail(value, places):
    """The bits of an exact dyadic fraction below 2^-places: as a string up to its last one."""
    scaled = value * 2**places
    rest = scaled - int(scaled)
    digits = ""
    while rest:
        rest *= 2
        digits += str(int(rest))
        rest -= int(rest)
    return digits


def is_hard(digits):
    """Five or more bits are dropped by a rounding, and they are exactly one half, or one half with only the last bits
    off: what a lost sticky bit or a tie gone the wrong way would round otherwise."""
    if len(digits) < 5:
        return False
    return set(digits[1:-1]) <= {"0"} and digits[0] == "1" or digits[0] == "0" and set(digits[1:]) <= {"1"}


def at_f64_midpoints(rng, count):
    """x in whose left-to-right sum one of the additions is hard to round in the sense above."""
    found = []
    while len(found) < count:
        # Small residues make quotients with many fractional bits, most of them dropped by the addition.
        residues = [rng.randrange(1, 20) if rng.random() < 0.4 else rng.randrange(m) for m in MODULI]
        if not has_hard_addition(residues):
            continue
        x = sum(r * (P // m) * pow(P // m, -1, m) for r, m in zip(residues, MODULI)) % P
        if x <= U:
            found.append(x)
    return found


def has_hard_addition(residues):
    acc = residues[0] / MODULI[0]
    for r, m in zip(residues[1:], MODULI[1:]):
        quotient = r / m
        exact = Fraction(acc) + Fraction(quotient)
        acc += quotient
        if exact >= 1 and is_hard(tail(exact, 52 - (int(exact).bit_length() - 1))):
            return True
    return False
