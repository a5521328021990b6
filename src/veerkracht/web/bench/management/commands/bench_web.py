"""Measure the application with many records and readers, and print the figures as JSON."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from veerkracht.web.bench.figures import verdicts
from veerkracht.web.bench.machine import surroundings
from veerkracht.web.bench.measuring import COUNTS, PORT, read_together
from veerkracht.web.bench.synthetic import fill, told_again
from veerkracht.web.bench.tasks import measure_import, measure_search
from veerkracht.web.bench.writers import write_beside, write_together
from veerkracht.web.registers.models import Record
from veerkracht.web.site.starting import make_ready

SIGNS: Final = 20  # an import of full size tells at least this often how far it is
ROWS: Final = 5_000
Ids = Mapping[str, Sequence[str]]


class Command(BaseCommand):
    """Fill an empty database with synthetic records and measure."""

    help = "Measure the application on a database that is empty: fills it with synthetic records first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size and the length of the measurement."""
        parser.add_argument("--users", type=int, default=50)
        parser.add_argument("--seconds", type=float, default=30)
        parser.add_argument("--think", type=float, default=2)
        parser.add_argument("--scale", type=float, default=1.0, help="Share of the records; 1 is the full size.")
        parser.add_argument("--runs", type=int, default=3, help="How often each is measured; medians are told.")
        parser.add_argument("--port", type=int, default=PORT, help="Port to serve at.")
        parser.add_argument("--again", action="store_true", help="Measure a database that was filled before.")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Measure and print."""
        counts = {name: max(1, int(count * options["scale"])) for name, count in COUNTS.items()}
        start = time.monotonic()
        ids = self._again(counts) if options["again"] else self._filled(counts)
        filled = round(time.monotonic() - start, 1)
        found = self._measured(ids, max(1, int(ROWS * options["scale"])), options)
        self.stdout.write(json.dumps({"bars": verdicts(_told(found)), "environment": surroundings(), "records": counts,
                                      "fill_s": filled, **found}, indent=1))  # fmt: skip

    def _filled(self, counts: Mapping[str, int]) -> Ids:
        if Record._meta.db_table in connection.introspection.table_names() and Record.objects.exists():
            raise CommandError(
                "The database holds records. Measure on an empty one: set DATABASE_URL or VEERKRACHT_STATE."
            )
        make_ready(self.stderr.write)
        ids = fill(counts, seed=1, progress=lambda name, done: self.stderr.write(f"{name}: {done}"))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the database does by itself after a while
        return ids

    def _again(self, counts: Mapping[str, int]) -> Ids:
        make_ready(self.stderr.write)
        return told_again(counts)

    def _measured(self, ids: Ids, rows: int, options: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
        tell, runs = self.stderr.write, options["runs"]
        found: dict[str, Any] = {"search": measure_search(runs=runs)}  # Any: JSON
        tell(f"search: {found['search']}")
        found["reading"] = read_together(ids, users=options["users"], seconds=options["seconds"], think=options["think"],
                                         runs=runs, port=options["port"], tell=tell)  # fmt: skip
        found["import"] = measure_import(ids, rows=rows, runs=runs, tell=tell)
        found["writers"] = write_together()
        if connection.vendor != "sqlite":
            with tempfile.TemporaryDirectory(prefix="veerkracht-bench-") as folder:
                found["writers_sqlite"] = write_beside(Path(folder))
        return found


def _told(found: Mapping[str, Any]) -> dict[str, float]:  # Any: JSON
    """Return the figures that have a bar."""
    pages = found["reading"]["pages"]
    lost = {name: found[name]["lost"] + found[name]["failed_writers"] + found[name]["log_broken"]
            for name in ("writers", "writers_sqlite") if name in found}  # fmt: skip
    return {
        "list_p95_ms": pages["list"]["p95_ms"], "detail_p95_ms": pages["detail"]["p95_ms"],
        "pages_failed": sum(kind["failed"] for kind in pages.values()),
        "search_p95_ms": found["search"]["p95_ms"], "import_s": found["import"]["wall_s"],
        "import_signs_missing": max(0, SIGNS - found["import"]["signs"]) if found["import"]["rows"] >= ROWS else 0,
        **{f"{name.replace('writers', 'writers_lost', 1)}": n for name, n in lost.items()},
    }  # fmt: skip
