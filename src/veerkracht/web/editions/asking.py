"""Asking for work on an edition that the worker does."""

from __future__ import annotations

from django.db import transaction

from veerkracht.errors import ConflictError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.editions.keeping import refuse_unless
from veerkracht.web.editions.models import Build, Freeze
from veerkracht.web.editions.tasks import build_edition
from veerkracht.web.people.access import Action, Actor

__all__ = ["start_build"]


def start_build(frozen: Freeze, *, actor: Actor) -> Build:
    """Note that an edition is to be built; a task does it.

    Raises
    ------
    DeniedError
        If the actor may not change the edition.
    UsageError
        If it is withdrawn, or somebody is still being taken out of its bundle.
    ConflictError
        If it is being built already.
    """
    with transaction.atomic():
        found = Freeze.objects.select_for_update().get(pk=frozen.pk)
        refuse_unless(actor, Action.CHANGE, found.record)
        if found.state == Freeze.State.WITHDRAWN or found.redactions.exists():
            raise UsageError("This edition cannot be built now. It is withdrawn, or a record is being taken out of it.")
        if Build.objects.busy(found):
            raise ConflictError("This edition is being built already. Wait for it, or stop it first.")
        build = Build.objects.create(freeze=found, asked_by_id=actor.user_id)
        log("edition.build", f"editions/{found.name}", actor=actor.label, hash=found.digest)
        transaction.on_commit(lambda: build_edition.enqueue(build.pk))
    return build
