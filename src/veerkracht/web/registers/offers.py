"""What can be chosen on a form: records to link to and areas, as far as whoever fills it in may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import Field, Register, register
from veerkracht.connectors.forms import fold
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.answers import Places
from veerkracht.web.registers.finding import finder_for
from veerkracht.web.registers.models import Area, State, Values
from veerkracht.web.registers.reading import lean, readable, segments, title_of
from veerkracht.web.registers.remembering import remembered
from veerkracht.web.registers.typed import segment_of
from veerkracht.web.registers.widgets import lines_of

__all__ = ["MOST_IN_A_LIST", "Offers", "Option", "offers_for", "parents_for", "suggestions"]

MOST_IN_A_LIST: Final = 200  # a longer list is searched, not scrolled
_SUGGESTED: Final = 20
_LEVELS: Final = {
    "municipality": _("The whole city"), "district": _("Districts"), "neighbourhood": _("Neighbourhoods"),
}  # fmt: skip

Option = tuple[str, str]
"""The value and the words of something to choose."""


@dataclass(frozen=True)
class Offers:
    """What can be chosen.

    Parameters
    ----------
    records : dict
        By register the records to choose from; None where there are too many for a list.
    known : dict of str to str
        Words of every record that is offered or chosen already, by id.
    areas : tuple
        Groups of areas, wide ones first; empty where no areas were loaded.
    places : Places
        What answers may point to: only what is seen by who fills in.
    unseen : frozenset of str
        Ids that are linked already but may not be seen; they stay as they are.
    """

    places: Places
    records: Mapping[str, tuple[Option, ...] | None] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    areas: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Named:
    key: str
    title: str
    external_id: str

    @property
    def full(self) -> str:
        """Return the name with the key, as it can be typed."""
        return self.title if self.title == self.external_id else f"{self.title} [{self.external_id}]"


def offers_for(fields: Iterable[Field], reader: Reader, values: Values, *, without: str = "") -> Offers:
    """Return what can be chosen for some fields, given what was chosen before.

    Parameters
    ----------
    values : dict
        What was chosen before, also in a draft.
    without : str
        Id of the record itself, which is not offered as a link to itself.

    Notes
    -----
    One question for the areas, and at most two for each register that is linked to.
    """
    linked = _linked(fields, values)
    records: dict[str, tuple[Option, ...] | None] = {}
    known: dict[str, str] = {}
    for target, ids in linked.items():
        listed = [one for one in _listed(reader, target) if one.key != without]
        further = set(ids) - {named.key for named in listed}
        chosen = _found(target, reader, Q(pk__in=further)) if further else []
        records[target] = _plain([*listed, *chosen]) if len(listed) <= MOST_IN_A_LIST else None
        known |= {named.key: named.full for named in (*listed, *chosen)}
    codes, groups = _areas(reader) if _asks_area(fields) else ({}, ())
    unseen = frozenset(key for ids in linked.values() for key in ids) - set(known)
    return Offers(Places(finder_for(reader), codes), records, known, groups, unseen)


@remembered
def _areas(reader: Reader) -> tuple[dict[str, str], Groups]:
    """Return the codes of areas by how they can be typed, and the areas in groups, in the language of the reader."""
    areas = list(Area.objects.values_list("level", "code", "name", "parent"))
    return _codes(areas), _grouped(areas)


@remembered
def _listed(reader: Reader, target: str) -> list[_Named]:
    """Return the first records of a register: one more than a list holds, and the record itself, which is left out."""
    return _found(target, reader, ~Q(state=State.ARCHIVED), most=MOST_IN_A_LIST + 2)


def suggestions(target: str, text: str, reader: Reader) -> list[str]:
    """Return the names of records of a register that hold a text, each with its key between brackets."""
    named = Q(title_nl__icontains=text) | Q(title_en__icontains=text) | Q(external_id__icontains=text)
    found = _found(target, reader, named & ~Q(state=State.ARCHIVED), most=_SUGGESTED)
    return [one.full for one in found if fold(text) in fold(one.full)]


def parents_for(item: Register, reader: Reader) -> list[str]:
    """Return the names of the records that something new can belong to, the first of them."""
    return [one.full for one in _found(item.part_of, reader, ~Q(state=State.ARCHIVED), most=MOST_IN_A_LIST)]


def _asks_area(fields: Iterable[Field]) -> bool:
    return any(item.kind == "area" for item in fields)


def _linked(fields: Iterable[Field], values: Values) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in (item for item in fields if item.kind == "link"):
        found.setdefault(item.target, []).extend(lines_of(values.get(item.id)))
    return found


def _found(target: str, reader: Reader, where: Q, *, most: int | None = None) -> list[_Named]:
    item = register(target)
    parts = segments(reader, item)
    records = lean(readable(reader, item), parts).filter(where).order_by(f"title_{reader.language}", "id")[:most]
    return [
        _Named(str(one.pk), title_of(one, parts[segment_of(one)], reader.language), one.external_id) for one in records
    ]


def _plain(listed: Sequence[_Named]) -> tuple[Option, ...]:
    """Name by title; only what bears the same title also shows its key."""
    times = Counter(one.title for one in listed)
    return tuple((one.key, one.title if times[one.title] == 1 else one.full) for one in listed)


AreaRow = tuple[str, str, str, str]
Groups = tuple[tuple[str, tuple[Option, ...]], ...]


def _codes(areas: Iterable[AreaRow]) -> dict[str, str]:
    found: dict[str, str] = {}
    for _level, code, name, _parent in sorted(areas, reverse=True):
        found |= {fold(name): code, fold(code): code, fold(f"{name} ({code})"): code}
    return found


def _grouped(areas: list[AreaRow]) -> Groups:
    names = {code: name for _level, code, name, _parent in areas}
    groups: dict[str, list[Option]] = {}
    for level, code, name, parent in areas:
        above = names.get(parent, "") if level == "neighbourhood" else ""
        groups.setdefault(level, []).append((code, f"{name} ({above})" if above else name))
    order = [*(level for level in _LEVELS if level in groups), *sorted(set(groups) - set(_LEVELS))]
    return tuple((str(_LEVELS.get(level, level)), tuple(sorted(groups[level], key=_by_name))) for level in order)


def _by_name(option: Option) -> str:
    return option[1]
