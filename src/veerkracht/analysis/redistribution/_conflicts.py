"""When no plan meets all limits: which of them contradict each other, and by how much."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import scipy

from veerkracht.analysis.redistribution._programme import FREE, Matrix, Programme
from veerkracht.analysis.redistribution._rows import FAMILIES
from veerkracht.errors import SettingError

__all__ = ["conflicting_families", "refuse", "shortage"]


def refuse(programme: Programme) -> NoReturn:
    """Say which families of limits conflict and what each lacks.

    Raises
    ------
    SettingError
        Always; `limits` holds the families, `lacking` what each lacks when the others stay as they are.
    """
    families = conflicting_families(programme)
    lacking = {family: shortage(programme, family) for family in families if family not in FREE}
    told = ", ".join(f"{family} ({amount:.6g})" if amount is not None else family for family, amount in lacking.items())
    raise SettingError(
        "No plan meets all limits. These contradict each other (in brackets what each lacks if the others stay, in homes "
        "or euro): {told}. Widen one of them.", told=told, limits=tuple(families), lacking=lacking,
    )  # fmt: skip


def conflicting_families(programme: Programme) -> list[str]:
    """Return families that cannot hold at once, while any of them fewer could: no family too many.

    Notes
    -----
    Deletion filter [1]_: each family is left out in turn, and stays out when there is still no plan. Where several sets
    conflict apart from each other, one of them is found; the others show when that is mended.

    References
    ----------
    .. [1] Chinneck & Dravnieks (1991), "Locating minimal infeasible constraint sets in linear programs", ORSA Journal on
       Computing 3, 157-168.
    """
    present = {family for found in programme.blocks for family in found.family}
    kept = [family for family in FAMILIES if family in present]
    out: set[str] = set()
    for family in reversed(kept):
        if not _possible(programme.without(out | {family})):
            out.add(family)
    return [family for family in kept if family not in out]


def shortage(programme: Programme, family: str) -> float | None:
    """Return by how much the limits of one family must be widened together, in homes or euro; None if that does not help.

    A largest load is no number of homes: it lacks no amount that could be told.
    """
    if family == "peak":
        return None
    rows = programme.limits
    assert rows is not None, "a conflict has limits"
    loose = np.flatnonzero(rows.family == family)
    count = programme.columns.count
    relax = scipy.sparse.csr_array(
        (-np.ones(len(loose)), (loose, np.arange(len(loose)))), shape=(len(rows.bound), len(loose))
    )
    ties = programme.equations
    found = scipy.optimize.linprog(
        np.concatenate([np.zeros(count), np.ones(len(loose))]), A_ub=scipy.sparse.hstack([programme.matrix(rows), relax]),
        b_ub=rows.bound, A_eq=None if ties is None else _widened(programme.matrix(ties), len(loose)),
        b_eq=None if ties is None else ties.bound, method="highs",
    )  # fmt: skip
    return None if found.x is None else float(found.fun)


def _widened(matrix: Matrix, more: int) -> Matrix:
    return scipy.sparse.hstack([matrix, scipy.sparse.csr_array((matrix.shape[0], more))])


def _possible(programme: Programme) -> bool:
    rows, ties = programme.limits, programme.equations
    found = scipy.optimize.linprog(
        np.zeros(programme.columns.count), A_ub=programme.matrix(rows), b_ub=None if rows is None else rows.bound,
        A_eq=programme.matrix(ties), b_eq=None if ties is None else ties.bound, method="highs",
    )  # fmt: skip
    return found.x is not None
