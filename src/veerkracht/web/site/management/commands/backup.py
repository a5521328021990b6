"""`veerkracht backup`: everything into one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from veerkracht.web.audit.models import log
from veerkracht.web.site.backup import backup
from veerkracht.web.site.starting import refuse_newer_database, refuse_silent_database


class Command(BaseCommand):
    """Writes a backup."""

    help = "Write everything that the application keeps into one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature of Django
        """Write, log it, and tell the hash."""
        refuse_silent_database()
        refuse_newer_database()
        digest = backup(options["file"])
        log("backup.write", digest, actor="system")
        self.stdout.write(gettext("{file} is ready. Hash of its content: {digest}").format(
            file=options["file"], digest=digest))  # fmt: skip
