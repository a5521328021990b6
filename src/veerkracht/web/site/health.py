"""Whether the application is well: its database, migrations, log and background work."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from veerkracht.web.audit.health import add_check, failing
from veerkracht.web.audit.models import Entry, broken_entries

__all__ = ["add_checks", "health", "pending_migrations"]

LAST_ENTRIES: Final = 200
PATIENCE: Final = timedelta(minutes=5)  # work that waits longer has nobody to do it
REMEMBERED_SECONDS: Final = 5  # however often it is asked


def add_checks() -> None:
    """Add the checks of the application itself."""
    for check in (database, migrations, log, work):
        add_check(check.__name__, check)


def database() -> bool:
    """Tell whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations() -> bool:
    """Tell whether the tables are those of this version."""
    return not pending_migrations()


def pending_migrations() -> list[str]:
    """Return the migrations that were not run yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def log() -> bool:
    """Tell whether the last entries of the log are whole and follow on one another."""
    last = list(Entry.objects.order_by("-number")[: LAST_ENTRIES + 1])[::-1]
    if not last:
        return True
    first = last[0].number if last[0].number > 1 else 0  # the oldest only tells what the next must follow
    return not [number for number in broken_entries(last) if number != first]


def work() -> bool:
    """Tell whether somebody does the work in the background: nothing that could be done waits long."""
    late = timezone.now() - PATIENCE
    return not DBTaskResult.objects.ready().filter(enqueued_at__lt=late, run_after__lt=late).exists()


def health(request: HttpRequest) -> JsonResponse:
    """Answer with the state of each check; status 503 when one fails. It tells nothing of what is in the database."""
    memory = caches["memory"]  # not the one in the database, which may be what is not well
    found = memory.get("health")
    if found is None:
        found = failing()
        memory.set("health", found, REMEMBERED_SECONDS)
    told = {"status": "failing" if any(found.values()) else "ok",
            "checks": {name: "failing" if fails else "ok" for name, fails in found.items()}}  # fmt: skip
    return JsonResponse(told, status=503 if any(found.values()) else 200)
