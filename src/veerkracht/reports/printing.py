"""The press: templates, data and pictures in, PDF or PNG out, with the fonts of the product only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Final

import font_source_sans_pro

from veerkracht.reports.press import PressError, press, press_each
from veerkracht.reports.typeset import Json

__all__ = ["Sheet", "SummaryTooLongError", "print_each_pdf", "print_pdf", "print_pictures"]

STANDARDS: Final = ["a-2a", "ua-1"]
"""Archival and accessible: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1)."""

_FONT_FILES: Final = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
_UNPRINTABLE: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_REPLACEMENT: Final = "□"

_TOO_LONG: Final = "summary-too-long"


class SummaryTooLongError(Exception):
    """The summary does not fit on one page, even in the smallest legible type."""


@dataclass(frozen=True)
class Sheet:
    """A small document to print: the file name of its template, what it shows, and file names by SVG text."""

    template: str
    content: Mapping[str, Json]
    pictures: Mapping[str, str]


def print_pdf(template: str, content: Mapping[str, Json], pictures: Mapping[str, str], *, date: str) -> bytes:
    """Compile a template of the folder ``paper`` to PDF/A-2a and PDF/UA-1.

    Parameters
    ----------
    template : str
        File name of the template.
    content : Mapping
        What it shows.
    pictures : Mapping of str to str
        File names by SVG text.
    date : str
        ISO date that the file carries.

    Raises
    ------
    SummaryTooLongError
        If the template finds that its content does not fit on one page.

    Notes
    -----
    A character that no font of the product holds, such as a pictogram in a quoted sentence, is shown as an
    open square, because an archival PDF must embed every character it shows.
    """
    moment, data = _moment(date), _data(content)
    try:
        return _pdf(template, data, pictures, moment)
    except PressError as error:
        if _TOO_LONG in error.message:
            raise SummaryTooLongError from error
        unprintable = set("".join(_UNPRINTABLE.findall(error.diagnostic)))
        if not unprintable:
            raise
    return _pdf(template, _without(unprintable, data), _all_without(unprintable, pictures), moment)


def print_each_pdf(sheets: Sequence[Sheet], *, date: str) -> list[bytes]:
    """Compile several small documents as `print_pdf` does one, in one process where the press refuses none."""
    files = [_files(sheet.template, _data(sheet.content), sheet.pictures) for sheet in sheets]
    try:
        with _fonts() as fonts:
            made = press_each(files, fonts, format="pdf", pdf_standards=STANDARDS, timestamp=_moment(date))
    except PressError:
        return [print_pdf(sheet.template, sheet.content, sheet.pictures, date=date) for sheet in sheets]
    return [pages[0] for pages in made]


def print_pictures(pictures: Sequence[str], *, pixels_per_inch: float) -> list[bytes]:
    """Turn SVG texts into PNG images of their own size, in the same order."""
    if not pictures:
        return []
    names: list[Json] = [f"picture-{place}.svg" for place in range(len(pictures))]
    sheets = {str(name): svg.encode() for name, svg in zip(names, pictures, strict=True)}
    sheets |= {"main.typ": _template("pictures.typ"), "content.json": json.dumps(names).encode()}
    with _fonts() as fonts:
        return press(sheets, fonts, format="png", ppi=pixels_per_inch)


def _moment(date: str) -> int:
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())


def _data(content: Mapping[str, Json]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _pdf(template: str, data: str, pictures: Mapping[str, str], moment: int) -> bytes:
    with _fonts() as fonts:
        files = _files(template, data, pictures)
        return press(files, fonts, format="pdf", pdf_standards=STANDARDS, timestamp=moment)[0]


def _files(template: str, data: str, pictures: Mapping[str, str]) -> dict[str, bytes]:
    sheets = {"main.typ": _template(template), "content.json": data.encode()}
    sheets |= {name: _template(name) for name in ("style.typ", "blocks.typ")}
    return sheets | {name: svg.encode() for svg, name in pictures.items()}


@contextmanager
def _fonts() -> Iterator[str]:
    """Offer one file per style: the package holds two, and their order in the folder is not fixed."""
    with TemporaryDirectory() as folder:
        for style in _FONT_FILES:
            name = f"SourceSansPro-{style}.otf"
            copyfile(Path(font_source_sans_pro.font_directory, name), Path(folder, name))
        yield folder


def _template(name: str) -> bytes:
    return files("veerkracht.reports").joinpath("paper", name).read_bytes()


def _without(characters: set[str], text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, characters), _REPLACEMENT))


def _all_without(characters: set[str], pictures: Mapping[str, str]) -> dict[str, str]:
    return {_without(characters, svg): name for svg, name in pictures.items()}
