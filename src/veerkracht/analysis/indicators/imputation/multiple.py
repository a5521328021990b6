"""Several fills instead of one, so that what is not known stays visible in the result."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import incoming
from veerkracht.analysis.indicators.imputation._cells import FILLABLE, Over, across, filled_table
from veerkracht.analysis.indicators.imputation._normal import draw_normal
from veerkracht.analysis.indicators.imputation.models import refuse_few_areas
from veerkracht.errors import SettingError, TableError
from veerkracht.grids import STATUSES, Grid, grid_of
from veerkracht.tables import Table, arrays, memtable, run_starts, table_from_arrays

Floats = NDArray[np.float64]

_FEWEST: Final = 2  # draws, for a variance between them
_LEVEL: Final = 0.90  # of the interval, as for all scores


def impute_multiple(observations: Table, *, draws: int, seed: int, over: Over = "period") -> Table:
    """Draw fills for all that is absent, under a multivariate normal model.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        As for `impute_em`.
    draws : int
        How many fills of each cell, 2 or more; 20 serves most, or as many as the percentage that is absent.
    seed : int
        The same seed gives the same draws, and the first draws do not change when more are asked for.
    over : {"period", "all"}
        A model of each period by itself, or of all periods together.

    Returns
    -------
    Table (draw, area, period, indicator, value)
        The filled cells alone, draws from 0; `impute_with_draw` puts one of them into the observations.

    Raises
    ------
    SettingError
        If `draws` is below 2.
    TableError
        As for `impute_em`.

    Notes
    -----
    Each draw fits the model to areas drawn anew with replacement and then draws the absent cells given what the area
    has, so that it differs by what is not known of the model too.

    References
    ----------
    .. [1] Rubin (1987), Multiple Imputation for Nonresponse in Surveys.
    .. [2] Honaker & King (2010), "What to do about missing values in time-series cross-section data", AJPS 54.
    """
    if draws < _FEWEST:
        raise SettingError("The number of draws is {draws}. Give {fewest} or more.", draws=draws, fewest=_FEWEST)
    grid = incoming(observations)
    refuse_few_areas(grid, over)
    cells = np.flatnonzero(np.isnan(grid.values).ravel() & _fillable(grid))
    drawn = np.array([_one_draw(grid, cells, seed, draw, over) for draw in range(draws)]).reshape(draws, len(cells))
    return _draws_table(grid, cells[~np.isnan(drawn[0])], drawn[:, ~np.isnan(drawn[0])])


def _fillable(grid: Grid) -> NDArray[np.bool_]:
    return np.isin(grid.status, [STATUSES.index(status) for status in FILLABLE]).ravel()


def _one_draw(grid: Grid, cells: NDArray[np.intp], seed: int, draw: int, over: Over) -> Floats:
    rng = np.random.default_rng((seed, draw))
    return across(grid, over, lambda part: draw_normal(part, rng)).ravel()[cells]


def _draws_table(grid: Grid, cells: NDArray[np.intp], drawn: Floats) -> Table:
    places = np.unravel_index(cells, grid.shape)
    columns = {
        name: pa.array(list(labels), pa.string()).take(pa.array(np.tile(place, len(drawn))))
        for name, labels, place in zip(
            ("area", "period", "indicator"), (grid.areas, grid.periods, grid.indicators), places, strict=True
        )
    }
    return memtable(pa.table({
        "draw": pa.array(np.repeat(np.arange(len(drawn)), len(cells))), **columns, "value": pa.array(drawn.ravel()),
    }))  # fmt: skip


def impute_with_draw(observations: Table, drawn: Table, *, draw: int) -> Table:
    """Fill with one of the draws of `impute_multiple`.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Those from which was drawn.
    drawn : Table (draw, area, period, indicator, value)
        The draws.
    draw : int
        Which of them.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_multiple``.

    Raises
    ------
    TableError
        If there is no such draw although there are others.
    """
    grid = incoming(observations)
    chosen = drawn.filter(drawn.draw == draw).drop("draw")
    fills = grid_of(chosen, areas=grid.areas, periods=grid.periods, indicators=grid.indicators).values
    if np.isnan(fills).all() and drawn.count().to_pyarrow().as_py():
        raise TableError("There is no draw {draw}. Choose one of those in the table, from 0.", draw=draw)
    values = np.where(np.isnan(grid.values), fills, grid.values)
    return filled_table(observations, grid, values=values, method="impute_multiple")


def combine_draws(estimates: Table) -> Table:
    """Combine what was computed from each draw into one estimate with its uncertainty (Rubin's rules).

    Parameters
    ----------
    estimates : Table (name, draw, estimate, variance)
        One row per quantity and draw: its value, and its variance as if nothing had been absent.

    Returns
    -------
    Table (name, estimate, within, between, total, degrees, lower, upper, share_missing)
        Mean; the variances within and between draws, and total; degrees of freedom (null without variance between
        draws); the 90 % interval; and the share of the variance that is due to absence.

    Raises
    ------
    TableError
        If a quantity has a draw twice, or fewer than 2 draws.

    Notes
    -----
    T = W + (1 + 1/m) B; degrees = (m - 1) (1 + W / ((1 + 1/m) B))^2; interval by Student's t.

    References
    ----------
    .. [1] Rubin (1987), Multiple Imputation for Nonresponse in Surveys, section 3.1.

    Examples
    --------
    >>> two = {"name": ["index"] * 2, "draw": [0, 1], "estimate": [1.0, 3.0], "variance": [0.5, 0.5]}
    >>> combine_draws(memtable(two)).select("estimate", "total").to_pyarrow().to_pylist()
    [{'estimate': 2.0, 'total': 3.5}]
    """
    rows = arrays(estimates.select("name", "draw", "estimate", "variance"), order=("name", "draw"))
    starts = run_starts(rows["name"])
    sizes = np.diff(starts, append=len(rows["name"])).astype(float)
    _refuse_draws(rows["name"][starts], sizes, len(run_starts(rows["name"], rows["draw"])) < len(rows["name"]))
    estimate = np.add.reduceat(rows["estimate"], starts) / sizes if len(starts) else np.zeros(0)
    within = np.add.reduceat(rows["variance"], starts) / sizes if len(starts) else np.zeros(0)
    off = rows["estimate"] - np.repeat(estimate, sizes.astype(np.intp))
    between = np.add.reduceat(off**2, starts) / (sizes - 1.0) if len(starts) else np.zeros(0)
    combined = _combined(estimate, within, between, sizes)
    return table_from_arrays({"name": rows["name"][starts], **combined})


def _refuse_draws(names: NDArray[np.object_], sizes: Floats, twice: bool) -> None:
    few = [name for name, size in zip(names, sizes, strict=True) if size < _FEWEST]
    if twice or few:
        raise TableError(
            "{what} has a draw twice, or fewer than {fewest} draws. Give each draw once.",
            what=few[0] if few else "A quantity", fewest=_FEWEST,
        )  # fmt: skip


def _combined(estimate: Floats, within: Floats, between: Floats, sizes: Floats) -> dict[str, Floats]:
    extra = (1.0 + 1.0 / sizes) * between
    total = within + extra
    ratio = np.divide(within, extra, out=np.full_like(within, np.inf), where=extra > 0.0)
    degrees = (sizes - 1.0) * (1.0 + ratio) ** 2
    half = scipy.stats.t.ppf((1.0 + _LEVEL) / 2.0, degrees) * np.sqrt(total)
    share = np.divide(extra, total, out=np.zeros_like(total), where=total > 0.0)
    return {
        "estimate": estimate, "within": within, "between": between, "total": total,
        "degrees": np.where(np.isinf(degrees), np.nan, degrees), "lower": estimate - half, "upper": estimate + half,
        "share_missing": share,
    }  # fmt: skip
