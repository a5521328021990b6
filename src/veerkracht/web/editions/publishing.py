"""Publishing an edition that was built, and withdrawing it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from veerkracht.errors import UsageError
from veerkracht.reports.manifest import verify_edition
from veerkracht.web.audit.models import log
from veerkracht.web.editions.keeping import function_of, note, refuse_unless
from veerkracht.web.editions.models import Build, Freeze
from veerkracht.web.people.access import Action, Actor
from veerkracht.web.registers.models import Record

__all__ = ["publish_edition", "withdraw_edition"]


def publish_edition(frozen: Freeze, *, actor: Actor, today: date) -> Freeze:
    """Let everybody read an edition: the last build of it, which must be whole.

    Raises
    ------
    DeniedError
        If the actor may not review editions.
    UsageError
        If there is no build, it is damaged, or the edition was withdrawn.
    """
    with transaction.atomic():
        found, record = _locked(frozen, actor)
        build = _whole_build(found)
        found.state, found.build, found.published_at = Freeze.State.PUBLISHED, build, timezone.now()
        found.save(update_fields=["state", "build", "published_at"])
        noted = {
            "state": "published", "published_on": today.isoformat(), "fingerprint": found.digest,
            "approved_by": record.values.get("approved_by") or function_of(actor),
        }  # fmt: skip
        note(record, noted, action="publish", approve=True)
        log("edition.publish", f"editions/{found.name}", actor=actor.label, hash=found.digest, files=build.digest)
    return found


def _locked(frozen: Freeze, actor: Actor) -> tuple[Freeze, Record]:
    found = Freeze.objects.select_for_update().get(pk=frozen.pk)
    record = Record.objects.select_for_update().filter(freezes=found.pk).first()
    refuse_unless(actor, Action.REVIEW, record)
    assert record is not None  # refused above
    return found, record


def _whole_build(frozen: Freeze) -> Build:
    build = Build.objects.newest_of(frozen)
    ready = build is not None and build.state == Build.State.DONE and not frozen.redactions.exists()
    if frozen.state == Freeze.State.WITHDRAWN or build is None or not ready:
        raise UsageError("This edition cannot be published now. Build it first, and look at what was built.")
    damaged = verify_edition(build.folder)
    if damaged:
        raise UsageError("The build of this edition is damaged, first {file}. Build it again.", file=damaged[0].file)
    return build


def withdraw_edition(frozen: Freeze, reason: Mapping[str, str], *, actor: Actor, today: date) -> Freeze:
    """Take an edition away from the public for good, and say why.

    Parameters
    ----------
    reason : Mapping
        Why, by language (nl, en); at least one.

    Raises
    ------
    DeniedError
        If the actor may not review editions.
    UsageError
        If it is not published, or no reason is given.
    """
    told = {language: text.strip() for language, text in reason.items() if text.strip()}
    if not told:
        raise UsageError("Tell why. The reason stands where the edition was.")
    with transaction.atomic():
        found, record = _locked(frozen, actor)
        if found.state not in (Freeze.State.PUBLISHED, Freeze.State.DOWN):
            raise UsageError("Only a published edition can be withdrawn.")
        found.state, found.withdrawn_at = Freeze.State.WITHDRAWN, timezone.now()
        found.reason_nl, found.reason_en = told.get("nl", ""), told.get("en", "")
        found.save(update_fields=["state", "withdrawn_at", "reason_nl", "reason_en"])
        noted = {"state": "withdrawn", "withdrawn_on": today.isoformat(), "withdrawn_reason": told}
        note(record, noted, action="withdraw", approve=True)
        log("edition.withdraw", f"editions/{found.name}", actor=actor.label, hash=found.digest)
    return found
