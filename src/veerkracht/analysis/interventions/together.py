"""What interventions are worth together: no loss is avoided twice, and each gets its share."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Final

import numpy as np

from veerkracht.analysis.interventions._money import Floats
from veerkracht.analysis.interventions._shapley import exact, sampled
from veerkracht.errors import InputError
from veerkracht.settings import check_seed
from veerkracht.tables import Array, Table, arrays, pull, table_from_arrays, table_of
from veerkracht.tables.choices import SYNERGIES

__all__ = ["attribute", "attribute_sets", "joint_reduction", "synergies_of"]

MOST_EXACT: Final = 12  # initiatives up to which every order counts: 2^12 sets
_BETWEEN: Final = "; "


def joint_reduction(reductions: Table) -> Table:
    """Tell which share of each loss all initiatives take away together.

    Parameters
    ----------
    reductions : Table (REDUCTIONS)
        Share of a loss that each takes away when alone; null where unknown.

    Returns
    -------
    Table (item, share)
        Null where the share of one of them is unknown.

    Raises
    ------
    InputError
        If a share is outside 0-1 or told twice.

    Notes
    -----
    1 - product of (1 - a_i): each works on what the others leave. Where they work by the same way (two pumps for one
    cellar) the truth is less; simulate them together then, and use `synergies_of`.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> both = memtable({"initiative": ["dike", "pump"], "item": ["flood"] * 2, "share": [0.5, 0.4]})
    >>> round(joint_reduction(both).share.to_pyarrow()[0].as_py(), 6)
    0.7
    """
    _, items, left = _left(reductions)
    return table_from_arrays({"item": items, "share": 1 - left.prod(axis=0)})


def _left(reductions: Table) -> tuple[Array, Array, Floats]:
    """Return initiatives, losses, and the share of each loss that each initiative leaves (1 where it does nothing)."""
    rows = arrays(reductions, order=["initiative", "item"])
    share = rows["share"].astype(float)
    for row in np.flatnonzero((share < 0) | (share > 1))[:1]:
        raise InputError("Initiative {initiative} takes away a share of {share} of {item}. Give a share from 0 to 1.",
                         initiative=rows["initiative"][row], share=float(share[row]), item=rows["item"][row])  # fmt: skip
    for row in np.flatnonzero(
        (rows["initiative"][1:] == rows["initiative"][:-1]) & (rows["item"][1:] == rows["item"][:-1])
    )[:1]:
        raise InputError("The share of {initiative} and {item} is told twice. Keep one row.",
                         initiative=rows["initiative"][row], item=rows["item"][row])  # fmt: skip
    initiatives, one = np.unique(rows["initiative"].astype(str), return_inverse=True)
    items, other = np.unique(rows["item"].astype(str), return_inverse=True)
    left = np.ones((len(initiatives), len(items)))
    left[one, other] = 1 - share
    return initiatives.astype(object), items.astype(object), left


def attribute(reductions: Table, losses: Table, *, seed: int, samples: int = 2000) -> Table:
    """Share out what initiatives avoid together, so that the parts add up to the whole.

    Parameters
    ----------
    reductions : Table (REDUCTIONS)
        Share of a loss that each takes away when alone.
    losses : Table (LOSSES)
        Every loss of `reductions`, without any initiative.
    seed : int
        Start of the draws of orders, where there are more than 12 initiatives.
    samples : int
        Number of orders drawn, in pairs of an order and its reverse.

    Returns
    -------
    Table (initiative, alone_eur, last_eur, attributed_eur, error_eur)
        What each avoids alone, what it adds to all others, and its share of the joint sum: the mean of what it adds
        over all orders (Shapley). `error_eur` is the standard error of the draws, 0 where every order counts.

    Raises
    ------
    InputError
        If a share is outside 0-1 or a loss is unknown or below 0.

    Notes
    -----
    v(S) = sum over losses c of L_c (1 - product over S of (1 - a_ic)).

    References
    ----------
    .. [1] Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II, 307-317.
    .. [2] Castro, Gomez & Tejada (2009), "Polynomial calculation of the Shapley value based on sampling", Computers &
       Operations Research 36, 1726-1730.
    """
    check_seed(seed)
    initiatives, items, left = _left(reductions)
    loss = _losses_of(items, losses)

    def worth(members: Array) -> Floats:
        """Return what sets (rows of yes and no) avoid."""
        return np.asarray((loss * (1 - np.where(members[:, :, None], left, 1.0).prod(axis=1))).sum(axis=1))

    return _shared(initiatives, worth, seed=seed, samples=samples)


def _losses_of(items: Array, losses: Table) -> Floats:
    told = {row["item"]: row["loss_eur"] for row in pull(losses).to_pylist()}
    for item in items:
        if told.get(item) is None or told[item] < 0:
            raise InputError("Loss {item} is {value}. Give every loss that an initiative reduces, as 0 or more.",
                             item=item, value=told.get(item))  # fmt: skip
    return np.array([told[item] for item in items], float)


def _shared(names: Array, worth: Callable[[Array], Floats], *, seed: int, samples: int) -> Table:
    few = len(names) <= MOST_EXACT
    share, error = exact(len(names), worth) if few else sampled(len(names), worth, seed=seed, samples=samples)
    one = np.eye(len(names), dtype=bool)
    everyone = worth(np.ones((1, len(names)), bool))
    nobody = worth(np.zeros((1, len(names)), bool))
    return table_from_arrays({"initiative": names, "alone_eur": worth(one) - nobody, "last_eur": everyone - worth(~one),
                              "attributed_eur": share, "error_eur": error})  # fmt: skip


def attribute_sets(set_values: Table) -> Table:
    """Share out what initiatives are worth together by simulations of every set of them.

    Parameters
    ----------
    set_values : Table (SET_VALUES)
        The value of every set of at most 12 initiatives, also of the empty one (``""``).

    Returns
    -------
    Table (initiative, alone_eur, last_eur, attributed_eur, error_eur)
        As `attribute`; the shares add up to the value of all less that of none.

    Raises
    ------
    InputError
        If a set lacks, or there are more than 12 initiatives.
    """
    values = _by_members(set_values)
    names = sorted({name for members in values for name in members})
    if len(names) > MOST_EXACT:
        raise InputError("There are {count} initiatives, and every set of them must be told. Give 12 or fewer.",
                         count=len(names))  # fmt: skip

    def worth(members: Array) -> Floats:
        return np.array([_value(values, [names[place] for place in np.flatnonzero(row)]) for row in members])

    return _shared(np.array(names, object), worth, seed=0, samples=0)


def _by_members(set_values: Table) -> dict[frozenset[str], float]:
    rows = pull(set_values).to_pylist()
    return {frozenset(part.strip() for part in row["members"].split(";") if part.strip()): row["value"] for row in rows}


def _value(values: dict[frozenset[str], float], members: list[str]) -> float:
    found = values.get(frozenset(members))
    if found is None:
        raise InputError("The value of {members} together is not told. Add a row with these members, or with none for the "
                         "empty set.", members=_BETWEEN.join(members) or "none")  # fmt: skip
    return found


def synergies_of(set_values: Table) -> Table:
    """Derive what pairs are worth above the sum of both from joint simulations.

    Parameters
    ----------
    set_values : Table (SET_VALUES)
        The value of initiatives alone, of pairs, and of none (``""``, 0 where it is not told). Larger sets are left out.

    Returns
    -------
    Table (SYNERGIES)
        One row per pair of which the joint value is told.

    Raises
    ------
    InputError
        If the value of one of a pair alone lacks, or that of the pair is unknown.

    Notes
    -----
    s_ij = v(ij) - v(i) - v(j) + v(none). A portfolio of three then counts v(i) + v(j) + v(k) + s_ij + s_ik + s_jk: what
    only three together do is not in it.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> sets = memtable({"members": ["dike", "pump", "dike; pump"], "value": [50.0, 40.0, 70.0]})
    >>> synergies_of(sets).to_pyarrow().to_pylist()
    [{'source': 'dike', 'target': 'pump', 'value': -20.0}]
    """
    values = _by_members(set_values)
    none = _value(values, []) if frozenset() in values else 0.0
    names = sorted({name for members in values for name in members})
    pairs = [(one, other) for one, other in combinations(names, 2) if frozenset((one, other)) in values]
    return table_of(SYNERGIES, [
        {"source": one, "target": other,
         "value": _value(values, [one, other]) - _value(values, [one]) - _value(values, [other]) + none}
        for one, other in pairs])  # fmt: skip
