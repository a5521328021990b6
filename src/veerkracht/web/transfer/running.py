"""The work of an import in the background: look first, then write when its owner says so."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop
from django_tasks import task

from veerkracht.errors import ConflictError, VeerkrachtError
from veerkracht.web.people.access import Actor
from veerkracht.web.people.models import reader_of
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.importing import plan_file
from veerkracht.web.transfer.lines import kept_lines
from veerkracht.web.transfer.models import Job, Line, State
from veerkracht.web.transfer.plans import Kind, Plan
from veerkracht.web.transfer.progress import StoppedError

__all__ = ["digest_of", "look", "run_job", "start_looking", "start_writing"]

_BROKEN: Final = gettext_noop(
    "Something went wrong on our side. Nothing was written. Try again, or tell the administrator."
)
_CHANGED_FILE: Final = gettext_noop("The file that was sent is no longer there. Send it again.")


def start_looking(job: Job, **choices: object) -> None:
    """Let the background look at a file and make the lines of what it would do."""
    job.board.clear()
    job.move(State.WAITING, plan_digest="", **choices)
    run_job.enqueue(str(job.pk))


def start_writing(job: Job, *, reason: str, only_right: bool) -> None:
    """Let the background write what the owner has seen, once."""
    if job.claim(State.READY, State.WRITING):
        job.board.clear()
        job.move(State.WRITING, reason=reason[:300], only_right=only_right)
        run_job.enqueue(str(job.pk))


@task()
def run_job(job_id: str) -> None:
    """Do what a job waits for; told by its state."""
    job = Job.objects.filter(pk=job_id).select_related("owner").first()
    if job is None or job.state not in (State.WAITING, State.WRITING):
        return
    try:
        (look if job.state == State.WAITING else _write)(job)
    except StoppedError:
        job.lines.all().delete()
        job.end(State.STOPPED)
    except VeerkrachtError as error:
        facts = {name: str(value) for name, value in error.facts.items()}
        job.end(State.FAILED, message={"template": error.template, "facts": facts})
    except Exception:
        job.end(State.FAILED, message={"template": _BROKEN, "facts": {}})
        raise


def look(job: Job) -> None:
    """Make the lines of what a file would do."""
    if job.claim(State.WAITING, State.LOOKING):
        _keep_plan(job, _plan(job))


def _plan(job: Job) -> Plan:
    path = Path(job.file.path)
    if not path.is_file() or digest_of(path) != job.file_digest:
        raise ConflictError(_CHANGED_FILE)
    return plan_file(path, job.register, job.choices, actor=_actor(job), tick=job.board.tick)


def _keep_plan(job: Job, plan: Plan, **more: object) -> None:
    with transaction.atomic():
        job.lines.all().delete()
        Line.objects.bulk_create(kept_lines(job, plan), batch_size=500)
        job.move(
            State.READY, plan_digest=plan.digest(), result=plan.counts(), done=len(plan.steps), total=len(plan.steps),
            notices=[asdict(notice) for notice in plan.notices], **more,
        )  # fmt: skip
    job.board.clear()


def _write(job: Job) -> None:
    """Write what the lines tell; when the records are no longer as they were, show new lines instead."""
    plan = _plan(job)
    if plan.digest() != job.plan_digest:
        _keep_plan(job, plan, looked_again=True)
        return
    try:
        with transaction.atomic():
            counts = apply_plan(
                plan, actor=_actor(job), reason=job.reason, only_right=job.only_right, tick=job.board.tick
            )
            job.lines.exclude(kind=Kind.REFUSED).delete()
            job.move(State.DONE, result=counts)
    except ConflictError:
        _keep_plan(job, _plan(job), looked_again=True)
        return
    job.end(State.DONE)


def _actor(job: Job) -> Actor:
    return Actor(reader_of(job.owner), f"user:{job.owner_id}")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
