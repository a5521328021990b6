"""Everything that the application keeps in one file, equal for equal content, whatever the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from veerkracht.errors import UsageError
from veerkracht.version import __version__
from veerkracht.web.site.rows import lines_of, name_of, tables

__all__ = ["MANIFEST", "backup", "content_digest", "file_name", "migrations", "snapshot", "table_name"]

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # of every part, so that equal content gives an equal file
_OWNER_ONLY: Final = 0o600

Part = dict[str, Any]  # Any: a name, a number and a hash


@dataclass
class Counted:
    """Counts and hashes lines as they pass."""

    rows: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        self.hash = hashlib.sha256()

    def passing(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Yield each part, counted."""
        for part in parts:
            self.rows += 1
            self.size += len(part)
            self.hash.update(part)
            yield part


def table_name(name: str) -> str:
    """Return the name inside the file of a table."""
    return f"tables/{name}.jsonl"


def file_name(path: str) -> str:
    """Return the name inside the file of a file that somebody brought in."""
    return f"files/{path}"


def migrations() -> list[str]:
    """Return the migrations that were run, which tell the shape of the tables."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def backup(place: Path) -> str:
    """Write a backup, and return the hash of its content.

    Parameters
    ----------
    place : Path
        The file; it is written aside and renamed, and only its owner can read it.

    Raises
    ------
    UsageError
        If the file exists, or its folder does not.

    Notes
    -----
    The key in the state folder is not part of it, nor are sessions.
    """
    if place.exists() or not place.parent.is_dir():
        raise UsageError(
            "{file} cannot be written: it exists, or its folder does not. Choose another name.", file=place
        )
    aside = place.with_name(f"{place.name}.part")
    try:
        aside.touch(_OWNER_ONLY)
        with ZipFile(aside, "w", ZIP_DEFLATED) as target, snapshot():
            manifest = _write_parts(target)
            _write(target, MANIFEST, [json.dumps(manifest, indent=1, sort_keys=True).encode()])
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
    return content_digest(manifest)


def content_digest(manifest: Part) -> str:
    """Return one hash over every table and file of a manifest."""
    told = [(part["name"], part["sha256"]) for part in (*manifest["tables"], *manifest["files"])]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def snapshot() -> transaction.Atomic:
    """Return a transaction in which everything that is read is of one moment."""
    return _Snapshot(using=connection.alias, savepoint=False, durable=False)


class _Snapshot(transaction.Atomic):
    """A transaction that sees one moment on PostgreSQL too; on SQLite every transaction does."""

    def __enter__(self) -> None:
        outermost = not connection.in_atomic_block
        super().__enter__()
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _write_parts(target: ZipFile) -> Part:
    manifest: Part = {"format": FORMAT, "software": __version__, "city": settings.CITY, "migrations": migrations()}
    manifest["tables"] = [_write_table(target, model) for model in tables()]
    manifest["files"] = [_write_file(target, path) for path in _files()]
    return manifest


def _write_table(target: ZipFile, model: Any) -> Part:  # Any: a model class
    counted = _write(target, table_name(name_of(model)), lines_of(model))
    return {"name": name_of(model), "rows": counted.rows, "sha256": counted.hash.hexdigest()}


def _write_file(target: ZipFile, path: Path) -> Part:
    inside = path.relative_to(settings.MEDIA_ROOT).as_posix()
    with path.open("rb") as content:
        counted = _write(target, file_name(inside), iter(lambda: content.read(1 << 20), b""))
    return {"name": inside, "size": counted.size, "sha256": counted.hash.hexdigest()}


def _files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and not path.is_symlink())


def _write(target: ZipFile, name: str, parts: Iterable[bytes]) -> Counted:
    entry, counted = ZipInfo(name, _MOMENT), Counted()
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, _OWNER_ONLY << 16
    with target.open(entry, "w", force_zip64=True) as part:
        for content in counted.passing(parts):
            part.write(content)
    return counted
