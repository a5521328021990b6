"""Files that appear whole or not at all, also when the process is killed or the power fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

__all__ = ["appear", "aside_of", "remove_dead_asides", "write_tree"]

_ASIDE: Final = ".aside-"


def aside_of(path: Path) -> Path:
    """Return the name under which this process makes what will appear at a path.

    Examples
    --------
    >>> aside_of(Path("out/current")).name == f".aside-{os.getpid()}-current"
    True
    """
    return path.with_name(f"{_ASIDE}{os.getpid()}-{path.name}")


def appear(path: Path, make: Callable[[Path], object]) -> None:
    """Make a file or link aside, then put it at its path in one step, in the place of what is there."""
    aside = aside_of(path)
    try:
        make(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with files that appears whole.

    Parameters
    ----------
    folder : Path
        Where it will stand; nothing stands there yet.
    files : mapping of str to bytes
        Content by path below the folder.

    Raises
    ------
    OSError
        If something was put there in the meantime, or the disk is full; then no folder appears.
    """
    aside = aside_of(folder)
    try:
        _write_all(aside, files)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _sync_folder(folder.parent)


def _write_all(root: Path, files: Mapping[str, bytes]) -> None:
    paths = {root / path: content for path, content in files.items()}
    folders = {above for path in paths for above in path.parents if above.is_relative_to(root)}
    for folder in sorted(folders):
        folder.mkdir(parents=True)
    for path, content in paths.items():
        path.write_bytes(content)
    for path in (*paths, *folders):  # after all writes, because one flush of the disk then serves many files
        _sync(path)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened, and renaming is flushed by the system
        _sync(folder)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_dead_asides(folder: Path) -> None:
    """Remove what processes that no longer live were making in a folder.

    What a living process makes stays; what this process left from an earlier attempt does not.
    """
    for aside in sorted(folder.glob(f"{_ASIDE}*")):
        owner = aside.name.removeprefix(_ASIDE).partition("-")[0]
        if owner.isdigit() and not _lives(int(owner)):
            _remove(aside)


def _lives(process: int) -> bool:
    if process == os.getpid():
        return False
    if os.name != "posix":  # there, asking would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
