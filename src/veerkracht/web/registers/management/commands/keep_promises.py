"""`manage keep_promises`: do what is to be done every day, such as erasing what was promised to be kept no longer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from veerkracht.web.registers.daily import run_jobs


class Command(BaseCommand):
    """Does the work of a day; a second time the same day changes nothing."""

    help = "Do the work of every day, such as erasing what was promised to be kept no longer."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Do it, and tell on how many things."""
        for name, done in run_jobs(timezone.localdate()).items():
            self.stdout.write(f"{name}: {done}")
