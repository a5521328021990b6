"""Let writers work at once, and print what became of their work as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from veerkracht.web.bench.writers import write_one, write_together


class Command(BaseCommand):
    """Work as one of the writers, or start all of them."""

    help = "Part of bench_web: four writers at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of a writer."""
        parser.add_argument("--one", type=int, default=-1)

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Write."""
        if options["one"] >= 0:
            write_one(options["one"])
        else:
            self.stdout.write(json.dumps(write_together()))
