"""Sheets to write on during a talk about a map: numbered lines with boxes to tick, and a list of areas."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

from veerkracht.reports.content import Language
from veerkracht.reports.forms import format_date
from veerkracht.reports.palette import ACCENT, INK, LINE, SOFT, STYLES
from veerkracht.reports.paper_colours import EDGE, EMPTY, PATTERN, WARNING, WASH
from veerkracht.reports.printing import print_pdf
from veerkracht.reports.translation import mark as _
from veerkracht.reports.translation import translate
from veerkracht.reports.typeset import Json

__all__ = ["TalkSheets", "render_sheets"]

LINES_PER_PAGE: Final = 8

_WORDS: Final = {
    "question": _("What strikes you?"),
    "how": _("Tick for each line whether the picture is right. Write no names."),
    "number": _("No."),
    "role": _("Role"),
    "right": _("Is the picture right?"),
    "area": _("Area"),
    "why": _("Why do you think so?"),
    "action": _("What should happen?"),
    "roles": _("Roles (write the letter):"),
    "areas": _("The areas of this talk"),
    "talk": _("Talk"),
    "place": _("Place"),
    "day": _("Day"),
    "back": _("Type in what was written with the lines of this talk, and bring the file in."),
}


@dataclass(frozen=True)
class TalkSheets:
    """A talk on paper.

    Parameters
    ----------
    key : str
        Id of the talk, by which the lines are known again.
    title, city, figure, caption, edition, question, place : str
        What the sheets tell; empty where not known.
    date : str
        ISO date of the talk, else of today; the file carries it.
    lines : int
        How many numbered lines there are to write on.
    positions, roles : tuple of str
        Words to tick, and the roles that are given a letter.
    areas : tuple of (str, str)
        Code and name of the areas that are talked about; listed on a sheet of their own.
    """

    key: str
    title: str
    city: str
    figure: str
    caption: str
    edition: str
    question: str
    place: str
    date: str
    lines: int
    positions: tuple[str, ...]
    roles: tuple[str, ...]
    areas: tuple[tuple[str, str], ...] = ()


def render_sheets(talk: TalkSheets, language: Language) -> bytes:
    """Return the sheets of a talk as an archival and accessible PDF on A4.

    Returns
    -------
    bytes
        As many sheets as the lines need, and one with the areas. The same talk gives the same bytes.
    """
    year, month, day = (int(part) for part in talk.date.split("-"))
    content: dict[str, Json] = {
        "language": language, "region": "NL" if language == "nl" else "GB", "title": talk.title, "edition": talk.edition,
        "date": [year, month, day], "publisher": talk.city, "synthetic": "", "colophon": [],
        "words": {name: translate(word, language) for name, word in _WORDS.items()},
        "colours": {"ink": INK, "soft": SOFT, "accent": ACCENT, "line": LINE, "wash": WASH, "empty": EMPTY,
                    "edge": EDGE, "dark": PATTERN, "warning": WARNING},
        "palette": {key: {"fill": style.fill, "pattern": style.pattern} for key, style in STYLES.items()},
        "talk": _talk(talk, language),
    }  # fmt: skip
    return print_pdf("talk.typ", content, {}, date=talk.date)


def _talk(talk: TalkSheets, language: Language) -> dict[str, Json]:
    numbers = list(range(1, talk.lines + 1))
    return {
        "key": talk.key, "city": talk.city, "figure": talk.figure, "caption": talk.caption, "question": talk.question,
        "place": talk.place, "day": format_date(talk.date, language), "positions": list(talk.positions),
        "roles": [f"{letter} {role}" for letter, role in zip(ascii_uppercase, talk.roles, strict=False)],
        "pages": [list(numbers[start : start + LINES_PER_PAGE]) for start in range(0, talk.lines, LINES_PER_PAGE)],
        "areas": [{"code": code, "name": name} for code, name in talk.areas],
    }  # fmt: skip
