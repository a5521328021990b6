"""What lies on the table when people talk about a map: the map on A3, and sheets to write on.

The figures are those of an edition that was made; without one there are the sheets and a list of areas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Final

from veerkracht.reports.content import Language
from veerkracht.reports.print_sheets import TalkSheets, render_sheets

__all__ = ["EditionFigure", "TalkSheets", "figure_picture", "figures_of", "print_kit"]

_FIGURE: Final = re.compile(r'<figure id="([^"]+)"[^>]*>(.*?)</figure>', re.DOTALL)
_CAPTION: Final = re.compile(r'<figcaption[^>]*>(.*?)(?:<p class="sources"|<details|</figcaption>)', re.DOTALL)
_PICTURE: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class EditionFigure:
    """A map or figure of an edition.

    Parameters
    ----------
    key : str
        Its name, the same in every language and edition.
    caption : str
        In the language that was asked.
    page : str
        File of the page on which it stands, below the folder of the edition.
    print_map : str
        Its sheet for on the table, below the folder; empty where there is none.
    """

    key: str
    caption: str
    page: str
    print_map: str


def figures_of(folder: Path, language: Language) -> tuple[EditionFigure, ...]:
    """Return the figures of an edition in the order of its pages, each once.

    Parameters
    ----------
    folder : Path
        Of one edition, with its ``manifest.json``; it never changes, so it is read once.
    """
    return _figures(str(folder), language)


@lru_cache(maxsize=16)
def _figures(name: str, language: Language) -> tuple[EditionFigure, ...]:
    folder = Path(name)
    found: dict[str, EditionFigure] = {}
    for page in _pages(folder, language):
        for key, inside in _FIGURE.findall(page.read_text("utf-8")):
            found.setdefault(key, _figure(folder, page, key, inside, language))
    return tuple(found.values())


def _pages(folder: Path, language: Language) -> list[Path]:
    own = folder if language == "nl" else folder / language
    other = () if language != "nl" else (folder / "en",)
    pages = [page for page in own.rglob("*.html") if not any(page.is_relative_to(one) for one in other)]
    return sorted(pages, key=lambda page: (not page.match("areas/*"), page.as_posix()))


def _figure(folder: Path, page: Path, key: str, inside: str, language: Language) -> EditionFigure:
    caption = _CAPTION.search(inside)
    words = " ".join(unescape(_TAG.sub("", caption[1])).split()) if caption else key
    sheet = f"print/{key}.{language}.pdf"
    return EditionFigure(key, words, page.relative_to(folder).as_posix(), sheet if (folder / sheet).is_file() else "")


def figure_picture(folder: Path, figure: EditionFigure) -> str:
    """Return the SVG of a figure, as its page shows it on a wide screen; nothing where it has none."""
    text = (folder / figure.page).read_text("utf-8")
    inside = next((inside for key, inside in _FIGURE.findall(text) if key == figure.key), "")
    picture = _PICTURE.search(inside)
    return picture[0] if picture else ""


def print_kit(talk: TalkSheets, language: Language, *, folder: Path | None = None) -> dict[str, bytes]:
    """Return the files of a kit by name.

    Parameters
    ----------
    talk : TalkSheets
        What the talk is about; its areas are listed only where there is no map.
    folder : Path or None
        Of the edition that holds the figure, if one was made.

    Returns
    -------
    dict of str to bytes
        ``sheets.pdf``, and ``map.pdf`` where the figure has a sheet for on the table.
    """
    figures = figures_of(folder, language) if folder else ()
    sheet = next((one.print_map for one in figures if one.key == talk.figure and one.print_map), "")
    if folder is None or not sheet:
        return {"sheets.pdf": render_sheets(talk, language)}
    return {"sheets.pdf": render_sheets(replace(talk, areas=()), language), "map.pdf": (folder / sheet).read_bytes()}
