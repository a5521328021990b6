"""Two bundles beside one another: over all registers what is new, what changed and what is gone, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from veerkracht.catalogue import Register, registers
from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle
from veerkracht.web.registers.comparing import Change, changes_between
from veerkracht.web.registers.models import Area, Values
from veerkracht.web.registers.naming import Naming
from veerkracht.web.registers.reading import Label

__all__ = ["Difference", "differences"]

Records = Mapping[str, tuple[BundleRecord, ...]]


@dataclass(frozen=True)
class Difference:
    """What differs in one register: names of what is new and gone, and of what changed the answers."""

    item: Register
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[tuple[str, tuple[Change, ...]], ...]


def differences(before: RegisterBundle | None, after: RegisterBundle, language: str) -> list[Difference]:
    """Return the registers in which two bundles differ, texts and settings of the edition among them."""
    old, new = _all(before) if before else {}, _all(after)
    naming = _naming((old, new), language)
    found = [
        _difference(item, _by_id(old.get(item.id, ())), _by_id(new.get(item.id, ())), naming)
        for item in registers().values()
    ]
    return [one for one in found if one.new or one.gone or one.changed]


def _all(bundle: RegisterBundle) -> Records:
    return {**bundle.registers, "edition_texts": bundle.texts, "edition_settings": bundle.settings}


def _by_id(records: Iterable[BundleRecord]) -> dict[str, BundleRecord]:
    return {record.id: record for record in records}


def _difference(
    item: Register, old: dict[str, BundleRecord], new: dict[str, BundleRecord], naming: Naming
) -> Difference:
    language = naming.language
    both = [(old[key], new[key]) for key in new if key in old and old[key].values != new[key].values]
    return Difference(
        item,
        tuple(_title(item, record, language) for key, record in new.items() if key not in old),
        tuple(_title(item, record, language) for key, record in old.items() if key not in new),
        tuple((_title(item, later, language), _changes(item, earlier, later, naming)) for earlier, later in both),
    )


def _changes(item: Register, earlier: BundleRecord, later: BundleRecord, naming: Naming) -> tuple[Change, ...]:
    return tuple(changes_between(item.fields, _placed(item, earlier), _placed(item, later), naming))


def _placed(item: Register, record: BundleRecord) -> Values:
    """Return values whose links bear the register they point to, as two registers can use one key."""
    targets = {field.id: field.target for field in item.link_fields}
    return {name: _to(value, targets[name]) if name in targets else value for name, value in record.values.items()}


def _to(value: Any, target: str) -> Any:  # Any: a key, or several
    return [f"{target}/{one}" for one in value] if isinstance(value, list | tuple) else f"{target}/{value}"


def _naming(sides: Iterable[Records], language: str) -> Naming:
    names = {
        f"{item.id}/{record.id}": Label(item.id, record.id, _title(item, record, language))
        for side in sides for item in registers().values() for record in side.get(item.id, ())
    }  # fmt: skip
    return Naming(language, names, dict(Area.objects.values_list("code", "name")))


def _title(item: Register, record: BundleRecord, language: str) -> str:
    value = record.values.get(item.title)
    if isinstance(value, dict):
        return str(value.get(language) or next(iter(value.values()), record.id))
    choice = item.field(item.title).choice(str(value))
    return str(getattr(choice.label, language)) if choice else str(value or record.id)
