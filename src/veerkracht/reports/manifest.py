"""What an edition consists of and was made from, and whether a folder still holds exactly that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version_tuple
from typing import Any, Final, Literal, TypeAlias

from veerkracht.errors import StoreError
from veerkracht.reports.content import Edition

__all__ = [
    "MANIFEST", "EditionFinding", "manifest_bytes", "read_manifest", "software_versions", "verify_edition",
    "verify_files",
]  # fmt: skip

MANIFEST: Final = "manifest.json"
_PARTS: Final = {"path", "bytes", "sha256"}
_SOFTWARE: Final = {
    "veerkracht": "veerkracht", "duckdb": "duckdb", "ibis": "ibis-framework", "numpy": "numpy", "typst": "typst",
}  # fmt: skip

Json: TypeAlias = "bool | int | float | str | Mapping[str, Json] | Sequence[Json] | None"
_Print: TypeAlias = tuple[int, str]
"""Size and SHA-256 of a file."""


@dataclass(frozen=True)
class EditionFinding:
    """One difference between a folder and its manifest: the file is missing, changed or not listed."""

    file: str
    problem: Literal["missing", "changed", "unlisted"]


def manifest_bytes(
    files: Mapping[str, bytes], *, edition: Edition, inputs: Iterable[Mapping[str, str]],
    settings: Mapping[str, Json], versions: Mapping[str, str],
) -> bytes:  # fmt: skip
    """Return the manifest of an edition.

    Parameters
    ----------
    files : mapping of str to bytes
        Every file of the edition but the manifest, by path.
    edition : Edition
        For city, name, date, licence, and whether the data are generated.
    inputs : iterable of mapping
        Each file that was read: its path below the data folder, source and SHA-256.
    settings : mapping
        Every named setting that formed a figure.
    versions : mapping of str to str
        Software, as `software_versions` gives it.

    Returns
    -------
    bytes
        JSON in sorted order; the same input gives the same bytes.
    """
    listed = [_entry(path, _print_of(content)) for path, content in sorted(files.items()) if path != MANIFEST]
    content = {
        "edition": _about(edition),
        "files": listed,
        "inputs": sorted((dict(item) for item in inputs), key=lambda item: sorted(item.items())),
        "settings": settings,
        "versions": dict(versions),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def _about(edition: Edition) -> dict[str, Json]:
    return {
        "city": {"nl": edition.city.nl, "en": edition.city.en}, "name": edition.name, "date": edition.date,
        "licence": edition.licence, "synthetic": edition.synthetic,
    }  # fmt: skip


def _print_of(content: bytes) -> _Print:
    return len(content), hashlib.sha256(content).hexdigest()


def _entry(path: str, found: _Print) -> dict[str, Json]:
    return {"path": path, "bytes": found[0], "sha256": found[1]}


def software_versions() -> dict[str, str]:
    """Return the versions of the software that form the figures and pages, and of Python without its patch."""
    found = {name: version(package) for name, package in _SOFTWARE.items()}
    return found | {"python": ".".join(python_version_tuple()[:2])}


def read_manifest(folder: Path) -> dict[str, Json]:
    """Return the manifest of a published folder.

    Raises
    ------
    StoreError
        If there is none, or it is no manifest.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _no_manifest(path) from error
    return _parse(content, path)


def _parse(content: bytes, path: Path) -> dict[str, Json]:
    try:
        found = json.loads(content)
        well_formed = isinstance(found["edition"], dict) and all(entry.keys() >= _PARTS for entry in found["files"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _no_manifest(path) from error
    if not well_formed:
        raise _no_manifest(path)
    manifest: dict[str, Json] = found
    return manifest


def _no_manifest(path: Path) -> StoreError:
    return StoreError("{path} is no manifest of an edition. Publish the edition again, or name its folder.", path=path)


def verify_edition(folder: Path) -> tuple[EditionFinding, ...]:
    """Compare a published folder with its manifest.

    Returns
    -------
    tuple of EditionFinding
        Ordered by file; empty when the folder holds exactly what its manifest says.

    Raises
    ------
    StoreError
        If the folder has no readable manifest.
    """
    listed = _listed(read_manifest(folder))
    paths = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    return _compare(listed, {path.relative_to(folder).as_posix(): _print_of(path.read_bytes()) for path in paths})


def verify_files(files: Mapping[str, bytes]) -> tuple[EditionFinding, ...]:
    """Compare files that are not yet published with the manifest among them.

    Raises
    ------
    StoreError
        If there is no readable manifest among them.
    """
    listed = _listed(_parse(files.get(MANIFEST, b""), Path(MANIFEST)))
    return _compare(listed, {path: _print_of(content) for path, content in files.items()})


def _listed(manifest: Mapping[str, Any]) -> dict[str, _Print]:  # Any: JSON, whose form `_parse` has checked
    return {entry["path"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]}


def _compare(listed: Mapping[str, _Print], found: Mapping[str, _Print]) -> tuple[EditionFinding, ...]:
    findings = [EditionFinding(path, "unlisted") for path in found.keys() - listed.keys() - {MANIFEST}]
    findings += [EditionFinding(path, "missing") for path in listed.keys() - found.keys()]
    findings += [
        EditionFinding(path, "changed") for path in listed.keys() & found.keys() if listed[path] != found[path]
    ]
    return tuple(sorted(findings, key=lambda finding: finding.file))
