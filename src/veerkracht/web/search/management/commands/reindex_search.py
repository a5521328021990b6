"""Make the index of the search anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from veerkracht.web.registers.models import Record
from veerkracht.web.search.indexing import reindex


class Command(BaseCommand):
    """Reads all records again; needed after areas were loaded or the list of words changed."""

    help = "Make the index of the search anew, from all records."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Do it, and tell how far it is."""
        total = Record.objects.count()
        for done in reindex():
            self.stdout.write(gettext("{done} of {total} records").format(done=done, total=total))
        self.stdout.write(gettext("The search is up to date."))
