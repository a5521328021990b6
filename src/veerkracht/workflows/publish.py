"""An edition appears whole: an immutable folder, and a pointer that says which edition is current."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any, Final  # Any: key figures are JSON

from veerkracht.errors import PublicationError, StoreError
from veerkracht.reports.manifest import MANIFEST, read_manifest, verify_edition, verify_files
from veerkracht.workflows.durable import appear, aside_of, remove_dead_asides, write_tree

__all__ = ["first_page", "latest_edition", "previous_key_figures", "publish"]

_EDITIONS: Final = "editions"
_POINTER: Final = "current"
_POINTER_TEXT: Final = "current.txt"
_KEY_FIGURES: Final = "data/key_figures.json"
_NAME: Final = re.compile(r"\w[\w.-]*")
_HASH_LENGTH: Final = 12
_ONE_AT_A_TIME: Final = Lock()  # so that asides of this process are never those of another thread


def publish(files: Mapping[str, bytes], out: Path, *, edition: str) -> Path:
    """Put an edition in its folder and point to it.

    Parameters
    ----------
    files : mapping of str to bytes
        The whole edition by path, with its ``manifest.json``.
    out : Path
        Folder of all editions; made when it is not there.
    edition : str
        Name of the edition, the start of its folder.

    Returns
    -------
    Path
        The folder: ``editions/<edition>-<start of the hash of its manifest>``. Content that is already there
        is not written again; a folder that no longer matches its manifest is replaced.

    Raises
    ------
    PublicationError
        If files and manifest differ, or a name or path cannot be that of a file.
    OSError
        If the disk does not take it; then the edition before stays current.
    """
    _check(files, edition)
    folder = out / _EDITIONS / f"{edition}-{sha256(files[MANIFEST]).hexdigest()[:_HASH_LENGTH]}"
    with _ONE_AT_A_TIME:
        folder.parent.mkdir(parents=True, exist_ok=True)
        remove_dead_asides(out)
        remove_dead_asides(folder.parent)
        if not _is_whole(folder):
            _place(folder, files)
        _point(out, folder)
    return folder


def _check(files: Mapping[str, bytes], edition: str) -> None:
    if not _NAME.fullmatch(edition):
        raise PublicationError("The edition name {name} cannot be that of a folder. Use letters, digits, - and .",
                               name=edition or "(empty)")  # fmt: skip
    strange = sorted(path for path in files if not _is_relative(path))
    if strange:
        raise PublicationError("The edition has the path {path}, which leads outside its folder. Mend the name.",
                               path=strange[0])  # fmt: skip
    findings = verify_files(files)
    if findings:
        raise PublicationError(
            "The manifest of edition {name} differs in {n} files, first {file} ({problem}). Make it last, of all files.",
            name=edition, n=len(findings), file=findings[0].file, problem=findings[0].problem,
        )  # fmt: skip


def _is_relative(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path and ":" not in path


def _is_whole(folder: Path) -> bool:
    try:
        return folder.is_dir() and not verify_edition(folder)
    except StoreError:
        return False


def _place(folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.exists():
        folder.rename(aside_of(folder.with_name(f"damaged-{folder.name}")))
    try:
        write_tree(folder, files)
    except OSError:
        if not _is_whole(folder):  # another process that publishes the same was first
            raise
    finally:
        remove_dead_asides(folder.parent)


def _point(out: Path, folder: Path) -> None:
    if _pointed(out) != folder:
        _move_pointer(out, folder)
    place = _POINTER if (out / _POINTER).is_symlink() else folder.relative_to(out).as_posix()
    start = f"{place}/{first_page(folder)}"
    page = _start_page(start).encode()
    if not (out / "index.html").is_file() or (out / "index.html").read_bytes() != page:
        appear(out / "index.html", lambda aside: aside.write_bytes(page))


def _move_pointer(out: Path, folder: Path) -> None:
    target = folder.relative_to(out)
    try:
        appear(out / _POINTER, lambda aside: aside.symlink_to(target, target_is_directory=True))
    except OSError:  # no links here, such as on some shares and memory sticks: a line of text does the same
        appear(out / _POINTER_TEXT, lambda aside: aside.write_bytes(f"{target.as_posix()}\n".encode()))
    else:
        (out / _POINTER_TEXT).unlink(missing_ok=True)


def _start_page(address: str) -> str:
    link = escape(address)
    return (
        f'<!doctype html>\n<html lang="nl"><meta charset="utf-8"><title>Veerkrachtmonitor</title>\n'
        f'<meta http-equiv="refresh" content="0; url={link}">\n<p><a href="{link}">Veerkrachtmonitor</a></p></html>\n'
    )


def first_page(folder: Path) -> str:
    """Return the page of an edition to open first: the Dutch home page, or the English one where that is all there is."""
    return "index.html" if (folder / "index.html").is_file() else "en/index.html"


def _pointed(out: Path) -> Path | None:
    link, text = out / _POINTER, out / _POINTER_TEXT
    if link.is_symlink():
        return out / link.readlink()
    return out / text.read_text("utf-8").strip() if text.is_file() else None


def latest_edition(out: Path) -> Path | None:
    """Return the folder of the current edition; None when nothing was published here yet.

    Raises
    ------
    StoreError
        If the pointer leads to a folder that is gone.
    """
    folder = _pointed(out)
    if folder is not None and not folder.is_dir():
        raise StoreError("{out} points to {folder}, which is gone. Restore it or publish an edition again.",
                         out=out, folder=folder)  # fmt: skip
    return folder


def previous_key_figures(out: Path, *, edition: str, city: str | None = None) -> dict[str, Any] | None:  # Any: JSON
    """Return the key figures of the newest edition that bears another name.

    Parameters
    ----------
    out : Path
        Folder of all editions.
    edition : str
        Name of the edition that is being made; earlier versions of it are passed over.
    city : str, optional
        Name of the city in either language; editions of other cities are passed over.

    Returns
    -------
    dict or None
        Content of ``data/key_figures.json``; None when there is no other edition with key figures. Newest is
        the latest date in the manifest, then the name, then the time of publication.

    Raises
    ------
    StoreError
        If an edition has no readable manifest, or its key figures are no JSON object.
    """
    folders = [path for path in (out / _EDITIONS).glob("[!.]*") if (path / _KEY_FIGURES).is_file()]
    dated = {folder: _identity(folder) for folder in folders}
    others = [folder for folder, found in dated.items()
              if found["name"] != edition and (city is None or city in found["city"].values())]  # fmt: skip
    if not others:
        return None
    newest = max(others, key=lambda folder: (dated[folder]["date"], dated[folder]["name"], _published_at(folder)))
    return _read_key_figures(newest / _KEY_FIGURES)


def _identity(folder: Path) -> dict[str, Any]:  # Any: JSON
    found: Any = read_manifest(folder)["edition"]  # Any: JSON
    identity: dict[str, Any] = found  # Any: JSON
    return identity


def _published_at(folder: Path) -> tuple[int, str]:
    return (folder / MANIFEST).stat().st_mtime_ns, folder.name


def _read_key_figures(path: Path) -> dict[str, Any]:  # Any: JSON
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise StoreError("{path} holds no key figures. Restore it, or remove the folder of that edition.", path=path)
    return found
