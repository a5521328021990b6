"""Definitions that a folder of the catalogue holds by name, and that a user may write in a file of their own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from veerkracht.errors import InputError, UsageError

Section = Mapping[str, Any]  # Any: numbers, texts, conditions and lists of them

_SUFFIX = ".toml"


def names_in(folder: str) -> tuple[str, ...]:
    """Return the definitions that ship in a folder of the catalogue.

    Examples
    --------
    >>> names_in("groups")
    ('vulnerable_households', 'vulnerable_people')
    """
    found = (files("veerkracht.catalogue") / folder).iterdir()
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in found if file.name.endswith(_SUFFIX)))


def definition_in(folder: str, name: str, *, unknown: UsageError) -> dict[str, Any]:  # Any: as in a section
    """Return a definition of the catalogue by its name, or one of your own by the path of its file.

    Raises
    ------
    UsageError
        The one given, if there is no such definition or file.
    InputError
        If the file is no TOML.
    """
    if name in names_in(folder):
        return _parsed((files("veerkracht.catalogue") / folder / f"{name}{_SUFFIX}").read_text("utf-8"), name)
    path = Path(name)
    if not path.is_file():
        raise unknown
    return _parsed(path.read_text("utf-8"), name)


def _parsed(text: str, file: str) -> dict[str, Any]:  # Any: as in a section
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("{file} is no TOML: {reason}. Mend it, or start from a definition of the catalogue.",
                         file=file, reason=str(error)) from error  # fmt: skip


def check_names(section: Section, *, known: Sequence[str], needed: Sequence[str], file: str) -> None:
    """Stop at a name that a part of a definition lacks or does not know.

    Raises
    ------
    InputError
        If there is one.
    """
    wrong = [*(name for name in needed if name not in section), *(name for name in section if name not in known)]
    if wrong:
        raise InputError("{file} lacks or does not know: {names}. Known are: {known}.",
                         file=file, names=", ".join(wrong), known=", ".join(known))  # fmt: skip
