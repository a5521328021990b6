"""Measure the application with many records and readers, and print the figures as JSON."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from veerkracht.web.bench.measuring import BARS, COUNTS, read_together
from veerkracht.web.bench.synthetic import fill
from veerkracht.web.registers.models import Record
from veerkracht.web.site.starting import make_ready


class Command(BaseCommand):
    """Fill an empty database with synthetic records and measure."""

    help = "Measure the application on a database that is empty: fills it with synthetic records first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size and the length of the measurement."""
        parser.add_argument("--users", type=int, default=50)
        parser.add_argument("--seconds", type=float, default=30)
        parser.add_argument("--think", type=float, default=2)
        parser.add_argument("--scale", type=float, default=1.0, help="Share of the records; 1 is the full size.")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Measure and print."""
        if Record._meta.db_table in connection.introspection.table_names() and Record.objects.exists():
            raise CommandError(
                "The database holds records. Measure on an empty one: set DATABASE_URL or VEERKRACHT_STATE."
            )
        make_ready(self.stderr.write)
        counts = {name: max(1, int(count * options["scale"])) for name, count in COUNTS.items()}
        start = time.monotonic()
        ids = fill(counts, seed=1, progress=lambda name, done: self.stderr.write(f"{name}: {done}"))
        filled = time.monotonic() - start
        figures = read_together(ids, users=options["users"], seconds=options["seconds"], think=options["think"],
                                progress=self.stderr.write)  # fmt: skip
        self.stdout.write(
            json.dumps({"records": counts, "fill_s": round(filled, 1), "bars": BARS, **figures}, indent=1)
        )
