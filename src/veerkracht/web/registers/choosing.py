"""Ways to choose what a list holds: filters with their options, what was chosen, columns and order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from veerkracht.catalogue import Field, register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.offers import Offers, offers_for
from veerkracht.web.registers.remembering import remembered
from veerkracht.web.registers.selection import FILTERED, SIZES, Selection, seen_fields, selection_of
from veerkracht.web.registers.standing import STATES

__all__ = ["Chip", "Choosing", "Control", "Option", "choosing"]

UNKNOWN: Final = "-"


class Option(NamedTuple):
    """Something to choose."""

    value: str
    words: str
    chosen: bool


class Chip(NamedTuple):
    """A filter that is on, and the address without it."""

    words: str
    address: str


class Control(NamedTuple):
    """A filter: the options of a list, or without options an input for words."""

    name: str
    label: str
    options: SafeString
    value: str


@dataclass(frozen=True)
class Choosing:
    """The ways to choose of one list.

    Parameters
    ----------
    controls : list of Control
        Filters to show.
    more : list of Option
        Fields of which a filter can be added.
    columns : list of Option
        Fields that can be shown.
    states : list of Option
        States of review; empty for a reader who does not see them.
    kept : list of (str, str)
        What the form has to pass on besides its own inputs.
    reset : str
        Address of the list without filters.
    """

    controls: list[Control]
    more: list[Option]
    columns: list[Option]
    sizes: list[Option]
    states: list[Option]
    chips: list[Chip]
    kept: list[tuple[str, str]]
    reset: str


def choosing(selection: Selection, reader: Reader, *, works: bool) -> Choosing:
    """Return the ways to choose for a reader.

    Notes
    -----
    One question for the areas, and at most two for each register that a filter links to.
    """
    return _choosing(reader, selection.item.id, selection.changed().query(), works)


@remembered
def _choosing(reader: Reader, register_id: str, query: str, works: bool) -> Choosing:
    selection = selection_of(register(register_id), QueryDict(query), reader)
    item, seen = selection.item, seen_fields(selection.item, reader)
    filtered = [field for field in seen if field.kind in FILTERED and field.id != item.title]
    usual = {*item.filters, *selection.add, *(name for name, _ in selection.filters)}
    offered = [field for field in filtered if field.id in usual]
    offers = offers_for(offered, reader, {name: list(values) for name, values in selection.filters})
    return Choosing(
        controls=[_control(field, selection, offers, reader.language) for field in offered],
        more=[_option(field, reader.language) for field in filtered if field not in offered],
        columns=[_option(field, reader.language, field.id in selection.show) for field in seen],
        sizes=[Option(str(size), str(size), size == selection.rows) for size in SIZES],
        states=[Option(state, str(mark.words), state == selection.review) for state, mark in STATES.items()] if works else [],
        chips=_chips(selection, offers, reader.language), kept=_kept(selection), reset=f"?{selection.whole().query()}",
    )  # fmt: skip


def _option(field: Field, language: str, chosen: bool = False) -> Option:
    return Option(field.id, in_words(field.label, language), chosen)


def _kept(selection: Selection) -> list[tuple[str, str]]:
    kept = [("add", name) for name in selection.add]
    kept += [("of", selection.of)] if selection.of else []
    return [*kept, ("changed_since", selection.changed_since)] if selection.changed_since else kept


def _control(field: Field, selection: Selection, offers: Offers, language: str) -> Control:
    chosen = selection.values(field.id)[:1]
    groups = _options(field, offers, language)
    html = format_html_join("", "{}", ((_group_html(heading, options, chosen),) for heading, options in groups))
    return Control(field.id, in_words(field.label, language), html, chosen[0] if chosen else "")


def _group_html(heading: str, options: list[tuple[str, str]], chosen: tuple[str, ...]) -> SafeString:
    """Return options as HTML: there are hundreds on a page, too many for a template to go through."""
    rows = ((value, SafeString(" selected") if value in chosen else "", words) for value, words in options)
    html = format_html_join("", '<option value="{}"{}>{}</option>', rows)
    return format_html('<optgroup label="{}">{}</optgroup>', heading, html) if heading else html


Grouped = list[tuple[str, list[tuple[str, str]]]]


def _options(field: Field, offers: Offers, language: str) -> Grouped:
    """Return what a filter offers; empty where words are typed."""
    if field.kind == "choice":
        found: Grouped = [("", [(choice.code, in_words(choice.label, language)) for choice in field.choices])]
    elif field.kind == "yes_no":
        found = [("", [("yes", gettext("yes")), ("no", gettext("no"))])]
    elif field.kind == "area":
        found = [(heading, list(areas)) for heading, areas in offers.areas]
    elif field.kind == "link" and (records := offers.records.get(field.target)) is not None:
        found = [("", list(records))]
    else:
        return []
    return found if field.required else [*found, ("", [(UNKNOWN, gettext("unknown"))])]


def _chips(selection: Selection, offers: Offers, language: str) -> list[Chip]:
    quoted = f"“{selection.text}”" if selection.text else ""
    parts = [
        (quoted, selection.changed(text="")),
        (_of_words(selection, language) if selection.of else "", selection.changed(of="")),
        (str(STATES[selection.review].words) if selection.review else "", selection.changed(review="")),
        (_late_words(selection, language) if selection.late else "", selection.changed(late=False)),
        (
            gettext("changed since {moment}").format(moment=selection.changed_since[:10])
            if selection.changed_since
            else "",
            selection.changed(changed_since=""),
        ),
    ]
    return [Chip(words, f"?{left.query()}") for words, left in parts if words] + [
        Chip(_chip_words(field, value, offers, language), f"?{selection.without(field.id, value).query()}")
        for field, value in _given(selection)
    ]


def _given(selection: Selection) -> Iterable[tuple[Field, str]]:
    return ((selection.item.field(name), value) for name, values in selection.filters for value in values)


def _of_words(selection: Selection, language: str) -> str:
    return f"{in_words(register(selection.item.part_of).one, language)}: {selection.of}"


def _late_words(selection: Selection, language: str) -> str:
    return in_words(selection.item.late.label, language) if selection.item.late else ""


def _chip_words(field: Field, value: str, offers: Offers, language: str) -> str:
    named = dict(pair for _, options in _options(field, offers, language) for pair in options)
    words = gettext("unknown") if value == UNKNOWN else named.get(value) or offers.known.get(value) or value
    return f"{in_words(field.label, language)}: {words}"
