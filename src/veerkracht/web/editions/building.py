"""Building an edition from its frozen bundle, in the background: progress is noted, and it can be stopped."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from typing import Any

from django.db import transaction
from django.utils import timezone

from veerkracht.errors import VeerkrachtError
from veerkracht.web.audit.models import log
from veerkracht.web.editions.keeping import refuse_unless
from veerkracht.web.editions.models import Build, Freeze
from veerkracht.web.people.access import Action, Actor

__all__ = ["build_now", "remove_files", "stop_build"]

_LOG = logging.getLogger(__name__)


class StoppedError(Exception):
    """Somebody asked to stop the build."""


def stop_build(build: Build, *, actor: Actor) -> None:
    """Ask a build to stop at its next step; asked for a second time, count it as stopped."""
    refuse_unless(actor, Action.CHANGE, build.freeze.record)
    ready = build.state == Build.State.WAITING or build.stop_asked
    state = {"state": Build.State.STOPPED, "ended_at": timezone.now()} if ready and build.busy else {}
    Build.objects.filter(pk=build.pk).update(stop_asked=True, **state)
    log("edition.stop", f"editions/{build.freeze.name}", actor=actor.label)


def build_now(key: int) -> None:
    """Do a build that waits; what goes wrong is noted on it."""
    if not Build.objects.filter(pk=key, state=Build.State.WAITING).update(state=Build.State.RUNNING):
        return
    build = Build.objects.select_related("freeze").get(pk=key)
    digest = build.freeze.digest
    try:
        found = _run(build)
    except StoppedError:
        found = {"state": Build.State.STOPPED}
    except VeerkrachtError as error:
        facts = {name: str(value) for name, value in error.facts.items()}
        found = {"state": Build.State.FAILED, "problem": {"template": error.template, "facts": facts}}
    except Exception:
        _LOG.exception("build %s", key)
        found = {"state": Build.State.FAILED}
    _end(build, found, digest)


def _end(build: Build, found: dict[str, Any], digest: str) -> None:  # Any: fields of the build
    """Note how a build ended; when somebody was taken out of the bundle meanwhile, its files go at once."""
    with transaction.atomic():
        frozen = Freeze.objects.select_for_update().get(pk=build.freeze_id)
        if frozen.digest != digest or frozen.redactions.exists():
            found = {**found, "state": Build.State.REMOVED}
        running = Build.objects.filter(pk=build.pk, state=Build.State.RUNNING)
        if not running.update(ended_at=timezone.now(), **found):  # it was ended from elsewhere; its files must be known
            Build.objects.filter(pk=build.pk).update(folder_name=found.get("folder_name", ""))
    remove_files()


def _run(build: Build) -> dict[str, Any]:  # Any: fields of the build
    from veerkracht.engine import limit_engine  # only the worker needs what makes editions, which loads slowly
    from veerkracht.workflows.monitor import MonitorRequest, monitor

    limit_engine(threads=2, memory_mb=400)
    request = MonitorRequest(build.freeze.city, build.out, registers=build.freeze.file, offline=True)
    result = monitor(request, progress=lambda stage, what: _tell(build, stage, what), environment=os.environ)
    manifest = (result.folder / "manifest.json").read_bytes()
    return {
        "state": Build.State.DONE, "folder_name": result.folder.name, "digest": hashlib.sha256(manifest).hexdigest(),
        "origin": result.origin, "files": result.files, "gaps": len(result.gaps), "stage": "", "what": "",
    }  # fmt: skip


def _tell(build: Build, stage: str, what: str) -> None:
    Build.objects.filter(pk=build.pk).update(stage=stage, what=what[:200])
    build.refresh_from_db(fields=["state", "stop_asked"])
    if build.stop_asked or build.state != Build.State.RUNNING:
        raise StoppedError


def remove_files() -> None:
    """Remove the files of builds that may not be kept; a folder that a good build shares stays.

    Raises
    ------
    OSError
        If the disk does not let them go.
    """
    for build in Build.objects.removable().select_related("freeze"):
        if build.folder.exists() and not build.shared:
            shutil.rmtree(build.folder)
        Build.objects.filter(pk=build.pk).update(folder_name="")
