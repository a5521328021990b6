"""A network of risks as arrays: risks in alphabetical order, links by source and then target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.risks._checks import check_named
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays
from veerkracht.tables.risk_network import RISK_NETWORK

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Network:
    """Links as places of risks, with NaN for what is unknown."""

    risks: tuple[str, ...]
    source: Places
    target: Places
    sign: Floats
    weight: Floats
    lower: Floats
    upper: Floats
    lag_days: Floats

    @property
    def matrix(self) -> Floats:
        """Effect of the risk of each column on the risk of each row, 0 where there is no link."""
        effects = np.zeros((len(self.risks), len(self.risks)))
        effects[self.target, self.source] = self.weight
        return effects


def network_of(table: Table) -> Network:
    """Lay a table of links out, without those of which the sign is 0 and nobody doubts it."""
    columns = [name for name in RISK_NETWORK.columns if name in table.columns]
    rows = arrays(table.select(*columns), order=["source", "target"])
    check_named(RISK_NETWORK.name, source=rows["source"], target=rows["target"])
    check_once(zip(rows["source"], rows["target"], strict=True))
    sign, weight = _number(rows, "sign"), _number(rows, "weight")
    _check_scale(rows, sign, weight)
    sign = np.where(np.isnan(sign), np.sign(weight), sign)
    risks = tuple(sorted({*rows["source"].tolist(), *rows["target"].tolist()}))
    place = {risk: number for number, risk in enumerate(risks)}
    source, target = (np.array([place[risk] for risk in rows[end]], np.int64) for end in ("source", "target"))
    lower, upper = _number(rows, "lower"), _number(rows, "upper")
    lower, upper = (np.where(np.isnan(limit), weight, limit) for limit in (lower, upper))
    return _chosen(
        Network(risks, source, target, sign, weight, lower, upper, _number(rows, "lag_days")),
        (sign != 0) | (lower < 0) | (upper > 0),
    )


def _number(rows: dict[str, Array], name: str) -> Floats:
    return np.asarray(rows[name], np.float64) if name in rows else np.full(len(rows["source"]), np.nan)


def _chosen(network: Network, kept: NDArray[np.bool_]) -> Network:
    names = ("source", "target", "sign", "weight", "lower", "upper", "lag_days")
    return replace(network, **{name: getattr(network, name)[kept] for name in names})


def check_once(ends: Iterable[tuple[str, str]]) -> None:
    """Refuse a link that stands there twice; the ends are in order of source and target."""
    for pair, following in pairwise(ends):
        if pair == following:
            raise InputError("The link from {source} to {target} stands there twice. Keep one row per link.",
                             source=pair[0], target=pair[1])  # fmt: skip


def _check_scale(rows: dict[str, Array], sign: Floats, weight: Floats) -> None:
    lower, upper = _number(rows, "lower"), _number(rows, "upper")
    outside = (np.abs(weight) > 1) | (np.abs(lower) > 1) | (np.abs(upper) > 1) | (lower > weight) | (upper < weight)
    against = (np.sign(weight) != sign) & ~np.isnan(sign * weight) | ~(np.isnan(sign) | np.isin(sign, (-1, 0, 1)))
    for wrong in np.flatnonzero(outside | against)[:1]:
        raise InputError(
            "The link from {source} to {target} has sign {sign} and weight {weight} ({lower} to {upper}). Give a weight "
            "between -1 and 1 inside its interval, with a sign of -1, 0 or 1 that agrees.",
            source=rows["source"][wrong], target=rows["target"][wrong], sign=sign[wrong], weight=weight[wrong],
            lower=lower[wrong], upper=upper[wrong],
        )  # fmt: skip


def drawn_weights(network: Network, *, draws: int, seed: int) -> Floats:
    """Draw the weight of each link (draws x links): triangular from lower over weight to upper; NaN where unknown.

    Notes
    -----
    Each link has random numbers of its own, in the order of the links, so that two tables with the same links see the
    same luck. The inverse of the triangular distribution is used; an interval of no width gives its weight.
    """
    chance = np.random.default_rng(seed).random((draws, len(network.weight)))
    width, mode = network.upper - network.lower, network.weight
    with np.errstate(invalid="ignore", divide="ignore"):
        turn = np.where(width > 0, (mode - network.lower) / width, 0.0)
        rising = network.lower + np.sqrt(chance * width * (mode - network.lower))
        falling = network.upper - np.sqrt((1 - chance) * width * (network.upper - mode))
    return np.asarray(np.where(width > 0, np.where(chance < turn, rising, falling), mode))
