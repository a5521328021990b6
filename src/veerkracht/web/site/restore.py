"""Put a backup back: into empty tables, checked by hash before and after, or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.db import connection, transaction

from veerkracht.errors import InputError, ServiceError, StoreError, UsageError
from veerkracht.web.audit.guards import guard, unguard
from veerkracht.web.site.backup import FORMAT, MANIFEST, content_digest, file_name, migrations, table_name
from veerkracht.web.site.rows import Model, empty, fill, lines_of, name_of, rows_in, set_sequences, tables

__all__ = ["restore"]

Part = dict[str, Any]  # Any: a name, a number and a hash
MADE_BY_TABLES = frozenset({"contenttypes.contenttype", "auth.permission"})  # filled when tables are made


def restore(file: Path, *, replace: bool = False) -> str:
    """Put back everything out of a backup, and return the hash of its content.

    Parameters
    ----------
    file : Path
        What `backup` wrote, on whatever kind of database.
    replace : bool
        Remove what is there first; without it the tables must be empty.

    Raises
    ------
    InputError
        If the file is no backup.
    ServiceError
        If it was made with tables of another version.
    UsageError
        If there are rows or files, and `replace` is not given.
    StoreError
        If the file was damaged, or what was put back is not what was kept; nothing has changed then.
    """
    with _opened(file) as source:
        manifest = _manifest(source, file)
        _refuse_other_version(manifest)
        _refuse_damage(source, manifest)
        if not replace:
            _refuse_rows()
        with transaction.atomic():
            _run(unguard(connection.vendor))
            _put_back(source, manifest)
            _run(guard(connection.vendor))
            _refuse_difference(manifest)
        _put_files_back(source, manifest)
    return content_digest(manifest)


def _opened(file: Path) -> ZipFile:
    try:
        return ZipFile(file)
    except (OSError, BadZipFile) as error:
        raise InputError("{file} cannot be read as a backup ({reason}).", file=file, reason=error) from error


def _manifest(source: ZipFile, file: Path) -> Part:
    try:
        found: Part = json.loads(source.read(MANIFEST))
        parts = [*found["tables"], *found["files"]]
        safe = all(part["sha256"] and _is_inside(part["name"]) for part in parts)
    except (KeyError, ValueError, TypeError) as error:
        raise InputError("{file} cannot be read as a backup ({reason}).", file=file, reason=error) from error
    if not safe or found.get("format") != FORMAT:
        raise InputError("{file} cannot be read as a backup ({reason}).", file=file, reason=found.get("format"))
    return found


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _refuse_other_version(manifest: Part) -> None:
    if manifest["migrations"] != migrations():
        raise ServiceError(
            "The backup was made by veerkracht {version}, with other tables. Restore it with that version, "
            "and start this version after it.",
            version=manifest["software"],
        )  # fmt: skip


def _refuse_damage(source: ZipFile, manifest: Part) -> None:
    for part, name in _parts(manifest):
        try:
            with source.open(name) as content:
                found = _digest(iter(lambda: content.read(1 << 20), b""))
        except (KeyError, BadZipFile, EOFError) as error:
            raise StoreError("The backup is damaged: {part} is missing or broken.", part=part["name"]) from error
        if found != part["sha256"]:
            raise StoreError("The backup is damaged: {part} is missing or broken.", part=part["name"])


def _parts(manifest: Part) -> list[tuple[Part, str]]:
    rows = [(part, table_name(part["name"])) for part in manifest["tables"]]
    return rows + [(part, file_name(part["name"])) for part in manifest["files"]]


def _refuse_rows() -> None:
    full = [name_of(model) for model in tables() if name_of(model) not in MADE_BY_TABLES and rows_in(model)]
    folder = Path(settings.MEDIA_ROOT)
    if full or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError(
            "There is something in this database already ({table}). Choose an empty one, or add --replace.",
            table=full[0] if full else "files",
        )


def _put_back(source: ZipFile, manifest: Part) -> None:
    known: dict[str, Model] = {name_of(model): model for model in tables()}
    empty(known.values())
    for part in manifest["tables"]:
        with source.open(table_name(part["name"])) as lines:
            fill(known[part["name"]], lines)
    set_sequences(list(known.values()))


def _refuse_difference(manifest: Part) -> None:
    """Refuse to keep what would not give the same backup again."""
    known = {name_of(model): model for model in tables()}
    for part in manifest["tables"]:
        if _digest(lines_of(known[part["name"]])) != part["sha256"]:
            raise StoreError(
                "The rows of {table} did not come back as they were. Nothing was changed.", table=part["name"]
            )


def _digest(lines: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for line in lines:
        total.update(line)
    return total.hexdigest()


def _put_files_back(source: ZipFile, manifest: Part) -> None:
    folder = Path(settings.MEDIA_ROOT)
    shutil.rmtree(folder, ignore_errors=True)
    for part in manifest["files"]:
        target = folder / part["name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open(file_name(part["name"])) as content:
            _copy(content, target)


def _copy(content: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)
    target.chmod(0o600)


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
