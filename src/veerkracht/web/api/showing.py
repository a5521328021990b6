"""A record as it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from veerkracht.catalogue import Field, Register, register
from veerkracht.web.api.middleware import ROOT
from veerkracht.web.api.naming import address_name
from veerkracht.web.api.values import linked, public_values, withheld
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.detail import Sight
from veerkracht.web.registers.models import Face, Record
from veerkracht.web.registers.reading import Label, labels, title_of

__all__ = ["address_of", "shown_record", "shown_records", "tag_of"]

Json = dict[str, Any]  # Any: JSON


def address_of(item: Register, external_id: str = "") -> str:
    """Return the address of a register, or of a record in it."""
    return f"{ROOT}/{address_name(item)}" + (f"/{quote(external_id, safe='')}" if external_id else "")


def tag_of(record: Record) -> str:
    """Return the version of a record as the header `ETag` writes it."""
    return f'"{record.version}"'


def shown_record(sight: Sight, reader: Reader) -> Json:
    """Return one record with all answers that the reader may see."""
    return shown_records([sight], list(sight.fields), reader)[0]


def shown_records(sights: list[Sight], fields: list[Field], reader: Reader) -> list[Json]:
    """Return records with some of their answers; links to other records are looked up at once.

    Parameters
    ----------
    fields : list of Field
        Which answers; of each record only those that the reader may see go out.
    """
    chosen = [[field for field in fields if field in sight.fields] for sight in sights]
    known = linked(((seen, sight.values) for seen, sight in zip(chosen, sights, strict=True)), reader)
    parents = labels([str(sight.record.parent_id) for sight in sights if sight.record.parent_id], reader)
    return [
        _shown(sight, seen, known, parents.get(str(sight.record.parent_id)), reader.language)
        for sight, seen in zip(sights, chosen, strict=True)
    ]


def _shown(sight: Sight, fields: list[Field], known: Mapping[str, Label], parent: Label | None, language: str) -> Json:
    record, address = sight.record, address_of(sight.item, sight.record.external_id)
    told: Json = {
        "id": record.external_id, "register": address_name(sight.item),
        "title": title_of(record, sight.segment, language), **_standing(sight),
        "values": public_values(fields, sight.values, known), "links": {"self": address},
    }  # fmt: skip
    if parent:
        told["parent"] = {
            "register": address_name(register(parent.register)),
            "id": parent.external_id,
            "title": parent.title,
        }
        told["links"]["parent"] = address_of(register(parent.register), parent.external_id)
    if hidden := withheld(fields, sight.values, known):
        told["withheld"] = hidden
    return told


def _standing(sight: Sight) -> Json:
    """Return how a record stands: of the published version when it was published, of the working one all of it."""
    record = sight.record
    told: Json = {"publishedAt": record.published_at.isoformat()} if record.published_at else {}
    if sight.segment.face == Face.WORKING:
        told |= {"version": record.version, "state": record.state, "changedAt": record.changed_at.isoformat()}
    return told
