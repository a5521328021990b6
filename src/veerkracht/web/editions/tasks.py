"""What the worker does for editions: build, finish taking somebody out, and tell the officers."""

from __future__ import annotations

from django_tasks import task

from veerkracht.web.editions.building import build_now
from veerkracht.web.editions.taking_out import finish_taking_out
from veerkracht.web.editions.telling import tell_taken_down

__all__ = ["build_edition", "finish", "tell"]


@task()
def build_edition(key: int) -> None:
    """Build an edition."""
    build_now(key)


@task()
def finish() -> None:
    """Take out of files what was erased, as far as that failed before."""
    finish_taking_out()


@task()
def tell(key: int) -> None:
    """Tell the officers that an edition was taken down."""
    tell_taken_down(key)
