"""Registers out of JSON, in the documented format."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from veerkracht.catalogue import Field, Register
from veerkracht.errors import InputError
from veerkracht.web.transfer.columns import KEY
from veerkracht.web.transfer.file_format import FORMAT, VERSION
from veerkracht.web.transfer.spotted import Incoming, Pointer, Spotted, Trouble

__all__ = ["read_json"]

MOST_BYTES: Final = 50_000_000  # a city with 5,000 initiatives takes a fifth


def read_json(path: Path, items: Sequence[Register]) -> Incoming:
    """Read an export in JSON; see `incoming.read_file`.

    Raises
    ------
    InputError
        If it is no JSON, not in this format, or of a version that is not known.
    """
    told = _document(path)
    if told.get("format") != FORMAT or not isinstance(told.get("registers"), dict):
        raise InputError("{file} is no export of registers: its format is not {format}.", file=path.name, format=FORMAT)
    if told.get("version") != VERSION:
        raise InputError("{file} has version {found} of the format; this software reads version {known}.",
                         file=path.name, found=str(told.get("version"))[:20], known=VERSION)  # fmt: skip
    reader = _Reader({item.id: item for item in items}, Incoming(items[0]), set())
    for name, records in told["registers"].items():
        reader.take(name, records, parent=None, address=f"/registers/{name}")
    return reader.into


def _document(path: Path) -> dict[str, Any]:  # Any: JSON
    if path.stat().st_size > MOST_BYTES:
        raise InputError("{file} is larger than {n} MB. Split it into smaller files.",
                         file=path.name, n=MOST_BYTES // 1_000_000)  # fmt: skip
    try:
        told = json.loads(path.read_text("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(
            "{file} is no JSON that can be read ({reason}).", file=path.name, reason=str(error)[:80]
        ) from error
    return told if isinstance(told, dict) else {}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


class _Reader:
    """Takes records out of the document, parts after what they belong to."""

    def __init__(self, known: Mapping[str, Register], into: Incoming, seen: set[tuple[str, str]]) -> None:
        self.known, self.into, self.seen = known, into, seen
        self.number = 0

    def take(self, name: str, records: Any, *, parent: str | None, address: str) -> None:  # Any: JSON
        item = self.known.get(name)
        if item is None or not isinstance(records, list):
            self.refuse(
                "unknown-register" if item is None else "not-a-list", Pointer(name, 0, address), notice=item is None
            )
            return
        for number, record in enumerate(records):
            self.number += 1
            place = Pointer(item.id, self.number, f"{address}/{number}")
            if isinstance(record, dict) and isinstance(record.get("fields", {}), dict):
                self.take_record(item, record, place, parent)
            else:
                self.refuse("not-a-record", place)

    def take_record(
        self,
        item: Register,
        record: Mapping[str, Any],  # Any: JSON values
        place: Pointer,
        parent: str | None,  # Any: JSON values
    ) -> None:  # Any: JSON
        key, parts = _text(record.get("id")), record.get("parts") or {}
        if key and (item.id, key) in self.seen:
            self.refuse("id-repeated", place, value=key)
            return
        self.seen |= {(item.id, key)} if key else set()
        if parts and not (key and isinstance(parts, dict)):
            self.refuse("parts-without-id" if not key else "not-a-record", place)
            return
        belongs = _text(record.get("parent")) if parent is None else parent
        self.into.rows.append(Spotted(item, key, belongs, self.fields(item, record.get("fields", {}), place), place))
        for name, records in parts.items():
            self.take(name, records, parent=key, address=f"{place.address}/parts/{name}")

    def fields(self, item: Register, told: Mapping[str, Any], place: Pointer) -> dict[str, Any]:  # Any: JSON
        for name in told:
            if not item.has(name):
                self.into.troubles.append(
                    Trouble("unknown-column", place.sheet, place.row, name, place.cell(name), name, notice=True)
                )
        return {name: _answer(item.field(name), value) for name, value in told.items() if item.has(name)}

    def refuse(self, code: str, place: Pointer, *, value: str = "", notice: bool = False) -> None:
        address = place.cell(KEY) if value else place.address
        self.into.troubles.append(
            Trouble(code, place.sheet, place.row, "", address, value or place.sheet, notice=notice)
        )


def _text(value: Any) -> str:  # Any: JSON
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _answer(asked: Field, value: Any) -> Any:  # Any: JSON
    """Return an answer as it stands; a text in two languages as its languages."""
    if not asked.languages or isinstance(value, dict):
        return value
    return dict.fromkeys(("nl", "en")) if value is None else {"nl": value}
