"""`manage edition_bundle`: write what the registers hold for everybody as one file, for the main job."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from veerkracht.connectors.register_bundle import bundle_bytes, digest_of
from veerkracht.errors import ServiceError, UsageError
from veerkracht.web.audit.models import Entry
from veerkracht.web.editions.bundles import bundle_of
from veerkracht.web.editions.freezing import frozen_bundle
from veerkracht.web.editions.models import Freeze
from veerkracht.web.registers.models import Record

LOADED = "city.load"


class Command(BaseCommand):
    """Writes a bundle: that of a frozen edition where one is asked for and there is one, else of now."""

    help = "Write what the registers hold for everybody into one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and the edition."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--edition", default="", help="period or key of an edition")

    def handle(self, *args: Any, file: Path, edition: str, **options: Any) -> None:  # Any: the signature of Django
        """Write the file, and print its hash."""
        try:
            _refuse_other_city()
            record = _edition(edition) if edition else None
            frozen = Freeze.objects.newest_of(record) if record else None
            bundle = frozen_bundle(frozen) if frozen else bundle_of(record)
        except DatabaseError as problem:
            raise ServiceError("The database holds no registers ({reason}). Start the web application with it first.",
                               reason=str(problem).strip().splitlines()[0]) from problem  # fmt: skip
        file.write_bytes(bundle_bytes(bundle))
        self.stdout.write(digest_of(bundle))


def _refuse_other_city() -> None:
    found = Entry.objects.filter(action=LOADED).values_list("subject", flat=True).first()
    if found is not None and found != settings.CITY:
        raise UsageError("This database is of {found}, not of {city}. Ask for {found}, or give another database.",
                         found=found, city=settings.CITY)  # fmt: skip
    if not Record.objects.exists():
        raise UsageError("The registers are empty. Start the web application once, so that it loads the city.")


def _edition(name: str) -> Record | None:
    """Return the edition with a key or, among those of one period, the one that was made last."""
    editions = Record.objects.filter(register="editions").exclude(state="archived")
    by_key = editions.filter(external_id=name).first()
    return by_key or editions.filter(values__period=name).order_by("-created_at").first()
