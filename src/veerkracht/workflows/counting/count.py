"""Count who lives where in a register of households and persons, and let out what protection allows.

Rows of people stay in the engine; only counts come here, and only protected counts are returned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from veerkracht.analysis.disclosure import DEFAULT_SETTINGS, ProtectionSettings
from veerkracht.analysis.population import (
    Condition,
    banded,
    check_households,
    check_rows,
    count_groups,
    count_memberships,
    count_unknown,
    overlap_of_groups,
    roll_up,
    together,
    with_households,
    with_members,
)
from veerkracht.catalogue import GroupSet, group_set
from veerkracht.connectors.area_tree import read_area_tree
from veerkracht.engine import Engine
from veerkracht.errors import UsageError
from veerkracht.tables import Table
from veerkracht.workflows.counting.protecting import Counts, protected_counts, protected_whole
from veerkracht.workflows.counting.sampling import estimated

Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class CountRequest:
    """What is asked for.

    Parameters
    ----------
    areas : Path
        CSV with area and parent: the areas of the lowest level, in which people live, and those above.
    period : str
        Of which moment the register is, for example ``"2024"``.
    persons, households : str
        Parquet as the engine sees it; empty where there is none.
    groups : str
        Name of a set of groups of the catalogue, or the path of a file.
    by : tuple of str
        Columns to split by.
    leave_out_unplaced : bool
        Leave out who has no area, and tell how many; otherwise that is an error.
    """

    areas: Path
    period: str
    persons: str = ""
    households: str = ""
    groups: str = "vulnerable_people"
    by: tuple[str, ...] = ()
    leave_out_unplaced: bool = False


@dataclass(frozen=True)
class CountFinding:
    """Protected counts.

    Parameters
    ----------
    definition : GroupSet
        Who was counted.
    counts : Table (area, *by, group, value, status)
        Per area of every level; the groups, all together under the name of the set, and everybody as ``people``. Of a sample
        with weights `value` is an estimate, and beside it stands its `standard_error`.
    whole : Table (kind, group, other, value, status), or None
        Of the whole register: overlaps of pairs, how many are in so many groups, and of whom it is not known. Not of a sample.
    engine : str
        Where it was computed.
    period : str
        Of which moment.
    rows : int
        How many persons or households the register has.
    unplaced : int
        How many of them were left out because they have no area, to the next multiple of the rounding base.
    hidden, cells : int
        Cells that protection hid, and all of them.
    unsafe : int
        Hidden cells that the audit could still work out too closely.
    """

    definition: GroupSet
    counts: Table
    whole: Table | None
    engine: str
    period: str
    rows: int
    unplaced: int
    hidden: int
    cells: int
    unsafe: int


def count_people(
    request: CountRequest,
    engine: Engine,
    *,
    settings: ProtectionSettings = DEFAULT_SETTINGS,
    progress: Progress = lambda stage, what: None,
) -> CountFinding:
    """Count the groups of a set per area, check what is counted, and protect the counts.

    Parameters
    ----------
    request : CountRequest
        What is asked for.
    engine : Engine
        Where the rows are and stay.
    settings : ProtectionSettings
        The limits of protection.
    progress : callable
        Told of each step.

    Returns
    -------
    CountFinding
        Figures that may leave the house.

    Raises
    ------
    UsageError
        If the set of groups does not exist, or the register lacks the table of what is counted.
    InputError, MissingDataError, TableError, SettingError
        If a file, definition or row does not fit; an error never tells of a person.
    ServiceError
        If the engine fails.
    """
    definition, areas = group_set(request.groups), read_area_tree(request.areas)
    progress("read", definition.id)
    rows, total = _checked(request, definition, engine)
    rows, unplaced = _placed(rows) if request.leave_out_unplaced else (rows, 0)
    rows = _with_bands(rows, definition)
    progress("compute", definition.id)
    conditions = definition.conditions
    every = {**conditions, definition.id: together(conditions)}
    lowest = areas.anti_join(areas.select(area="parent"), "area")
    counts = count_groups(rows, groups=every, by=request.by, areas=lowest)
    progress("compute", "protect")
    out = protected_counts(Counts(roll_up(counts, areas), definition, request.by, request.period), areas,
                           settings=settings)  # fmt: skip
    if definition.weights:
        out = estimated(rows, definition, out, areas=areas, by=request.by, settings=settings)
        whole = None  # overlaps of rows drawn say nothing of the people they stand for
    else:
        whole = protected_whole(_whole(rows, conditions), definition, period=request.period, settings=settings)
    base = settings.rounding_base
    return CountFinding(definition, out.counts, whole, engine.name, request.period, total, -(-unplaced // base) * base,
                        out.hidden, out.cells, out.unsafe)  # fmt: skip


def _checked(request: CountRequest, definition: GroupSet, engine: Engine) -> tuple[Table, int]:
    """Return one row per person or household that is counted, with all columns, and how many there are."""
    persons, households = (
        _named(engine.parquet(place), definition) if place else None for place in (request.persons, request.households)
    )
    for table, key in ((persons, "person"), (households, "household")):
        if table is None and definition.unit == key:
            raise UsageError("{groups} counts each {unit}, so it needs their file. Give it with --{unit}s.",
                             groups=definition.id, unit=key)  # fmt: skip
    numbers = {key: check_rows(table, key=key) for table, key in ((persons, "person"), (households, "household"))
               if table is not None}  # fmt: skip
    if persons is not None and households is not None:
        check_households(persons, households)
    return _joined(persons, households, definition), numbers[definition.unit]


def _joined(persons: Table | None, households: Table | None, definition: GroupSet) -> Table:
    if definition.unit == "person":
        assert persons is not None
        return persons if households is None else with_households(persons, households)
    assert households is not None
    return households if persons is None else with_members(households, persons, groups=definition.conditions)


def _named(table: Table, definition: GroupSet) -> Table:
    return table.rename({ours: theirs for ours, theirs in definition.columns.items() if theirs in table.columns})


def _with_bands(rows: Table, definition: GroupSet) -> Table:
    for band in definition.bands:
        if band.column in rows.columns:
            rows = banded(rows, column=band.column, bounds=band.bounds, name=band.name)
    return rows


def _placed(rows: Table) -> tuple[Table, int]:
    placed = rows.filter(rows.area.notnull())
    return placed, int(rows.filter(rows.area.isnull()).count().to_pyarrow().as_py())


def _whole(rows: Table, conditions: Mapping[str, Condition]) -> dict[str, Table]:
    return {
        "overlap": overlap_of_groups(rows, groups=conditions),
        "memberships": count_memberships(rows, groups=conditions),
        "unknown": count_unknown(rows, groups=conditions),
    }
