"""Who is without service, where and for how long. These are raw numbers of people; the workflow protects them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import scipy

from veerkracht.analysis.restoration._inputs import check_hours
from veerkracht.analysis.restoration._state import Floats
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, arrays, beside, pull, run_starts, table_from_arrays

__all__ = [
    "concentration_of_hours",
    "hours_without_service",
    "people_beyond",
    "people_without_by_hour",
    "worst_to_mean",
]

Matrix = Any  # scipy carries no types
_CELL: Final = ("area", "group")


@dataclass(frozen=True)
class _Served:
    """Who hangs on which asset: assets x cells of area and group."""

    assets: Array
    area: Array
    group: Array
    people: Floats  # of the cell, over assets
    matrix: Matrix


def hours_without_service(outages: Table, served: Table, *, samples: int) -> Table:
    """Add up the hours that people of each area and group are without service, on average over samples.

    Parameters
    ----------
    outages : Table (sample, asset, start_hours, end_hours)
        `OUTAGES`.
    served : Table (asset, area, group, people)
        `SERVED`. Somebody who has two services from these assets counts twice: keep the rows of one kind of asset to
        read hours without water, or without power.
    samples : int
        How many were drawn, also those without an outage.

    Returns
    -------
    Table (area, group, people, people_hours, hours_per_head, standard_error)
        `PEOPLE_HOURS`, by area and group. **Raw**: small cells tell of few people, so that whoever publishes them
        protects them first. Hours per head are null where nobody is served.

    Raises
    ------
    SettingError
        If there are no samples.
    InputError
        If an outage is of a sample that is not counted, or has no start or end.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> outages = memtable({"sample": [0], "asset": ["pump"], "start_hours": [2.0], "end_hours": [8.0]})
    >>> served = memtable({"asset": ["pump"], "area": ["A"], "group": ["all"], "people": [50.0]})
    >>> hours_without_service(outages, served, samples=2).to_pyarrow()["hours_per_head"].to_pylist()
    [3.0]
    """
    who, hours = _served(served), _hours_by_sample(outages, served, samples)
    cells = hours @ who.matrix
    mean = np.asarray(cells.mean(axis=0)).ravel()
    square = np.asarray(cells.multiply(cells).mean(axis=0)).ravel()
    error = np.sqrt((square - mean**2).clip(0.0) / max(samples - 1, 1)) if samples > 1 else np.full(len(mean), np.nan)
    some = np.where(who.people > 0.0, who.people, np.nan)
    return table_from_arrays({
        "area": who.area, "group": who.group, "people": who.people, "people_hours": mean, "hours_per_head": mean / some,
        "standard_error": error / some,
    })  # fmt: skip


def _served(served: Table) -> _Served:
    rows = arrays(served.select("asset", *_CELL, "people"), order=_CELL)
    assets, of_asset = np.unique(rows["asset"].astype(str), return_inverse=True)
    first = run_starts(rows["area"], rows["group"])
    cell = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(of_asset))))
    people = rows["people"].astype(float)
    matrix = scipy.sparse.csr_array((people, (of_asset, cell)), shape=(len(assets), len(first)))
    of_cell = np.asarray(np.bincount(cell, people, len(first)), float)
    return _Served(assets, rows["area"][first], rows["group"][first], of_cell, matrix)


def _rows(outages: Table, assets: Array, samples: int) -> tuple[Array, Array, Floats, Floats]:
    """Return sample, place of the asset, start and end of the outages of assets that serve somebody."""
    if samples < 1:
        raise SettingError(
            "Setting {setting} is {found}; it must be {low} or more.", setting="samples", found=samples, low=1
        )
    rows = pull(outages.select("sample", "asset", "start_hours", "end_hours"))
    _check_outages(rows, samples)
    encoded = rows["asset"].combine_chunks().dictionary_encode()
    names = np.array(encoded.dictionary.to_pylist() or [""], str)
    place = np.searchsorted(assets, names)
    known = np.append(assets, "")[place] == names
    of_row = np.where(known, place, -1)[encoded.indices.to_numpy()]
    columns = [rows[name].to_numpy()[of_row >= 0] for name in ("sample", "start_hours", "end_hours")]
    return columns[0], of_row[of_row >= 0], columns[1].astype(float), columns[2].astype(float)


def _check_outages(rows: pa.Table, samples: int) -> None:
    """Refuse outages of samples that are not counted, or of which an end is not known: neither lasted 0 hours."""
    for name in ("sample", "start_hours", "end_hours"):
        absent = np.isnan(rows[name].to_numpy().astype(float))
        if absent.any():
            raise InputError("Table {table}: {column} of asset {asset} is not filled in. Fill it in; unknown is not 0.",
                             table="outages", column=name, asset=rows["asset"].to_numpy()[absent][0])  # fmt: skip
    sample = rows["sample"].to_numpy()
    outside = (sample < 0) | (sample >= samples)
    if outside.any():
        raise InputError("Table {table} has sample {sample}, and samples run from 0 to {last}. Give the number of samples that "
                         "were drawn.", table="outages", sample=int(sample[outside][0]), last=samples - 1)  # fmt: skip


def _hours_by_sample(outages: Table, served: Table, samples: int) -> Matrix:
    """Return the hours (samples x assets) of outage of the assets that serve somebody."""
    assets = _served(served).assets
    sample, place, start, end = _rows(outages, assets, samples)
    return scipy.sparse.csr_array((end - start, (sample, place)), shape=(samples, len(assets)))


def people_without_by_hour(outages: Table, served: Table, *, samples: int, horizon_hours: int) -> Table:
    """Return how many people of each area and group are without service during each hour, on average over samples.

    Parameters
    ----------
    outages, served, samples
        As `hours_without_service`.
    horizon_hours : int
        Number of hours told, from 1.

    Returns
    -------
    Table (hour, area, group, people_without)
        `BY_HOUR`, by hour, area and group. An outage of part of an hour counts for that part. **Raw**, see
        `hours_without_service`.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> outages = memtable({"sample": [0], "asset": ["pump"], "start_hours": [0.5], "end_hours": [2.0]})
    >>> served = memtable({"asset": ["pump"], "area": ["A"], "group": ["all"], "people": [50.0]})
    >>> hourly = people_without_by_hour(outages, served, samples=1, horizon_hours=3)
    >>> hourly.to_pyarrow()["people_without"].to_pylist()
    [25.0, 50.0, 0.0]
    """
    check_hours("horizon_hours", horizon_hours, low=0.0, above=True)
    who = _served(served)
    _, place, start, end = _rows(outages, who.assets, samples)
    edges = np.arange(horizon_hours + 1, dtype=float)
    down = np.zeros((len(edges), len(who.assets)))
    for asset in np.unique(place):
        mine = place == asset
        down[:, asset] = _ramps(end[mine], edges) - _ramps(start[mine], edges)
    found = np.diff(down, axis=0) / samples @ who.matrix
    return table_from_arrays({
        "hour": np.repeat(np.arange(horizon_hours), len(who.area)), "area": np.tile(who.area, horizon_hours),
        "group": np.tile(who.group, horizon_hours), "people_without": found.ravel(),
    })  # fmt: skip


def _ramps(hours: Floats, edges: Floats) -> Floats:
    """Return the sum of min(hour, edge) over hours, at each edge."""
    ordered = np.sort(hours)
    passed = np.searchsorted(ordered, edges)
    return np.concatenate([[0.0], np.cumsum(ordered)])[passed] + (len(ordered) - passed) * edges


def people_beyond(outages: Table, served: Table, *, samples: int, minimum_hours: float) -> Table:
    """Return per sample the people without service for longer than they can bear, and the hours beyond that.

    Parameters
    ----------
    outages, served, samples
        As `hours_without_service`.
    minimum_hours : float
        How long people can do without (24 for water, say), in one spell.

    Returns
    -------
    Table (sample, people, people_hours)
        One row per sample: people with a longer spell (each service counted), and their hours beyond `minimum_hours`.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> outages = memtable({"sample": [0], "asset": ["pump"], "start_hours": [2.0], "end_hours": [32.0]})
    >>> served = memtable({"asset": ["pump"], "area": ["A"], "group": ["all"], "people": [50.0]})
    >>> people_beyond(outages, served, samples=1, minimum_hours=24).to_pyarrow()["people_hours"].to_pylist()
    [300.0]
    """
    check_hours("minimum_hours", minimum_hours, low=0.0)
    who = _served(served)
    people = np.asarray(who.matrix.sum(axis=1)).ravel()
    sample, place, start, end = _rows(outages, who.assets, samples)
    long = end - start > minimum_hours
    sample, place, beyond = sample[long], place[long], (end - start - minimum_hours)[long]
    once = np.unique(np.column_stack([sample, place]), axis=0).astype(int)  # a second long spell hits the same people
    return table_from_arrays({
        "sample": np.arange(samples), "people": np.bincount(once[:, 0], people[once[:, 1]], samples).astype(float),
        "people_hours": np.bincount(sample, beyond * people[place], samples).astype(float),
    })  # fmt: skip


def worst_to_mean(hours: Table) -> float:
    """Return the hours per head of the worst area over those of all together.

    Parameters
    ----------
    hours : Table (area, group, people, people_hours)
        `PEOPLE_HOURS`.

    Returns
    -------
    float
        1 where all areas are hit alike; NaN where nobody loses an hour.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "B"], "group": ["all"] * 2, "people": [10.0, 30.0], "people_hours": [30.0, 10.0]}
    >>> worst_to_mean(memtable(rows))
    3.0
    """
    _, people, lost = _per_area(hours)
    some = people > 0.0
    if not lost.sum() > 0.0:
        return float("nan")
    return float((lost[some] / people[some]).max() / (lost.sum() / people.sum()))


def _per_area(hours: Table) -> tuple[Array, Floats, Floats]:
    rows = arrays(hours.select("area", "people", "people_hours"), order=["area"])
    first = run_starts(rows["area"])
    people, lost = (np.add.reduceat(rows[name].astype(float), first) for name in ("people", "people_hours"))
    return rows["area"][first], people, lost


def concentration_of_hours(hours: Table, ranks: Table) -> float:
    """Return the concentration index of hours without service over areas ordered from worst to best off.

    Parameters
    ----------
    hours : Table (area, group, people, people_hours)
        `PEOPLE_HOURS`.
    ranks : Table (area, value)
        What orders the areas: low for those worst off (income, or the opposite of vulnerability).

    Returns
    -------
    float
        From -1 to 1: below 0 where hours fall more on the areas with low values; NaN where nobody loses an hour.

    Raises
    ------
    InputError
        If an area has no value.

    Notes
    -----
    C = 2 / mu * sum_a f_a h_a r_a - 1, with f_a the share of the people, h_a hours per head, mu their mean, and r_a the
    share of the people below the middle of the area; areas of one value share their middle.

    References
    ----------
    .. [1] O'Donnell et al. (2008), "Analyzing health equity using household survey data", World Bank, chapter 8.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "B"], "group": ["all"] * 2, "people": [10.0, 10.0], "people_hours": [30.0, 10.0]}
    >>> concentration_of_hours(memtable(rows), memtable({"area": ["A", "B"], "value": [1.0, 2.0]}))
    -0.25
    """
    area, people, lost = _per_area(hours)
    value = beside({"area": area}, ranks.select("area", "value"), on=["area"])["value"].astype(float)
    unranked = area[np.isnan(value)]
    if len(unranked):
        raise InputError("{count} area(s) have no value to be ordered by, first {area}. Add it, or leave the area out of both.",
                         count=len(unranked), area=unranked[0])  # fmt: skip
    if not lost.sum() > 0.0:
        return float("nan")
    _, tied = np.unique(value, return_inverse=True)
    share = np.bincount(tied, people) / people.sum()
    middle = np.cumsum(share) - share / 2
    return float(2.0 * (np.bincount(tied, lost) * middle).sum() / lost.sum() - 1.0)
