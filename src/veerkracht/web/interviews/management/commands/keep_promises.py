"""`manage keep_promises`: erase what was promised to be kept no longer; to be run every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from veerkracht.web.interviews.retention import erase_expired, forget_keys


class Command(BaseCommand):
    """Erases answers, transcripts and keys of which the time has passed."""

    help = "Erase answers, transcripts and keys of interviews of which the time has passed."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Erase, and tell of how many interviews."""
        today = timezone.localdate()
        self.stdout.write(f"interviews: {erase_expired(today)}, keys: {forget_keys(today)}")
