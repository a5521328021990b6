"""Where a network of risks can be held: which link to weaken, which push comes back larger, what initiatives do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import scipy

from veerkracht.analysis.risks._network import Floats, Network, drawn_weights, network_of
from veerkracht.analysis.risks.loops import INTERVAL, LONGEST, MOST, gains_of, loops_of, name_of
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays, table_from_arrays
from veerkracht.tables.risk_network import LINK_EFFECTS

TIED: Final = 1e-9
"""Eigenvalues of moduli that differ by less count as equally large."""


def link_elasticity(network: Table) -> Table:
    """Tell how much the pull of the whole network falls when one link is made weaker.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Every weight known.

    Returns
    -------
    Table (source, target, weight, radius, sensitivity, elasticity)
        One row per link, the largest elasticity first. `radius`: spectral radius of the network; from 1 on a push never
        dies out. `sensitivity`: change of the radius per unit of the weight. `elasticity`: change of the radius in
        per cent when the weight gets one per cent stronger; null where the radius is 0 (no loops) or its eigenvalue
        is double.

    Raises
    ------
    InputError
        If a weight is unknown.

    Notes
    -----
    For x' = J x with left and right vectors v and u of the eigenvalue of largest modulus,
    d|lambda| / dJ_ij = Re(conj(lambda) / |lambda| * conj(v_i) u_j / (v* u)) [1]_. Elasticities add up to 1. Of
    eigenvalues of one modulus the one with the largest real part is taken: for weights of 0 or more that is
    Perron's.

    References
    ----------
    .. [1] Caswell (2001), "Matrix Population Models", 2nd edition, sections 9.1-9.2.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> links = {"source": ["debt", "stress"], "target": ["stress", "debt"], "weight": [0.8, 0.2]}
    >>> link_elasticity(memtable(links)).select("radius", "elasticity").to_pyarrow().to_pylist()
    [{'radius': 0.4, 'elasticity': 0.5}, {'radius': 0.4, 'elasticity': 0.5}]
    """
    net = known_weights(network_of(network))
    radius, slopes = _slopes(net.matrix)
    slope = slopes[net.target, net.source] if radius > 0 else np.full(len(net.weight), np.nan)
    elasticity = slope * net.weight / radius if radius > 0 else slope
    order = np.lexsort((np.arange(len(slope)), -np.nan_to_num(elasticity, nan=-np.inf).round(12)))
    risks = np.array(net.risks, object)
    columns = {"source": risks[net.source], "target": risks[net.target], "weight": net.weight,
               "radius": np.full(len(slope), radius).round(15), "sensitivity": slope,
               "elasticity": elasticity.round(15)}  # fmt: skip
    return table_from_arrays({name: column[order] for name, column in columns.items()})


def _slopes(matrix: Floats) -> tuple[float, Floats]:
    """Return the spectral radius and its slope for each element; NaN where the eigenvalue is not simple."""
    values, left, right = scipy.linalg.eig(matrix, left=True, right=True)
    size = np.abs(values)
    first = max(np.flatnonzero(size >= size.max() - TIED), key=lambda at: float(values[at].real))
    together = np.vdot(left[:, first], right[:, first])
    if size[first] <= TIED or abs(together) <= TIED:
        return float(size[first] if size[first] > TIED else 0.0), np.full_like(matrix, np.nan)
    turned = np.outer(left[:, first].conj(), right[:, first]) / together
    return float(size[first]), (turned * values[first].conj() / size[first]).real


def amplification(network: Table) -> Table:
    """Tell what a push on one risk adds up to over the whole network, once all loops have been walked.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Every weight known.

    Returns
    -------
    Table (risk, radius, direct, total, touched)
        The largest `touched` first. `direct`: sum of the weights out of the risk. `total`: what a push of 1 adds up to
        over all risks, itself included; `touched`: the same with decreases counted as changes too.

    Raises
    ------
    InputError
        If a weight is unknown, or the spectral radius is 1 or more: then a push never dies out and the sum has no
        meaning.

    Notes
    -----
    Column sums of (I - J)^-1 = I + J + J^2 + ..., as Leontief's multipliers.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> links = {"source": ["flood"], "target": ["power"], "weight": [0.5]}
    >>> amplification(memtable(links)).select("risk", "total").to_pyarrow().to_pylist()
    [{'risk': 'flood', 'total': 1.5}, {'risk': 'power', 'total': 1.0}]
    """
    net = known_weights(network_of(network))
    radius = radius_of(net.matrix)
    if radius >= 1:
        raise InputError(
            "The links together have a spectral radius of {radius:.3f}: from 1 on a push grows without end, so that it adds "
            "up to nothing. Give weaker links, or look at loops instead.", radius=radius,
        )  # fmt: skip
    total = np.linalg.inv(np.eye(len(net.risks)) - net.matrix)
    touched, risks = np.abs(total).sum(axis=0), np.array(net.risks, object)
    order = np.lexsort((np.arange(len(risks)), -touched.round(12)))
    columns = {"risk": risks, "radius": np.full(len(risks), radius), "direct": net.matrix.sum(axis=0),
               "total": total.sum(axis=0), "touched": touched}  # fmt: skip
    return table_from_arrays({name: column[order] for name, column in columns.items()})


def radius_of(matrix: Floats) -> float:
    """Return the largest modulus of the eigenvalues, 0 for a network without risks."""
    return float(np.abs(np.linalg.eigvals(matrix)).max(initial=0.0))


def known_weights(net: Network) -> Network:
    """Return the network if every weight is known; unknown is not 0."""
    for link in np.flatnonzero(np.isnan(net.weight))[:1]:
        raise InputError(
            "The weight of the link from {source} to {target} is unknown, and of {others} more. Ask for a judgement, leave "
            "the link out, or assume a strength in so many words.", source=net.risks[net.source[link]],
            target=net.risks[net.target[link]], others=int(np.isnan(net.weight).sum()) - 1,
        )  # fmt: skip
    return net


def weaken_loops(
    network: Table, effects: Table, *, seed: int, longest: int = LONGEST, draws: int = 1000, interval: float = INTERVAL
) -> Table:
    """Tell how far each initiative weakens each loop that it touches.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Every weight known.
    effects : Table (LINK_EFFECTS)
        By what share an initiative weakens a link, from at least to at most.
    seed : int
        Of the draws; the same for each initiative, so that they meet the same luck.
    longest : int
        Most links in a loop.
    draws : int
        How often weights and effects are drawn; effects evenly between their limits.
    interval : float
        Share of the draws between `lower` and `upper`.

    Returns
    -------
    Table (initiative, loop, kind, gain, gain_after, lower, upper, weaker)
        One row per initiative and loop it touches. `gain` and `gain_after`: means over the draws; `lower` and `upper`
        limit the gain after. `weaker`: mean share of the gain that is taken away.

    Raises
    ------
    InputError
        If a weight is unknown, an effect is on a link that is not there, or is no share from 0 to 1.

    Notes
    -----
    w' = w (1 - r): a balancing loop that is weakened holds back less, which is told by its kind and is no gain.
    """
    net = known_weights(network_of(network))
    loops = loops_of(net, longest=longest, most=MOST)
    weights = drawn_weights(net, draws=draws, seed=seed)
    before, rows = gains_of(weights, loops), []
    for initiative, left in _left(net, effects, draws=draws, seed=seed).items():
        after = gains_of(weights * left, loops)
        touched = np.isin(loops, np.flatnonzero((left < 1).any(axis=0))).any(axis=1)
        rows += [_row(initiative, name_of(net, loops[at]), before[:, at], after[:, at], interval)
                 for at in np.flatnonzero(touched)]  # fmt: skip
    return _stacked(rows, ("initiative", "loop", "kind", "gain", "gain_after", "lower", "upper", "weaker"))


def _row(initiative: str, loop: str, before: Floats, after: Floats, interval: float) -> tuple[object, ...]:
    limits = np.quantile(after, ((1 - interval) / 2, (1 + interval) / 2))
    gain, gain_after = float(before.mean()), float(after.mean())
    kind = "reinforcing" if gain > 0 else "balancing"
    return initiative, loop, kind, gain, gain_after, *limits.tolist(), 1 - gain_after / gain if gain else 0.0


def weaken_network(network: Table, effects: Table, *, seed: int, draws: int = 200, interval: float = INTERVAL) -> Table:
    """Tell how far each initiative lowers the spectral radius of the whole network.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Every weight known.
    effects : Table (LINK_EFFECTS)
        By what share an initiative weakens a link.
    seed : int
        Of the draws, as in `weaken_loops`.
    draws : int
        How often weights and effects are drawn.
    interval : float
        Share of the draws between `lower` and `upper`.

    Returns
    -------
    Table (initiative, radius, radius_after, drop, lower, upper, share_below_1)
        The largest `drop` first; `lower` and `upper` limit the drop. `share_below_1`: share of draws in which a push
        dies out after it.

    Raises
    ------
    InputError
        As `weaken_loops`.
    """
    net = known_weights(network_of(network))
    weights = drawn_weights(net, draws=draws, seed=seed)
    before, rows = _radii(net, weights), dict[str, tuple[float, ...]]()
    for initiative, left in _left(net, effects, draws=draws, seed=seed).items():
        after = _radii(net, weights * left)
        drop = before - after
        limits = np.quantile(drop, ((1 - interval) / 2, (1 + interval) / 2)).tolist()
        rows[initiative] = (before.mean(), after.mean(), drop.mean(), *limits, (after < 1).mean())
    names = ("initiative", "radius", "radius_after", "drop", "lower", "upper", "share_below_1")
    order = sorted(rows, key=lambda initiative: (-rows[initiative][2], initiative))
    return _stacked([(initiative, *rows[initiative]) for initiative in order], names)


def _radii(net: Network, weights: Floats) -> Floats:
    matrices = np.zeros((len(weights), len(net.risks), len(net.risks)))
    matrices[:, net.target, net.source] = weights
    return np.asarray(np.abs(np.linalg.eigvals(matrices)).max(axis=1, initial=0.0))


def _stacked(rows: list[tuple[object, ...]], names: tuple[str, ...]) -> Table:
    words = {"initiative", "loop", "kind"}
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    return table_from_arrays({name: np.array(column, object if name in words else float)
                              for name, column in columns.items()})  # fmt: skip


def _left(net: Network, effects: Table, *, draws: int, seed: int) -> Mapping[str, Floats]:
    """Draw the share of each link that each initiative leaves (draws x links)."""
    rows = arrays(effects.select(*LINK_EFFECTS.columns), order=["initiative", "source", "target"])
    place = _places(net)
    chance = np.random.default_rng((seed, 1)).random((draws, len(net.weight)))  # apart from that of the weights
    left: dict[str, Floats] = {}
    for at, initiative in enumerate(rows["initiative"]):
        link = place(rows["source"][at], rows["target"][at])
        lower, upper = _share(rows, at)
        kept = left.setdefault(initiative, np.ones((draws, len(net.weight))))
        kept[:, link] *= 1 - (lower + (upper - lower) * chance[:, link])
    return left


def _places(net: Network) -> Callable[[str, str], int]:
    ends = zip(net.source.tolist(), net.target.tolist(), strict=True)
    place = {(net.risks[source], net.risks[target]): link for link, (source, target) in enumerate(ends)}

    def of(source: str, target: str) -> int:
        if (source, target) not in place:
            raise InputError("There is no link from {source} to {target} to weaken. Take a link of the network.",
                             source=source, target=target)  # fmt: skip
        return place[source, target]

    return of


def _share(rows: Mapping[str, Array], at: int) -> tuple[float, float]:
    lower, upper = float(rows["lower"][at]), float(rows["upper"][at])
    if not 0 <= lower <= upper <= 1:
        raise InputError("{initiative} weakens the link from {source} to {target} by {lower} to {upper}. Give shares from 0 "
                         "to 1, the lower first.", initiative=rows["initiative"][at], source=rows["source"][at],
                         target=rows["target"][at], lower=lower, upper=upper)  # fmt: skip
    return lower, upper
