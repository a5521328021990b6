"""Freezing an edition: the registers as they are published now, kept as a bundle that never changes."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from veerkracht.catalogue import load_city, registers
from veerkracht.connectors.register_bundle import RegisterBundle, bundle_bytes, digest_of, read_bundle
from veerkracht.errors import UsageError
from veerkracht.version import __version__
from veerkracht.web.audit.models import log
from veerkracht.web.editions.bundles import Taken, taken
from veerkracht.web.editions.keeping import function_of, note, refuse_unless
from veerkracht.web.editions.models import Freeze, FrozenRecord
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.registers.models import Record
from veerkracht.workflows.durable import appear

__all__ = ["bundle_file", "freeze", "frozen_bundle", "last_before"]

DRAFT: Final = "draft"
_NAME: Final = re.compile(r"\w[\w.-]*")


def freeze(record: Record, *, actor: Actor, today: date) -> Freeze:
    """Freeze what the registers hold for everybody, for one edition.

    Parameters
    ----------
    record : Record
        The edition, a draft.
    today : date
        Printed on the edition.

    Returns
    -------
    Freeze
        With its bundle in the media folder; the record of the edition is frozen and bears its hash.

    Raises
    ------
    DeniedError
        If the actor may not change the edition.
    UsageError
        If it is no draft, of another city, or one of its texts or settings fits nowhere.
    """
    with transaction.atomic():
        found = Record.objects.select_for_update().get(pk=record.pk)
        refuse_unless(actor, Action.CHANGE, found)
        _refuse_unfit(found)
        got = taken(found, frozen_on=today.isoformat(), before=_key_figures_before(found))
        _try_out(got.bundle)
        frozen = _keep(found, got, actor)
        noted = {
            "state": "frozen", "frozen_on": today.isoformat(), "frozen_by": function_of(actor),
            "fingerprint": frozen.digest, "software_version": frozen.software,
        }  # fmt: skip
        note(found, noted, action="freeze")
        log("edition.freeze", f"editions/{frozen.name}", actor=actor.label, hash=frozen.digest)
        bundle_file(frozen, got.bundle)
    return frozen


def _refuse_unfit(record: Record) -> None:
    state = record.values.get("state", DRAFT)
    if state != DRAFT:
        raise UsageError("Only a draft can be frozen. Make a new edition, or set this one back to draft.", state=state)
    city = record.values.get("city")
    if city != settings.CITY:
        raise UsageError("This edition is of {found}, and the registers are of {city}. Fill in {city} as its city.",
                         found=city or "-", city=settings.CITY)  # fmt: skip
    period = str(record.values.get("period", ""))
    if not _NAME.fullmatch(period):
        raise UsageError("The period {period} cannot be the name of an edition. Use letters, digits, - and .",
                         period=period or "-")  # fmt: skip


def _try_out(bundle: RegisterBundle) -> None:
    """Refuse a bundle from which no edition can be made, while it can still be mended."""
    from veerkracht.workflows.edition.texts import check_place  # the workflows load slowly, and few requests need them
    from veerkracht.workflows.monitor import changed_settings
    from veerkracht.workflows.registers import settings_of, with_registers

    for text in bundle.texts:
        check_place(str(text.values.get("place", "")))
    changed_settings(settings_of(bundle))
    with_registers(load_city(bundle.city), bundle)


def _keep(record: Record, got: Taken, actor: Actor) -> Freeze:
    frozen = Freeze.objects.create(
        record=record, name=record.external_id, city=got.bundle.city, digest=digest_of(got.bundle), software=__version__,
        frozen_by_id=actor.user_id,
    )  # fmt: skip
    FrozenRecord.objects.bulk_create(
        (FrozenRecord(freeze=frozen, record=key, register=register, key=name)
         for key, register, name in (*got.records, *_named_before(got.bundle))),
        batch_size=1000,
    )  # fmt: skip
    return frozen


def _named_before(bundle: RegisterBundle) -> list[tuple[UUID, str, str]]:
    """Return the records that only the key figures of the edition before still name."""
    found = []
    for register in ("risks", "initiatives"):
        here = {record.id for record in bundle.registers.get(register, ())}
        earlier = set((bundle.before or {}).get(register, {})) - here
        rows = Record.objects.filter(register=register, external_id__in=earlier).values_list("pk", "external_id")
        found += [(key, register, name) for key, name in rows]
    return found


def bundle_file(frozen: Freeze, bundle: RegisterBundle) -> None:
    """Write the bundle of a freeze, whole or not at all."""
    frozen.folder.mkdir(parents=True, exist_ok=True)
    appear(frozen.file, lambda aside: aside.write_bytes(bundle_bytes(bundle)))


def frozen_bundle(frozen: Freeze) -> RegisterBundle:
    """Return the bundle of a freeze.

    Raises
    ------
    MissingDataError, InputError
        If its file is gone or was changed.
    """
    return read_bundle(frozen.file, known=registers())


def last_before(record: Record) -> Freeze | None:
    """Return the freeze that an edition is compared with: that of the one it names, else the last that was published."""
    named = record.values.get("previous")
    others = Freeze.objects.exclude(record=record).order_by("-published_at", "-pk")
    if named and (found := others.filter(record_id=named).first()):
        return found
    return others.filter(published_at__isnull=False).first()


def _key_figures_before(record: Record) -> dict[str, Any] | None:  # Any: JSON
    before = last_before(record)
    if before is None or before.build is None:
        return None
    try:
        figures: dict[str, Any] = json.loads(  # Any: JSON values
            (before.build.folder / "data" / "key_figures.json").read_bytes()
        )  # Any: JSON values
    except (OSError, ValueError):
        return None
    return figures
