"""Which single link is best made weaker, and how sure that is when the strengths are not."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.risks._checks import check_draws
from veerkracht.analysis.risks._network import Floats, Network, Places, drawn_weights, network_of
from veerkracht.analysis.risks.leverage import TIED, known_weights, radii_of
from veerkracht.analysis.risks.loops import INTERVAL
from veerkracht.errors import SettingError
from veerkracht.tables import Table, table_from_arrays


def weaken_links(
    network: Table, *, seed: int, by: float = 0.1, draws: int = 200, interval: float = INTERVAL, most: int = 10
) -> Table:
    """Tell by what share the pull of a network falls when one link is weaker, for each link by itself.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Every weight known.
    seed : int
        Of the draws; the same draws for each link, so that links meet the same luck.
    by : float
        By what share (0-1) the link is made weaker.
    draws : int
        How often all weights are drawn, as in `find_loops`.
    interval : float
        Share of the draws between `lower` and `upper`.
    most : int
        Only the first so many links are followed over the draws: each takes an eigenvalue problem per draw.

    Returns
    -------
    Table (source, target, drop, lower, upper, first)
        One row per link, the largest `drop` first. `drop`: share (0-1) that the spectral radius falls by at the middle
        weights, below 0 where it rises, null where the radius is 0. `lower`, `upper`: its limits over the draws.
        `first`: share of the draws in which no link that is followed has a larger drop, divided among those that tie;
        null, as the limits, behind the first `most`.

    Raises
    ------
    InputError
        If a weight is unknown.
    SettingError
        If the seed is absent, `draws` is below 1, the interval is no share, or `by` no share above 0.

    Notes
    -----
    drop = 1 - rho(J with w_ij (1 - by)) / rho(J), in each draw against the radius of the same draw. Where `by` is small
    that is `by` times the elasticity of `link_elasticity`, also where the eigenvalue is double.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> links = {"source": ["debt", "stress"], "target": ["stress", "debt"], "weight": [0.8, 0.2]}
    >>> weaken_links(memtable(links), seed=1, by=0.19, draws=5).select("drop", "first").to_pyarrow().to_pylist()
    [{'drop': 0.1, 'first': 0.5}, {'drop': 0.1, 'first': 0.5}]
    """
    check_draws(seed, draws, interval)
    if not 0 < by <= 1:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="by", value=by, bounds="0 to 1")
    net = known_weights(network_of(network))
    middle = _drops(net, net.weight[None], np.arange(len(net.weight)), by)[0]
    order = np.lexsort((np.arange(len(middle)), -np.nan_to_num(middle, nan=-np.inf).round(12)))
    drawn = _drops(net, drawn_weights(net, draws=draws, seed=seed), order[:most], by)
    spread = np.full((3, len(order)), np.nan)
    spread[:, : len(order[:most])] = _spread(drawn, interval)
    risks = np.array(net.risks, object)
    columns = {"source": risks[net.source[order]], "target": risks[net.target[order]], "drop": middle[order].round(12)}
    return table_from_arrays({**columns, "lower": spread[0], "upper": spread[1], "first": spread[2]})


def _drops(net: Network, weights: Floats, links: Places, by: float) -> Floats:
    """Return by what share the radius falls (draws x links), NaN where it is 0."""
    before = radii_of(net, weights)
    after = np.empty((len(weights), len(links)))
    for column, link in enumerate(links):
        weaker = weights.copy()
        weaker[:, link] *= 1 - by
        after[:, column] = radii_of(net, weaker)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(before > TIED, 1 - after.T / before, np.nan).T


def _spread(drops: Floats, interval: float) -> Floats:
    """Return per link the limits of its drop, and the share of draws in which it comes first (3 x links)."""
    known = drops[~np.isnan(drops).any(axis=1)]
    if not known.size:
        return np.full((3, drops.shape[1]), np.nan)
    limits = np.quantile(known, ((1 - interval) / 2, (1 + interval) / 2), axis=0)
    leading = known >= known.max(axis=1, keepdims=True) - TIED
    return np.vstack([limits, (leading / leading.sum(axis=1, keepdims=True)).mean(axis=0)])
