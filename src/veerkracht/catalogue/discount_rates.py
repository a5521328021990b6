"""Discount rates as data: which rate held in which country on which day, and for how many years ahead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from veerkracht.catalogue.definitions import Record, read_toml
from veerkracht.catalogue.own_files import check_names
from veerkracht.errors import InputError
from veerkracht.tables import Table, table_of
from veerkracht.tables.choices import RATES

__all__ = ["discount_rates", "rates_on"]

_FILE: Final = "discount_rates.toml"
_NEEDED: Final = ("table", "kind", "from", "steps", "source")


def discount_rates(path: str = "") -> Table:
    """Return every discount rate that is known, of all dates.

    Parameters
    ----------
    path : str
        A file of your own, made like `discount_rates.toml` of the catalogue; empty for that of the catalogue.

    Returns
    -------
    Table (RATES)
        One row per step of a rate.

    Raises
    ------
    InputError
        If the file is not there or no TOML, or a rate lacks a part.

    Examples
    --------
    >>> discount_rates().filter(lambda t: t.table == "fema").count().to_pyarrow().as_py()
    3
    """
    record = _own(path) if path else read_toml(_FILE)
    return table_of(RATES, [row for rates in record.get("rates", []) for row in _rows(rates, path or _FILE)])


def rates_on(day: str, *, table: str, kind: str = "standard", path: str = "") -> Table:
    """Return the discount rates of one table that hold on a day.

    Parameters
    ----------
    day : str
        ISO date of the decision, for example ``"2026-11-22"``.
    table : str
        Whose rates: nl, uk or fema in the catalogue.
    kind : str
        What the rate is for.
    path : str
        A file of your own instead of the catalogue.

    Returns
    -------
    Table (RATES)
        The steps of the one rate that holds.

    Raises
    ------
    InputError
        If there is no such table or kind, or no rate of it holds on that day.

    Examples
    --------
    >>> rates_on("2026-11-22", table="nl").rate.to_pyarrow().to_pylist()
    [0.0225]
    """
    rows = [row for row in discount_rates(path).to_pyarrow().to_pylist() if row["table"] == table]
    of_kind = [row for row in rows if row["kind"] == kind]
    if not of_kind:
        raise InputError("There is no discount rate {kind} in table {table}. Choose from: {known}.",
                         kind=kind, table=table, known=_known(discount_rates(path)))  # fmt: skip
    holding = [row for row in of_kind if row["valid_from"] <= day <= (row["valid_until"] or day)]
    if not holding:
        raise InputError("No discount rate {kind} of table {table} holds on {day}; the first holds from {first}. "
                         "Choose another day or kind, or add the rate with its dates.",
                         kind=kind, table=table, day=day, first=min(row["valid_from"] for row in of_kind))  # fmt: skip
    return table_of(RATES, [row for row in holding if row["valid_from"] == max(one["valid_from"] for one in holding)])


def _known(rates: Table) -> str:
    rows = rates.select("table", "kind").to_pyarrow().to_pylist()
    return ", ".join(sorted({f"{row['table']} {row['kind']}" for row in rows}))


def _own(path: str) -> Record:
    file = Path(path)
    if not file.is_file():
        raise InputError("There is no file {file}. Give the path of a file with discount rates.", file=path)
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputError("{file} is no TOML: {reason}. Mend it, or start from a definition of the catalogue.",
                         file=path, reason=str(error)) from error  # fmt: skip


def _rows(rates: Mapping[str, Any], file: str) -> Iterator[dict[str, object]]:  # Any: a section of TOML
    check_names(rates, known=(*_NEEDED, "until"), needed=_NEEDED, file=file)
    for step in rates["steps"]:
        first, last, rate = _step(step)
        yield {"table": rates["table"], "kind": rates["kind"], "valid_from": str(rates["from"]),
               "valid_until": str(rates["until"]) if "until" in rates else None, "first_year": first,
               "last_year": last, "rate": rate, "source": rates["source"]}  # fmt: skip


def _step(step: Sequence[float]) -> tuple[int, int | None, float]:
    return int(step[0]), int(step[1]) if len(step) > 2 else None, float(step[-1])
