"""A lake that may flip: the textbook example of worlds that nobody can put probabilities on.

Phosphorus comes in and is recycled from the mud; above a critical level the lake does not come back by itself. It is here
to hold the room against published numbers and against the clock; a city has other models.

References
----------
.. [1] Carpenter, Ludwig & Brock (1999), "Management of eutrophication for lakes subject to potentially irreversible
   change", Ecological Applications 9, 751-771.
.. [2] Quinn, Reed & Keller (2017), "Direct policy search for robust multi-objective management of deeply uncertain
   socio-ecological tipping points", Environmental Modelling & Software 92, 125-141.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.compiled import COMPILED, kernel

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

THREADS: Final = 2
_BLOCK: Final = 64  # worlds side by side
_STRIP: Final = 20  # samples at once: four arrays of a strip and a block stay near, and calls are few
_AT_ONCE: Final = 8 * _BLOCK  # worlds that a thread takes
_PLAIN_STEPS: Final = (
    3_000_000  # samples times years times worlds up to which numpy is done before machine code is loaded
)
_PLAIN_BLOCK: Final = 256
_BISECTIONS: Final = 60  # halvings of the interval: the rest is below the spacing of numbers
_LOWEST, _HIGHEST = 0.01, 1.5  # between which the critical level is sought, as in [2]
_ROUNDER: Final = 6755399441055744.0  # 1.5 x 2^52: added to a number it leaves the whole part in the lowest bits
_ROOT_HALF_BITS: Final = 0x3FE6A09E667F3BCD  # of the square root of 1/2, so that mantissas lie around 1
_LEAST_POWER: Final = -1000.0  # 2 to this is 0 for every purpose here, and still a number
_PER_LOG2: Final = 1.4426950408889634
_LN2: Final = 0.6931471805599453
# Chebyshev interpolation of ln((1 + s) / (1 - s)) / s in s^2 up to the largest s of a mantissa, and of exp up to half of
# ln 2: both within 3e-14 of the function, as the tests see; then for base 2
_LOG: Final = tuple(term * _PER_LOG2 for term in (
    1.9999999999999456, 0.6666666667969771, 0.39999994874132383, 0.28572167061789305, 0.22174235244534451,
    0.1960807178298912,
))  # fmt: skip
_EXP: Final = tuple(term * _LN2**power for power, term in enumerate((
    1.0000000000000142, 1.0000000000000078, 0.49999999999418926, 0.16666666666534616, 0.04166666704981838,
    0.008333333394527567, 0.0013888800400916428, 0.00019841157541766893, 2.4885057496486237e-05, 2.764579055406108e-06,
)))  # fmt: skip


@dataclass(frozen=True)
class Lakes:
    """Worlds of the lake: each array holds one number per world.

    Parameters
    ----------
    removal, recycling : array
        b, the share of the phosphorus that leaves in a year, and q, how sharply the mud gives it back.
    mean, spread : array
        Mean and standard deviation of the natural inflow of a year (lognormal).
    """

    removal: Floats
    recycling: Floats
    mean: Floats
    spread: Floats


@dataclass(frozen=True)
class Inflows:
    """The chance of the inflow, the same in every world, so that worlds differ by what they are only.

    Parameters
    ----------
    quantiles : array (samples)
        Standard normal numbers, one per slice of equal probability.
    order : array (years x samples)
        Which of them each sample meets in each year: a Latin hypercube over the years.
    """

    quantiles: Floats
    order: Places


def inflows(*, samples: int, years: int, seed: int) -> Inflows:
    """Draw the inflows of all samples and years."""
    rng = np.random.default_rng(seed)
    quantiles = scipy.special.ndtri((np.arange(samples) + rng.random(samples)) / samples)
    return Inflows(quantiles, rng.permuted(np.tile(np.arange(samples), (years, 1)), axis=1))


def critical_levels(lakes: Lakes) -> Floats:
    """Return the level above which the lake rises without any inflow: x^q / (1 + x^q) = b x, the unstable root."""
    low, high = np.full(len(lakes.removal), _LOWEST), np.full(len(lakes.removal), _HIGHEST)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        power = middle**lakes.recycling
        falls = power / (1 + power) < lakes.removal * middle
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    return np.asarray((low + high) / 2)


def lake_outcomes(lakes: Lakes, loads: Floats, chance: Inflows, *, threads: int = THREADS) -> tuple[Floats, Floats]:
    """Return the highest level of the mean over samples, and the share of samples and years below the critical level.

    Parameters
    ----------
    lakes : Lakes
        n worlds.
    loads : array (years)
        What the city lets into the lake each year.
    chance : Inflows
        As `inflows` draws them.

    Notes
    -----
    x(t + 1) = (1 - b) x(t) + x(t)^q / (1 + x(t)^q) + load(t) + inflow(t), from 0.
    """
    worlds, (years, samples) = len(lakes.removal), chance.order.shape
    compiled = COMPILED and worlds * years * samples > _PLAIN_STEPS
    lakes = _padded(lakes) if compiled else lakes
    critical, (peaks, shares) = critical_levels(lakes), np.zeros((2, len(lakes.removal)))
    tables = _tables(lakes, chance)

    def run(at: slice) -> None:
        numbers = (lakes.removal[at], lakes.recycling[at], critical[at], tables[at])
        (_lakes if compiled else _plain)(*numbers, loads, chance.order, peaks[at], shares[at])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, _slices(len(lakes.removal), _AT_ONCE if compiled else _PLAIN_BLOCK)))
    return peaks[:worlds], shares[:worlds]


def _padded(lakes: Lakes) -> Lakes:
    """Repeat the last world until the last block is whole."""
    more = (0, -len(lakes.removal) % _BLOCK)
    removal, recycling, mean, spread = (
        np.pad(part, more, mode="edge") for part in (lakes.removal, lakes.recycling, lakes.mean, lakes.spread)
    )
    return Lakes(removal, recycling, mean, spread)


def _slices(worlds: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, worlds, size))


def _tables(lakes: Lakes, chance: Inflows) -> Floats:
    """Return the inflow of each quantile in each world (worlds x samples)."""
    scatter = np.log1p((lakes.spread / lakes.mean) ** 2)
    middle = np.log(lakes.mean) - scatter / 2
    return np.asarray(np.exp(middle[:, None] + np.sqrt(scatter)[:, None] * chance.quantiles))


def _plain(
    removal: Floats, recycling: Floats, critical: Floats, tables: Floats, loads: Floats, order: Places, peaks: Floats,
    shares: Floats,
) -> None:  # fmt: skip
    """Do the years of some worlds with whole arrays (samples x worlds)."""
    level = np.zeros(tables.T.shape)
    below, highest = np.full(len(removal), float(len(level))), np.zeros(len(removal))
    for year in range(len(loads) - 1):
        power = level**recycling
        level = (1 - removal) * level + power / (1 + power) + (loads[year] + tables.T[order[year]])
        below += (level < critical).sum(axis=0)
        highest = np.maximum(highest, level.mean(axis=0))
    peaks[:], shares[:] = highest, below / (len(level) * len(loads))


@kernel
def _lakes(
    removal: Floats, recycling: Floats, critical: Floats, tables: Floats, loads: Floats, order: Places, peaks: Floats,
    shares: Floats,
) -> None:  # fmt: skip
    """Do the years of some worlds: a block of them side by side, and a strip of samples at a time, which the cache holds."""
    samples = order.shape[1]
    level, total, below = np.empty((samples, _BLOCK)), np.empty(_BLOCK), np.empty(_BLOCK)
    power, scratch, exponent = np.empty((_STRIP, _BLOCK)), np.empty((_STRIP, _BLOCK)), np.empty((_STRIP, _BLOCK))
    for block in range(len(removal) // _BLOCK):
        at = slice(block * _BLOCK, (block + 1) * _BLOCK)
        level[:], below[:] = 0.0, float(samples)
        exponent[:] = recycling[at]
        table = tables[at].T.copy()  # the worlds of a block lie beside each other
        for year in range(len(loads) - 1):
            total[:] = 0.0
            for start in range(0, samples, _STRIP):
                strip, drawn = level[start : start + _STRIP], order[year, start : start + _STRIP]
                _raise(strip.reshape(-1), exponent.reshape(-1), power.reshape(-1), scratch.reshape(-1))
                _grow(strip, power, removal[at], critical[at], table, drawn, loads[year], total, below)
            peaks[at] = np.maximum(peaks[at], total / samples)
        shares[at] = below / (samples * len(loads))


@kernel
def _grow(
    level: Floats, power: Floats, removal: Floats, critical: Floats, table: Floats, order: Places, load: float,
    total: Floats, below: Floats,
) -> None:  # fmt: skip
    """Let a year pass for a strip of samples, and add their levels and how many are below the critical one."""
    for sample in range(len(order)):
        inflow = table[order[sample]]
        for world in range(_BLOCK):  # np.divide does not stop at 0, so that all worlds are done at once
            recycled = np.divide(power[sample, world], 1.0 + power[sample, world])
            found = (1.0 - removal[world]) * level[sample, world] + recycled + (load + inflow[world])
            level[sample, world] = found
            total[world] += found
            below[world] += 1.0 if found < critical[world] else 0.0


@kernel
def _raise(base: Floats, exponent: Floats, power: Floats, scratch: Floats) -> None:
    """Raise every number (0 or more) to its exponent, without a branch or a call, so that several are done at once.

    x = m 2^e with m around 1; log2 x = e + log2 m by a polynomial, and 2^y by one of the rest after rounding, whose whole
    part is added to the exponent bits. The result is within 1e-12 of the power. Polynomials are added up in pairs and loops
    are short, so that the processor has more than one of them at hand.
    """
    bits, parts, powers = base.view(np.int64), scratch.view(np.int64), power.view(np.int64)
    for cell in range(len(base)):
        whole = (bits[cell] - _ROOT_HALF_BITS) >> 52
        parts[cell] = bits[cell] - (whole << 52)
        power[cell] = whole
    for cell in range(len(base)):
        s = np.divide(scratch[cell] - 1.0, scratch[cell] + 1.0)
        z = s * s
        p = _LOG[0] + _LOG[1] * z + z * z * (_LOG[2] + _LOG[3] * z + z * z * (_LOG[4] + _LOG[5] * z))
        y = exponent[cell] * (power[cell] + s * p)
        power[cell] = y if y > _LEAST_POWER else _LEAST_POWER
    for cell in range(len(base)):
        rounded = power[cell] + _ROUNDER
        f = power[cell] - (rounded - _ROUNDER)
        two = f * f
        four = two * two
        high = _EXP[4] + _EXP[5] * f + two * (_EXP[6] + _EXP[7] * f) + four * (_EXP[8] + _EXP[9] * f)
        power[cell] = _EXP[0] + _EXP[1] * f + two * (_EXP[2] + _EXP[3] * f) + four * high
        scratch[cell] = rounded
    for cell in range(len(base)):
        powers[cell] += parts[cell] << 52
