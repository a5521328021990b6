"""Coefficients between sectors as matrices, and what makes their sums finite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays

__all__ = ["Floats", "check_finite_sum", "matrix_of", "numbers_of"]

Floats = NDArray[np.float64]


def matrix_of(table: Table, sectors: Sequence[str], *, row: str, column: str) -> Floats:
    """Lay coefficients out; a pair without a row is 0, because nothing is bought.

    Raises
    ------
    InputError
        If a sector is unknown, a pair has two rows, or a coefficient is absent, below 0 or infinite.
    """
    place = {name: number for number, name in enumerate(sectors)}
    rows = arrays(table.select(row, column, "coefficient"), order=[row, column])
    found = np.full((len(sectors), len(sectors)), np.nan)
    for one, other, coefficient in zip(rows[row], rows[column], rows["coefficient"], strict=True):
        _check_known((one, other), place)
        if not 0 <= coefficient < np.inf:
            raise InputError("The coefficient of {source} and {target} is {value}. Give a number of 0 or more.",
                             source=one, target=other, value=coefficient)  # fmt: skip
        if not np.isnan(found[place[one], place[other]]):
            raise InputError("{source} and {target} have two coefficients. Keep one row per pair.", source=one,
                             target=other)  # fmt: skip
        found[place[one], place[other]] = coefficient
    return np.asarray(np.nan_to_num(found), float)


def numbers_of(
    table: Table, sectors: Sequence[str], *, column: str, low: float, high: float, without: float = np.nan
) -> Floats:
    """Return a number per sector, and `without` for sectors without a row.

    Raises
    ------
    InputError
        If a sector is unknown or has two rows, or has none where `without` is not a number; if a number is absent or
        outside its bounds.
    """
    place = {name: number for number, name in enumerate(sectors)}
    rows = arrays(table.select("sector", column), order=["sector"])
    _check_known(rows["sector"], place)
    _check_once(rows["sector"])
    for sector, value in zip(rows["sector"], rows[column], strict=True):
        if not low <= value <= high:
            raise InputError("{column} of sector {sector} is {value}. Give a number from {low} to {high}.", column=column,
                             sector=sector, value=value, low=low, high=high)  # fmt: skip
    found = np.full(len(sectors), without)
    found[[place[name] for name in rows["sector"]]] = rows[column]
    for sector in np.flatnonzero(np.isnan(found)).tolist():
        raise InputError("Sector {sector} has no {column}. Give it one; unknown is not 0.", sector=sectors[sector],
                         column=column)  # fmt: skip
    return found


def _check_known(names: Sequence[str] | Array, place: Mapping[str, int]) -> None:
    for name in names:
        if name not in place:
            raise InputError("Sector {sector} is not among {known}. Add it, or correct the name.", sector=name,
                             known=", ".join(list(place)[:5]))  # fmt: skip


def _check_once(names: Array) -> None:
    twice = [name for name in set(names.tolist()) if (names == name).sum() > 1]
    if twice:
        raise InputError("Sector {sector} has more than one row. Keep one.", sector=min(twice))


def check_finite_sum(matrix: Floats) -> None:
    """Refuse coefficients whose ripples do not die out.

    Raises
    ------
    InputError
        If the spectral radius is 1 or more.
    """
    radius = float(np.abs(np.linalg.eigvals(matrix)).max(initial=0.0))
    if radius >= 1:
        raise InputError("Each round of effects is {radius:.3f} times the one before, so they do not die out. Lower the "
                         "coefficients, so that no sector needs more than it makes.", radius=radius)  # fmt: skip
