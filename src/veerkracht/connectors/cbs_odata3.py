"""Tables of Statistics Netherlands by OData 3: one row per region, one numbered column per topic.

The service gives 10,000 rows at a time. Pages are kept under the date of change of the table: reading that was
broken off goes on after the last page, and a changed table is read anew while the earlier one stays in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from veerkracht.connectors.rules import find_numbered, rules_for
from veerkracht.connectors.wide import Column, observations_of, unasked
from veerkracht.errors import InputError
from veerkracht.tables import ColumnRule, Status, Table

__all__ = ["ODATA3_URL", "PAGE_ROWS", "describe_odata3_table", "read_odata3_table"]

ODATA3_URL: Final = "https://opendata.cbs.nl/ODataApi/odata"
PAGE_ROWS: Final = 10_000
"""Rows that the service gives at most per question."""

_RULES: Final = "kwb_odata"  # the topics are named as in the exports, number included
_REGIONS: Final = ("WijkenEnBuurten", "RegioS")
_NUMBERS: Final = ("Long", "Integer", "Double", "Float")
_TOPIC: Final = "Topic"
_TIME: Final = "TimeDimension"
_NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class _Dataset:
    """One table: where it is, its state, and what its columns are."""

    table_id: str
    rows_url: str
    info: Answer
    edition: str
    properties: tuple[Record, ...]
    region: str

    def keys(self, kind: str) -> list[str]:
        """Names of the columns of one kind, in order."""
        return [str(entry["Key"]) for entry in self.properties if entry.get("Type") == kind]


@dataclass(frozen=True)
class _Selection:
    """Which rows of a table: of one municipality, with one code in each of the other dimensions."""

    municipality: str | None
    codes: Mapping[str, str]


def read_odata3_table(
    client: Client,
    table_id: str,
    rules: Iterable[ColumnRule],
    *,
    period: str,
    source: str,
    municipality: str | None = None,
    where: Mapping[str, str] = _NOWHERE,
    status: str = Status.NORMAL,
    base_url: str = ODATA3_URL,
) -> Table:
    """Read indicators of the regions of a table.

    Parameters
    ----------
    client : Client
        Asks and keeps the answers.
    table_id : str
        Identifier, for example ``"85318NED"``.
    rules : iterable of ColumnRule
        Those of kind ``"kwb_odata"`` are used; they match the name of a topic before its number.
    period : str
        ISO 8601 year or month that the table, or the rows of it that are read, is about.
    source : str
        Id of the source.
    municipality : str, optional
        Read this municipality, what lies in it, and the country; all regions when left out.
    where : mapping of str to str
        The code that another dimension must have, for example ``{"Marges": "MW00000"}``.
    status : str
        How sure the values are: `Status.ESTIMATED` for a table of model-based estimates.
    base_url : str
        Address of the service.

    Returns
    -------
    Table
        `OBSERVATIONS`; null cells are `Status.MISSING`, and a rule whose topic the table has not gives
        `Status.NOT_ASKED` for every area.

    Raises
    ------
    NetworkError
        If the service gives no usable answer; the cache stays as it was.
    InputError
        If the table has no region dimension, no row, a region twice, or text where a number belongs.
    UsageError, CatalogueError
        If the request or the rules cannot hold.
    """
    check_request(table_id, municipality=municipality, period=period)
    wanted = rules_for(rules, kind=_RULES, period=period)
    dataset = _open_dataset(client, table_id, base_url)
    _check_where(dataset, where)
    topics = _topics(dataset, wanted)
    selection = _Selection(municipality, {**{name: time_code(period) for name in dataset.keys(_TIME)}, **where})
    rows = _read_rows(client, dataset, selection, [topic for topic in topics.values() if topic])
    client.keep(dataset.info)  # last: it is this date of change that an offline reader looks for
    columns = {rule.indicator: _column(rows, topics[rule.indicator], status) for rule in wanted}
    scales = {rule.indicator: rule.scale for rule in wanted}
    return observations_of(columns, areas=list(rows), scales=scales, period=period, source=source)


def describe_odata3_table(client: Client, table_id: str, *, source: str, base_url: str = ODATA3_URL) -> Table:
    """Describe a table as a source: title, period in the title, date of change as edition, licence.

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
    url = f"{base_url}/{table_id}"
    answer = client.ask(f"{url}/TableInfos", accept=JSON)
    info = _table_info(answer)
    title, period = str(info.get("Title", table_id)), str(info.get("Period") or "")
    return source_row(source=source, title=title if period in title else f"{title} ({period})", url=url,
                      edition=str(info["Modified"]), retrieved=answer.retrieved)  # fmt: skip


def _table_info(answer: Answer) -> Record:
    found = records(read_object(answer), field="value", url=answer.url)
    if len(found) != 1 or not isinstance(found[0].get("Modified"), str):
        raise InputError("{url} describes no table with a date of change. Check the identifier.", url=answer.url)
    return found[0]


def _open_dataset(client: Client, table_id: str, base_url: str) -> _Dataset:
    root = f"{base_url}/{table_id}"
    info = client.ask(f"{root}/TableInfos", accept=JSON)
    edition = str(_table_info(info)["Modified"])
    parts = {str(part.get("name")): part.get("url") for part in _kept_records(client, root, edition)}
    absent = [name for name in ("DataProperties", "TypedDataSet") if not parts.get(name)]
    if absent:
        raise InputError("Table {table} offers no {parts}. Check whether it is a table of regions.",
                         table=table_id, parts=", ".join(absent))  # fmt: skip
    properties = _kept_records(client, next_address(parts["DataProperties"], url=root), edition)
    rows_url = next_address(parts["TypedDataSet"], url=root)
    return _Dataset(table_id, rows_url, info, edition, tuple(properties), _region(table_id, properties))


def _kept_records(client: Client, url: str, edition: str) -> list[Record]:
    answer = client.ask(url, accept=JSON, edition=edition)
    found = records(read_object(answer), field="value", url=answer.url)
    client.keep(answer)
    return found


def _region(table_id: str, properties: Sequence[Record]) -> str:
    keys = [str(entry.get("Key")) for entry in properties]
    found = [name for name in _REGIONS if name in keys]
    if not found:
        raise InputError("Table {table} has no dimension {dimensions}. Choose a table of regions.",
                         table=table_id, dimensions=" or ".join(_REGIONS))  # fmt: skip
    return found[0]


def _check_where(dataset: _Dataset, where: Mapping[str, str]) -> None:
    found = _dimensions(dataset)
    absent = [name for name in where if name not in found]
    if absent:
        raise InputError("Table {table} has no dimension {dimension}; it has {found}. Name one of these.",
                         table=dataset.table_id, dimension=absent[0], found=", ".join(found))  # fmt: skip


def _topics(dataset: _Dataset, rules: Sequence[ColumnRule]) -> dict[str, str | None]:
    """Per indicator the key of its topic, None when the table has it not."""
    keys = dataset.keys(_TOPIC)
    places = {rule.indicator: find_numbered(keys, rule) for rule in rules}
    topics = {indicator: None if place is None else keys[place] for indicator, place in places.items()}
    kinds = {str(entry.get("Key")): str(entry.get("Datatype")) for entry in dataset.properties}
    for topic in filter(None, topics.values()):
        if kinds[topic] not in _NUMBERS:
            raise InputError("Table {table}: topic {column} is of type {kind}, which is no number. Mend the rule.",
                             table=dataset.table_id, column=topic, kind=kinds[topic])  # fmt: skip
    return topics


def _query(dataset: _Dataset, selection: _Selection, topics: Sequence[str]) -> dict[str, str]:
    filters = [region_filter(dataset.region, selection.municipality), *equal_filter(selection.codes)]
    asked = " and ".join(filter(None, filters))
    query = {"$filter": asked} if asked else {}
    columns = [dataset.region, *selection.codes, *sorted(set(topics))]
    narrow = {**query, "$select": ",".join(columns)}
    return narrow if fits_address({**narrow, "$top": str(PAGE_ROWS), "$skip": str(PAGE_ROWS * MAX_PAGES)}) else query


def _read_rows(client: Client, dataset: _Dataset, selection: _Selection, topics: Sequence[str]) -> dict[str, Record]:
    """Per area its row, page after page; a page is kept once it has been found good."""
    query = _query(dataset, selection, topics)
    rows: dict[str, Record] = {}
    address, params, read, linked = dataset.rows_url, _page(query, 0), 0, False
    for _ in range(MAX_PAGES):
        answer = client.ask(address, params=params, accept=JSON, edition=dataset.edition)
        document = read_object(answer)
        page = records(document, field="value", url=answer.url)
        rows.update(_rows_by_area(page, dataset, selection, topics, known=rows))
        client.keep(answer)
        read, link = read + len(page), document.get("odata.nextLink")
        if link:
            address, params, linked = next_address(link, url=answer.url), {}, True
        elif page and not linked:  # a service that names no next page may still have one
            address, params = dataset.rows_url, _page(query, read)
        else:
            return _some(rows, dataset, selection)
    raise fault("endless-pages", dataset.rows_url, pages=MAX_PAGES)


def _page(query: Mapping[str, str], skip: int) -> dict[str, str]:
    return {**query, "$top": str(PAGE_ROWS), "$skip": str(skip)}


def _some(rows: dict[str, Record], dataset: _Dataset, selection: _Selection) -> dict[str, Record]:
    if not rows:
        raise InputError("Table {table} has no row for {scope}. Check the municipality, the period and the codes.",
                         table=dataset.table_id, scope=selection.municipality or "any area")  # fmt: skip
    return rows


def _rows_by_area(
    page: Sequence[Record], dataset: _Dataset, selection: _Selection, topics: Sequence[str], known: Mapping[str, Record]
) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for row in page:
        _check_row(row, dataset, [dataset.region, *selection.codes], topics)
        area = area_in_scope(row[dataset.region], municipality=selection.municipality,
                             table=dataset.table_id, dimension=dataset.region)  # fmt: skip
        if area is None or any(str(row[name]).strip() != code for name, code in selection.codes.items()):
            continue
        if area in known or area in found:
            raise InputError("Table {table} has more than one row for area {area}. "
                             "Name one code for each of its dimensions: {names}.",
                             table=dataset.table_id, area=area, names=", ".join(_dimensions(dataset)))  # fmt: skip
        found[area] = row
    return found


def _dimensions(dataset: _Dataset) -> list[str]:
    return [str(entry["Key"]) for entry in dataset.properties if entry.get("Key") and entry.get("Type") != _TOPIC]


def _check_row(row: Record, dataset: _Dataset, keys: Sequence[str], topics: Sequence[str]) -> None:
    absent = [name for name in (*keys, *topics) if name not in row]
    if absent:
        raise InputError("Table {table}: column {column} is announced but absent from the rows. Fetch it again later.",
                         table=dataset.table_id, column=absent[0])  # fmt: skip
    for topic in topics:
        value = row[topic]
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise InputError("Table {table}, area {area}, column {column}: {value!r} is no number. Fetch it later.",
                             table=dataset.table_id, area=row[dataset.region], column=topic, value=value)  # fmt: skip


def _column(rows: Mapping[str, Record], topic: str | None, status: str) -> Column:
    if topic is None:
        return unasked(len(rows))
    cells = [row[topic] for row in rows.values()]
    values = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    return values, [Status.MISSING if cell is None else status for cell in cells]
