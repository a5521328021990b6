"""Who is counted: sets of groups of people, each a condition on the columns of a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from veerkracht.catalogue.own_files import Section, check_names, definition_in, names_in
from veerkracht.errors import InputError, UsageError

__all__ = ["Band", "Group", "GroupSet", "group_set", "group_set_names"]

_FOLDER: Final = "groups"
_UNITS: Final = ("person", "household")
_SENSITIVITIES: Final = ("open", "limited", "forbidden")
_TOGETHER: Final = ("id", "unit", "label_nl", "label_en", "groups")
_KNOWN: Final = (*_TOGETHER, "explanation_nl", "explanation_en", "sensitivity", "bands", "columns", "weights")
_OF_GROUP: Final = ("id", "label_nl", "label_en", "counts_nl", "counts_en", "source", "where")
_OF_BAND: Final = ("name", "column", "bounds")


@dataclass(frozen=True)
class Group:
    """A group of people.

    Parameters
    ----------
    id : str
        Short name.
    label_nl, label_en : str
        What it is called.
    counts_nl, counts_en : str
        Who counts, in one sentence.
    source : str
        Who chose the definition, and why.
    where : mapping
        The condition; the reference of allowed constructs tells what can stand in it.
    sensitivity : {"open", "limited", "forbidden"}
        How strictly the counts are protected.
    """

    id: str
    label_nl: str
    label_en: str
    counts_nl: str
    counts_en: str
    source: str
    where: Section
    sensitivity: str = "limited"


@dataclass(frozen=True)
class Band:
    """A column with bands of a number: where each band but the lowest begins."""

    name: str
    column: str
    bounds: tuple[float, ...]


@dataclass(frozen=True)
class GroupSet:
    """Groups that are counted side by side, and together with each person once.

    Parameters
    ----------
    id : str
        Short name, also of all groups together.
    unit : {"person", "household"}
        What is counted.
    label_nl, label_en, explanation_nl, explanation_en : str
        What all groups together are called and tell.
    groups : tuple of Group
        The groups.
    sensitivity : {"open", "limited", "forbidden"}
        Of all groups together, and of each that names none.
    bands : tuple of Band
        Columns to make, by which counts can be split.
    columns : mapping
        Name in these definitions to the name in the register, where they differ.
    weights : str
        Column that tells for how many people each row of a sample stands; empty for a register that holds everybody.
    """

    id: str
    unit: Literal["person", "household"]
    label_nl: str
    label_en: str
    groups: tuple[Group, ...]
    explanation_nl: str = ""
    explanation_en: str = ""
    sensitivity: str = "limited"
    bands: tuple[Band, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    weights: str = ""

    @property
    def conditions(self) -> dict[str, Section]:
        """The condition of each group by its name."""
        return {group.id: group.where for group in self.groups}


def group_set_names() -> tuple[str, ...]:
    """Return the sets of groups that ship with the catalogue."""
    return names_in(_FOLDER)


def group_set(name: str) -> GroupSet:
    """Read a set of groups of the catalogue by its name, or one of your own by the path of its file.

    Raises
    ------
    UsageError
        If there is no such set or file.
    InputError
        If the file cannot be read, lacks or does not know a name, or gives two groups one name.

    Examples
    --------
    >>> group_set("vulnerable_people").groups[0].id
    'alone_at_75'
    """
    unknown = UsageError("There is no set of groups {name}. Choose from: {names}, or give the path of a file.",
                         name=name, names=", ".join(group_set_names()))  # fmt: skip
    raw = definition_in(_FOLDER, name, unknown=unknown)
    check_names(raw, known=_KNOWN, needed=_TOGETHER, file=name)
    strictness = raw.setdefault("sensitivity", "limited")
    groups = tuple(_group(row, name, strictness) for row in raw.pop("groups"))
    bands = tuple(_band(row, name) for row in raw.pop("bands", ()))
    found = GroupSet(**raw, groups=groups, bands=bands)
    _check_choices(found, name)
    return found


def _group(row: Section, name: str, strictness: str) -> Group:
    check_names(row, known=(*_OF_GROUP, "sensitivity"), needed=_OF_GROUP, file=name)
    return Group(**{"sensitivity": strictness, **row})


def _band(row: Section, name: str) -> Band:
    check_names(row, known=_OF_BAND, needed=_OF_BAND, file=name)
    return Band(row["name"], row["column"], tuple(row["bounds"]))


def _check_choices(found: GroupSet, name: str) -> None:
    _check_among(found.unit, _UNITS, name)
    for strictness in (found.sensitivity, *(group.sensitivity for group in found.groups)):
        _check_among(strictness, _SENSITIVITIES, name)
    names = [found.id, *(group.id for group in found.groups)]
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        raise InputError("{file} gives two groups the name {names}. Give each its own, other than that of the set.",
                         file=name, names=", ".join(twice))  # fmt: skip


def _check_among(given: str, known: tuple[str, ...], name: str) -> None:
    if given not in known:
        raise InputError("{file} does not know {given}. Choose from: {known}.",
                         file=name, given=given, known=", ".join(known))  # fmt: skip
