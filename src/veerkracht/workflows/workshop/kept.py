"""A folder of an exploration or a choice, read back: what made it, and whether it still is what that makes."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from io import StringIO
from math import isclose
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args, get_type_hints

from veerkracht.errors import InputError, MissingDataError, UsageError
from veerkracht.version import __version__
from veerkracht.workflows.workshop.pages import SHEETS, tables_written

__all__ = [
    "KeptWork",
    "Work",
    "asked_by",
    "asked_of",
    "check_tables",
    "hash_of",
    "of_one_seed",
    "read_work",
    "sheets_of",
]

Work = Literal["explore", "choose"]
RECORD: Final = "record.json"
_LAST_DIGITS: Final = 1e-9
"""How far a number may be off, as a share or by itself: sums in another order differ by less."""
Record = Mapping[str, Any]  # Any: what JSON can hold; `_parse` checks what is used
Request = TypeVar("Request")
_ELSEWHERE: Final = ("city", "seed", "day", "sheets", "data", "registers")
"""Parts of a request that stand in its record under their own name, or are files with their hash."""


@dataclass(frozen=True)
class KeptWork:
    """What a folder tells of how it was made.

    Parameters
    ----------
    folder : Path
        As `veerkracht explore` or `veerkracht choose` wrote it.
    work : {"explore", "choose"}
        What wrote it.
    seed : int
        Start of the random numbers.
    day : str
        ISO date of the decision; empty for an exploration.
    sheets : mapping of str to str
        SHA-256 of each workbook that was read, by the name of its file.
    asked : mapping
        All else that was asked for, as `asked_of` gives it.
    """

    folder: Path
    work: Work
    seed: int
    day: str
    sheets: Mapping[str, str]
    asked: Record


def asked_of(request: Any) -> dict[str, Any]:  # Any: a request of either work; what JSON can hold
    """Return what was asked for, as it stands in a record; city, seed, day and files stand there by themselves."""
    return {name: value for name, value in asdict(request).items() if name not in _ELSEWHERE}


def asked_by(kept: KeptWork, kind: type[Request], **given: object) -> Request:
    """Return what was asked for as a request again.

    Parameters
    ----------
    kept : KeptWork
        What its record tells.
    kind : type
        Of the request.
    **given
        What does not stand in the record in this form: city, and sheets.

    Raises
    ------
    InputError
        If the record does not hold what such a request is made of.
    """
    try:
        return _made(kind, {**kept.asked, "seed": kept.seed, **given})
    except (TypeError, ValueError) as error:
        raise _damaged(kept.folder, kept.work) from error


def _made(kind: type[Request], values: Record) -> Request:
    """Return a dataclass of values that are each of the type of their field."""
    kinds = get_type_hints(kind)
    return kind(**{name: _typed(kinds.get(name), value) for name, value in values.items()})


def _typed(kind: Any, value: Any) -> Any:  # Any: a type, and a value of JSON that must be of it
    if isinstance(kind, type) and is_dataclass(kind):
        return _made(kind, _as(dict, value))
    return _as(kind | int if float in (kind, *get_args(kind)) else kind, value)


def _as(kind: Any, value: Any) -> Any:  # Any: as above
    if isinstance(value, bool) or not isinstance(value, kind):
        raise TypeError(value)
    return value


def read_work(folder: Path, work: Work, *, city: str) -> KeptWork:
    """Read how a folder was made.

    Parameters
    ----------
    folder : Path
        As the command wrote it.
    work : {"explore", "choose"}
        What must have written it.
    city : str
        Code of the city that it must be about.

    Raises
    ------
    MissingDataError
        If there is no record.
    InputError
        If the record is damaged, of another command, city or version, or has no seed.
    """
    record = _record(folder, work)
    try:
        found, seed = _parse(folder, work, record), record.get("seed")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _damaged(folder, work) from error
    _refuse_other(folder, work, record, city)
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InputError("{folder} has no seed in record.json. Make it again with `veerkracht {work}` and a --seed.",
                         folder=folder, work=work)  # fmt: skip
    return found


def _record(folder: Path, work: Work) -> Record:
    try:
        content = (folder / RECORD).read_bytes()
    except OSError as error:
        raise MissingDataError("{folder} has no record.json. Name the folder that `veerkracht {work}` wrote.",
                               folder=folder, work=work) from error  # fmt: skip
    try:
        found = json.loads(content)
    except ValueError as error:
        raise _damaged(folder, work) from error
    if not isinstance(found, dict):
        raise _damaged(folder, work)
    return found


def _parse(folder: Path, work: Work, record: Record) -> KeptWork:
    sheets = {
        str(_as(str, one["file"])): str(_as(str, one["sha256"])) for one in record["inputs"] if one["source"] == SHEETS
    }
    for name in ("work", "city", "version"):
        _as(str, record[name])
    return KeptWork(folder, work, record.get("seed") or 0, _day(work, record), sheets, _as(dict, record["asked"]))


def _day(work: Work, record: Record) -> str:
    """Return the day of a choice, which must be one; an exploration has none."""
    return "" if work == "explore" else date.fromisoformat(_as(str, record["day"])).isoformat()


def _damaged(folder: Path, work: Work) -> InputError:
    return InputError("record.json in {folder} is damaged. Make the folder again with `veerkracht {work}`.",
                      folder=folder, work=work)  # fmt: skip


def _refuse_other(folder: Path, work: Work, record: Record, city: str) -> None:
    """Refuse what another command or version wrote, or what is about another city."""
    if record["work"] != work:
        raise InputError("{folder} was written by `veerkracht {found}`, not by `veerkracht {work}`. Name the other folder.",
                         folder=folder, found=record["work"], work=work)  # fmt: skip
    if record["city"] != city:
        raise InputError("{folder} is about {found}, and the edition is of {city}. Name a folder about {city}.",
                         folder=folder, found=record["city"], city=city)  # fmt: skip
    if record["version"] != __version__:
        raise InputError(
            "{folder} was made with version {found}, and this is version {version}. Make it again with `veerkracht {work}`.",
            folder=folder, found=record["version"], version=__version__, work=work,
        )  # fmt: skip


def of_one_seed(works: tuple[KeptWork, ...]) -> int:
    """Return the seed that all works share.

    Raises
    ------
    InputError
        If they start from different seeds.
    """
    first, *others = works
    for other in others:
        if other.seed != first.seed:
            raise InputError(
                "{folder} starts from seed {seed}, and {other} from {found}. An edition has one seed: make one of them again.",
                folder=first.folder, seed=first.seed, other=other.folder, found=other.seed,
            )  # fmt: skip
    return first.seed


def sheets_of(kept: KeptWork, given: Path | None) -> Path | None:
    """Return the folder with the workbooks that a folder was made from; None where it was made without any.

    Raises
    ------
    UsageError
        If workbooks are needed and no folder is given.
    InputError
        If they are not the same workbooks.
    """
    if not kept.sheets:
        return None
    if given is None:
        raise UsageError("{folder} was made from workbooks of a workshop. Give the folder with them with --sheets.",
                         folder=kept.folder)  # fmt: skip
    there = {path.name: hash_of(path) for path in given.glob("*.xlsx") if not path.name.startswith(("~", "."))}
    other = sorted(name for name in {*there, *kept.sheets} if there.get(name) != kept.sheets.get(name))
    if other:
        raise InputError(
            "The workbook {file} in {sheets} is not one that {folder} was made from. Give the same workbooks, or make the "
            "folder again with `veerkracht {work}`.",
            file=other[0], sheets=given, folder=kept.folder, work=kept.work,
        )  # fmt: skip
    return given


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_tables(kept: KeptWork, tables: Mapping[str, bytes]) -> None:
    """Refuse a folder whose tables are not what its record makes with the figures of now.

    Parameters
    ----------
    kept : KeptWork
        The folder.
    tables : mapping of str to bytes
        What was made again, by the name of the file.

    Raises
    ------
    InputError
        Naming the first table that differs, or that only one of the two has. The last digits of a number may differ, as
        they do between processors.
    """
    named = tables_written(kept.folder)
    there = {name: (kept.folder / name).read_bytes() for name in named if (kept.folder / name).is_file()}
    for name in (*tables, *sorted(named - tables.keys())):
        if name not in there or name not in tables or not _is_same(there[name], tables[name]):
            raise InputError(
                "{file} in {folder} is not what its record makes now: it was changed, or the figures or registers of the city "
                "were. Make the folder again with `veerkracht {work}`.",
                file=name, folder=kept.folder, work=kept.work,
            )  # fmt: skip


def _is_same(found: bytes, made: bytes) -> bool:
    """Tell whether two tables hold the same, but for the last digits of their numbers."""
    if found == made:
        return True
    try:
        rows, others = (list(csv.reader(StringIO(content.decode("utf-8-sig")))) for content in (found, made))
    except UnicodeDecodeError:
        return False
    return [len(row) for row in rows] == [len(row) for row in others] and all(
        _is_near(cell, other)
        for row, second in zip(rows, others, strict=True)
        for cell, other in zip(row, second, strict=True)
    )


def _is_near(cell: str, other: str) -> bool:
    try:
        return cell == other or isclose(float(cell), float(other), rel_tol=_LAST_DIGITS, abs_tol=_LAST_DIGITS)
    except ValueError:
        return False
