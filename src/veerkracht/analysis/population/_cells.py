"""What an engine counted per area and category, as arrays in which every area meets every category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Scalar
from numpy.typing import NDArray

from veerkracht.analysis.population.keys import check_column, check_known_areas
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Array, Table, memtable, pull

TAKEN: Final = ("area", "group", "people", "count", "estimate", "standard_error")
"""Names of columns that the result has itself."""


@dataclass(frozen=True)
class Crossed:
    """Cells of areas by categories.

    Parameters
    ----------
    areas : pa.Array
        Codes of all areas, sorted.
    categories : pa.Table
        One row per category that occurs, a column per name that was asked for.
    values : mapping of str to array (areas, categories)
        What was counted; 0 where nobody is.
    """

    areas: pa.Array
    categories: pa.Table
    values: Mapping[str, Array]


def crossed(people: Table, measures: Mapping[str, Scalar], *, by: Sequence[str], areas: Table | None) -> Crossed:
    """Compute measures per area and category in the engine, and lay them out.

    Raises
    ------
    SettingError
        If a category has a name that the result takes itself.
    TableError
        If a category is no column, or holds broken numbers, or areas are absent or unknown.
    """
    _check_categories(people, by)
    found = pull(people.group_by("area", *by).agg(**measures))
    codes, number = found["area"], found["people"]
    listed = memtable({"area": codes.drop_null()}) if areas is None else areas
    known = check_known_areas(codes, number, areas=listed)
    categories, which = _categories(found.select(list(by)))
    at = pc.index_in(codes, known).to_numpy(), which
    values = {name: _laid_out(found[name], at, (len(known), len(categories) if by else 1)) for name in measures}
    return Crossed(known, categories, values)


def _check_categories(people: Table, by: Sequence[str]) -> None:
    for name in by:
        if name in TAKEN:
            raise SettingError("Counts cannot be split by {name}: the result has that column itself. Rename it.",
                               name=name)  # fmt: skip
        check_column(people, name)
        kind = people[name].type()
        if not (kind.is_string() or kind.is_integer() or kind.is_boolean()):
            raise TableError("Column {name} of type {type} holds no categories. Make bands of it, or text.",
                             name=name, type=str(kind))  # fmt: skip


def _laid_out(column: pa.ChunkedArray, at: tuple[Array, Array], shape: tuple[int, int]) -> Array:
    cells = column.to_numpy()
    laid = np.zeros(shape, cells.dtype)
    laid[at] = cells
    return laid


def _categories(rows: pa.Table) -> tuple[pa.Table, NDArray[np.intp]]:
    """Return the distinct rows in order, and which of them each row is."""
    whole = np.zeros(rows.num_rows, np.int64)
    for column in rows.columns:
        encoded = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
        rank = np.argsort(pc.array_sort_indices(encoded.dictionary).to_numpy())
        whole = whole * len(rank) + rank[encoded.indices.to_numpy()]
    _, first, which = np.unique(whole, return_index=True, return_inverse=True)
    return rows.take(pa.array(first)), which


def long_table(cells: Crossed, groups: Iterable[str], columns: Mapping[str, Array]) -> Table:
    """Return one row per area, category and group, in that order.

    Parameters
    ----------
    cells : Crossed
        Areas and categories.
    groups : iterable of str
        Names along the last axis.
    columns : mapping of str to array
        Of areas x categories x groups, or of areas x categories where all groups share it; NaN becomes null.
    """
    names = list(groups)
    places, kinds, each = len(cells.areas), next(iter(columns.values())).shape[1], len(names)
    shape = (places, kinds, each)
    area, category, group = (
        np.broadcast_to(axis.astype(np.int32), shape).ravel() for axis in np.ogrid[:places, :kinds, :each]
    )
    told = {"area": cells.areas.take(pa.array(area))}
    for name in cells.categories.column_names:
        told[name] = cells.categories[name].combine_chunks().take(pa.array(category))
    told["group"] = pa.array(names, pa.string()).take(pa.array(group))
    for name, values in columns.items():
        full = values if values.ndim == len(shape) else np.broadcast_to(values[..., None], shape)
        told[name] = pa.array(full.ravel(), from_pandas=True)
    return memtable(pa.table(told))
