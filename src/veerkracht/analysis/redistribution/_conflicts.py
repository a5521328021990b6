"""When no plan meets all limits: which of them contradict each other, and by how much."""

from __future__ import annotations

from typing import Final, NoReturn

import numpy as np
import scipy

from veerkracht.analysis.redistribution._programme import FREE, Matrix, Programme
from veerkracht.analysis.redistribution._rows import FAMILIES
from veerkracht.errors import SettingError

__all__ = ["conflicting_families", "refuse", "shortage"]

SHOWN: Final = 3  # places named per family; the error carries all
LEAST_LACK: Final = 1e-6  # homes or euro: the solver is as exact as that


def refuse(programme: Programme) -> NoReturn:
    """Say which families of limits conflict and what each lacks.

    Raises
    ------
    SettingError
        Always; `limits` holds the families, `lacking` what each lacks when the others stay as they are, `places` where.
    """
    families = conflicting_families(programme)
    found = {family: shortage(programme, family) for family in families if family not in FREE}
    lacking = {family: None if short is None else short[0] for family, short in found.items()}
    places = {family: () if short is None else short[1] for family, short in found.items()}
    told = ", ".join(_told(family, lacking[family], places[family]) for family in found)
    raise SettingError(
        "No plan meets all limits. These contradict each other (in brackets what each lacks if the others stay, in homes "
        "or euro, and where): {told}. Widen one of them.", told=told, limits=tuple(families), lacking=lacking, places=places,
    )  # fmt: skip


def _told(family: str, amount: float | None, places: tuple[str, ...]) -> str:
    if amount is None:
        return family
    more = f" + {len(places) - SHOWN}" if len(places) > SHOWN else ""
    return f"{family} ({amount:.6g}: {', '.join(places[:SHOWN])}{more})"


def conflicting_families(programme: Programme) -> list[str]:
    """Return families that cannot hold at once, while any smaller part of them could.

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


def shortage(programme: Programme, family: str) -> tuple[float, tuple[str, ...]] | None:
    """Return by how much the limits of one family must be widened together, in homes or euro, and in which places.

    None if that does not help.

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
    if found.x is None:
        return None
    widened = rows.place[loose[found.x[count:] > LEAST_LACK]]
    return float(found.fun), tuple(dict.fromkeys(str(place) for place in widened))


def _widened(matrix: Matrix, more: int) -> Matrix:
    return scipy.sparse.hstack([matrix, scipy.sparse.csr_array((matrix.shape[0], more))])


def _possible(programme: Programme) -> bool:
    rows, ties = programme.limits, programme.equations
    found = scipy.optimize.linprog(
        np.zeros(programme.columns.count), A_ub=programme.matrix(rows), b_ub=None if rows is None else rows.bound,
        A_eq=programme.matrix(ties), b_eq=None if ties is None else ties.bound, method="highs",
    )  # fmt: skip
    return found.x is not None
