"""Where data come from and where results go: one order of looking, told to the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from veerkracht.errors import MissingDataError

Origin = Literal["files", "live", "generator"]

DATA_VARIABLE = "VEERKRACHT_DATA"
WORKSPACE_VARIABLE = "VEERKRACHT_WORKSPACE"


@dataclass(frozen=True)
class DataPlace:
    """A folder with the raw files of the sources; `asked` tells that the user named it."""

    folder: Path | None
    asked: bool


def find_data(data: Path | None, environment: Mapping[str, str]) -> DataPlace:
    """Return the folder to read: the one asked for, else the one of the environment, else none.

    Raises
    ------
    MissingDataError
        If a folder was named but does not exist.
    """
    named = data or (Path(environment[DATA_VARIABLE]) if environment.get(DATA_VARIABLE) else None)
    if named is None:
        return DataPlace(None, asked=False)
    if not named.is_dir():
        raise MissingDataError(
            "No folder {folder}. Give another one with --data or {variable}, or leave both out to use live sources.",
            folder=named, variable=DATA_VARIABLE,
        )  # fmt: skip
    return DataPlace(named, asked=True)


def needed_data(data: Path | None, environment: Mapping[str, str]) -> Path:
    """Return the folder to read, for work that no live source can replace.

    Raises
    ------
    MissingDataError
        If no folder was named, or it does not exist.
    """
    place = find_data(data, environment)
    if place.folder is None:
        raise MissingDataError(
            "This needs the raw files. Name their folder with --data or {variable}.", variable=DATA_VARIABLE
        )
    return place.folder


def workspace_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder for fetched sources: the one of the environment, else ``.veerkracht`` here."""
    return Path(environment.get(WORKSPACE_VARIABLE) or ".veerkracht")
