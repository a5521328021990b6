"""Tables of Statistics Netherlands by OData 4: one row per region, measure and other codes.

A value that is absent has no row, or a row that says why. As for OData 3, pages are kept under the date of change
of the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from veerkracht.connectors.cbs_questions import (
    area_in_scope,
    check_request,
    equal_filter,
    fits_address,
    region_filter,
    source_row,
    time_code,
)
from veerkracht.connectors.http_cache import Answer, Client
from veerkracht.connectors.http_faults import fault
from veerkracht.connectors.json_answers import JSON, MAX_PAGES, Record, next_address, read_object, records
from veerkracht.connectors.rules import rules_for
from veerkracht.connectors.wide import Column, observations_of, unasked
from veerkracht.errors import CatalogueError, InputError
from veerkracht.tables import ColumnRule, Status, Table

__all__ = ["ODATA4_URL", "VALUE_ATTRIBUTES", "describe_odata4_table", "read_odata4_table"]

ODATA4_URL: Final = "https://datasets.cbs.nl/odata/v1/CBS"

VALUE_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({
    "None": Status.NORMAL, "Provisional": Status.ESTIMATED, "Estimated": Status.ESTIMATED,
    "Unreliable": Status.LOW_RELIABILITY, "Impossible": Status.NOT_APPLICABLE, "Missing": Status.MISSING,
    "Confidential": Status.SUPPRESSED, "Secret": Status.SUPPRESSED,
})  # fmt: skip
"""What the service says of a value, as a status."""

_RULES: Final = "cbs_odata4"
_TIME: Final = "TimeDimension"
_NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})

_Cell = tuple[float, str]  # value (NaN when absent) and status
_Cells = dict[tuple[str, str], _Cell]  # by measure and area


@dataclass(frozen=True)
class _Dataset:
    """One table: where it is, its state, its region dimension and which part of it is read."""

    table_id: str
    url: str
    properties: Answer
    edition: str
    region: str
    municipality: str | None
    codes: Mapping[str, str]


def read_odata4_table(
    client: Client,
    table_id: str,
    rules: Iterable[ColumnRule],
    *,
    period: str,
    source: str,
    municipality: str | None = None,
    region_dimension: str = "WijkenEnBuurten",
    where: Mapping[str, str] = _NOWHERE,
    base_url: str = ODATA4_URL,
) -> Table:
    """Read indicators of the regions of a table.

    Parameters
    ----------
    client : Client
        Asks and keeps the answers.
    table_id : str
        Identifier, for example ``"84916NED"``.
    rules : iterable of ColumnRule
        Those of kind ``"cbs_odata4"`` are used; `column` is the title or the identifier of a measure.
    period : str
        ISO 8601 year or month; where the table has a time dimension, the rows of it that are read.
    source : str
        Id of the source.
    municipality : str, optional
        Read this municipality, what lies in it, and the country; all areas when left out.
    region_dimension : str
        Name of the dimension of regions, ``"WijkenEnBuurten"`` or ``"RegioS"``.
    where : mapping of str to str
        The code that another dimension must have, by identifier.
    base_url : str
        Address of the service.

    Returns
    -------
    Table
        `OBSERVATIONS`, one row per area and rule: `Status.MISSING` where the table has no value,
        `Status.NOT_ASKED` where it has not the measure, else by `VALUE_ATTRIBUTES`.

    Raises
    ------
    NetworkError
        If the service gives no usable answer; the cache stays as it was.
    InputError
        If the region dimension is absent or has no area that was asked for, a value occurs twice, or is no number.
    UsageError, CatalogueError
        If the request or the rules cannot hold.
    """
    check_request(table_id, municipality=municipality, period=period)
    wanted = rules_for(rules, kind=_RULES, period=period)
    dataset = _open_dataset(client, f"{base_url}/{table_id}", table_id, region_dimension, municipality, period, where)
    areas = _areas(client, dataset)
    measures = _measures(client, dataset, wanted)
    cells = _read_cells(client, dataset, sorted(set(filter(None, measures.values()))))
    client.keep(dataset.properties)  # last: it is this date of change that an offline reader looks for
    columns = {indicator: _column(cells, areas, measure) for indicator, measure in measures.items()}
    scales = {rule.indicator: rule.scale for rule in wanted}
    return observations_of(columns, areas=areas, scales=scales, period=period, source=source)


def describe_odata4_table(client: Client, table_id: str, *, source: str, base_url: str = ODATA4_URL) -> Table:
    """Describe a table as a source: title, date of change as edition, licence.

    Returns
    -------
    Table
        `SOURCES` with one row.

    Raises
    ------
    NetworkError
        If the service gives no usable answer.
    """
    check_request(table_id, municipality=None, period="2000")
    answer = client.ask(f"{base_url}/{table_id}/Properties", accept=JSON)
    return source_row(source=source, title=str(read_object(answer).get("Title", table_id)),
                      url=f"{base_url}/{table_id}", edition=_edition(answer), retrieved=answer.retrieved)  # fmt: skip


def _edition(answer: Answer) -> str:
    found = read_object(answer)
    edition = found.get("ObservationsModified") or found.get("Modified")
    if not isinstance(edition, str):
        raise InputError("{url} describes no table with a date of change. Check the identifier.", url=answer.url)
    return edition


def _open_dataset(
    client: Client,
    url: str,
    table_id: str,
    region: str,
    municipality: str | None,
    period: str,
    where: Mapping[str, str],
) -> _Dataset:
    properties = client.ask(f"{url}/Properties", accept=JSON)
    edition = _edition(properties)
    dimensions = {str(found.get("Identifier")): found.get("Kind")
                  for found in _kept_records(client, f"{url}/Dimensions", edition)}  # fmt: skip
    absent = [name for name in (region, *where) if name not in dimensions]
    if absent:
        raise InputError("Table {table} has no dimension {dimension}; it has {found}. Name one of these.",
                         table=table_id, dimension=absent[0], found=", ".join(dimensions))  # fmt: skip
    times = {name: time_code(period) for name, kind in dimensions.items() if kind == _TIME}
    return _Dataset(table_id, url, properties, edition, region, municipality, {**times, **where})


def _kept_records(client: Client, url: str, edition: str, scope: str = "") -> list[Record]:
    pages = _pages(client, url, {"$filter": scope} if scope else {}, edition)
    return [record for page in pages for record in page]


def _pages(client: Client, url: str, params: Mapping[str, str], edition: str) -> Iterator[list[Record]]:
    """Give page after page; a page is kept once the reader of it asks for the next."""
    for _ in range(MAX_PAGES):
        answer = client.ask(url, params=params, accept=JSON, edition=edition)
        document = read_object(answer)
        yield records(document, field="value", url=answer.url)
        client.keep(answer)
        link = document.get("@odata.nextLink")
        if not link:
            return
        url, params = next_address(link, url=answer.url), {}
    raise fault("endless-pages", url, pages=MAX_PAGES)


def _areas(client: Client, dataset: _Dataset) -> list[str]:
    scope = region_filter("Identifier", dataset.municipality)
    codes = _kept_records(client, f"{dataset.url}/{dataset.region}Codes", dataset.edition, scope)
    found = {_area(dataset, code.get("Identifier")) for code in codes} - {None}
    if not found:
        raise InputError("Table {table} has no area for {scope}. Check the municipality and the dimension {dimension}.",
                         table=dataset.table_id, scope=dataset.municipality or "any code",
                         dimension=dataset.region)  # fmt: skip
    return sorted(area for area in found if area)


def _area(dataset: _Dataset, key: object) -> str | None:
    return area_in_scope(key, municipality=dataset.municipality, table=dataset.table_id, dimension=dataset.region)


def _measures(client: Client, dataset: _Dataset, rules: Sequence[ColumnRule]) -> dict[str, str | None]:
    """Per indicator the identifier of its measure, None when the table has it not."""
    codes = _kept_records(client, f"{dataset.url}/MeasureCodes", dataset.edition)
    names = [(str(code.get("Identifier")).strip(), str(code.get("Title")).strip()) for code in codes]
    return {rule.indicator: _measure(rule, names) for rule in rules}


def _measure(rule: ColumnRule, names: Sequence[tuple[str, str]]) -> str | None:
    found = [identifier for identifier, title in names if rule.column in (identifier, title)]
    if len(found) > 1:
        raise CatalogueError("Measure {column} of indicator {indicator} occurs {count} times: {found}. "
                             "Name one of these.", column=rule.column, indicator=rule.indicator, count=len(found),
                             found=", ".join(found))  # fmt: skip
    return found[0] if found else None


def _query(dataset: _Dataset, measures: Sequence[str]) -> dict[str, str]:
    parts = [region_filter(dataset.region, dataset.municipality), *equal_filter(dataset.codes)]
    narrow = "(" + " or ".join(f"Measure eq '{measure}'" for measure in measures) + ")"
    narrowed = {"$filter": " and ".join(filter(None, [*parts, narrow]))}
    wide = " and ".join(filter(None, parts))
    return narrowed if fits_address(narrowed) else {"$filter": wide} if wide else {}


def _read_cells(client: Client, dataset: _Dataset, measures: Sequence[str]) -> _Cells:
    cells: _Cells = {}
    if not measures:
        return cells
    read = 0
    for page in _pages(client, f"{dataset.url}/Observations", _query(dataset, measures), dataset.edition):
        cells.update(_cells_of(page, dataset, measures, known=cells))
        read += len(page)
    if not read:
        raise InputError("Table {table} has no observation for {scope} and {codes}. Check the period and the codes.",
                         table=dataset.table_id, scope=dataset.municipality or "any area",
                         codes=" ".join(dataset.codes.values()) or "all codes")  # fmt: skip
    return cells


def _cells_of(page: Sequence[Record], dataset: _Dataset, measures: Sequence[str], known: _Cells) -> _Cells:
    found: _Cells = {}
    for row in page:
        _check_columns(row, dataset)
        area, measure = _area(dataset, row[dataset.region]), str(row["Measure"]).strip()
        if area is None or measure not in measures or not _has_codes(row, dataset):
            continue
        if (measure, area) in known or (measure, area) in found:
            raise InputError("Table {table} has more than one value of {measure} for area {area}. "
                             "Name one code for each of its other dimensions.",
                             table=dataset.table_id, measure=measure, area=area)  # fmt: skip
        found[measure, area] = _cell(row, dataset, area)
    return found


def _has_codes(row: Record, dataset: _Dataset) -> bool:
    return all(str(row[name]).strip() == code for name, code in dataset.codes.items())


def _check_columns(row: Record, dataset: _Dataset) -> None:
    needed = ("Measure", "Value", "ValueAttribute", dataset.region, *dataset.codes)
    absent = [name for name in needed if name not in row]
    if absent:
        raise InputError("Table {table}: the observations have no column {column}. Fetch it later.",
                         table=dataset.table_id, column=absent[0])  # fmt: skip


def _cell(row: Record, dataset: _Dataset, area: str) -> _Cell:
    value, attribute = row["Value"], str(row["ValueAttribute"])
    status = VALUE_ATTRIBUTES.get(attribute)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if status is None or not (number or value is None):
        raise InputError("Table {table}, area {area}, measure {measure}: value {value!r} with attribute {attribute} is "
                         "not understood. Check whether the service has changed.", table=dataset.table_id, area=area,
                         measure=row["Measure"], value=value, attribute=attribute)  # fmt: skip
    if status in Status.ABSENT:
        return np.nan, status
    return (float(value), status) if isinstance(value, int | float) else (np.nan, Status.MISSING)


def _column(cells: _Cells, areas: Sequence[str], measure: str | None) -> Column:
    if measure is None:
        return unasked(len(areas))
    found = [cells.get((measure, area), (np.nan, Status.MISSING)) for area in areas]
    return np.array([value for value, _ in found]), [status for _, status in found]
