"""Yes or no of many samples as bits of words, and numbers drawn by name instead of by turn.

An asset draws from a stream of its own, which starts from the seed and its name. Sample 7 of an asset is therefore the
same number whatever the other assets are: two networks that differ in one asset meet the same chance (common random
numbers), and the order of rows does not matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import COMPILED, kernel

__all__ = [
    "Bits",
    "Flags",
    "Floats",
    "bits_of",
    "counts",
    "draw_bits",
    "flags_of",
    "keys_of",
    "summed",
    "uniforms",
    "words_for",
]

Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

WORD: Final = 64
BLOCK: Final = 16
"""Words that are unpacked at once: those of 5,000 assets then take 40 MB as numbers."""
# The stream is SplitMix64: Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA '14.
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_TO_53: Final = np.uint64(11)  # a float holds 53 of the 64 bits
_UNIT: Final = 2.0**-53
_KERNEL_FROM: Final = 2_000_000  # draws; fewer take less than loading the compiler


def words_for(samples: int) -> int:
    """Return how many words hold a bit per sample."""
    return -(-samples // WORD)


def keys_of(names: Sequence[str], *, seed: int, purpose: str) -> Bits:
    """Return where the stream of each name starts; another purpose or seed gives another stream."""
    salt = f"{seed}\x1f{purpose}\x1f".encode()
    digests = b"".join(hashlib.blake2b(salt + name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def _mixed(numbers: Bits) -> Bits:
    first = (numbers ^ (numbers >> np.uint64(30))) * _FIRST
    second = (first ^ (first >> np.uint64(27))) * _SECOND
    return np.asarray(second ^ (second >> np.uint64(31)), np.uint64)


def uniforms(keys: Bits, samples: NDArray[np.int64]) -> Floats:
    """Return the number in [0, 1) of each pair of key and sample (arrays that fit each other)."""
    places = (samples.astype(np.uint64) + np.uint64(1)) * _STEP
    return np.asarray((_mixed(keys + places) >> _TO_53) * _UNIT, float)


def bits_of(flags: Flags) -> Bits:
    """Pack flags (rows x samples) into words (rows x words); bits after the last sample are 0."""
    rows, samples = flags.shape
    padded = np.zeros((rows, words_for(samples) * WORD), bool)
    padded[:, :samples] = flags
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64, copy=False)


def flags_of(bits: Bits, samples: int) -> Flags:
    """Unpack words (rows x words) into flags (rows x samples)."""
    octets = np.ascontiguousarray(bits).astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=samples, bitorder="little").astype(bool)


def counts(bits: Bits) -> NDArray[np.int64]:
    """Return how many bits of each row are 1."""
    return np.asarray(np.bitwise_count(bits).sum(axis=1), np.int64)


def summed(weights: Floats, bits: Bits, samples: int) -> Floats:
    """Return for each sample the sum of the weights of the rows of which the bit is 1."""
    found = np.zeros(samples)
    for start in range(0, bits.shape[1], BLOCK):
        first, last = start * WORD, min((start + BLOCK) * WORD, samples)
        found[first:last] = weights @ flags_of(bits[:, start : start + BLOCK], last - first)
    return found


def draw_bits(keys: Bits, chances: Floats, samples: int) -> Bits:
    """Draw for each row `samples` times whether its number is below its chance."""
    limits = np.ceil(chances * 2.0**53).astype(np.uint64)  # u < p, on whole numbers
    found = np.zeros((len(keys), words_for(samples)), np.uint64)
    if COMPILED and found.size * WORD > _KERNEL_FROM:
        _draw(keys, limits, samples, found)
        return found
    places = np.arange(samples)
    for row in np.flatnonzero(chances > 0):
        found[row] = bits_of((uniforms(keys[row], places) < chances[row])[None])[0]
    return found


@kernel
def _draw(keys: Bits, limits: Bits, samples: int, found: Bits) -> None:
    for row in range(len(keys)):
        if limits[row] == np.uint64(0):
            continue
        state, limit = keys[row], limits[row]
        for word in range(found.shape[1]):
            bits = np.uint64(0)
            for bit in range(min(64, samples - word * 64)):
                state += _STEP
                number = (state ^ (state >> np.uint64(30))) * _FIRST
                number = (number ^ (number >> np.uint64(27))) * _SECOND
                number = (number ^ (number >> np.uint64(31))) >> _TO_53
                bits |= np.uint64(number < limit) << np.uint64(bit)
            found[row, word] = bits
