"""In which municipalities do the differences between areas grow?"""

from __future__ import annotations

from typing import Final

from veerkracht.analysis.trends.divergence import gap_change
from veerkracht.analysis.trends.settings import DivergenceSettings
from veerkracht.tables import Table, memtable

_BETWEEN: Final = "\x1f"  # the unit separator stands in no id


def municipalities_apart(scores: Table, areas: Table, *, first: str, last: str, settings: DivergenceSettings) -> Table:
    """Tell for every municipality how likely its most and least burdened areas grew apart.

    Parameters
    ----------
    scores : Table (area, period, indicator, score, lower, upper)
        Loads: more is a heavier burden.
    areas : Table (area, municipality, population)
        The municipality and the residents of each area.
    first, last : str
        The periods compared.
    settings : DivergenceSettings
        As for `gap_change`.

    Returns
    -------
    Table (municipality, indicator, first, last, gap_first, gap_last, change, lower, upper, p_growing, answer, areas,
    missing_areas)
        As `gap_change`, one row per municipality and indicator; null below five areas with both scores.

    Raises
    ------
    TableError, MissingDataError
        As for `gap_change`.
    """
    of = areas.select("area", "municipality").filter(areas.municipality.notnull())
    joined = scores.inner_join(of, "area")
    named = joined.mutate(indicator=joined.municipality + _BETWEEN + joined.indicator).drop("municipality")
    found = gap_change(named, areas, first=first, last=last, settings=settings).to_pyarrow().to_pydict()
    parts = [key.split(_BETWEEN) for key in found.pop("indicator")]
    return memtable({"municipality": [part[0] for part in parts], "indicator": [part[1] for part in parts], **found})
