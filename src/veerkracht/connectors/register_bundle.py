"""The bundle: what the registers of a city hold at one moment, as one JSON file with its own hash.

The form is described in ``docs/reference/bundle.md``. The same content always gives the same bytes and hash: keys
and records are sorted, whole numbers have no decimals, and no clock or machine leaves a trace.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from veerkracht.errors import InputError, MissingDataError

__all__ = [
    "FORMAT",
    "VERSION",
    "BundleRecord",
    "RegisterBundle",
    "bundle_bytes",
    "digest_of",
    "parse_bundle",
    "read_bundle",
]

FORMAT: Final = "veerkracht-bundle"
VERSION: Final = 1
_PARTS: Final = ("city", "registers", "settings", "texts", "software")

Json = Any  # Any: whatever JSON can hold
Content = dict[str, Json]


@dataclass(frozen=True)
class BundleRecord:
    """One record: its external id, that of the record it belongs to, and its answers.

    Links hold external ids, texts in two languages ``{"nl": …, "en": …}``; what is unknown is absent.
    """

    id: str
    values: Mapping[str, Json]
    parent: str = ""


@dataclass(frozen=True)
class RegisterBundle:
    """What was taken out of the registers.

    Parameters
    ----------
    city : str
        Id of the city in the catalogue.
    registers : Mapping of str to tuple of BundleRecord
        Records by register; a register that is absent was not taken, an empty one holds nothing.
    edition : BundleRecord or None
        The edition it was frozen for.
    texts, settings : tuple of BundleRecord
        What that edition says and sets by itself.
    before : Mapping or None
        Key figures of the edition before it.
    frozen_on : str
        ISO date; empty when it was not frozen.
    software : Mapping of str to str
        What wrote it.
    """

    city: str
    registers: Mapping[str, tuple[BundleRecord, ...]]
    edition: BundleRecord | None = None
    texts: tuple[BundleRecord, ...] = ()
    settings: tuple[BundleRecord, ...] = ()
    before: Mapping[str, Json] | None = None
    frozen_on: str = ""
    software: Mapping[str, str] = field(default_factory=dict)


def digest_of(bundle: RegisterBundle) -> str:
    """Return the SHA-256 of the content of a bundle, in hexadecimal digits."""
    return _digest(_content(bundle))


def bundle_bytes(bundle: RegisterBundle) -> bytes:
    """Return a bundle as the bytes of its file.

    Examples
    --------
    >>> one, two = BundleRecord("a", {"x": 1.0, "y": 2}), BundleRecord("b", {})
    >>> first = bundle_bytes(RegisterBundle("city", {"risks": (one, two)}))
    >>> first == bundle_bytes(RegisterBundle("city", {"risks": (two, BundleRecord("a", {"y": 2.0, "x": 1}))}))
    True
    """
    content = _content(bundle)
    told = json.dumps({**content, "hash": _digest(content)}, indent=1, **_CANONICAL)
    return f"{told}\n".encode()


_CANONICAL: Final[Mapping[str, Any]] = {"ensure_ascii": False, "sort_keys": True, "allow_nan": False}  # Any: switches


def _digest(content: Content) -> str:
    return sha256(json.dumps(content, separators=(",", ":"), **_CANONICAL).encode()).hexdigest()


def _content(bundle: RegisterBundle) -> Content:
    registers = {name: _records(records) for name, records in bundle.registers.items()}
    content: Content = {
        "format": FORMAT, "version": VERSION, "city": bundle.city, "registers": registers,
        "edition": _record(bundle.edition) if bundle.edition else None, "texts": _records(bundle.texts),
        "settings": _records(bundle.settings), "before": bundle.before, "frozen_on": bundle.frozen_on,
        "software": dict(bundle.software),
    }  # fmt: skip
    plain: Content = _plain(content)
    return plain


def _records(records: Iterable[BundleRecord]) -> list[Content]:
    return [_record(record) for record in sorted(records, key=lambda record: record.id)]


def _record(record: BundleRecord) -> Content:
    parent = {"parent": record.parent} if record.parent else {}
    return {"id": record.id, "values": dict(record.values), **parent}


def _plain(value: Json) -> Json:
    """Return a value with whole numbers as such: databases differ in whether 2 is 2.0."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def read_bundle(path: Path, *, known: Collection[str]) -> RegisterBundle:
    """Read a bundle from its file.

    Parameters
    ----------
    path : Path
        The file.
    known : collection of str
        Registers that there are.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If it is no bundle, of a newer version, changed since it was written, or holds an unknown register.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise MissingDataError(
            "No bundle {file}. Give the file that an edition was frozen into.", file=path.name
        ) from problem
    return parse_bundle(content, name=path.name, known=known)


def parse_bundle(content: bytes, *, name: str, known: Collection[str]) -> RegisterBundle:
    """Read a bundle from its bytes; `name` is how an error calls it. Raises as `read_bundle`."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise InputError("{file} is no JSON. Give the file that an edition was frozen into.", file=name) from problem
    _check_form(found, name)
    strange = sorted(set(found["registers"]) - set(known))
    if strange:
        raise InputError("{file} holds the register {register}, which this version does not know. Install the version "
                         "that wrote it.", file=name, register=strange[0])  # fmt: skip
    bundle = _bundle(found, name)
    if digest_of(bundle) != found.get("hash"):
        raise InputError("{file} was changed after it was written: its hash is not that of its content. "
                         "Take the bundle out of the registers again.", file=name)  # fmt: skip
    return bundle


def _check_form(found: Json, name: str) -> None:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError("{file} is no bundle of registers (its format is not {format}). Give the file that an edition "
                         "was frozen into.", file=name, format=FORMAT)  # fmt: skip
    version = found.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InputError("{file} is a bundle of version {version}; this version of the software reads up to {known}. "
                         "Install a newer one.", file=name, version=version, known=VERSION)  # fmt: skip
    lacking = [part for part in _PARTS if part not in found]
    if version != VERSION or lacking or not isinstance(found["registers"], dict):
        raise _incomplete(name, lacking[0] if lacking else "version or registers")


def _bundle(found: Content, name: str) -> RegisterBundle:
    registers = {register: _read_records(rows, name, register) for register, rows in found["registers"].items()}
    edition = _read_records([found["edition"]], name, "edition")[0] if found.get("edition") else None
    return RegisterBundle(
        str(found["city"]), registers, edition, _read_records(found["texts"], name, "texts"),
        _read_records(found["settings"], name, "settings"), found.get("before"), found.get("frozen_on") or "",
        found["software"],
    )  # fmt: skip


def _read_records(rows: Json, name: str, part: str) -> tuple[BundleRecord, ...]:
    try:
        records = [BundleRecord(str(row["id"]), dict(row["values"]), str(row.get("parent", ""))) for row in rows]
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise _incomplete(name, part) from problem
    ids = [record.id for record in records]
    twice = next((one for one in ids if ids.count(one) > 1), None) if len(set(ids)) < len(ids) else None
    if twice is not None:
        raise InputError("{file}, {part}: the record {id} occurs twice. Take the bundle out of the registers again.",
                         file=name, part=part, id=twice)  # fmt: skip
    return tuple(sorted(records, key=lambda record: record.id))


def _incomplete(name: str, part: str) -> InputError:
    return InputError("{file} is not complete: {part} is absent or not as it should be. Take the bundle out of the "
                      "registers again.", file=name, part=part)  # fmt: skip
