"""How many people of each group live where a high level and a high exposure coincide."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

_ORDER = ("shock", "indicator", "area")
_MEASURES = ("people", "share_of_city", "areas", "missing_areas", "unknown_areas")


def people_exposed(observations: Table, coincidences: Table, *, groups: Sequence[str], period: str) -> Table:
    """Count the people of each group in the areas where level and exposure are both high.

    Parameters
    ----------
    observations : Table
        Observations with counts of people per area.
    coincidences : Table (shock, area, coincides)
        From `coincidence`; its areas make up the city.
    groups : sequence of str
        Indicators that count people, such as inhabitants aged 65 or over. One person can be in several.
    period : str
        The period of the counts.

    Returns
    -------
    Table (shock, group, people, share_of_city, areas, missing_areas, unknown_areas)
        `people` in the `areas` that coincide, without the `missing_areas` among them whose count is
        absent: it is then a lower bound. Null when all counts are absent; 0 only when no area coincides.
        `share_of_city` (0-1) is of the people of the group in areas with a count. `unknown_areas` are those
        whose coincidence is not known.

    Raises
    ------
    TableError
        If an area has two counts of a group in the period.
    """
    counts = observations.filter(observations.period == period, observations.indicator.isin(list(groups)))
    rows = arrays(_every_pair(counts, coincidences, groups), order=_ORDER)
    starts = run_starts(rows["shock"], rows["indicator"])
    _check(rows)
    bounds = [*starts, len(rows["area"])]
    parts = [_group(rows["coincides"][begin:end], rows["value"][begin:end])
             for begin, end in pairwise(bounds)]  # fmt: skip
    return _table(rows, starts, parts)


def _every_pair(counts: Table, coincidences: Table, groups: Sequence[str]) -> Table:
    names = table_from_arrays({"indicator": np.array(sorted(set(groups)), dtype=object)})
    signs = coincidences.select("shock", "area", coincides=coincidences.coincides.cast("float64"))
    joined = signs.cross_join(names).left_join(counts.select("area", "indicator", "value"), ["area", "indicator"])
    return joined.drop("area_right", "indicator_right")


def _check(rows: dict[str, Array]) -> None:
    starts = run_starts(*(rows[name] for name in _ORDER))
    if len(starts) < len(rows["area"]):
        raise TableError("{rows} counts stand for {keys} keys of shock, group and area. Choose one source.",
                         rows=len(rows["area"]), keys=len(starts))  # fmt: skip


def _group(coincides: Array, value: Array) -> tuple[float, ...]:
    """The numbers of one shock and group, in the order of `_MEASURES`."""
    inside, known = coincides == 1, ~np.isnan(value)
    areas, missing = inside.sum(), (inside & ~known).sum()
    told = known.any() and (missing < areas or areas == 0)
    people = value[inside & known].sum() if told else np.nan
    city = value[known].sum()
    share = people / city if city > 0 else np.nan
    return people, share, areas, missing, np.isnan(coincides).sum()


def _table(rows: dict[str, Array], starts: Array, parts: list[tuple[float, ...]]) -> Table:
    numbers = np.array(parts, dtype=float).reshape(-1, len(_MEASURES)).T
    columns = dict(zip(_MEASURES, numbers, strict=True))
    counts = {name: columns[name].astype(np.int64) for name in _MEASURES if name.endswith("areas")}
    return table_from_arrays({
        "shock": rows["shock"][starts], "group": rows["indicator"][starts], **columns, **counts,
    })  # fmt: skip
