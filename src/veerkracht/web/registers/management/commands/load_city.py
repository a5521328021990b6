"""`manage load_city`: bring what the catalogue knows of a city into the registers."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from veerkracht.web.registers.loading import load_city


class Command(BaseCommand):
    """Loads a city; records that are there stay as they are."""

    help = "Load the areas and registers of a city out of the catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the city."""
        parser.add_argument("name", nargs="?", default=settings.CITY)

    def handle(self, *args: Any, name: str, **options: Any) -> None:  # Any: the signature of Django
        """Load, and tell how many records were made per register."""
        for register_id, made in load_city(name).items():
            self.stdout.write(f"{register_id}: {made}")
