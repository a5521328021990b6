"""Taking a bundle out of the registers: only what anybody may read, and the quotes that were released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from veerkracht.catalogue import Register, register, registers
from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle
from veerkracht.version import __version__
from veerkracht.web.editions.quoting import QUOTES, usable_quotes
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.reading import readable, segments, shown

__all__ = ["Taken", "bundle_of", "taken", "waiting_parts"]

PUBLIC: Final = Reader()
EDITION: Final = "edition"
_OF_EDITION: Final = ("name", "kind", "period", "covers_from", "covers_until", "chapters")
TEXTS: Final = "edition_texts"
SETTINGS: Final = "edition_settings"


@dataclass(frozen=True)
class Taken:
    """A bundle, and which records stand in it: id, register and key in the bundle."""

    bundle: RegisterBundle
    records: tuple[tuple[UUID, str, str], ...]


def bundle_of(
    edition: Record | None = None,
    *,
    frozen_on: str = "",
    before: Mapping[str, Any] | None = None,  # Any: JSON values
) -> RegisterBundle:
    """Return what the registers hold for everybody, as a bundle; parameters as in `taken`."""
    return taken(edition, frozen_on=frozen_on, before=before).bundle


def taken(
    edition: Record | None = None,
    *,
    frozen_on: str = "",
    before: Mapping[str, Any] | None = None,  # Any: JSON values
) -> Taken:  # Any: JSON values
    """Take a bundle out of the registers.

    Parameters
    ----------
    edition : Record or None
        The edition that it is for: its texts and settings, as far as approved, come with it.
    frozen_on : str
        ISO date; empty when it is not frozen.
    before : Mapping or None
        Key figures of the edition to compare with.

    Notes
    -----
    Of each register the published version with the fields that are public. Registers of which the public sees
    nothing (the work of the team, interviews, critical systems) are not in it; of interviews there are the quotes
    that were released, and nothing else.
    """
    found = {item.id: _public_records(item) for item in registers().values() if _is_public(item)}
    external = {str(record.pk): record.external_id for rows in found.values() for record, _ in rows}
    kept = {name: tuple(_kept(record, values, external) for record, values in rows) for name, rows in found.items()}
    quotes = list(usable_quotes(external))
    bundle = RegisterBundle(
        settings.CITY, {**kept, QUOTES: tuple(quote for _, quote in quotes)}, _edition(edition),
        _own_parts(edition, TEXTS, external), _own_parts(edition, SETTINGS, external), before, frozen_on,
        {"veerkracht": __version__},
    )  # fmt: skip
    records = [(record.pk, name, record.external_id) for name, rows in found.items() for record, _ in rows]
    return Taken(bundle, (*records, *((key, QUOTES, quote.id) for key, quote in quotes)))


def waiting_parts(edition: Record) -> int:
    """Return how many texts and settings of an edition are not approved, or changed since."""
    parts = edition.parts.filter(register__in=(TEXTS, SETTINGS)).exclude(state=State.ARCHIVED)
    return sum(part.published is None or part.published != part.values for part in parts)


def _is_public(item: Register) -> bool:
    return item.access != EDITION and PUBLIC.may(Action.READ, item.access)


def _public_records(item: Register) -> list[tuple[Record, Values]]:
    parts = segments(PUBLIC, item)
    records = readable(PUBLIC, item).select_related("parent").order_by("external_id")
    return [(record, shown(record, parts[0])) for record in records]


def _kept(record: Record, values: Values, external: Mapping[str, str]) -> BundleRecord:
    parent = record.parent.external_id if record.parent else ""
    return BundleRecord(record.external_id, _with_names(record.definition, values, external), parent)


def _with_names(item: Register, values: Values, external: Mapping[str, str]) -> Values:
    """Return values whose links hold external ids; a link to what is not in the bundle is left out."""
    links = {field.id for field in item.link_fields}
    told = {name: _targets(value, external) if name in links else value for name, value in values.items()}
    return {name: value for name, value in told.items() if value or name not in links}


def _targets(value: Any, external: Mapping[str, str]) -> Any:  # Any: an id, or several
    if isinstance(value, list):
        return [external[one] for one in value if one in external]
    return external.get(value)


def _edition(edition: Record | None) -> BundleRecord | None:
    if edition is None:
        return None
    return BundleRecord(
        edition.external_id, {name: edition.values[name] for name in _OF_EDITION if name in edition.values}
    )


def _own_parts(edition: Record | None, register_id: str, external: Mapping[str, str]) -> tuple[BundleRecord, ...]:
    """Return the approved texts or settings of an edition, also before the edition itself is approved."""
    if edition is None:
        return ()
    parts = edition.parts.filter(register=register_id, published__isnull=False).exclude(state=State.ARCHIVED)
    item = register(register_id)
    seen = {field.id for field in item.seen_at("public")}
    said = [(part, {name: value for name, value in (part.published or {}).items() if name in seen}) for part in parts]
    return tuple(BundleRecord(part.external_id, _with_names(item, values, external)) for part, values in said)
