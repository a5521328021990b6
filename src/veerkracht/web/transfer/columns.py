"""The columns of a register in a file: a form made of its definition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from veerkracht.catalogue import Field, Register, Words, register
from veerkracht.connectors.forms import Choice, Column, Form

__all__ = ["KEY", "PARENT", "Spot", "file_name", "form_of", "spots"]

KEY: Final = "#id"
"""The column with the key of a record; no field can be called so."""
PARENT: Final = "#parent"
"""The column with the key of what a record belongs to."""

_KEY: Final = Words("Nummer", "Id")
_KEY_HELP: Final = Words(
    "Een kort kenmerk dat maar één keer voorkomt. Hieraan herkennen we de rij. Verander het niet.",
    "A short code that occurs only once. By it we know the row. Do not change it.",
)
_KEY_ALIASES: Final = ("external id", "extern nummer", "sleutel", "key", "nr")
_PARENT_HELP: Final = Words("Het nummer van waar deze rij bij hoort.", "The id of what this row belongs to.")
_BELONGS: Final = Words("Hoort bij", "Belongs to")
_INTRO: Final = Words(
    "Vul één rij in per regel. Weet u iets niet? Laat de cel dan leeg: leeg betekent onbekend. De volgorde van de "
    "kolommen is vrij. Verander de namen van de kolommen niet. Meer antwoorden in één cel? Zet er een puntkomma (;) tussen.",
    "Fill in one row per item. Do you not know something? Leave the cell empty: empty means unknown. The order of the "
    "columns is free. Do not change the names of the columns. Several answers in one cell? Put a semicolon (;) between them.",
)
_HELP_SHEET: Final = Words("Uitleg", "Help")
_LANGUAGES: Final = {"nl": Words("Nederlands", "Dutch"), "en": Words("Engels", "English")}
_YES_NO: Final = (Choice("yes", "ja", "yes"), Choice("no", "nee", "no"))
_KINDS: Final = {
    "integer": "number", "decimal": "number", "money": "number", "year": "number", "date": "time", "day": "time",
}  # fmt: skip
_WIDTHS: Final = {"prose": 50, "text": 30, "link": 24, "area": 16, "address": 30, "person": 26}
LONGEST_SHEET: Final = 31  # characters in the name of a sheet


class Spot(NamedTuple):
    """One column of a field: its id, and its language where the field is kept in two."""

    column: str
    language: str


def spots(field: Field) -> tuple[Spot, ...]:
    """Return the columns of a field.

    Examples
    --------
    >>> name = Field("name", "text", Words("Naam", "Name"), Words("", ""), Words("", ""), languages=True)
    >>> [spot.column for spot in spots(name)]
    ['name:nl', 'name:en']
    """
    if field.languages:
        return tuple(Spot(f"{field.id}:{language}", language) for language in _LANGUAGES)
    return (Spot(field.id, ""),)


def form_of(item: Register, fields: Iterable[Field] | None = None) -> Form:
    """Return the form of a register.

    Parameters
    ----------
    item : Register
        The register.
    fields : iterable of Field
        The fields that stand in it; without it all of them.
    """
    return _form(item.id, tuple(field.id for field in (item.fields if fields is None else fields)))


@cache
def _form(register_id: str, names: tuple[str, ...]) -> Form:
    item = register(register_id)
    parent = (_parent(register(item.part_of)),) if item.part_of else ()
    columns = [column for name in names for column in _columns(item.field(name))]
    return Form(
        name=item.id, file_nl=file_name(item.label.nl), file_en=file_name(item.label.en),
        sheet_nl=_sheet(item.label.nl), sheet_en=_sheet(item.label.en), help_sheet_nl=_HELP_SHEET.nl,
        help_sheet_en=_HELP_SHEET.en, intro_nl=_INTRO.nl, intro_en=_INTRO.en,
        columns=(_key(item), *parent, *columns), keyless=True,
    )  # fmt: skip


def file_name(label: str) -> str:
    """Return a label as the name of a file, without ending.

    Examples
    --------
    >>> file_name("Initiatieven per jaar")
    'initiatieven-per-jaar'
    """
    return "-".join(re.findall(r"\w+", label.casefold()))


def _sheet(label: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", label)[:LONGEST_SHEET].strip()


def _key(item: Register) -> Column:
    example = f"{item.id[:2].upper()}-001"
    return Column(KEY, "id", *_KEY, *_KEY_HELP, example, example, width=14, required=True, aliases=_KEY_ALIASES)


def _parent(item: Register) -> Column:
    example = f"{item.id[:2].upper()}-001"
    return Column(
        PARENT, "text", f"{_BELONGS.nl} {item.one.nl}", f"{_BELONGS.en} {item.one.en}", *_PARENT_HELP, example, example,
        width=16, aliases=(*_BELONGS, item.one.nl, item.one.en),
    )  # fmt: skip


def _columns(field: Field) -> list[Column]:
    kind = _KINDS.get(field.kind, "text") if not field.many else "text"
    help_text = _help(field)
    return [
        Column(
            spot.column, kind, *_header(field, spot), *help_text, *field.example, width=_WIDTHS.get(field.kind, 16),
            aliases=_aliases(field, spot), values=_values(field), many=field.many,
        )
        for spot in spots(field)
    ]  # fmt: skip


def _help(field: Field) -> Words:
    unit = field.unit or (Words("euro", "euro") if field.kind == "money" else None)
    if unit is None:
        return field.help
    return Words(f"{field.help.nl} In {unit.nl}.", f"{field.help.en} In {unit.en}.")


def _header(field: Field, spot: Spot) -> Words:
    if not spot.language:
        return field.label
    language = _LANGUAGES[spot.language]
    return Words(f"{field.label.nl} ({language.nl})", f"{field.label.en} ({language.en})")


def _aliases(field: Field, spot: Spot) -> tuple[str, ...]:
    """Return other headings: the plain name is the text in its own language."""
    if not spot.language:
        return ()
    own = field.label.nl if spot.language == "nl" else field.label.en
    named = (spot.language, *_LANGUAGES[spot.language])
    return (own, *(f"{label} {name}" for label in field.label for name in named))


def _values(field: Field) -> tuple[Choice, ...]:
    if field.kind == "yes_no":
        return _YES_NO
    return tuple(Choice(one.code, one.label.nl, one.label.en, one.aliases) for one in field.choices)
