"""Points of the unit cube, and what a point means for a factor."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty.designs import Design, Sampling
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Table, pull

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_BITS: Final = 53  # of a number between 0 and 1: a point as a whole number, for a seed
_SEEDS: Final = 2**48  # of which a seed and the number of a factor make one key of 64 bits
_SIDES: Final = 2**16


def points_of(design: Design, *, draws: int, seed: int) -> Floats:
    """Return the points (draws x factors) of a simulation.

    Raises
    ------
    SettingError
        If there is no draw.
    TableError
        If the given points lack one, or it lies outside 0 to under 1.
    """
    if draws < 1:
        raise SettingError("{draws} draws cannot be. Give 1 or more.", draws=draws)
    if design.points is not None:
        return _given(design.points, design.names, draws)
    return _unit_points(design.sampling, draws, len(design.factors), seed)


def saltelli_points(design: Design, *, base: int, seed: int) -> Floats:
    """Return the points of a sensitivity analysis: blocks A and B, then for each factor A with that factor from B.

    Notes
    -----
    A and B are the two halves of one sample in twice the dimensions.
    """
    factors = len(design.factors)
    if design.points is not None:
        return _given(design.points, design.names, base * (factors + 2))
    both = _unit_points(design.sampling, base, 2 * factors, seed)
    first, second = both[:, :factors], both[:, factors:]
    mixed = [np.where(np.arange(factors) == factor, second, first) for factor in range(factors)]
    return np.concatenate([first, second, *mixed])


def _unit_points(sampling: Sampling, draws: int, sides: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    if sides == 0 or sampling == "random":
        return rng.random((draws, sides))
    if sampling == "latin":
        return np.asarray(scipy.stats.qmc.LatinHypercube(sides, rng=rng).random(draws), float)
    if sampling != "sobol":
        raise SettingError("There is no sampling {sampling}. Choose random, latin or sobol.", sampling=sampling)
    sequence = scipy.stats.qmc.Sobol(sides, scramble=True, rng=rng)
    power = int(np.ceil(np.log2(draws)))  # a full power of two keeps the balance, and no warning is due
    return np.asarray(np.minimum(sequence.random_base2(power)[:draws], np.nextafter(1.0, 0.0)))


def _given(table: Table, names: tuple[str, ...], draws: int) -> Floats:
    rows = pull(table.select("draw", "factor", "point"))
    place = {name: number for number, name in enumerate(names)}
    points = np.full((draws, len(names)), np.nan)
    for draw, factor, point in zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True):
        if factor in place and 1 <= draw <= draws:
            points[draw - 1, place[factor]] = point
    wrong = np.argwhere(~((points >= 0) & (points < 1)))
    if len(wrong):
        draw, side = wrong[0]
        raise TableError("Draw {draw} has point {point} of factor {factor}. Give every draw from 1 to {draws} a point "
                         "from 0 to under 1.", draw=int(draw) + 1, point=float(points[draw, side]), factor=names[side],
                         draws=draws)  # fmt: skip
    return points


def alternative(points: Floats, count: int) -> Places:
    """Return which of a number of alternatives each point stands for."""
    return np.minimum((points * count).astype(np.int64), count - 1)


def trigger(points: Floats) -> Places:
    """Return each point as a whole number, to seed a draw with."""
    return np.ldexp(points, _BITS).astype(np.int64)


def generator(seed: int, side: int, trigger: int) -> np.random.Generator:
    """Return the source of randomness of one draw of one factor."""
    key = np.array([seed % _SEEDS * _SIDES + side, trigger], np.uint64)
    return np.random.Generator(np.random.Philox(key=key))  # a counter with a key: streams of other keys share nothing
