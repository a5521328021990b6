"""Files that come in, as rows that all look the same, whether out of a workbook, delimited text or JSON."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from veerkracht.catalogue import Field, Register
from veerkracht.connectors.form_rows import FormAnswers, Heading, Rejection, read_forms
from veerkracht.errors import InputError
from veerkracht.web.transfer.columns import KEY, PARENT, Spot, form_of, spots
from veerkracht.web.transfer.json_reading import read_json
from veerkracht.web.transfer.spotted import Incoming, Spotted, Trouble

__all__ = ["MOST_ROWS", "read_file"]

MOST_ROWS: Final = 50_000
_NOTICES: Final = frozenset({
    "unknown-column", "column-repeated", "sheet-hidden", "sheet-without-heading", "cell-without-heading",
})  # fmt: skip
"""What is left out and told, without refusing a row."""


def read_file(path: Path, items: Sequence[Register]) -> Incoming:
    """Read a file that holds one or more registers.

    Parameters
    ----------
    path : Path
        XLSX, CSV, ZIP of CSV files, or JSON.
    items : sequence of Register
        The registers that may stand in it, the main one first.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file cannot be read as a whole.
    """
    found = read_json(path, items) if path.is_file() and _is_json(path) else _read_sheets(path, items)
    if len(found.rows) > MOST_ROWS:
        raise InputError("{file} has more than {n} rows. Split it into smaller files.", file=path.name, n=MOST_ROWS)
    return found


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix.casefold() == ".json" or file.read(64).removeprefix(codecs.BOM_UTF8).lstrip().startswith(
            b"{"
        )


def _read_sheets(path: Path, items: Sequence[Register]) -> Incoming:
    read = read_forms(path, [form_of(item) for item in items])
    found = Incoming(items[0])
    for item in items:
        if item.id in read:
            answers = read[item.id]
            found.troubles += [_trouble(one) for one in answers.rejected]
            found.rows += _spotted(item, answers)
    return found


def _trouble(one: Rejection) -> Trouble:
    return Trouble(one.problem, one.sheet, one.row, one.column, one.cell, one.value, notice=one.problem in _NOTICES)


def _spotted(item: Register, answers: FormAnswers) -> Iterator[Spotted]:
    """Return the accepted rows, each with the fields that its sheet has a column for."""
    present = {name: _asked(item, heading) for name, heading in answers.headings.items()}
    for row, place in zip(answers.rows, answers.places, strict=True):
        given = {asked.id: _given(asked, own, row) for asked, own in present[place.sheet]}
        yield Spotted(item, row[KEY] or "", row.get(PARENT) or "", given, place)


def _asked(item: Register, heading: Heading) -> list[tuple[Field, list[Spot]]]:
    """Return the fields of which a sheet has columns, with those columns."""
    columns = {column.id for column in heading.columns.values()}
    found = [(asked, [spot for spot in spots(asked) if spot.column in columns]) for asked in item.fields]
    return [(asked, own) for asked, own in found if own]


def _given(asked: Field, own: Sequence[Spot], row: Mapping[str, str | None]) -> Any:  # Any: a text, texts or None
    return {spot.language: row[spot.column] for spot in own} if asked.languages else row[own[0].column]
