"""The bundle by which a record is handed to another city: versioned JSON with its parts and sources.

Only what is published and public goes along. The hash is over the content, so that the receiver knows it is whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from veerkracht.catalogue import Words, children_of, register
from veerkracht.errors import InputError, UsageError
from veerkracht.version import __version__
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import labels, readable, segments, shown
from veerkracht.web.registers.typed import listed

__all__ = ["FORMAT", "HANDED", "LONGEST_NAME", "VERSION", "Bundle", "bundle_of", "city_of", "digest_of", "read_bundle"]

FORMAT: Final = "veerkracht-handover"
VERSION: Final = 2
"""Version 1 named the city in one language."""

HANDED: Final = ("initiatives", "lessons", "civic_initiatives", "street_labs", "recovery_projects")
"""Registers of which a record can be of use to another city."""

LONGEST_NAME: Final = 120
LONGEST: Final = 2_000_000  # bytes; a record with its parts is a few thousand
Bundle = dict[str, Any]  # Any: JSON


def bundle_of(record: Record, *, city: Words, address: str) -> Bundle:
    """Return the bundle of a record.

    Parameters
    ----------
    record : Record
        What is handed over.
    city : Words
        From which city.
    address : str
        Where the record stands there.

    Raises
    ------
    UsageError
        If nothing of it is published.
    """
    public, item = Reader(), record.definition
    found = readable(public, item).filter(pk=record.pk).first()
    if found is None:
        raise UsageError("Only what is published can be handed over. Have it approved first.")
    content = {
        "format": FORMAT, "version": VERSION, "software": __version__,
        "from": {"city": city._asdict(), "address": address},
        "record": _written(found, public),
        "parts": [_written(part, public) for child in children_of(item.id)
                  for part in readable(public, child).filter(parent=record.pk).order_by("external_id")],
    }  # fmt: skip
    return {**content, "sha256": digest_of(content)}


def city_of(bundle: Bundle) -> Words:
    """Return the name of the city that hands something over, where it is told in one language in both."""
    told = bundle["from"].get("city")
    names = told if isinstance(told, dict) else {"nl": told}
    nl, en = (str(names.get(language) or "")[:LONGEST_NAME] for language in ("nl", "en"))
    return Words(nl or en, en or nl)


def _written(record: Record, reader: Reader) -> Bundle:
    item = record.definition
    values = shown(record, segments(reader, item)[0])
    named = labels((key for field in item.link_fields for key in listed(values.get(field.id))), reader)
    for field in item.link_fields:
        found = [named[key] for key in listed(values.pop(field.id, None)) if key in named]
        if found:
            values[field.id] = [{"id": one.external_id, "title": one.title} for one in found]
    return {"register": item.id, "id": record.external_id, "values": values}


def digest_of(content: Mapping[str, Any]) -> str:  # Any: JSON
    """Return the hash over a bundle without its own hash."""
    bare = {name: value for name, value in content.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_bundle(content: bytes, *, file: str) -> Bundle:
    """Read a bundle and check that it is whole and that this version knows it.

    Raises
    ------
    InputError
        If the file is no bundle, is of a newer version, was changed on the way, or is of an unknown register.
    """
    bundle = _parsed(content, file)
    if bundle["version"] > VERSION:
        raise InputError("{file} was made by a newer version ({version}) of the monitor. Update this one first.",
                         file=file, version=bundle["version"])  # fmt: skip
    if bundle.get("sha256") != digest_of(bundle):
        raise InputError(
            "{file} is not whole: it was changed on the way. Ask the other city to send it again.", file=file
        )
    name = bundle["record"].get("register")
    if name not in HANDED:
        raise InputError("{file} holds a record of {register}, which cannot be handed over.", file=file, register=name)
    register(name)
    return bundle


def _parsed(content: bytes, file: str) -> Bundle:
    try:
        found = json.loads(content.decode("utf-8-sig")) if len(content) <= LONGEST else None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        found = None
    bundle: Bundle = found if isinstance(found, dict) else {}
    if not _is_shaped(bundle):
        raise InputError(
            "{file} is no bundle of the monitor. Ask the other city for the file under “Hand over”.", file=file
        )
    return bundle


def _is_shaped(bundle: Bundle) -> bool:
    parts = all(isinstance(bundle.get(part), dict) for part in ("record", "from"))
    known = bundle.get("format") == FORMAT and isinstance(bundle.get("version"), int)
    return known and parts and isinstance(bundle["record"].get("values"), dict)
