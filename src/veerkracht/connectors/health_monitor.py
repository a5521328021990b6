"""Health and social resilience of adults per area: Gezondheidsmonitor of RIVM, GGD and Statistics Netherlands.

Table 50090NED holds model-based estimates, as padded text: a lone dot is missing, an empty cell was not asked in
that year. The country is ``NL01`` here and ``NL00`` in all other tables. All years stand on one division.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.connectors.cells import COUNTRY, tidy_code
from veerkracht.connectors.files import open_parquet
from veerkracht.connectors.rules import find_numbered, name_before_number, rules_for
from veerkracht.connectors.wide import (
    Column,
    Rows,
    code_cells,
    in_municipality,
    number_column,
    observations_of,
    unasked,
)
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import OBSERVATIONS, ColumnRule, Status, Table, stack

__all__ = ["ADULTS", "ELDERLY", "ESTIMATE", "read_health_monitor"]

ADULTS: Final = "20300"
"""Category of `Leeftijd`: 18 years or older."""
ELDERLY: Final = "80200"
"""Category of `Leeftijd`: 65 years or older."""
ESTIMATE: Final = "MW00000"
"""Category of `Marges`: the estimate itself, not a bound of its interval."""

_KEY: Final = "Codering"
_LABELS: Final = ("Leeftijd", "Marges", "Perioden")
_COUNTRY_HERE: Final = "NL01"
_ROW: Final = "row in the file"


def read_health_monitor(
    path: Path,
    rules: Iterable[ColumnRule],
    *,
    source: str,
    municipality: str | None = None,
    age: str = ADULTS,
    margin: str = ESTIMATE,
) -> Table:
    """Read the estimates of one age group and put them below each other; the period is in the file.

    Parameters
    ----------
    path : Path
        Parquet file with table 50090NED.
    rules : iterable of ColumnRule
        Those with source ``"health"`` that hold in the year are used; `column` is the heading before its number.
    source : str
        Id of the source that the observations carry.
    municipality : str, optional
        Code; keeps its areas and the country. By default all areas.
    age : str
        Category of `Leeftijd`.
    margin : str
        Category of `Marges`.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`; percentages of the age group. Values are `Status.ESTIMATED`, a dot is `Status.MISSING`, an
        empty cell or absent column `Status.NOT_ASKED`.

    Raises
    ------
    MissingDataError
        If there is no such file, or it has no row of the municipality, age or margin.
    InputError
        If the file is no such table, an area has two rows in a period, or a cell is neither number, dot nor empty.
    CatalogueError
        If a rule fits two columns, or two rules give one indicator.

    References
    ----------
    .. [1] Statistics Netherlands, RIVM and GGD, "Gezondheid per wijk en buurt; 2012/2016/2020", table 50090NED,
       CC BY 4.0.
    .. [2] Van de Kassteele et al. (2017), "Estimating the prevalence of 26 health-related indicators at
       neighbourhood level in the Netherlands using structured additive regression",
       International Journal of Health Geographics 16:23.
    """
    rules = list(rules)
    table = _read(path, {rule.column for rule in rules if rule.source == "health"}, municipality)
    chosen = table.filter((pc.field("Leeftijd") == age) & (pc.field("Marges") == margin))
    if not chosen.num_rows:
        raise MissingDataError(
            "{file} has no rows of municipality {municipality}, age {age} and margin {margin}. Its ages are {found}.",
            file=path, municipality=municipality or "(all)", age=age, margin=margin,
            found=", ".join(sorted(map(str, pc.unique(table.column("Leeftijd")).to_pylist()))) or "of other areas",
        )  # fmt: skip
    periods = sorted({str(text) for text in chosen.column("Perioden").to_pylist()})
    parts = [_one_period(chosen.filter(pc.field("Perioden") == raw), rules, raw, source, municipality, path)
             for raw in periods]  # fmt: skip
    return parts[0] if len(parts) == 1 else stack(parts, OBSERVATIONS)


def _read(path: Path, names: set[str], municipality: str | None) -> pa.Table:
    with open_parquet(path, needs=_LABELS) as opened:
        headings = opened.schema_arrow.names
        key = _key(headings, path)
        wanted = [heading for heading in headings if name_before_number(heading) in names]
        table = opened.read(columns=[*_LABELS, key, *wanted])
    table = table.append_column(_ROW, pa.array(range(1, table.num_rows + 1)))
    for label in _LABELS:
        place = table.column_names.index(label)
        table = table.set_column(place, label, pc.utf8_trim_whitespace(table.column(label)))
    if municipality is None:
        return table
    digits = tidy_code(municipality)[2:]
    own = pc.match_substring_regex(table.column(key), f"^(NL|GM{digits}|WK{digits}|BU{digits})", ignore_case=True)
    return table.filter(own)


def _key(headings: Sequence[str], path: Path) -> str:
    key = next((heading for heading in headings if name_before_number(heading) == _KEY), None)
    if key is None:
        raise InputError("{file} has no column {column}. Is it another table?", file=path, column=_KEY)
    return key


def _one_period(
    table: pa.Table, rules: list[ColumnRule], raw_period: str, source: str, municipality: str | None, path: Path
) -> Table:
    period = raw_period[:4]
    rows = _rows(table, municipality, path)
    asked = rules_for(rules, kind="health", period=period)
    columns = {rule.indicator: _column(table, rule, rows) for rule in asked}
    scales = {rule.indicator: rule.scale for rule in asked}
    return observations_of(columns, areas=rows.areas, scales=scales, period=period, source=source)


def _rows(table: pa.Table, municipality: str | None, path: Path) -> Rows:
    key = _key(table.column_names, path)
    codes = code_cells(table.column(key).to_pylist(), path=path, column=key, first_row=1)
    same = [COUNTRY if code == _COUNTRY_HERE else code for code in codes]
    return in_municipality(same, municipality=municipality, path=path)


def _column(table: pa.Table, rule: ColumnRule, rows: Rows) -> Column:
    place = find_numbered(table.column_names, rule)
    if place is None:
        return unasked(len(rows.areas))
    heading = table.column_names[place]
    values, statuses = number_column(table.column(heading).to_pylist(), rows=rows, column=heading)
    return values, [Status.ESTIMATED if status == Status.NORMAL else status for status in statuses]
