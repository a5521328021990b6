"""Files that go out: a workbook, delimited text or JSON, all read back as the same."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from veerkracht.connectors.form_workbook import workbook_bytes
from veerkracht.connectors.forms import Form, Language
from veerkracht.web.transfer.cells import Keys, answers_of, plain_answers, text_of
from veerkracht.web.transfer.columns import KEY, PARENT, form_of
from veerkracht.web.transfer.file_format import FORMAT, VERSION
from veerkracht.web.transfer.gathering import Leaf, Row

__all__ = ["KINDS", "About", "File", "written"]

KINDS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
    "json": "application/json", "zip": "application/zip",
}  # fmt: skip
_SAME_TIME: Final = (2000, 1, 1, 0, 0, 0)  # inside an archive, so that the same content gives the same bytes


@dataclass(frozen=True)
class About:
    """What a file tells of itself.

    Parameters
    ----------
    name : str
        Name of the file, without ending.
    city : str
        Id of the city.
    day : date
        When it was made.
    lines : tuple of (str, str)
        What the sheet with help tells first, in words.
    filters : str
        The filters as in an address.
    """

    name: str
    city: str
    day: date
    language: Language
    lines: tuple[tuple[str, str], ...] = ()
    filters: str = ""


@dataclass(frozen=True)
class File:
    """A file to hand over: its name, what it is, and its bytes."""

    name: str
    kind: str
    content: bytes


def written(leaves: Sequence[Leaf], ending: str, about: About, *, keys: Keys) -> File:
    """Return the file of an export.

    Parameters
    ----------
    leaves : sequence of Leaf
        Registers with their records.
    ending : str
        xlsx, csv or json; several registers as csv become a zip.
    keys : callable
        Keys of the records that answers point to.
    """
    if ending == "csv" and len(leaves) > 1:
        ending = "zip"
    return File(f"{about.name}.{ending}", KINDS[ending], _WRITERS[ending](leaves, about, keys))


def _workbook(leaves: Sequence[Leaf], about: About, keys: Keys) -> bytes:
    sheets = {form_of(leaf.item, leaf.fields): _rows(leaf, keys, about.language) for leaf in leaves}
    return workbook_bytes(sheets, language=about.language, about=about.lines)


def _rows(leaf: Leaf, keys: Keys, language: Language) -> Iterator[dict[str, Any]]:  # Any: text, number or None
    for row in leaf.rows:
        yield {KEY: row.key, PARENT: row.parent, **answers_of(leaf.fields, row.values, keys=keys, language=language)}


def _delimited(leaves: Sequence[Leaf], about: About, keys: Keys) -> bytes:
    return _text(form_of(leaves[0].item, leaves[0].fields), _rows(leaves[0], keys, about.language), about.language)


def _text(form: Form, rows: Iterator[dict[str, Any]], language: Language) -> bytes:  # Any: text, number or None
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([column.header(language) for column in form.columns])
    for row in rows:
        writer.writerow([text_of(row[column.id], column, language) for column in form.columns])
    return text.getvalue().encode("utf-8-sig")  # the mark tells Excel that the text is UTF-8


def _archive(leaves: Sequence[Leaf], about: About, keys: Keys) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for leaf in leaves:
            form = form_of(leaf.item, leaf.fields)
            part = zipfile.ZipInfo(f"{form.sheet(about.language)}.csv", _SAME_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, _text(form, _rows(leaf, keys, about.language), about.language))
    return stream.getvalue()


def _document(leaves: Sequence[Leaf], about: About, keys: Keys) -> bytes:
    below = _by_parent(leaves)
    tops = [leaf for leaf in leaves if leaf.item.part_of not in {other.item.id for other in leaves}]
    told = {
        "format": FORMAT, "version": VERSION, "city": about.city, "exported": about.day.isoformat(),
        "filters": about.filters, "registers": {leaf.item.id: _top(leaf, below, keys) for leaf in tops},
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


Below = dict[tuple[str, str], dict[str, tuple[Leaf, list[Row]]]]


def _by_parent(leaves: Sequence[Leaf]) -> Below:
    """Return the parts of each record, by its register and key: per register of parts, their rows."""
    found: Below = {}
    for leaf in leaves:
        for row in leaf.rows if leaf.item.part_of else ():
            found.setdefault((leaf.item.part_of, row.parent), {}).setdefault(leaf.item.id, (leaf, []))[1].append(row)
    return found


def _records(leaf: Leaf, rows: Sequence[Row], below: Below, keys: Keys) -> list[dict[str, Any]]:  # Any: JSON
    return [_record(leaf, row, below, keys) for row in rows]


def _record(leaf: Leaf, row: Row, below: Below, keys: Keys) -> dict[str, Any]:  # Any: JSON
    parts = below.get((leaf.item.id, row.key), {})
    told: dict[str, Any] = {  # Any: JSON values
        "id": row.key,
        "fields": plain_answers(leaf.fields, row.values, keys=keys),
    }  # Any: JSON values
    if parts:
        told["parts"] = {name: _records(one, own, below, keys) for name, (one, own) in parts.items()}
    return told


def _top(leaf: Leaf, below: Below, keys: Keys) -> list[dict[str, Any]]:  # Any: JSON
    """Return the records of a register that stands on top; parts there name what they belong to."""
    told = _records(leaf, leaf.rows, below, keys)
    if not leaf.item.part_of:
        return told
    return [{"parent": row.parent, **record} for row, record in zip(leaf.rows, told, strict=True)]


_WRITERS: Final[dict[str, Callable[[Sequence[Leaf], About, Keys], bytes]]] = {
    "xlsx": _workbook, "csv": _delimited, "zip": _archive, "json": _document,
}  # fmt: skip
