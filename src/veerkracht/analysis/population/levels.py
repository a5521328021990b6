"""Counts of areas added up to the areas that they are part of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.analysis.population._cells import Crossed
from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, memtable, pull

_SUMMED: Final = ("count", "people")


def roll_up(counts: Table, areas: Table) -> Table:
    """Add the counts of areas up to the areas that they are part of, as far as these go.

    Parameters
    ----------
    counts : Table (area, ..., count, people)
        What `count_groups` returned, for areas of the lowest level.
    areas : Table (area, parent)
        Which area is part of which; `parent` is null at the top.

    Returns
    -------
    Table
        The rows given and below them those of every area above, in the same columns.

    Raises
    ------
    TableError
        If an area is part of itself, by however many steps.

    Examples
    --------
    >>> counts = memtable({"area": ["A", "B"], "group": ["old"] * 2, "count": [1, 2], "people": [5, 6]})
    >>> areas = memtable({"area": ["A", "B"], "parent": ["C", "C"]})
    >>> roll_up(counts, areas).to_pyarrow().to_pylist()[-1]
    {'area': 'C', 'group': 'old', 'count': 3, 'people': 11}
    """
    held = pull(counts)
    keys = [name for name in held.column_names if name not in _SUMMED]
    joined = held.join(_above(areas), "area", join_type="inner").drop_columns("area")
    summed = joined.rename_columns({"above": "area"}).group_by(keys).aggregate([(name, "sum") for name in _SUMMED])
    added = summed.rename_columns({f"{name}_sum": name for name in _SUMMED}).select(held.column_names)
    order = [(name, "ascending") for name in keys]
    return memtable(pa.concat_tables([held, added.sort_by(order).cast(held.schema)]))


def with_above(cells: Crossed, areas: Table) -> Crossed:
    """Add to cells of areas those of every area above, with what was counted added up.

    Raises
    ------
    TableError
        If an area is part of itself, by however many steps.
    """
    every = _above(areas)
    pairs = every.filter(pc.is_in(_column(every, "area"), cells.areas))
    higher = pa.array(sorted(set(pairs["above"].to_pylist())), pa.string())
    within = np.zeros((len(higher), len(cells.areas)))
    within[_at(pairs, "above", higher), _at(pairs, "area", cells.areas)] = 1
    values = {name: np.concatenate([held, (within @ held).astype(held.dtype)]) for name, held in cells.values.items()}
    return Crossed(pa.concat_arrays([cells.areas, higher]), cells.categories, values)


def _column(pairs: pa.Table, name: str) -> pa.Array:
    return pairs[name].combine_chunks()


def _at(pairs: pa.Table, name: str, known: pa.Array) -> Array:
    return np.asarray(pc.index_in(_column(pairs, name), known).to_numpy(zero_copy_only=False))


def _above(areas: Table) -> pa.Table:
    """Return every area with each area that it is part of."""
    rows = pull(areas.select("area", "parent")).to_pydict()
    parents = {area: above for area, above in zip(rows["area"], rows["parent"], strict=True) if above}
    pairs = [(area, above) for area in parents for above in _line(area, parents)]
    return pa.table({"area": [area for area, _ in pairs], "above": [above for _, above in pairs]},
                    schema=pa.schema({"area": pa.string(), "above": pa.string()}))  # fmt: skip


def _line(area: str, parents: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    above = parents.get(area)
    while above is not None:
        if above == area or above in found:
            raise TableError("Area {area} is part of itself. Mend the column parent.", area=area)
        found.append(above)
        above = parents.get(above)
    return found
