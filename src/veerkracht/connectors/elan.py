"""District panel 2009-2022 of ELAN / Health Campus The Hague: shares and means per area and year.

The files write 0.0, or leave the cell empty, for whatever they do not tell; neither is ever a value of zero.
A column without any value in a year was not asked then. In a year in which other areas have a value, an
absent one was withheld: counts below ten are not released.

Small districts are published together with a neighbour, and both rows carry the figure of the two. They are
recognised by being equal in every column in every year. The first of them keeps the value, marked
`Status.SHARED_WITH`; the others are null and `Status.SHARED_IN`, so that sums count each person once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.connectors.cells import level_of, municipality_of, parent_of
from veerkracht.connectors.names import tidy_name
from veerkracht.connectors.panel import (
    Block,
    area_codes,
    check_unique,
    in_municipality,
    number_column,
    observations_of,
    read_csv_columns,
    rules_in_file,
    year_column,
)
from veerkracht.errors import InputError
from veerkracht.tables import AREAS, CROSSWALK, ColumnRule, Status, Table, table_of

__all__ = [
    "areas_of_elan", "read_elan_districts", "read_elan_municipalities", "read_elan_supply", "shared_districts",
]  # fmt: skip

_YEAR: Final = "YEAR"
_AREA_NAMES: Final = ("Wijknaam", "WKN", "gem_name", "GMN")
_LABELS: Final = frozenset({"WKC", "GMC", _YEAR, *_AREA_NAMES, "cluster", "Cluster"})
_PANELS: Final = 4  # files of an edition: districts and municipalities, shares and means
_UNKNOWN_PLACE: Final = "--"  # ends the code of people whose district is not known
_ABSENT: Final = frozenset({"", "0", "0.0", "nan"})
_SUPPLY: Final = {"general_practitioners": "Doctors", "practice_nurses": "Nurses", "practices": "Practices"}


@dataclass(frozen=True)
class _Panel:
    """A file with its key read; `shared` says for an area whose figures it is published with."""

    path: Path
    codes: list[str]
    years: list[int]
    columns: dict[str, list[str]]
    shared: dict[str, str]


def read_elan_districts(
    path: Path, rules: Sequence[ColumnRule], *, source: str, municipality: str | None = None
) -> Table:
    """Read a district file (``df_count_ver_3``, ``df_numeric_ver_3`` or ``df_numeric_ver_6``).

    Parameters
    ----------
    path : Path
        The file; key ``WKC`` and ``YEAR``.
    rules : Sequence of ColumnRule
        Those with source ``elan_district`` whose column this file has are used.
    source : str
        Id of the source, written in each row.
    municipality : str, optional
        Keep only the districts of this municipality; what was not asked, and which districts share their
        figures, is judged on the whole file.

    Returns
    -------
    Table (OBSERVATIONS)
        Values times the scale of the rule; shares in the file are fractions 0-1.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If the file is empty, lacks its key or all columns of the rules, repeats a key, or a cell is no number.
    """
    return _read_panel(path, rules, key="WKC", kind="elan_district", source=source, municipality=municipality)


def read_elan_municipalities(
    path: Path, rules: Sequence[ColumnRule], *, source: str, municipality: str | None = None
) -> Table:
    """Read a municipality file (``df_count_gem_ver_6`` or ``df_numeric_gem_ver_6``).

    Some columns are counts (``Low_Income``, ``WMO_user``), others fractions (``Welfare_benefit_user``): the
    scale of a rule tells; a count is divided by its population by whoever needs the share.

    Parameters
    ----------
    path : Path
        The file; key ``GMC`` and ``YEAR``.
    rules : Sequence of ColumnRule
        Those with source ``elan_municipality`` whose column this file has are used.
    source : str
        Id of the source, written in each row.
    municipality : str, optional
        Keep only this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        Values times the scale of the rule.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If the file is empty, lacks its key or all columns of the rules, repeats a key, or a cell is no number.
    """
    return _read_panel(path, rules, key="GMC", kind="elan_municipality", source=source, municipality=municipality)


def shared_districts(path: Path) -> Table:
    """List the districts that are published together with another one.

    Parameters
    ----------
    path : Path
        A district file of the panel.

    Returns
    -------
    Table (CROSSWALK)
        `source`: the district without a figure of its own; `target`: the district that carries the figure of
        both; `share`: 1.

    Raises
    ------
    MissingDataError, InputError
        As `read_elan_districts`.
    """
    pairs = sorted(_open_panel(path, "WKC").shared.items())
    rows = [{"source": second, "target": first, "share": 1.0} for second, first in pairs]
    return table_of(CROSSWALK, rows)


def areas_of_elan(path: Path, *, division: int) -> Table:
    """Return the areas of a panel file with their names, without boundaries.

    Parameters
    ----------
    path : Path
        A file of the panel, districts or municipalities.
    division : int
        Year of the boundaries; the file does not say.

    Returns
    -------
    Table (AREAS)
        Names without number and level; the source cuts some of them at forty characters.

    Raises
    ------
    MissingDataError, InputError
        As `read_elan_districts`.
    """
    panel = _open_panel(path, None)
    column = next((name for name in _AREA_NAMES if name in panel.columns), None)
    if column is None:
        raise InputError("{file}: no column with names ({names}). Use a file of the panel.",
                         file=path, names=", ".join(_AREA_NAMES))  # fmt: skip
    named = {code: text for code, text in zip(panel.codes, panel.columns[column], strict=True) if _is_placed(code)}
    return table_of(AREAS, [
        {"area": code, "level": level_of(code), "name": _name(text), "parent": parent_of(code),
         "municipality": municipality_of(code), "division": division}
        for code, text in sorted(named.items())
    ])  # fmt: skip


def _name(text: str) -> str:
    name = tidy_name(text)
    word, _, rest = name.partition(" ")
    # this file writes the word for district before every name, also before those without a number
    return rest if word == "Wijk" and not rest[:1].isdigit() else name


def read_elan_supply(path: Path, *, source: str, period: str, municipality: str | None = None) -> Table:
    """Read the general practices per district (``df_supply_CLUSTERED_3``).

    Parameters
    ----------
    path : Path
        The file; key ``WKC``. It does not say of which year it is.
    source : str
        Id of the source, written in each row.
    period : str
        The year to write in each row.
    municipality : str, optional
        Keep only the districts of this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        Indicators `general_practitioners`, `practice_nurses` and `practices`, all counts. A district that has
        a practice but no doctor on record is missing both persons' counts. Districts with the figures of a
        neighbour are marked as in `read_elan_districts`.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If the file is empty, lacks a column, repeats a district, or a cell is no number.
    """
    columns = read_csv_columns(path, needs=["WKC", "Patients", *_SUPPLY.values()])
    codes = area_codes(columns["WKC"], path=path, column="WKC")
    check_unique([(code,) for code in codes], path=path, column="WKC")
    shared = _supply_shared(codes, columns)
    blocks = [
        Block(indicator, codes, [period] * len(codes), values, _told(values))
        for indicator, values in _supply_counts(columns, path).items()
    ]
    kept = [_only(_mark_shared(block, shared), municipality, path) for block in blocks]
    return observations_of(kept, source=source)


def _told(values: NDArray[np.float64]) -> list[str]:
    return [Status.MISSING if absent else Status.NORMAL for absent in np.isnan(values)]


def _supply_counts(columns: dict[str, list[str]], path: Path) -> dict[str, NDArray[np.float64]]:
    counts = {indicator: number_column(columns[name], path=path, column=name)[0] for indicator, name in _SUPPLY.items()}
    unrecorded = (counts["general_practitioners"] == 0) & (counts["practices"] > 0)
    counts["practice_nurses"][unrecorded & (counts["practice_nurses"] == 0)] = np.nan
    counts["general_practitioners"][unrecorded] = np.nan
    return counts


def _supply_shared(codes: list[str], columns: dict[str, list[str]]) -> dict[str, str]:
    # a practice or two can be equal by chance; the same number of patients cannot
    told = [patients not in _ABSENT for patients in columns["Patients"]]
    kept = {name: _take(cells, told) for name, cells in columns.items()}
    return _find_shared(_take(codes, told), [0] * sum(told), kept)


def _read_panel(
    path: Path, rules: Sequence[ColumnRule], *, key: str, kind: str, source: str, municipality: str | None
) -> Table:
    panel = _open_panel(path, key)
    usable = rules_in_file(rules, source=kind, found=list(panel.columns), path=path)
    blocks = [_mark_shared(_read_rule(panel, rule), panel.shared) for rule in usable]
    return observations_of([_only(block, municipality, path) for block in blocks], source=source)


def _open_panel(path: Path, key: str | None) -> _Panel:
    stamp = path.stat() if path.exists() else None
    return _read_open(path, key, stamp and (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino))


@lru_cache(maxsize=_PANELS)
def _read_open(path: Path, key: str | None, stamp: tuple[int, int, int] | None) -> _Panel:
    """Read a file, which is asked for the city, for its region and for what it shares; anew when it was written anew."""
    columns = read_csv_columns(path, needs=[_YEAR] if key is None else [key, _YEAR])
    key = key or ("WKC" if "WKC" in columns else "GMC")
    if key not in columns:
        raise InputError("{file}: column WKC or GMC is absent. Use a file of the panel.", file=path)
    years = year_column(columns[_YEAR], path=path, column=_YEAR)
    codes = area_codes(columns[key], path=path, column=key, except_ending=_UNKNOWN_PLACE)
    check_unique(list(zip(codes, years, strict=True)), path=path, column=f"{key}, {_YEAR}")
    return _Panel(path, codes, years, columns, _find_shared(codes, years, columns))


def _find_shared(codes: list[str], years: list[int], columns: dict[str, list[str]]) -> dict[str, str]:
    """Say for each area whose figures are those of an area with a lower code: which one."""
    figures = zip(*(cells for name, cells in columns.items() if name not in _LABELS), strict=True)
    history: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for code, year, row in zip(codes, years, figures, strict=True):
        history[code].append((year, row))
    groups: dict[tuple[tuple[int, tuple[str, ...]], ...], list[str]] = defaultdict(list)
    for code in sorted(history):
        if any(not _ABSENT.issuperset(row) for _, row in history[code]):
            groups[tuple(sorted(history[code]))].append(code)
    return {other: members[0] for members in groups.values() for other in members[1:]}


def _read_rule(panel: _Panel, rule: ColumnRule) -> Block:
    texts = ["" if text == "nan" else text for text in panel.columns[rule.column]]
    values, _ = number_column(texts, path=panel.path, column=rule.column)
    years = np.array(panel.years)
    absent = np.isnan(values) | (values == 0)
    asked = np.isin(years, years[~absent])
    statuses = np.where(absent, np.where(asked, Status.SUPPRESSED, Status.NOT_ASKED), Status.NORMAL)
    scaled = np.where(absent, np.nan, values * rule.scale)
    block = Block(rule.indicator, panel.codes, [str(year) for year in panel.years], scaled, statuses.tolist())
    return _select(block, (years >= rule.first) & (years <= rule.last))


def _mark_shared(block: Block, shared: dict[str, str]) -> Block:
    carriers = set(shared.values())
    marks = [
        status if status in Status.ABSENT
        else Status.SHARED_IN if area in shared
        else Status.SHARED_WITH if area in carriers
        else status
        for area, status in zip(block.areas, block.statuses, strict=True)
    ]  # fmt: skip
    values = np.where([mark == Status.SHARED_IN for mark in marks], np.nan, block.values)
    return Block(block.indicator, block.areas, block.periods, values, marks)


def _only(block: Block, municipality: str | None, path: Path) -> Block:
    placed = np.array([_is_placed(area) for area in block.areas], dtype=bool)
    return _select(block, placed & in_municipality(block.areas, municipality, path=path))


def _is_placed(code: str) -> bool:
    return not code.endswith(_UNKNOWN_PLACE)


def _select(block: Block, chosen: NDArray[np.bool_]) -> Block:
    keep = chosen.tolist()
    areas, periods = _take(block.areas, keep), _take(block.periods, keep)
    return Block(block.indicator, areas, periods, block.values[chosen], _take(block.statuses, keep))


def _take(cells: Sequence[str], keep: list[bool]) -> list[str]:
    return list(compress(cells, keep))
