"""Estimates of small areas made to agree with what is published of the whole."""

from __future__ import annotations

from typing import Literal

import numpy as np

from veerkracht.errors import MissingDataError, TableError
from veerkracht.tables import Array, Table, arrays, beside, run_starts, table_from_arrays


def benchmark_to_parents(
    estimates: Table, totals: Table, *, areas: Table, method: Literal["ratio", "difference"] = "ratio"
) -> Table:
    """Move the estimates of areas so that their mean is that published of the area they are part of.

    Parameters
    ----------
    estimates : Table (area, period, indicator, value, ...)
        Smoothed percentages, rates or means; a column `standard_error` moves along under ``ratio``, others stay.
    totals : Table (area, period, indicator, value)
        The published figure of each parent, in the same unit.
    areas : Table (area, parent, population)
        Parent and size of each area.
    method : {"ratio", "difference"}
        Multiply all areas of a parent by one factor, or add one number to them.

    Returns
    -------
    Table
        The rows of `estimates` in order of area, period and indicator, moved, with a column `adjustment`: the factor or
        the number. An absent estimate stays absent; the others of its parent then stand for the whole.

    Raises
    ------
    MissingDataError
        If an area has no parent or size, or a parent has no published figure.
    TableError
        If a key occurs twice, or a mean of 0 cannot be multiplied to another.

    Notes
    -----
    ratio: y_i T / (sum n y / sum n); difference: y_i + T - sum n y / sum n, over the areas of one parent with a value.

    References
    ----------
    .. [1] Rao & Molina (2015), Small Area Estimation, 2nd ed., section 6.4.6.
    """
    rows = arrays(estimates, order=("area", "period", "indicator"))
    _check_keys(rows)
    rows |= beside(rows, areas.select("area", "parent", "population"), on=["area"])
    published = totals.select("area", "period", "indicator", published="value").rename(parent="area")
    rows |= beside(rows, published, on=("parent", "period", "indicator"))
    _check_known(rows)
    mean = _means(rows)
    if method == "ratio":
        _check_reached(rows, mean)
    adjustment = rows["published"] / mean if method == "ratio" else rows["published"] - mean
    return table_from_arrays(_moved(rows, adjustment, method))


def _moved(rows: dict[str, Array], adjustment: Array, method: str) -> dict[str, Array]:
    kept = {name: column for name, column in rows.items() if name not in ("parent", "population", "published")}
    if method == "difference":
        return kept | {"value": rows["value"] + adjustment, "adjustment": adjustment}
    errors = {"standard_error": rows["standard_error"] * adjustment} if "standard_error" in rows else {}
    return kept | {"value": rows["value"] * adjustment, "adjustment": adjustment} | errors


def _means(rows: dict[str, Array]) -> Array:
    """Return beside each row the mean of all areas of its parent, by size."""
    _, group = np.unique([f"{p}\x1f{t}\x1f{i}" for p, t, i in zip(rows["parent"], rows["period"], rows["indicator"],
                                                                 strict=True)], return_inverse=True)  # fmt: skip
    known = ~np.isnan(rows["value"])
    size = np.where(known, rows["population"].astype(float), 0.0)
    weighted = np.bincount(group, size * np.where(known, rows["value"], 0.0))
    total = np.bincount(group, size)
    mean = np.divide(weighted, total, out=np.full(len(total), np.nan), where=total > 0)
    return np.asarray(mean[group])


def _check_keys(rows: dict[str, Array]) -> None:
    keys = run_starts(rows["area"], rows["period"], rows["indicator"])
    if len(keys) < len(rows["area"]):
        raise TableError("{rows} estimates stand for {keys} keys of area, period and indicator. Keep one row each.",
                         rows=len(rows["area"]), keys=len(keys))  # fmt: skip


def _check_known(rows: dict[str, Array]) -> None:
    for name, remedy in (
        ("parent", "Name the area that it is part of."), ("population", "Give its size."),
        ("published", "Give the published figure of its parent."),
    ):  # fmt: skip
        column = rows[name]
        places = [at for at, cell in enumerate(column) if cell is None or (isinstance(cell, float) and np.isnan(cell))]
        if places:
            raise MissingDataError(
                "{count} estimate(s) lack {column}, first {indicator} of area {area} in {period}. {remedy}",
                count=len(places), column=name, indicator=rows["indicator"][places[0]], area=rows["area"][places[0]],
                period=rows["period"][places[0]], remedy=remedy,
            )  # fmt: skip


def _check_reached(rows: dict[str, Array], mean: Array) -> None:
    wrong = np.flatnonzero(mean == 0)
    if len(wrong):
        raise TableError("The areas of {parent} have a mean of 0, which no factor moves to the published figure. "
                         "Use the method difference.", parent=rows["parent"][wrong[0]])  # fmt: skip
