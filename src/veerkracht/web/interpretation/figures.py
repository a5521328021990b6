"""Which maps and figures there are, and what has been said of each.

The figures are those of the edition that everybody reads; whoever keeps editions says which that is. A figure that was
talked about and is in no edition any more stays in the list, by its key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.naming import Told, naming_for, tell
from veerkracht.web.registers.reading import readable, segments, shown, visible_fields
from veerkracht.web.registers.typed import segment_of
from veerkracht.workflows.print_kit import EditionFigure, figure_picture, figures_of

__all__ = [
    "EditionShown", "Figure", "Position", "Statement", "Talk", "edition_shown", "figure_of", "figures", "picture_of",
    "show_edition", "statements_of", "talks",
]  # fmt: skip

SESSIONS: Final = "interpretation_sessions"
STATEMENTS: Final = "interpretations"
_STATES: Final = ("discussed", "planned", "not_discussed")
_SYMBOLS: Final = {"agree": "=", "partly": "±", "disagree": "≠"}


@dataclass(frozen=True)
class EditionShown:
    """The edition that everybody reads: its name, its folder, and the address of its pages."""

    name: str
    folder: Path
    address: str


@dataclass(frozen=True)
class Position:
    """How many said something: its code, symbol and words."""

    code: str
    symbol: str
    words: str
    count: int


@dataclass(frozen=True)
class Statement:
    """What one speaker said; `told` holds every answer that is seen, by field."""

    record: Record
    values: Values
    told: dict[str, Told]
    checked: bool


@dataclass(frozen=True)
class Talk:
    """A session, as a reader sees it."""

    record: Record
    values: Values
    told: dict[str, Told]


@dataclass(frozen=True)
class Figure:
    """A map or figure with how far it was discussed.

    Parameters
    ----------
    state, state_words : str
        discussed, planned or not_discussed: that of the session that came furthest.
    address : str
        Where it stands in the edition; empty where it is in none.
    """

    key: str
    caption: str
    state: str
    state_words: str
    positions: tuple[Position, ...]
    talks: int
    address: str
    print_map: bool

    @property
    def statements(self) -> int:
        """Return how many statements there are."""
        return sum(one.count for one in self.positions)


_SOURCES: Final[list[Callable[[], EditionShown | None]]] = []


def show_edition(source: Callable[[], EditionShown | None]) -> None:
    """Say where the edition that everybody reads is found; the last source counts."""
    _SOURCES[:] = [source]


def edition_shown() -> EditionShown | None:
    """Return the edition that everybody reads, if there is one."""
    return _SOURCES[0]() if _SOURCES else None


def talks(reader: Reader, *, figure: str = "") -> list[Talk]:
    """Return the sessions that a reader sees, of one figure or of all, newest first."""
    found = [Talk(*one) for one in _seen(SESSIONS, reader, figure)]
    return sorted(found, key=lambda one: str(one.values.get("session_date", "")), reverse=True)


def statements_of(reader: Reader, *, figure: str = "", session: Record | None = None) -> list[Statement]:
    """Return what was said, of one figure or session or of all: disagreement first."""
    ranks = [one.code for one in register(STATEMENTS).field("position").choices][::-1]
    found = [
        Statement(record, values, told, checked=bool(record.values.get("not_recognisable")))
        for record, values, told in _seen(STATEMENTS, reader, figure, session)
    ]
    return sorted(found, key=lambda one: ranks.index(one.values.get("position", ranks[-1])))


def _seen(
    register_id: str, reader: Reader, figure: str, session: Record | None = None
) -> list[tuple[Record, Values, dict[str, Told]]]:
    item = register(register_id)
    places = segments(reader, item)
    records = readable(reader, item).exclude(state=State.ARCHIVED).order_by("-created_at", "external_id")
    records = records.filter(parent=session) if session else records
    seen = [
        (one, visible_fields(item, places[segment_of(one)]), shown(one, places[segment_of(one)])) for one in records
    ]
    seen = [row for row in seen if not figure or row[2].get("figure") == figure]
    naming = naming_for([(fields, values) for _one, fields, values in seen], reader)
    return [
        (one, values, {field.id: tell(field, values.get(field.id), naming) for field in fields})
        for one, fields, values in seen
    ]


def figures(reader: Reader) -> list[Figure]:
    """Return every figure of the edition, and those that were talked about, with how far each was discussed."""
    edition = edition_shown()
    listed = {one.key: one for one in _listed(edition, reader.language)}
    sessions, said = talks(reader), statements_of(reader)
    spoken_of = {str(one.values.get("figure")) for one in sessions} | {str(one.values.get("figure")) for one in said}
    keys = [*listed, *sorted(spoken_of - set(listed))]
    return [_figure(key, listed.get(key), sessions, said, reader, edition) for key in keys]


def _listed(edition: EditionShown | None, language: str) -> tuple[EditionFigure, ...]:
    return figures_of(edition.folder, "en" if language == "en" else "nl") if edition else ()


def figure_of(key: str, reader: Reader) -> Figure | None:
    """Return one figure, if there is such a one."""
    return next((one for one in figures(reader) if one.key == key), None)


def _figure(
    key: str, listed: EditionFigure | None, sessions: list[Talk], said: list[Statement], reader: Reader,
    edition: EditionShown | None,
) -> Figure:  # fmt: skip
    own = [one for one in sessions if one.values.get("figure") == key]
    reached = {str(one.values.get("state")) for one in own}
    spoken = [str(one.values.get("position")) for one in said if one.values.get("figure") == key]
    state = "discussed" if spoken else next((code for code in _STATES if code in reached), "not_discussed")
    choice = register(SESSIONS).field("state").choice(state)
    positions = tuple(
        Position(one.code, _SYMBOLS.get(one.code, ""), in_words(one.label, reader.language), spoken.count(one.code))
        for one in register(STATEMENTS).field("position").choices
    )
    address = f"{edition.address}{listed.page}#{key}" if edition and listed else ""
    return Figure(key, listed.caption if listed else key, state, in_words(choice.label, reader.language) if choice else state,
                  positions, len(own), address, bool(listed and listed.print_map))  # fmt: skip


def picture_of(key: str, language: str) -> str:
    """Return the picture of a figure as SVG, made by the edition itself; nothing where it is in none."""
    edition = edition_shown()
    found = next((one for one in _listed(edition, language) if one.key == key), None)
    return figure_picture(edition.folder, found) if edition and found else ""
