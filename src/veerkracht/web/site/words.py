"""The Dutch words of pages: every `.po` file in ``locale/nl``, compiled into one catalogue in the state folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["compile_words", "merged", "sources"]

_SOURCES = Path(__file__).parents[2] / "locale" / "nl"


def sources() -> list[Path]:
    """Return the `.po` files, in order of name."""
    return sorted(_SOURCES.glob("*.po"))


def merged(files: Iterable[Path]) -> Catalog:
    """Return one catalogue out of many files; of two translations the one of the last file counts."""
    total = Catalog(locale="nl", charset="utf-8", fuzzy=False)
    for file in files:
        with file.open("rb") as content:
            for message in read_po(content, locale="nl"):
                if message.id and message.string and not message.fuzzy:
                    total.add(message.id, message.string, context=message.context)
    return total


def compile_words(folder: Path) -> Path:
    """Write the catalogue below a folder, when the one that is there is not made of today's files.

    Parameters
    ----------
    folder : Path
        A folder of LOCALE_PATHS.

    Returns
    -------
    Path
        The compiled catalogue; written aside and renamed, so that a reader never finds half of it.
    """
    place = folder / "nl" / "LC_MESSAGES" / "django.mo"
    stamp = place.with_suffix(".sha256")
    wanted = _digest(sources())
    if place.is_file() and stamp.is_file() and stamp.read_text("ascii") == wanted:
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    content = BytesIO()
    write_mo(content, merged(sources()))
    _write(place, content.getvalue())
    _write(stamp, wanted.encode("ascii"))
    return place


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _write(place: Path, content: bytes) -> None:
    aside = place.with_name(f"{place.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(place)
