"""How to ask Statistics Netherlands for part of a table, in the words that its services of OData 3 and 4 share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from veerkracht.connectors.cells import COUNTRY, level_of, municipality_of, tidy_code
from veerkracht.errors import InputError, UsageError
from veerkracht.tables import SOURCES, Table, table_of

__all__ = [
    "LICENCE", "area_in_scope", "check_request", "equal_filter", "fits_address", "region_filter", "source_row",
    "time_code",
]  # fmt: skip

LICENCE: Final = "CC BY 4.0"
"""Of all open data of Statistics Netherlands (cbs.nl, "Disclaimer Open Data")."""

PUBLISHER: Final = "Statistics Netherlands (CBS)"
LONGEST_QUERY: Final = 1_900
"""Characters; the services refuse a query of more than 2,048."""

_TABLE: Final = re.compile(r"[0-9A-Za-z]{4,12}")
_MUNICIPALITY: Final = re.compile(r"GM\d{4}")
_PERIOD: Final = re.compile(r"(\d{4})(?:-(\d{2}))?")
_OTHER_REGION: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{1,10}")


def check_request(table_id: str, *, municipality: str | None, period: str) -> None:
    """Refuse a request that cannot be asked, before anything is asked.

    Raises
    ------
    UsageError
        If the table, municipality or period is not written as it should be.

    Examples
    --------
    >>> check_request("85318NED", municipality="GM0518", period="2022")
    """
    parts = (("Table", table_id, _TABLE, "85318NED"), ("Municipality", municipality, _MUNICIPALITY, "GM0518"),
             ("Period", period, _PERIOD, "2022 or 2022-03"))  # fmt: skip
    for what, text, form, example in parts:
        if text is not None and not form.fullmatch(text):
            raise UsageError("{what} {text!r} cannot be asked for. Write it as {example}.",
                             what=what, text=text, example=example)  # fmt: skip


def time_code(period: str) -> str:
    """Return the code of a year or month in a time dimension.

    Examples
    --------
    >>> time_code("2022"), time_code("2016-03")
    ('2022JJ00', '2016MM03')
    """
    year, _, month = period.partition("-")
    return f"{year}MM{month}" if month else f"{year}JJ00"


def region_filter(dimension: str, municipality: str | None) -> str:
    """Return the filter for a municipality, what lies in it, and the country; empty for all regions.

    Examples
    --------
    >>> region_filter("RegioS", "GM0518")[:60]
    "(startswith(RegioS,'NL') or startswith(RegioS,'GM0518') or s"
    """
    if municipality is None:
        return ""
    starts = ("NL", *(f"{level}{municipality[2:]}" for level in ("GM", "WK", "BU")))
    return "(" + " or ".join(f"startswith({dimension},'{start}')" for start in starts) + ")"


def equal_filter(codes: Mapping[str, str]) -> list[str]:
    """Return a filter per dimension that must have one code; keys may be padded, so that they are compared by start.

    Examples
    --------
    >>> equal_filter({"Perioden": "2022JJ00"})
    ["startswith(Perioden,'2022JJ00')"]
    """
    return [f"startswith({dimension},'{code.replace(chr(39), chr(39) * 2)}')" for dimension, code in codes.items()]


def fits_address(query: Mapping[str, str]) -> bool:
    """Tell whether a query is short enough to be answered."""
    return len(urlencode(query)) <= LONGEST_QUERY


def area_in_scope(key: object, *, municipality: str | None, table: str, dimension: str) -> str | None:
    """Return the area of a key in a region dimension; None for provinces and the like and for other municipalities.

    Parameters
    ----------
    key : object
        Code as published, padded.
    municipality : str or None
        The municipality that was asked for; None for all.
    table, dimension : str
        Named in the error.

    Raises
    ------
    InputError
        If the key is no code of a region.

    Examples
    --------
    >>> area_in_scope("WK051801  ", municipality="GM0518", table="85318NED", dimension="WijkenEnBuurten")
    'WK051801'
    """
    code = tidy_code(key) if isinstance(key, str) else ""
    try:
        area = COUNTRY if level_of(code) == "country" else code
    except ValueError as error:
        if _OTHER_REGION.fullmatch(code):
            return None
        raise InputError("Table {table}: {key!r} in {dimension} is no code of a region. Report it to the publisher.",
                         table=table, key=key, dimension=dimension) from error  # fmt: skip
    return area if municipality is None or municipality_of(area) in (municipality, None) else None


def source_row(*, source: str, title: str, url: str, edition: str, retrieved: str) -> Table:
    """Describe a table of Statistics Netherlands as a source.

    Returns
    -------
    Table
        `SOURCES` with one row; file and hash are null, because the table comes in pages.
    """
    row = {"source": source, "title": title, "publisher": PUBLISHER, "licence": LICENCE, "url": url,
           "edition": edition, "retrieved": retrieved or None}  # fmt: skip
    return table_of(SOURCES, [row])
