"""Protect counts of groups: per area of every level, and of the whole register.

Beside the limits of `protect` these hold: where all but a few of an area belong to a group, its count would tell of
nearly everybody there, and is hidden; and the count of all groups together is hidden wherever that of one of them is,
for it and the other groups would tell of that one. Where nobody lives each group is zero, which hides no other cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.disclosure import ProtectionSettings, audit, protect
from veerkracht.catalogue import GroupSet
from veerkracht.tables import OBSERVATIONS, Array, Status, Table, memtable, pull

PEOPLE: Final = "people"
"""Everybody of an area, beside the groups."""

WHOLE: Final = "everybody"
_SOURCE: Final = "register"
_STRICTEST: Final = ("open", "limited", "forbidden")

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Counts:
    """Counts as `count_groups` returned them, with what they are of; `table` holds every level."""

    table: Table
    definition: GroupSet
    by: tuple[str, ...]
    period: str


@dataclass(frozen=True)
class ProtectedCounts:
    """Counts that may leave the house, the cells hidden, all cells, and the hidden ones that are not safe."""

    counts: Table
    hidden: int
    cells: int
    unsafe: int


@dataclass(frozen=True)
class _Cells:
    """One cell per row: the columns that tell what it is, its indicator, value, whether it must be hidden, and whether
    nobody lives there: then a reader of the count of everybody knows it."""

    keys: pa.Table
    areas: pa.Array
    indicators: pa.Array
    values: Array
    hidden: Flags
    empty: Flags

    def among(self, chosen: Flags, *, hidden: Flags | None = None) -> _Cells:
        """Return some of the cells, hidden as told."""
        mask = pa.array(chosen)
        flags = self.hidden if hidden is None else hidden
        return _Cells(self.keys.filter(mask), self.areas.filter(mask), self.indicators.filter(mask),
                      self.values[chosen], flags[chosen], self.empty[chosen])  # fmt: skip

    def observations(self, period: str) -> Table:
        """Return the cells as observations of one period."""
        rows = len(self.values)
        values = pa.array(np.where(self.hidden | self.empty, np.nan, self.values), from_pandas=True)
        seen = np.where(self.hidden, Status.SUPPRESSED, Status.NORMAL)
        status = np.where(self.empty, Status.NOT_APPLICABLE, seen).tolist()
        return memtable(pa.table({
            "area": self.areas, "period": [period] * rows, "indicator": self.indicators, "value": values,
            "status": status, "source": [_SOURCE] * rows,
        }, schema=OBSERVATIONS.schema.to_pyarrow()))  # fmt: skip


def protected_counts(counts: Counts, areas: Table, *, settings: ProtectionSettings) -> ProtectedCounts:
    """Protect the counts of groups per area.

    Parameters
    ----------
    counts : Counts
        Of every level.
    areas : Table (area, parent)
        Which area is part of which.
    settings : ProtectionSettings
        The limits.

    Returns
    -------
    ProtectedCounts
        `counts` has columns area, those split by, group, value and status; null where hidden.
    """
    cells, described = _cells(counts, settings), _described(counts)
    together = pc.equal(cells.keys["group"], counts.definition.id).to_numpy()
    apart = cells.among(~together)
    first = _protected(apart, described, areas, counts.period, settings)
    beside = np.isin(_places(cells.keys), _places(apart.keys)[np.isnan(first["value"])])
    second = _protected(cells.among(together, hidden=cells.hidden | beside), described, areas, counts.period, settings)
    columns = {name: _filled(together, first[name], second[name]) for name in ("value", "status")}
    columns = _zero_where_nobody_lives(columns, cells)
    out = cells.keys.append_column("value", pa.array(columns["value"], from_pandas=True))
    shown = memtable(out.append_column("status", pa.array(columns["status"], pa.string())))
    unsafe = _unsafe(cells, columns, described, areas, counts.period, settings)
    return ProtectedCounts(shown, int(np.isnan(columns["value"]).sum()), len(together), unsafe)


def _cells(counts: Counts, settings: ProtectionSettings) -> _Cells:
    """Lay out the groups and, once per area and category, everybody there."""
    held = pull(counts.table)
    whole = held.filter(pc.equal(held["group"], counts.definition.id))
    everybody = whole.set_column(whole.column_names.index("group"), "group", pa.array([PEOPLE] * whole.num_rows))
    everybody = everybody.set_column(everybody.column_names.index("count"), "count", everybody["people"])
    rows = pa.concat_tables([held, everybody]).combine_chunks()
    keys = rows.select(["area", *counts.by, "group"])
    values, people = rows["count"].to_numpy().astype(float), rows["people"].to_numpy()
    nearly_all = (people - values < settings.min_count_limited) & (values > 0)
    strict = pc.is_in(rows["group"], pa.array(_strict(counts.definition), pa.string())).to_numpy()
    empty = (people == 0) & pc.not_equal(rows["group"], PEOPLE).to_numpy()
    return _Cells(keys, rows["area"].combine_chunks(), _indicators(keys), values, nearly_all & strict, empty)


def _strict(definition: GroupSet) -> list[str]:
    return [name for name, sensitivity in _sensitivities(definition).items() if sensitivity != "open"]


def _sensitivities(definition: GroupSet) -> dict[str, str]:
    groups = {group.id: group.sensitivity for group in definition.groups}
    return {**groups, definition.id: _strictest(definition.sensitivity, *groups.values()), PEOPLE: "open"}


def _strictest(*sensitivities: str) -> str:
    return max(sensitivities, key=_STRICTEST.index)


def _indicators(keys: pa.Table) -> pa.Array:
    """Return a name for each group and category: cells of one name add up over areas."""
    words = [pc.fill_null(keys[name].cast(pa.string()), "") for name in ("group", *_split(keys))]
    return pc.binary_join_element_wise(*words, "\x1f").combine_chunks()


def _split(keys: pa.Table) -> list[str]:
    return [name for name in keys.column_names if name not in ("area", "group")]


def _places(keys: pa.Table) -> Array:
    """Return a name for each area and category: cells of one name are about the same people."""
    words = [pc.fill_null(keys[name].cast(pa.string()), "") for name in ("area", *_split(keys))]
    return np.asarray(pc.binary_join_element_wise(*words, "\x1f").to_numpy())


def _described(counts: Counts) -> Table:
    strictness = _sensitivities(counts.definition)
    keys = pull(counts.table).select([*counts.by]) if counts.by else pa.table({"none": [""]})
    kinds = keys.group_by(keys.column_names).aggregate([])
    names: dict[str, str] = {}
    for group, sensitivity in strictness.items():
        group_keys = kinds.select(list(counts.by)).append_column("group", pa.array([group] * kinds.num_rows))
        names |= dict.fromkeys(_indicators(group_keys).to_pylist(), sensitivity)
    return _indicator_table(names)


def _indicator_table(sensitivities: Mapping[str, str]) -> Table:
    names = list(sensitivities)
    return memtable(pa.table({
        "indicator": names, "kind": ["count"] * len(names), "sensitivity": list(sensitivities.values()),
        "rounding": pa.nulls(len(names), pa.float64()), "denominator": pa.nulls(len(names), pa.string()),
    }))  # fmt: skip


def _protected(
    cells: _Cells, described: Table, areas: Table, period: str, settings: ProtectionSettings
) -> dict[str, Array]:
    """Return value and status of each cell after protection, in the order of the cells."""
    given = cells.observations(period)
    out = pull(protect(given, described, parents=areas, settings=settings))
    order = np.lexsort((cells.areas.to_numpy(False), cells.indicators.to_numpy(False)))
    back = np.empty(len(order), np.intp)
    sorted_out = out.sort_by([("indicator", "ascending"), ("area", "ascending")])
    back[order] = np.arange(len(order))
    return {name: sorted_out[name].to_numpy()[back] for name in ("value", "status")}


def _filled(chosen: Flags, apart: Array, together: Array) -> Array:
    whole = np.empty(len(chosen), apart.dtype)
    whole[~chosen], whole[chosen] = apart, together
    return whole


def _zero_where_nobody_lives(columns: Mapping[str, Array], cells: _Cells) -> dict[str, Array]:
    """Show zero for each group where everybody is shown as zero; hide it where that is hidden."""
    everybody = pc.equal(cells.keys["group"], PEOPLE).to_numpy()
    places = _places(cells.keys)
    told = cells.empty & np.isin(places, places[everybody & (columns["value"] == 0)])
    status = np.where(told, Status.NORMAL, np.where(cells.empty, Status.SUPPRESSED, columns["status"]))
    return {"value": np.where(told, 0.0, columns["value"]), "status": status}


def _unsafe(
    cells: _Cells, columns: Mapping[str, Array], described: Table, areas: Table, period: str,
    settings: ProtectionSettings,
) -> int:  # fmt: skip
    shown = _Cells(cells.keys, cells.areas, cells.indicators, columns["value"], np.isnan(columns["value"]), cells.empty)
    found = audit(shown.observations(period), areas, indicators=described, settings=settings)
    return int(found.filter(~found.safe).count().to_pyarrow().as_py())


def protected_whole(
    tables: Mapping[str, Table], definition: GroupSet, *, period: str, settings: ProtectionSettings
) -> Table:
    """Protect what is told of the whole register.

    Parameters
    ----------
    tables : mapping
        ``overlap`` as `overlap_of_groups`, ``memberships`` as `count_memberships`, ``unknown`` as `count_unknown`.
    definition : GroupSet
        Of which groups.
    period : str
        Of which moment.
    settings : ProtectionSettings
        The limits.

    Returns
    -------
    Table (kind, group, other, value, status)
        `group` is a number of groups where `kind` is memberships; `other` is null but for overlaps.
    """
    rows = [*_overlap_rows(tables["overlap"], settings), *_membership_rows(tables["memberships"]),
            *_unknown_rows(tables["unknown"])]  # fmt: skip
    keys = pa.table({name: [row[place] for row in rows] for place, name in enumerate(("kind", "group", "other"))})
    cells = _Cells(
        keys, pa.array([row[1] if row[0] == "memberships" else WHOLE for row in rows]),
        pa.array([row[0] if row[0] == "memberships" else f"{row[0]} {row[1]} {row[2]}" for row in rows]),
        np.array([row[3] for row in rows], float), np.array([row[4] for row in rows], bool), np.zeros(len(rows), bool),
    )  # fmt: skip
    strictness = _sensitivities(definition)
    names = {
        name: _strictest(definition.sensitivity, *(strictness[part] for part in (row[1], row[2]) if part in strictness))
        for name, row in zip(cells.indicators.to_pylist(), rows, strict=True)
    }
    numbers = [row[1] for row in rows if row[0] == "memberships" and row[1] != WHOLE]
    parents = memtable({"area": numbers, "parent": [WHOLE] * len(numbers)})
    out = _protected(cells, _indicator_table(names), parents, period, settings)
    told = keys.append_column("value", pa.array(out["value"], from_pandas=True))
    return memtable(told.append_column("status", pa.array(out["status"], pa.string())))


_Row = tuple[str, str, str | None, int, bool]  # kind, group, other, value, hidden


def _overlap_rows(overlap: Table, settings: ProtectionSettings) -> list[_Row]:
    """Hide an overlap from which a reader could tell that nearly everybody of a group is in the other."""
    held = pull(overlap).to_pylist()
    size = {row["group"]: row["count"] for row in held if row["group"] == row["other"]}
    found: list[_Row] = []
    for row in held:
        left = min(size[row["group"]], size[row["other"]]) - row["count"]
        near = row["group"] != row["other"] and left < settings.min_count_limited
        found.append(("overlap", row["group"], row["other"], row["count"], near))
    return found


def _membership_rows(memberships: Table) -> list[_Row]:
    held = pull(memberships).to_pylist()
    parts: list[_Row] = [("memberships", str(row["groups"]), None, row["count"], False) for row in held]
    return [*parts, ("memberships", WHOLE, None, sum(row["count"] for row in held), False)]


def _unknown_rows(unknown: Table) -> list[_Row]:
    held = pull(unknown).group_by("group", use_threads=False).aggregate([("count", "sum")]).to_pylist()
    return [("unknown", row["group"], None, row["count_sum"], False) for row in held]
