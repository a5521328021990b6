"""Check the log, and move what is older than a year to a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext

from veerkracht.errors import StoreError
from veerkracht.web.audit.checking import Verdict, check_log
from veerkracht.web.audit.models import log
from veerkracht.web.audit.retention import cut_log

__all__ = ["Command"]


class Command(BaseCommand):
    """Checks the chain of the log; with a folder, old entries go to a file there."""

    help = "Check the log; with --cut, move entries older than a year to a file in that folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer, and the folder for old entries."""
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--cut", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, as_json: bool, cut: Path | None, **options: Any) -> None:  # Any: of Django
        """Check, tell, and fail when the log is not whole."""
        verdict = check_log()
        log("log.check", "log", actor="system", whole=verdict.is_whole)
        if as_json:
            self.stdout.write(json.dumps(asdict(verdict) | {"whole": verdict.is_whole}))
        _refuse_broken(verdict)
        if not as_json:
            words = gettext("The log is whole: {n} entries follow on each other.")
            self.stdout.write(words.format(n=verdict.entries))
        made = cut_log(cut, now=timezone.now()) if cut else None
        if made is not None:
            self.stdout.write(gettext("Entries up to {n} are in {file}.").format(n=made.number, file=made.file))


def _refuse_broken(verdict: Verdict) -> None:
    """Raise what is wrong.

    Raises
    ------
    StoreError
        If an entry was changed, a cut was not signed here, or the database would let the log be changed.
    """
    if verdict.broken:
        raise StoreError("The log is broken at {n} entries: {numbers}. Restore a backup and find out who did this.",
                         n=len(verdict.broken), numbers=", ".join(map(str, verdict.broken[:20])))  # fmt: skip
    if verdict.false_cuts:
        raise StoreError("The signature of these cuts of the log does not fit: {numbers}.",
                         numbers=", ".join(map(str, verdict.false_cuts)))  # fmt: skip
    if not verdict.guarded:
        raise StoreError(
            "The database does not refuse changes of the log any more. Run the migrations of the audit again."
        )
