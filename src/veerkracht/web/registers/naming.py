"""Kept answers as people read them: names for links and areas, dates and numbers as their language writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from veerkracht.catalogue import Field
from veerkracht.web.people.access import Reader
from veerkracht.web.people.models import User
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Area, Values
from veerkracht.web.registers.reading import Label, labels
from veerkracht.web.registers.widgets import lines_of

__all__ = ["Naming", "Piece", "Told", "address_of", "day_words", "naming_for", "tell"]

_FULL, _MONTH = len("2027-03-15"), len("2027-03")


@dataclass(frozen=True)
class Piece:
    """Some words, with the address behind them where there is one, and their language when it is the other one."""

    words: str
    address: str = ""
    language: str = ""


@dataclass(frozen=True)
class Told:
    """An answer for a template.

    Parameters
    ----------
    form : str
        line, prose (paragraphs), list (several) or number.
    pieces : tuple of Piece
        What is said; empty when it is unknown.
    hidden : int
        Links that the reader may not see.
    """

    form: str
    pieces: tuple[Piece, ...]
    hidden: int = 0

    @property
    def known(self) -> bool:
        """Tell whether there is an answer, seen or not."""
        return bool(self.pieces or self.hidden)


@dataclass(frozen=True)
class Naming:
    """The names of what answers point to, for one reader."""

    language: str
    records: Mapping[str, Label] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


Answered = Iterable[tuple[Iterable[Field], Values]]


def naming_for(answered: Answered, reader: Reader, *, more: Iterable[str] = ()) -> Naming:
    """Return the names that some answers need.

    Parameters
    ----------
    answered : iterable of (fields, values)
        The answers that will be told.
    more : iterable of str
        Ids of further records to name.

    Notes
    -----
    One question for areas, one for people, and one for each register that is linked to.
    """
    found: dict[str, set[str]] = {"link": set(more), "area": set(), "person": set()}
    for fields, values in answered:
        for asked in fields:
            if asked.kind in found:
                found[asked.kind].update(lines_of(values.get(asked.id)))
    areas = Area.objects.filter(pk__in=found["area"]) if found["area"] else ()
    people = User.objects.filter(email__in=found["person"]) if found["person"] else ()
    return Naming(
        reader.language, labels(found["link"], reader), {area.code: area.name for area in areas},
        {user.email: user.function for user in people},
    )  # fmt: skip


def tell(asked: Field, value: Any, naming: Naming) -> Told:  # Any: JSON
    """Return an answer as the reader can read it."""
    if value is None:
        return Told("line", ())
    form = _FORMS.get(asked.kind, "line")
    if asked.languages:
        return Told(form, (_in_language(value, naming.language),))
    pieces = [_piece(asked, part, naming) for part in (value if isinstance(value, list) else [value])]
    seen = tuple(piece for piece in pieces if piece is not None)
    return Told("list" if asked.many else form, seen, hidden=len(pieces) - len(seen))


_FORMS: Final = {"prose": "prose", "integer": "number", "decimal": "number", "money": "number", "year": "number"}


def address_of(label: Label) -> str:
    """Return the page of a record."""
    return reverse("registers:detail", args=(label.register, label.external_id))


def _in_language(value: Any, language: str) -> Piece:  # Any: a text, or texts by language
    words = value if isinstance(value, dict) else {"nl": str(value)}
    if language in words:
        return Piece(words[language])
    other, text = next(iter(words.items()))
    return Piece(text, language=other)


def _piece(asked: Field, value: Any, naming: Naming) -> Piece | None:  # Any: JSON
    if asked.kind == "link":
        label = naming.records.get(value)
        return Piece(label.title, address_of(label)) if label else None
    if asked.kind == "address":
        return Piece(value.split("//", 1)[-1].rstrip("/"), value)
    if asked.kind == "person":
        return Piece(naming.people.get(value) or value, f"mailto:{value}")
    return Piece(_words(asked, value, naming))


def _words(asked: Field, value: Any, naming: Naming) -> str:  # Any: JSON
    if asked.kind == "choice":
        choice = asked.choice(value)
        return in_words(choice.label, naming.language) if choice else str(value)
    if asked.kind == "yes_no":
        return gettext("yes") if value else gettext("no")
    if asked.kind in ("date", "day"):
        return day_words(str(value))
    if asked.kind in ("integer", "decimal", "money"):
        return _number(asked, value, naming.language)
    return naming.areas.get(value, str(value)) if asked.kind == "area" else str(value)


def _number(asked: Field, value: float, language: str) -> str:
    decimals = (2 if value % 1 else 0) if asked.kind == "money" else None
    text = number_format(value, decimals, use_l10n=True, force_grouping=abs(value) >= 10_000)
    unit = in_words(asked.unit, language) if asked.unit else ""
    return f"€ {text}" if asked.kind == "money" else f"{text} {unit}".rstrip()


def day_words(text: str) -> str:
    """Write a year, a month or a day, as it is kept, in the reader's language."""
    if len(text) == _FULL:
        return date_format(date.fromisoformat(text), "j F Y")
    return date_format(date.fromisoformat(f"{text}-01"), "F Y") if len(text) == _MONTH else text
