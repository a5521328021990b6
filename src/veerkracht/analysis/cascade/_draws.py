"""Own failures of all samples, with the strata that they come from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.cascade._bits import (
    Bits,
    Flags,
    Floats,
    bits_of,
    draw_bits,
    keys_of,
    uniforms,
    words_for,
)
from veerkracht.analysis.cascade.sampling import Sampling
from veerkracht.compiled import COMPILED, kernel
from veerkracht.errors import SettingError

__all__ = ["Hazard", "Stratum", "draw_failures"]

Ints = NDArray[np.int64]

MOST_UNCERTAIN: Final = 20
"""Assets that can fail or not, in an enumeration: a million combinations."""
_TAILS: Final = 12  # strata halve the probability of what is worse, so that the last holds 1 event in 4,096
_FEWEST: Final = 2  # samples in a stratum, for the spread within it
_LEVELS: Final = 64  # of the factor, between which the chance of failure is bracketed
_REACH: Final = 8.5  # standard deviations; `_SMALLEST` lies within it
_SPARE: Final = (12.0, 30.0)  # numbers of failures beyond mean + 12 sd + 30 have a probability below 1e-30
_KERNEL_FROM: Final = 2_000_000  # draws; fewer take less than loading the compiler
_SMALLEST: Final = 2.0**-54  # instead of 0, which has no normal deviate


@dataclass(frozen=True)
class Hazard:
    """What can fail by itself: names, chances (0-1) and the factor of each asset, as the number of its first asset (-1: of
    its own)."""

    names: tuple[str, ...]
    chances: Floats
    factors: Ints


@dataclass(frozen=True)
class Stratum:
    """Samples from `start` up to `stop`, which stand for events of a total probability; all are alike if `certain`."""

    start: int
    stop: int
    probability: float
    certain: bool = False


Strata = tuple[Stratum, ...]


def draw_failures(hazard: Hazard, sampling: Sampling) -> tuple[Bits, Strata, Floats | None]:
    """Draw who fails by itself.

    Returns
    -------
    bits (assets x words), strata, weights (samples) or None
        Each stratum lies in samples of its own, weighted by its probability; weights are there where the samples are all
        events, each with its probability.
    """
    if sampling.draws == "every":
        return _every(hazard)
    if sampling.draws == "by_failures":
        return *_by_failures(hazard, sampling), None
    strata: Strata = (Stratum(0, sampling.samples, 1.0),)
    if sampling.draws == "by_hazard":
        strata = _halving(sampling.samples)
    return _correlated(hazard, sampling, strata), strata, None


def _every(hazard: Hazard) -> tuple[Bits, Strata, Floats]:
    open_ = np.flatnonzero((hazard.chances > 0) & (hazard.chances < 1))
    if len(open_) > MOST_UNCERTAIN:
        raise SettingError("{count} assets can fail or not, and all combinations of at most {most} are counted. Draw samples "
                           "instead.", count=len(open_), most=MOST_UNCERTAIN)  # fmt: skip
    numbers = np.arange(2 ** len(open_))
    weights, found = np.ones(len(numbers)), np.zeros((len(hazard.chances), words_for(len(numbers))), np.uint64)
    found[hazard.chances >= 1] = bits_of(np.ones((1, len(numbers)), bool))
    for place, asset in enumerate(open_):
        flags = (numbers >> place) & 1 == 1
        found[asset] = bits_of(flags[None])[0]
        weights *= np.where(flags, hazard.chances[asset], 1 - hazard.chances[asset])
    return found, (Stratum(0, len(numbers), 1.0),), weights


def _halving(samples: int) -> Strata:
    """Share the samples over strata of probability 1/2, 1/4 ... of which the last holds the worst events."""
    shares = [0.5 ** (number + 1) for number in range(_TAILS)]
    shares.append(1.0 - sum(shares))
    return _laid_out(shares, samples)


def _laid_out(shares: list[float], samples: int, *, certain: bool = False) -> Strata:
    """Give each stratum as many samples, and two at least; a first that is certain takes one."""
    open_ = len(shares) - certain
    each = np.maximum(np.diff(np.linspace(0, samples - certain, open_ + 1).astype(int)), _FEWEST)
    ends = np.cumsum([0, *([1] if certain else []), *each]).tolist()
    return tuple(Stratum(ends[number], ends[number + 1], share, certain and number == 0)
                 for number, share in enumerate(shares))  # fmt: skip


def _correlated(hazard: Hazard, sampling: Sampling, strata: Strata) -> Bits:
    """Draw with one factor for assets that are hit together; without correlation each is on its own."""
    samples, keys = strata[-1].stop, keys_of(hazard.names, seed=sampling.seed, purpose="own")
    together = (hazard.factors >= 0) & (hazard.chances > 0) & (sampling.correlation > 0)
    found = draw_bits(keys, np.where(together, 0.0, hazard.chances), samples)
    factors = np.unique(hazard.factors[together])
    if sampling.draws == "by_hazard" and (len(factors) != 1 or (hazard.chances[~together] > 0).any()):
        raise SettingError("Draws by_hazard need a correlation above 0 and one factor for all assets that can fail; there are "
                           "{count} factors. Give them one factor, or choose by_failures.", count=len(factors))  # fmt: skip
    compiled = COMPILED and int(together.sum()) * samples > _KERNEL_FROM
    for factor in factors:
        members = np.flatnonzero(together & (hazard.factors == factor))
        level = _levels(hazard.names[factor], sampling, strata)
        found[members] = _hit_together(keys[members], hazard.chances[members], level, sampling.correlation, compiled)
    return found


def _levels(name: str, sampling: Sampling, strata: Strata) -> Floats:
    """Draw the factor of each sample, the worst in the last stratum; its stream bears the name of its first asset."""
    key = keys_of([name], seed=sampling.seed, purpose="factor")
    drawn, above = uniforms(key, np.arange(strata[-1].stop)), 1.0
    for stratum in strata:
        within = slice(stratum.start, stratum.stop)
        drawn[within] = 1.0 - above + stratum.probability * drawn[within]
        above -= stratum.probability
    return np.asarray(scipy.special.ndtri(np.maximum(drawn, _SMALLEST)), float)


def _hit_together(keys: Bits, chances: Floats, level: Floats, correlation: float, compiled: bool) -> Bits:
    """Draw failures with chance Phi((b + sqrt(r) u) / sqrt(1 - r)), which on average over u is the chance given."""
    base, slope, rest = scipy.special.ndtri(chances), math.sqrt(correlation), math.sqrt(1 - correlation)
    samples = len(level)
    if compiled:
        marks = np.linspace(-_REACH, _REACH, _LEVELS + 1)
        table = scipy.special.ndtr((base[:, None] + slope * marks) / rest)
        found = np.zeros((len(keys), words_for(samples)), np.uint64)
        places = np.clip((level + _REACH) / (2 * _REACH) * _LEVELS, 0, _LEVELS - 1).astype(np.int32)
        _draw_between(keys, base, slope, rest, level, places, table, found)
        return found
    chance = scipy.special.ndtr((base[:, None] + slope * level) / rest)
    return bits_of(uniforms(keys[:, None], np.arange(samples)[None]) < chance)


@kernel
def _draw_between(
    keys: Bits, base: Floats, slope: float, rest: float, level: Floats, places: NDArray[np.int32], table: Floats,
    found: Bits,
) -> None:  # fmt: skip
    """Decide by the marks on both sides of the factor; only what falls between them takes the normal distribution."""
    samples = len(level)
    for row in range(len(keys)):
        state = keys[row]
        for sample in range(samples):
            state += np.uint64(0x9E3779B97F4A7C15)
            number = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            drawn = ((number ^ (number >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53
            if drawn >= table[row, places[sample] + 1]:
                continue
            if drawn >= table[row, places[sample]]:
                cut = (base[row] + slope * level[sample]) / rest
                if drawn >= 0.5 * math.erfc(-cut / math.sqrt(2.0)):
                    continue
            found[row, sample >> 6] |= np.uint64(1) << np.uint64(sample & 63)


def _by_failures(hazard: Hazard, sampling: Sampling) -> tuple[Bits, Strata]:
    """Draw as many events with many own failures as with few, each set of failures as likely as it is among its number."""
    exact = _exactly(hazard.chances)
    totals = exact[0]
    edges = _edges(totals)
    ends = [*edges[1:], len(totals)]
    shares = [float(totals[low:high].sum()) for low, high in zip(edges, ends, strict=True)]
    strata = _laid_out(shares, sampling.samples, certain=edges[0] == 0)
    left = np.concatenate([
        _numbers(totals, low, high, stratum, sampling.seed)
        for low, high, stratum in zip(edges, ends, strata, strict=True)
    ])  # fmt: skip
    return bits_of(_with_number(hazard, exact, left, sampling.seed)), strata


def _exactly(chances: Floats) -> Floats:
    """Return the probability that exactly k of the assets from i on fail, for each i (to the number of assets) and k."""
    spread, more = _SPARE
    most = chances.sum() + spread * math.sqrt((chances * (1 - chances)).sum()) + more
    found = np.zeros((len(chances) + 1, min(len(chances), int(most)) + 1))
    found[-1, 0] = 1.0
    for asset in range(len(chances) - 1, -1, -1):
        found[asset] = found[asset + 1] * (1 - chances[asset])
        found[asset, 1:] += found[asset + 1, :-1] * chances[asset]
    return found


def _edges(totals: Floats) -> list[int]:
    """Return where strata of numbers start: none, and then where what is left halves."""
    at_least = np.cumsum(totals[::-1])[::-1]
    edges, left = [0], 4.0  # a sum of all may round to a little more than 1, and is to start a stratum
    for number in range(1, len(totals)):
        if 0 < at_least[number] <= left / 2 and len(edges) <= _TAILS:
            edges.append(number)
            left = float(at_least[number])
    return edges if totals[0] > 0 else edges[1:]


def _numbers(totals: Floats, low: int, high: int, stratum: Stratum, seed: int) -> Ints:
    """Draw the number of own failures of each sample of a stratum."""
    sums = np.cumsum(totals[low:high]) / totals[low:high].sum()
    drawn = uniforms(keys_of(["number"], seed=seed, purpose="number"), np.arange(stratum.start, stratum.stop))
    return low + np.minimum(np.searchsorted(sums, drawn, side="right"), high - low - 1)


def _with_number(hazard: Hazard, exact: Floats, left: Ints, seed: int) -> Flags:
    """Draw sets of a given number of failures, one asset after the other given how many are left."""
    keys = keys_of(hazard.names, seed=seed, purpose="own")
    flags, left, places = np.zeros((len(keys), len(left)), bool), left.copy(), np.arange(len(left))
    for asset, chance in enumerate(hazard.chances):
        with_it = np.where(left > 0, exact[asset + 1, np.maximum(left - 1, 0)], 0.0) * chance
        flags[asset] = uniforms(keys[asset], places) * exact[asset, left] < with_it
        left -= flags[asset]
    return flags
