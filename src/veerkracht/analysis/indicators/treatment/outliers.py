"""Bring outlying values in, by moving the few that are furthest out or by transforming all of an indicator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import base_of, incoming
from veerkracht.analysis.indicators.treatment._arrays import LIMITS
from veerkracht.analysis.indicators.treatment._plan import (
    WINSORISED,
    Decision,
    Reach,
    transformed,
    treated,
    winsorised,
)
from veerkracht.analysis.indicators.treatment._shape import is_outlying, shape_of
from veerkracht.errors import SettingError, TableError
from veerkracht.grids import Grid, observations_of
from veerkracht.tables import Table, memtable

Floats = NDArray[np.float64]
Transform = Literal["log_ct", "log_ct_plus", "log", "ln", "log_gii", "box_cox", "yeo_johnson"]


@dataclass(frozen=True)
class Treated:
    """What a treatment leaves, and what it did.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Absent where they were absent; a transformed indicator is no longer in its unit.
    told : Table
        One row per indicator: indicator, method (``none``, ``winsorised`` or the transformation), moved (number of
        values brought in), skewness_before, kurtosis_before, skewness_after, kurtosis_after (null with 3 values or
        fewer, or without spread), power (null unless the transformation has one), still_outlying.
    """

    observations: Table
    told: Table


def treat_outliers(
    observations: Table,
    *,
    most: int | None = None,
    share: float = 0.01,
    transform: Transform = "log_ct",
    power: float | None = None,
    skewness: float = LIMITS[0],
    kurtosis: float = LIMITS[1],
    base: str | None = None,
) -> Treated:
    """Winsorise what is outlying, and transform the original where winsorising does not suffice.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        All periods that will be compared: what is decided is decided once for them together.
    most : int, optional
        Largest number of values per indicator to bring in. Values that are equal move together, also past it.
    share : float
        The same as a share (0 to below 0.5) of the values present; counts where `most` is not given.
    transform : {"log_ct", "log_ct_plus", "log", "ln", "log_gii", "box_cox", "yeo_johnson"}
        See `transform_indicators`.
    power : float, optional
        For Box-Cox and Yeo-Johnson; by default the most likely one.
    skewness, kurtosis : float
        An indicator is outlying when its skewness, either way, and its kurtosis reach these, both.
    base : str, optional
        Period that decides for all periods.

    Returns
    -------
    Treated
        The observations and what was done to each indicator.

    Raises
    ------
    SettingError
        If `most` is below 0 or `share` is not from 0 to below 0.5.
    TableError
        If an indicator has no value or two units, there is no such period, or a transformation has no answer.

    Notes
    -----
    Skewness g = sqrt(n) S3 / S2^1.5 * sqrt(n (n - 1)) / (n - 2) and kurtosis
    G = ((n + 1) (n S4 / S2^2 - 3) + 6) (n - 1) / ((n - 2) (n - 3)), with S_k the sum of (x - mean)^k. While
    outlying, every value at the maximum takes the next lower value (at the minimum the next higher where skewness
    is negative). A step that leaves no spread is not taken.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
    .. [2] Becker, Caperna, Del Sorbo et al. (2022), "COINr", Journal of Open Source Software 7(78), 4567.

    Examples
    --------
    >>> values = [1.0, 2.0, 3.0, 4.0, 5.0, 90.0]
    >>> rows = {"area": list("ABCDEF"), "period": ["2020"] * 6, "indicator": ["noise"] * 6, "value": values}
    >>> treat_outliers(memtable(rows), most=1).told.select("method", "moved").to_pyarrow().to_pylist()
    [{'method': 'winsorised', 'moved': 1}]
    """
    reach, limits, given = _reach(most, share), (skewness, kurtosis), np.nan if power is None else power
    return _each(
        observations, lambda column: treated(column, reach, transform, power=given, limits=limits), base, limits
    )


def winsorise_outliers(
    observations: Table,
    *,
    most: int | None = None,
    share: float = 0.01,
    skewness: float = LIMITS[0],
    kurtosis: float = LIMITS[1],
    base: str | None = None,
) -> Treated:
    """Bring in the values that are furthest out, and no more than is allowed.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        All periods that will be compared.
    most, share, skewness, kurtosis, base
        As for `treat_outliers`.

    Returns
    -------
    Treated
        An indicator that needs more is told as still outlying.

    Raises
    ------
    SettingError, TableError
        As for `treat_outliers`.
    """
    reach, limits = _reach(most, share), (skewness, kurtosis)
    return _each(observations, lambda column: winsorised(column, reach, limits=limits), base, limits)


def transform_indicators(
    observations: Table, *, transform: Transform, power: float | None = None, base: str | None = None
) -> Treated:
    """Transform every indicator, outlying or not; one without spread is left as it is.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Only the indicators to transform, in all periods that will be compared.
    transform : {"log_ct", "log_ct_plus", "log", "ln", "log_gii", "box_cox", "yeo_johnson"}
        See the notes; each keeps the order of the values.
    power : float, optional
        For Box-Cox and Yeo-Johnson; by default the most likely one.
    base : str, optional
        Period whose minimum, maximum and power count for all periods.

    Returns
    -------
    Treated
        The transformed observations and what was done.

    Raises
    ------
    TableError
        If a value has no logarithm: 0 or less under ``ln``, a maximum of 1 or less under ``log_gii``, or a value
        far outside the range of the base period.

    Notes
    -----
    With min and max of the indicator: log_ct ln(x - min + 0.01 (max - min)); log_ct_plus the same, and where the
    tail is to the left -ln(max + 0.01 (max - min) - x); log ln(x - min + 1); ln ln(x); log_gii
    ln((max - 1) (x - min) / (max - min) + 1); Box-Cox (y^p - 1) / p with y = x - min + 1, for p = 0 ln y;
    Yeo-Johnson ((x + 1)^p - 1) / p above 0 and -((1 - x)^(2 - p) - 1) / (2 - p) below. The most likely p
    maximises -n/2 ln(variance) plus the logarithm of the slope of the transformation.

    References
    ----------
    .. [1] Box & Cox (1964), "An analysis of transformations", JRSS B 26, 211-252.
    .. [2] Yeo & Johnson (2000), "A new family of power transformations", Biometrika 87, 954-959.
    .. [3] Cornell University, INSEAD & WIPO, Global Innovation Index, appendix on treatment (log_gii).
    """
    given = np.nan if power is None else power
    return _each(observations, lambda column: transformed(column, transform, power=given), base, LIMITS)


def _reach(most: int | None, share: float) -> Reach:
    if most is not None and most < 0:
        raise SettingError("The number of values to bring in is {most}. Give 0 or more.", most=most)
    if not 0.0 <= share < 0.5:
        raise SettingError("The share of values to bring in is {share}. Give 0 to below 0.5.", share=share)
    return Reach(most, share)


def _each(
    observations: Table, decide: Callable[[Floats], Decision], base: str | None, limits: tuple[float, float]
) -> Treated:
    """Decide per indicator on the base, and treat all periods alike."""
    grid = incoming(observations)
    decisions = [decide(column) for column in base_of(grid, base).T]
    before = grid.panel()
    after = np.column_stack([one.applied(column) for one, column in zip(decisions, before.T, strict=True)])
    _refuse_without_answer(grid, decisions, after)
    return Treated(observations_of(grid.with_values(after)), _told(grid, decisions, after, limits))


def _refuse_without_answer(grid: Grid, decisions: list[Decision], after: Floats) -> None:
    lost = np.argwhere(np.isnan(after.reshape(grid.values.shape)) & ~np.isnan(grid.values))
    if len(lost):
        area, period, indicator = lost[0]
        raise TableError(
            "{method} has no answer for {value} of {indicator} in area {area}, {period} ({count} such value(s)). Choose "
            "another transformation: ln needs values above 0, log_gii a maximum above 1, the others values near those "
            "of the base period.",
            method=decisions[indicator].method, value=float(grid.values[area, period, indicator]),
            indicator=grid.indicators[indicator], area=grid.areas[area], period=grid.periods[period], count=len(lost),
        )  # fmt: skip


def _told(grid: Grid, decisions: list[Decision], after: Floats, limits: tuple[float, float]) -> Table:
    before = grid.panel()
    shapes = np.array([(*shape_of(old), *shape_of(new)) for old, new in zip(before.T, after.T, strict=True)])
    moved = [int((old != new)[~np.isnan(old)].sum()) if one.method == WINSORISED else 0
             for one, old, new in zip(decisions, before.T, after.T, strict=True)]  # fmt: skip
    names = ("skewness_before", "kurtosis_before", "skewness_after", "kurtosis_after")
    return memtable({
        "indicator": list(grid.indicators), "method": [one.method for one in decisions], "moved": moved,
        **{name: _or_null(shapes[:, place]) for place, name in enumerate(names)},
        "power": _or_null(np.array([one.fit.power for one in decisions])),
        "still_outlying": [is_outlying((row[2], row[3]), limits) for row in shapes],
    })  # fmt: skip


def _or_null(numbers: Floats) -> list[float | None]:
    return [None if np.isnan(number) else float(number) for number in numbers]
