"""Everything that must be right before the application answers: port, database, tables, files, city."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext

from veerkracht.errors import ServiceError, UsageError
from veerkracht.web.audit.models import Entry, log
from veerkracht.web.registers.loading import load_city
from veerkracht.web.registers.models import Area, Record
from veerkracht.web.site import assets
from veerkracht.web.site.health import pending_migrations

__all__ = ["load_first_time", "make_ready", "refuse_newer_database", "refuse_silent_database", "refuse_used_port"]

LOADED: Final = "city.load"


def refuse_used_port(host: str, port: int) -> None:
    """Refuse a port on which another program listens, or an address that is not of this machine.

    Raises
    ------
    ServiceError
        With the address and what the machine says of it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServiceError(
                "{host}:{port} cannot be used ({reason}). Stop the program that listens there, or choose another with --port.",
                host=host, port=port, reason=error.strerror or str(error),
            ) from error  # fmt: skip


def refuse_silent_database() -> None:
    """Refuse to start without a database that answers.

    Raises
    ------
    ServiceError
        With what the database, or the road to it, says; never with its password.
    """
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise ServiceError(
            "The database {name} cannot be reached ({reason}). Start it, or mend DATABASE_URL.",
            name=connection.settings_dict["NAME"], reason=reason,
        ) from error  # fmt: skip


def refuse_newer_database() -> None:
    """Refuse tables that were made by a newer version of the software.

    Raises
    ------
    ServiceError
        With the first migration that this version does not know.
    """
    loader = MigrationExecutor(connection).loader
    unknown = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in loader.graph.nodes
    )
    unknown = [name for name in unknown if name.partition(".")[0] in loader.migrated_apps]
    if unknown:
        raise ServiceError(
            "The database was made by a newer version of veerkracht (it has {migration}). Install that version.",
            migration=unknown[0],
        )


def make_ready(tell: Callable[[str], None]) -> None:
    """Bring tables, files of the pages and, the first time, the registers of the city in step with this version."""
    if pending := pending_migrations():
        tell(gettext("Making the tables of the database ({n} steps)").format(n=len(pending)))
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if assets.collect():
        tell(gettext("The files of the pages are ready"))
    load_first_time(tell)


def load_first_time(tell: Callable[[str], None]) -> None:
    """Load the catalogue of the city into empty registers.

    Raises
    ------
    UsageError
        If the database is of another city.
    """
    before = Entry.objects.filter(action=LOADED).values_list("subject", flat=True).first()
    if before is not None and before != settings.CITY:
        raise UsageError(
            "This database is of {found}, not of {city}. Choose --city {found}, or another database.",
            found=before, city=settings.CITY,
        )  # fmt: skip
    if before is not None or Record.objects.exists() or Area.objects.exists():
        return
    tell(gettext("Loading the registers of {city}").format(city=settings.CITY))
    made = load_city(settings.CITY)
    log(LOADED, settings.CITY, actor="system", **made)
