"""Send the reminders of today."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext

from veerkracht.web.conversation.reminders import remind


class Command(BaseCommand):
    """Remind people of reviews, promises and follow-ups; to be run once a day."""

    help = "Send one mail per person with what is overdue or due soon."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Send and tell how many."""
        n = remind(today=timezone.localdate())
        self.stdout.write(gettext("Reminders sent: {n}").format(n=n))
