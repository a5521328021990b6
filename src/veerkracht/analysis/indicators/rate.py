"""One count related to another: burglaries per 1,000 inhabitants, pupils per school."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.indicators._status import RANK, ranks_of, status_of
from veerkracht.errors import TableError
from veerkracht.tables import Array, Status, Table, arrays, beside, run_starts, table_from_arrays

_ROWS = ("area", "period")


def rate(numerator: Table, denominator: Table, *, per: float, indicator: str) -> Table:
    """Divide one indicator by another, area by area and period by period.

    Parameters
    ----------
    numerator, denominator : Table (area, period, value, status, source)
        Observations of one indicator each.
    per : float
        1000 gives a rate per 1,000, 100 a percentage, 1 a mean.
    indicator : str
        Id of the result.

    Returns
    -------
    Table
        Observations, one row per row of the numerator. Null where either side is absent (the most severe
        status of both) or the denominator is 0 (not applicable). The source is the numerator's.

    Raises
    ------
    TableError
        If an area has two values in one period on either side.

    Notes
    -----
    value = per * numerator / denominator.
    """
    rows = _one_value_each(numerator, "numerator")
    _one_value_each(denominator, "denominator")
    right = denominator.select("area", "period", below="value", below_status="status")
    rows |= beside(rows, right, on=_ROWS)
    value = _divide(rows["value"], rows["below"], per)
    return table_from_arrays({
        "area": rows["area"], "period": rows["period"],
        "indicator": np.full(len(value), indicator, dtype=object), "value": value,
        "status": _status(rows, value), "source": rows["source"],
    })  # fmt: skip


def _divide(above: Array, below: Array, per: float) -> Array:
    divisible = ~np.isnan(above) & ~np.isnan(below) & (below != 0)
    result = np.full(len(above), np.nan)
    np.divide(per * above, below, out=result, where=divisible)
    return result


def _status(rows: dict[str, Array], value: Array) -> Array:
    above = ranks_of(rows["status"], ~np.isnan(rows["value"]))
    below = ranks_of(rows["below_status"], ~np.isnan(rows["below"]))
    empty = np.isnan(value) & (rows["below"] == 0) & ~np.isnan(rows["value"])
    return status_of(np.where(empty, RANK[Status.NOT_APPLICABLE], np.maximum(above, below)))


def _one_value_each(observations: Table, side: str) -> dict[str, Array]:
    rows = arrays(observations, order=_ROWS)
    starts = run_starts(rows["area"], rows["period"])
    if len(starts) < len(rows["area"]):
        raise TableError(
            "The {side} has {rows} rows for {keys} pairs of area and period. Give one indicator from one source.",
            side=side, rows=len(rows["area"]), keys=len(starts),
        )  # fmt: skip
    return rows
