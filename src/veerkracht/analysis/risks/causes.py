"""Which risks drive and which follow: total influence by DEMATEL, and MICMAC's indirect ranks."""

from __future__ import annotations

from typing import Final

import numpy as np

from veerkracht.analysis.risks._checks import check_named
from veerkracht.analysis.risks._network import Floats, Network, network_of
from veerkracht.analysis.risks.leverage import known_weights, radius_of
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays, table_from_arrays

POWERS: Final = 50
"""Rankings that still change after so many powers go round, as they do in a network of one even loop."""
UNCHANGED: Final = 3
"""So many powers in a row leave both rankings as they are: of 1,180 drawn networks with loops 1 in 100 still changed
later, where with one power it was 13 in 100."""
_EVEN: Final = 1e-12  # share of the whole by which sums that are equal can differ by rounding


def total_influence(influences: Table) -> Table:
    """Add up direct and indirect influence between every two risks (DEMATEL's total relation matrix).

    Parameters
    ----------
    influences : Table (source, target, weight)
        Direct influence, 0 or more, on any scale; pairs without a row have none.

    Returns
    -------
    Table (source, target, direct, total)
        One row per ordered pair of risks; `direct` is divided by the largest sum of a row or column.

    Raises
    ------
    InputError
        If an influence is negative, unknown or stands there twice, or all are 0 or go round without loss.

    Notes
    -----
    N = X / k with k the largest of all row and column sums; T = N (I - N)^-1, which needs a spectral radius below 1.
    Signs have no place in DEMATEL: give sizes of weights.

    References
    ----------
    .. [1] Fontela & Gabus (1976), "The DEMATEL Observer", Battelle Geneva Research Centre.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = total_influence(memtable({"source": ["A", "B"], "target": ["B", "A"], "weight": [2.0, 1.0]}))
    >>> rows.filter(rows.source == "A").total.to_pyarrow().to_pylist()
    [1.0, 2.0]
    """
    names, direct, total = _total(influences)
    count = len(names)
    return table_from_arrays({"source": np.repeat(names, count), "target": np.tile(names, count),
                              "direct": direct.ravel(), "total": total.ravel()})  # fmt: skip


def causes_and_effects(influences: Table) -> Table:
    """Tell which risks are mainly causes and which effects, by DEMATEL.

    Parameters
    ----------
    influences : Table (source, target, weight)
        As for `total_influence`.

    Returns
    -------
    Table (risk, given, received, prominence, relation, role)
        The most prominent first. `given` and `received`: sums of the total influence; `prominence` their sum,
        `relation` their difference; `role`: cause where more is given than received, effect where less is, balanced
        where both are equal.

    Raises
    ------
    InputError
        As `total_influence`.
    """
    names, _, total = _total(influences)
    given, received = total.sum(axis=1), total.sum(axis=0)
    order = np.lexsort((np.arange(len(names)), -(given + received).round(12)))
    even = np.abs(given - received) <= _EVEN * (given + received)
    role = np.where(even, "balanced", np.where(given > received, "cause", "effect")).astype(object)
    columns = {"risk": names, "given": given, "received": received, "prominence": given + received,
               "relation": given - received, "role": role}  # fmt: skip
    return table_from_arrays({name: column[order] for name, column in columns.items()})


def _total(influences: Table) -> tuple[Array, Floats, Floats]:
    names, matrix = _sizes(influences)
    largest = max(matrix.sum(axis=0).max(initial=0), matrix.sum(axis=1).max(initial=0))
    normed = matrix / largest if largest > 0 else matrix
    if largest == 0 or radius_of(normed) >= 1 - 1e-12:
        raise InputError("The influences leave no total: all are 0, or they go round without loss (the sums of all risks are "
                         "equal). Give influences that differ.")  # fmt: skip
    return names, normed, np.asarray(normed @ np.linalg.inv(np.eye(len(names)) - normed))


def _sizes(influences: Table) -> tuple[Array, Floats]:
    """Return the risks and the influence of each (row) on each (column)."""
    rows = arrays(influences.select("source", "target", "weight"), order=["source", "target"])
    check_named("influences", source=rows["source"], target=rows["target"])
    pairs = list(zip(rows["source"].tolist(), rows["target"].tolist(), strict=True))
    names = sorted({name for pair in pairs for name in pair})
    place = {name: number for number, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), np.nan)
    for (source, target), weight in zip(pairs, np.asarray(rows["weight"], float), strict=True):
        at = place[source], place[target]
        if not 0 <= weight < np.inf or not np.isnan(matrix[at]):
            raise InputError("The influence of {source} on {target} is {weight}, or stands there twice. Give one number of 0 or "
                             "more.", source=source, target=target, weight=weight)  # fmt: skip
        matrix[at] = weight
    return np.array(names, object), np.nan_to_num(matrix)


def indirect_ranks(network: Table) -> Table:
    """Rank risks by indirect influence and dependence, and place them in four quadrants (MICMAC).

    Parameters
    ----------
    network : Table (RISK_NETWORK or source, target, weight)
        The sizes of the weights count, not the signs; where all weights are unknown each link counts as 1.

    Returns
    -------
    Table (risk, influence, dependence, direct_influence_rank, influence_rank, influence_shift, direct_dependence_rank,
    dependence_rank, dependence_shift, quadrant, power, stable)
        The most influential first. `influence` and `dependence`: shares of the row and column sums of the power up to
        which both rankings stayed as they were for three powers. A `shift` above 0: the risk rises when indirect ways
        count. `quadrant`: driver, linkage, dependent or autonomous, above or below the mean. `stable`: false where the
        ranks still change after 50 powers, or nothing is left (no loops): then the direct sums are told.

    Raises
    ------
    InputError
        If some weights are known and others not.

    Notes
    -----
    M^2, M^3, ... count the ways of 2, 3, ... links. The powers are rescaled, which changes no rank. Equal values share
    the best rank.

    References
    ----------
    .. [1] Godet (1994), "From Anticipation to Action", UNESCO, chapter 4.
    """
    net = network_of(network)
    size = _sizes_of(net)
    power, number, stable = _settled(size)
    influence, dependence = power.sum(axis=1), power.sum(axis=0)
    columns: dict[str, Array] = {"risk": np.array(net.risks, object), "influence": _share(influence),
                                 "dependence": _share(dependence)}  # fmt: skip
    for name, values, direct in (
        ("influence", influence, size.sum(axis=1)),
        ("dependence", dependence, size.sum(axis=0)),
    ):
        columns[f"direct_{name}_rank"], columns[f"{name}_rank"] = _rank(direct), _rank(values)
        columns[f"{name}_shift"] = _rank(direct) - _rank(values)
    columns |= {"quadrant": _quadrant(influence, dependence), "power": np.full(len(net.risks), number),
                "stable": np.full(len(net.risks), stable)}  # fmt: skip
    order = np.lexsort((np.arange(len(net.risks)), columns["influence_rank"]))
    return table_from_arrays({name: column[order] for name, column in columns.items()})


def _sizes_of(net: Network) -> Floats:
    """Return the size of the influence of each risk (row) on each (column)."""
    if not np.isnan(net.weight).all():
        return np.abs(known_weights(net).matrix).T
    size = np.zeros((len(net.risks), len(net.risks)))
    size[net.source, net.target] = 1
    return size


def _settled(size: Floats) -> tuple[Floats, int, bool]:
    power, ranks, same = size, (_rank(size.sum(axis=1)), _rank(size.sum(axis=0))), 0
    for number in range(2, POWERS + 1):
        following = power @ size
        if not following.any():
            break
        power = following / following.max()
        new = (_rank(power.sum(axis=1)), _rank(power.sum(axis=0)))
        same = same + 1 if all(np.array_equal(one, other) for one, other in zip(ranks, new, strict=True)) else 0
        if same == UNCHANGED:
            return power, number, True
        ranks = new
    return size, 1, False


def _rank(values: Floats) -> Array:
    # thirteen digits: sums of equal ways differ in the last ones by the order of adding
    rounded = np.array([float(f"{value:.12e}") for value in -values])
    return np.searchsorted(np.sort(rounded), rounded) + 1


def _share(values: Floats) -> Floats:
    return np.asarray(values / values.sum()) if values.sum() > 0 else values


def _quadrant(influence: Floats, dependence: Floats) -> Array:
    words, many = np.array(["autonomous", "dependent", "driver", "linkage"], object), max(len(influence), 1)
    above = [values > values.sum() / many for values in (influence, dependence)]
    return np.asarray(words[2 * above[0] + above[1]])
