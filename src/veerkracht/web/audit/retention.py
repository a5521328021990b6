"""How long the log is kept: after twelve months entries go to a file, and the chain goes on from a signed cut."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.core.signing import Signer
from django.db import transaction
from django.utils import timezone

from veerkracht.errors import StoreError
from veerkracht.web.audit.checking import SALT
from veerkracht.web.audit.models import FIRST, Cut, Entry, broken_entries, log

__all__ = ["KEPT_DAYS", "check_file", "cut_log"]

KEPT_DAYS: Final = 365
_FIELDS: Final = ("number", "at", "actor", "action", "subject", "detail", "previous", "digest")


def cut_log(folder: Path, *, now: datetime, days: int = KEPT_DAYS) -> Cut | None:
    """Move the entries that are older to a file, and sign where the log goes on.

    Parameters
    ----------
    folder : Path
        Where the file is written: ``log-<first>-<last>.jsonl``, one entry per line.
    now : datetime
        Moment from which is counted back.
    days : int
        How long entries are kept in the database.

    Returns
    -------
    Cut or None
        None where nothing is old enough.

    Raises
    ------
    StoreError
        If the log is broken: then nothing is moved, so that the break can be looked into.
    """
    with transaction.atomic():
        broken = broken_entries()
        if broken:
            raise StoreError("The log is broken at {n} entries, first {first}. It is not cut.",
                             n=len(broken), first=broken[0])  # fmt: skip
        old = list(Entry.objects.filter(at__lt=now - timedelta(days=days)).order_by("number"))
        if not old:
            return None
        file, digest = _write(folder, old)
        made = Cut(number=old[-1].number, digest=old[-1].digest, at=timezone.now(), file=file.name, file_digest=digest)
        made.signature = Signer(salt=SALT).signature(made.content())
        made.save(force_insert=True)
        Entry.objects.filter(number__lte=made.number).delete()
        log("log.cut", f"log:{made.number}", actor="system", n=len(old), file=file.name)
    return made


def _write(folder: Path, entries: list[Entry]) -> tuple[Path, str]:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"log-{entries[0].number}-{entries[-1].number}.jsonl"
    lines = [json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True) for entry in entries]
    content = ("\n".join(lines) + "\n").encode()
    aside = file.with_suffix(".part")
    aside.write_bytes(content)
    aside.replace(file)
    return file, hashlib.sha256(content).hexdigest()


def _plain(entry: Entry) -> dict[str, object]:
    return {name: entry.at.isoformat() if name == "at" else getattr(entry, name) for name in _FIELDS}


def check_file(file: Path, *, previous: str = FIRST) -> list[int]:
    """Return the numbers of the entries of a file that were changed, or that do not follow on the one before.

    Parameters
    ----------
    file : Path
        Made by `cut_log`.
    previous : str
        Digest of the last entry of the file before.
    """
    broken, last = [], None
    for line in file.read_text("utf-8").splitlines():
        found = json.loads(line)
        entry = Entry(**{**found, "at": datetime.fromisoformat(found["at"])})
        follows = entry.previous == previous and (last is None or entry.number == last + 1)
        if not follows or entry.digest != entry.expected_digest():
            broken.append(entry.number)
        previous, last = entry.digest, entry.number
    return broken
