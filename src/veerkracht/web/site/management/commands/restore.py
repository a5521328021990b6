"""`veerkracht restore`: put back everything out of a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from veerkracht.web.site.forgetting import anonymise_listed, erase_again, revoke_again, take_back_again
from veerkracht.web.site.restore import restore
from veerkracht.web.site.starting import refuse_newer_database, refuse_silent_database


class Command(BaseCommand):
    """Restores a backup."""

    help = "Put back everything out of a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether what is there may go."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Make the tables where there are none, restore, and tell the hash."""
        refuse_silent_database()
        refuse_newer_database()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        digest = restore(options["file"], replace=options["replace"])
        self.stdout.write(gettext("Everything is back. Hash of its content: {digest}").format(digest=digest))
        self._once_more()

    def _once_more(self) -> None:
        """Do again what was taken away after the backup was made, and tell of how much."""
        accounts, links, interviews, erased = anonymise_listed(), revoke_again(), take_back_again(), erase_again()
        told = {
            gettext(
                "{n} accounts had been made anonymous since this backup was made. They are anonymous again."
            ): accounts,
            gettext("{n} links had been made useless since this backup was made. They are useless again."): links,
            gettext("{n} interviews allowed less since this backup was made. They do so again."): interviews,
            gettext("{n} records had been erased since this backup was made. They were erased again."): erased,
        }
        for words, n in told.items():
            if n:
                self.stdout.write(words.format(n=n))
