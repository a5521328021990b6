"""The worked example of a composite index that the Joint Research Centre publishes: 51 countries, 49 indicators.

The folder holds the inputs, and in `expected/` what another package computed from them, one file per step. The
inputs become shared tables here; `expected_values` and its siblings lay an answer out in the order that is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.connectors.panel import check_has, number_column, read_csv_columns
from veerkracht.errors import InputError
from veerkracht.tables import FRAMEWORK, INDICATORS, OBSERVATIONS, Status, Table, memtable, stack, table_of

__all__ = [
    "PERIOD", "expected_flags", "expected_panel", "expected_texts", "expected_values", "read_example_denominators",
    "read_example_framework", "read_example_goalposts", "read_example_groups", "read_example_indicators",
    "read_example_observations", "read_example_panel", "read_example_units", "read_example_weights",
    "read_world_denominators",
]  # fmt: skip

PERIOD: Final = "2018"
"""The one year of the example; the panel has 2018 to 2022."""
_SOURCE: Final = "asem"
_DATA, _META, _PANEL = "ASEM_iData.csv", "ASEM_iMeta.csv", "asem_idata_panel.csv"
_KEY, _YEAR, _CODE = "uCode", "Time", "iCode"
_ABSENT: Final = ("", "NA", "NaN")
_INFINITE: Final = {"Inf": np.inf, "-Inf": -np.inf}  # where the other package divided by zero
_MISSING: Final = "."  # how a number cell says that it is missing

Floats = NDArray[np.float64]
Columns = dict[str, list[str]]


def read_example_observations(folder: Path) -> Table:
    """Read the 49 indicators as published, for one year and before anything is divided.

    Parameters
    ----------
    folder : Path
        Folder with the example.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`, one row per country and indicator.

    Raises
    ------
    MissingDataError
        If a file is not there.
    InputError
        If a column is absent or a cell holds no number.
    """
    return _observations(folder / _DATA, _codes_of(folder, "Indicator"))


def read_example_panel(folder: Path) -> Table:
    """Read the 49 indicators of five years, as `read_example_observations` does for one."""
    return _observations(folder / _PANEL, _codes_of(folder, "Indicator"))


def read_example_denominators(folder: Path, *, panel: bool = False) -> Table:
    """Read the area, energy, product and population of each country, by which indicators are divided.

    Parameters
    ----------
    folder : Path
        Folder with the example.
    panel : bool
        Of the five years, instead of the one.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`, with the denominator in the place of the indicator; see `read_example_indicators`.
    """
    return _observations(folder / (_PANEL if panel else _DATA), _codes_of(folder, "Denominator"))


def read_world_denominators(folder: Path) -> Table:
    """Read the product, population and area of 249 countries, as `read_example_denominators` does for 51."""
    return _observations(folder / "world_denoms.csv", ("GDP", "Population", "Area", "GDPpc"))


def read_example_indicators(folder: Path) -> Table:
    """Read what is known of each indicator.

    Returns
    -------
    Table
        `INDICATORS`, with label, unit, direction, theme (its pillar) and denominator (null for none).
    """
    meta = _meta(folder)
    rows = [
        {"indicator": row[_CODE], "label_en": row["iName"], "unit": row["Unit"], "direction": int(row["Direction"]),
         "theme": row["Parent"], "denominator": _text(row["Denominator"])}
        for row in meta if row["Type"] == "Indicator"
    ]  # fmt: skip
    return table_of(INDICATORS, rows)


def read_example_framework(folder: Path) -> Table:
    """Read the tree of the index: indicators in eight pillars, pillars in two sub-indices, these in the index.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`; the index has no parent.
    """
    rows = [
        {"element": row[_CODE], "parent": _text(row["Parent"]), "weight": float(row["Weight"])}
        for row in _meta(folder) if row["Type"] in ("Indicator", "Aggregate")
    ]  # fmt: skip
    return table_of(FRAMEWORK, rows)


def read_example_goalposts(folder: Path) -> Table:
    """Read the goalposts (indicator, worst, best), direction in their order, and the targets beside them (target)."""
    columns = read_csv_columns(folder / "goalposts.csv", needs=(_CODE, "lo", "hi", "direction"))
    low, high, direction = (np.array([float(text) for text in columns[name]]) for name in ("lo", "hi", "direction"))
    targets = {row[_CODE]: row["Target"] for row in _meta(folder)}
    return memtable({
        "indicator": columns[_CODE], "worst": np.where(direction > 0, low, high),
        "best": np.where(direction > 0, high, low), "target": [float(targets[code]) for code in columns[_CODE]],
    })  # fmt: skip


def read_example_groups(folder: Path) -> Table:
    """Read to which group each country belongs, in four groupings (area, grouping, group)."""
    columns = read_csv_columns(folder / _DATA, needs=(_KEY,))
    groupings = _codes_of(folder, "Group")
    check_has(folder / _DATA, list(columns), groupings)
    return memtable({
        "area": columns[_KEY] * len(groupings),
        "grouping": [name for name in groupings for _ in columns[_KEY]],
        "group": [group for name in groupings for group in columns[name]],
    })  # fmt: skip


def read_example_units(folder: Path) -> Table:
    """Read the countries (area, name) in the order of the source."""
    columns = read_csv_columns(folder / _DATA, needs=(_KEY, "uName"))
    return memtable({"area": columns[_KEY], "name": columns["uName"]})


def read_example_weights(folder: Path, *, drawn: bool = False) -> Table:
    """Read the weights of every element per level.

    Parameters
    ----------
    folder : Path
        Folder with the example.
    drawn : bool
        The 100 noisy sets of the uncertainty analysis, instead of the original.

    Returns
    -------
    Table (draw, element, level, weight)
        Draw 0 is the original; the noisy sets are 1 to 100.
    """
    name = "sa_noisy_weights_100.csv" if drawn else "weights_original.csv"
    columns = read_csv_columns(folder / name, needs=(_CODE, "Level"))
    sets = {name: column for name, column in columns.items() if name not in (_CODE, "Level")}
    count = len(columns[_CODE])
    return memtable({
        "draw": [draw for draw in range(1 if drawn else 0, len(sets) + drawn) for _ in range(count)],
        "element": columns[_CODE] * len(sets), "level": [int(level) for level in columns["Level"]] * len(sets),
        "weight": [float(text) for column in sets.values() for text in column],
    })  # fmt: skip


def expected_values(folder: Path, name: str, *, rows: Sequence[str], columns: Sequence[str], key: str = _KEY) -> Floats:
    """Lay one expected answer out as an array.

    Parameters
    ----------
    folder : Path
        Folder with the example.
    name : str
        Name of the file in `expected/`, or of a file beside it, without ``.csv``.
    rows, columns : sequence of str
        The keys and headings wanted, in this order.
    key : str
        Heading of the column with the keys: ``"uCode"`` of countries, ``"iCode"`` of indicators.

    Returns
    -------
    array (rows x columns)
        NaN where the cell is empty; infinite where the other package divided by zero.

    Raises
    ------
    InputError
        If a heading or key is absent or a cell holds no number.
    """
    path, found = _expected(folder, name, (key, *columns))
    place = _places(path, found[key], rows)
    return np.column_stack([_numbers(path, found, column)[place] for column in columns])


def expected_panel(
    folder: Path, name: str, *, areas: Sequence[str], periods: Sequence[str], columns: Sequence[str]
) -> Floats:
    """Lay one expected answer of several years out as areas x periods x columns; NaN where it has no row."""
    path, found = _expected(folder, name, (_KEY, _YEAR, *columns))
    place = {key: row for row, key in enumerate(zip(found[_KEY], found[_YEAR], strict=True))}
    at = np.array([[place.get((area, period), -1) for period in periods] for area in areas], np.intp)
    cells = np.column_stack([_numbers(path, found, column) for column in columns])
    return np.where((at >= 0)[:, :, None], cells[at], np.nan)


def expected_flags(folder: Path, name: str, *, rows: Sequence[str], column: str, key: str = _KEY) -> list[bool | None]:
    """Return a column of ``TRUE`` and ``FALSE`` in the order of the rows; None where the cell is empty."""
    path, found = _expected(folder, name, (key, column))
    flags = {"TRUE": True, "FALSE": False}
    return [flags.get(found[column][at]) for at in _places(path, found[key], rows)]


def expected_texts(folder: Path, name: str) -> Columns:
    """Return every column of an expected answer as text, for what is neither of countries nor of indicators."""
    return _expected(folder, name, ())[1]


def _expected(folder: Path, name: str, needs: Sequence[str]) -> tuple[Path, Columns]:
    within = folder / "expected" / f"{name}.csv"
    path = within if within.exists() else folder / f"{name}.csv"
    return path, read_csv_columns(path, needs=needs)


def _places(path: Path, keys: Sequence[str], wanted: Sequence[str]) -> NDArray[np.intp]:
    place = {key: row for row, key in enumerate(keys)}
    absent = [key for key in wanted if key not in place]
    if absent:
        raise InputError(
            "{file}: there is no row of {missing}. Ask for rows that the file has, such as {found}.",
            file=path, missing=", ".join(absent[:5]), found=", ".join(keys[:3]),
        )  # fmt: skip
    return np.array([place[key] for key in wanted], np.intp)


def _observations(path: Path, codes: Sequence[str]) -> Table:
    columns = read_csv_columns(path, needs=(_KEY, *codes))
    areas, count = columns[_KEY], len(columns[_KEY])
    periods = columns.get(_YEAR, [PERIOD] * count)
    parts = [_one_indicator(path, columns, code, areas, periods) for code in codes]
    return stack(parts, OBSERVATIONS)


def _one_indicator(path: Path, columns: Columns, code: str, areas: list[str], periods: list[str]) -> Table:
    values = _numbers(path, columns, code)
    absent = np.isnan(values)
    return memtable({
        "area": areas, "period": periods, "indicator": [code] * len(areas),
        "value": [None if gone else value for gone, value in zip(absent, values.tolist(), strict=True)],
        "status": np.where(absent, Status.MISSING, Status.NORMAL).tolist(), "source": [_SOURCE] * len(areas),
    })  # fmt: skip


def _numbers(path: Path, columns: Mapping[str, list[str]], name: str) -> Floats:
    infinite = np.array([_INFINITE.get(text, 0.0) for text in columns[name]])
    texts = [_MISSING if text in (*_ABSENT, *_INFINITE) else text for text in columns[name]]
    return np.where(infinite != 0, infinite, number_column(texts, path=path, column=name)[0])


def _meta(folder: Path) -> list[dict[str, str]]:
    columns = read_csv_columns(folder / _META, needs=(_CODE, "Type", "Parent", "Weight", "Direction", "Unit"))
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _codes_of(folder: Path, kind: str) -> tuple[str, ...]:
    return tuple(row[_CODE] for row in _meta(folder) if row["Type"] == kind)


def _text(cell: str) -> str | None:
    return None if cell in _ABSENT else cell
