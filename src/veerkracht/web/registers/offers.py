"""What can be chosen on a form: records to link to and areas, as far as whoever fills it in may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import Field, Register, register
from veerkracht.connectors.forms import fold
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.answers import Finder, Places
from veerkracht.web.registers.finding import find_record
from veerkracht.web.registers.models import Area, Record, State, Values
from veerkracht.web.registers.reading import readable, segments, title_of
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


def offers_for(fields: Iterable[Field], reader: Reader, values: Values) -> Offers:
    """Return what can be chosen for some fields, given what was chosen before.

    Notes
    -----
    One question for the areas, and at most two for each register that is linked to.
    """
    linked = _linked(fields, values)
    records: dict[str, tuple[Option, ...] | None] = {}
    known: dict[str, str] = {}
    for target, ids in linked.items():
        listed = dict(_listed(target, reader))
        records[target] = tuple(listed.items()) if len(listed) <= MOST_IN_A_LIST else None
        further = set(ids) - set(listed)
        known |= listed | dict(_options(target, reader, Q(pk__in=further)) if further else ())
    areas = list(Area.objects.values_list("level", "code", "name", "parent")) if _asks_area(fields) else []
    unseen = frozenset(key for ids in linked.values() for key in ids) - set(known)
    return Offers(Places(_finder(reader), _codes(areas)), records, known, _grouped(areas), unseen)


def suggestions(target: str, text: str, reader: Reader) -> list[str]:
    """Return the names of records of a register that hold a text, each with its key between brackets."""
    named = Q(title_nl__icontains=text) | Q(title_en__icontains=text) | Q(external_id__icontains=text)
    found = _options(target, reader, named & ~Q(state=State.ARCHIVED), most=_SUGGESTED)
    return [words for _, words in found if fold(text) in fold(words)]


def parents_for(item: Register, reader: Reader) -> list[str]:
    """Return the names of the records that something new can belong to, the first of them."""
    return [words for _, words in _options(item.part_of, reader, ~Q(state=State.ARCHIVED), most=MOST_IN_A_LIST)]


def _asks_area(fields: Iterable[Field]) -> bool:
    return any(item.kind == "area" for item in fields)


def _linked(fields: Iterable[Field], values: Values) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in (item for item in fields if item.kind == "link"):
        found.setdefault(item.target, []).extend(lines_of(values.get(item.id)))
    return found


def _listed(target: str, reader: Reader) -> list[Option]:
    return _options(target, reader, ~Q(state=State.ARCHIVED), most=MOST_IN_A_LIST + 1)


def _options(target: str, reader: Reader, where: Q, *, most: int | None = None) -> list[Option]:
    item = register(target)
    parts = segments(reader, item)
    records = readable(reader, item).filter(where).order_by(f"title_{reader.language}", "id")[:most]
    return [
        (str(record.pk), _named(record, title_of(record, parts[segment_of(record)], reader.language)))
        for record in records
    ]


def _named(record: Record, title: str) -> str:
    return title if title == record.external_id else f"{title} [{record.external_id}]"


def _finder(reader: Reader) -> Finder:
    """Find as everywhere, but only what the reader may see, so that a form does not tell what exists."""
    known: dict[tuple[str, str], str | None] = {}

    def find(target: str, text: str) -> str | None:
        if (target, text) not in known:
            key = find_record(target, text)
            seen = key and readable(reader, register(target)).filter(pk=key).exists()
            known[target, text] = key if seen else None
        return known[target, text]

    return find


AreaRow = tuple[str, str, str, str]


def _codes(areas: Iterable[AreaRow]) -> dict[str, str]:
    found: dict[str, str] = {}
    for _level, code, name, _parent in sorted(areas, reverse=True):
        found |= {fold(name): code, fold(code): code, fold(f"{name} ({code})"): code}
    return found


def _grouped(areas: list[AreaRow]) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    names = {code: name for _level, code, name, _parent in areas}
    groups: dict[str, list[Option]] = {}
    for level, code, name, parent in areas:
        above = names.get(parent, "") if level == "neighbourhood" else ""
        groups.setdefault(level, []).append((code, f"{name} ({above})" if above else name))
    order = [*(level for level in _LEVELS if level in groups), *sorted(set(groups) - set(_LEVELS))]
    return tuple((str(_LEVELS.get(level, level)), tuple(sorted(groups[level], key=_by_name))) for level in order)


def _by_name(option: Option) -> str:
    return option[1]
