"""Where a network of risks can be held: which link to weaken, which push comes back larger, what initiatives do."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy

from veerkracht.analysis.risks._network import Floats, Network, network_of
from veerkracht.errors import InputError
from veerkracht.tables import Table, table_from_arrays

TIED: Final = 1e-9
"""Eigenvalues of moduli that differ by less count as equally large."""
_DOUBLE: Final = 1e-6
"""Part of the radius within which two eigenvalues are one: rounding parts a double one by the root of its own size."""


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
    if not size.size:
        return 0.0, matrix
    first = max(np.flatnonzero(size >= size.max() - TIED), key=lambda at: float(values[at].real))
    together = np.vdot(left[:, first], right[:, first])
    double = (np.abs(values - values[first]) <= _DOUBLE * size[first]).sum() > 1
    if size[first] <= TIED or double or abs(together) <= TIED:
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


def radii_of(net: Network, weights: Floats) -> Floats:
    """Return the spectral radius under each row of weights (draws x links)."""
    matrices = np.zeros((len(weights), len(net.risks), len(net.risks)))
    matrices[:, net.target, net.source] = weights
    return np.asarray(np.abs(np.linalg.eigvals(matrices)).max(axis=1, initial=0.0))


def known_weights(net: Network) -> Network:
    """Return the network if every weight is known; unknown is not 0."""
    for link in np.flatnonzero(np.isnan(net.weight))[:1]:
        raise InputError(
            "The weight of the link from {source} to {target} is unknown, and of {others} more. Ask for a judgement, leave "
            "the link out, or assume a strength in so many words.", source=net.risks[net.source[link]],
            target=net.risks[net.target[link]], others=int(np.isnan(net.weight).sum()) - 1,
        )  # fmt: skip
    return net
