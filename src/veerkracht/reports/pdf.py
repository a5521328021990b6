"""The edition on paper: the report, the page for the alderman and the maps for on the table, as PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Edition, Figure, Language, MapPicture, Page, Source
from veerkracht.reports.imprint import colophon, edition_title, report_title, source_facts, synthetic_label
from veerkracht.reports.palette import ACCENT, INK, LINE, SOFT, STYLES
from veerkracht.reports.paper_colours import EDGE, EMPTY, PATTERN, WARNING, WASH
from veerkracht.reports.paper_order import known_sources, place_edition, place_summary, targets
from veerkracht.reports.pictures import draw
from veerkracht.reports.printing import Sheet, SummaryTooLongError, print_each_pdf, print_pdf
from veerkracht.reports.site import file_of
from veerkracht.reports.typeset import Json, Typesetter
from veerkracht.reports.words import plain, translate

__all__ = ["render_a3_maps", "render_pdf", "render_summary_pdf"]

SHEET_WIDTH: Final = 900.0
"""Width in pixels at which the map of an A3 sheet is drawn; names on it get smaller as this grows."""


def render_pdf(edition: Edition, language: Language) -> bytes:
    """Return the whole edition as an archival and accessible PDF.

    Parameters
    ----------
    edition : Edition
        All pages; the first must be a chapter.
    language : Language
        Of the reader.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1: A4, with cover, contents, bookmarks and a list of sources. The same edition
        gives the same bytes.
    """
    setter = Typesetter(language, partial(draw, language=language), known_sources(edition),
                        targets(edition))  # fmt: skip
    content = _frame(edition, language)
    content["blocks"] = setter.blocks(place_edition(edition))
    content["cover_title"] = report_title(edition, language, unbroken_city=True)
    content["sources"] = [_source(source, language) for source in edition.sources]
    return print_pdf("report.typ", content, setter.pictures, date=edition.date)


def render_summary_pdf(edition: Edition, language: Language) -> bytes:
    """Return the summary as one A4 page.

    Raises
    ------
    PublicationError
        If the summary does not fit on one page, even in the smallest legible type.
    """
    setter = Typesetter(language, partial(draw, language=language), known_sources(edition))
    content = _frame(edition, language)
    content["blocks"] = setter.blocks(place_summary(edition))
    try:
        return print_pdf("summary.typ", content, setter.pictures, date=edition.date)
    except SummaryTooLongError as error:
        raise PublicationError(
            "The summary of edition {edition} ({language}) does not fit on one page: it has {blocks} blocks. "
            "Leave out a table or figure, or shorten the texts.",
            edition=edition.name, language=language, blocks=len(edition.summary),
        ) from error  # fmt: skip


def render_a3_maps(
    edition: Edition, language: Language, *, file: Callable[[str, Language], str] | None = None
) -> dict[str, bytes]:
    """Return one A3 sheet for each figure that asks for it, by the name of the figure.

    Parameters
    ----------
    edition : Edition
        All pages.
    language : Language
        Of the reader.
    file : callable, optional
        Gives the file of a page by its path and language, which stands on the sheet so that a reader finds the figures;
        without it the page is that of the site of the edition, in the folder of its name.
    """
    named = file or partial(_file_in_site, edition)
    sheets = {
        figure.name: _map_sheet(edition, figure, figure.picture, language, place=named(page.path, language))
        for page, figure in _print_maps(edition)
        if isinstance(figure.picture, MapPicture)
    }
    return dict(zip(sheets, print_each_pdf(list(sheets.values()), date=edition.date), strict=True)) if sheets else {}


def _file_in_site(edition: Edition, path: str, language: Language) -> str:
    return f"{edition.name}/{file_of(path, language)}"


def _print_maps(edition: Edition) -> Iterator[tuple[Page, Figure]]:
    for page in edition.pages:
        yield from ((page, block) for block in page.blocks if isinstance(block, Figure) and block.print_map)


def _map_sheet(edition: Edition, figure: Figure, shown: MapPicture, language: Language, *, place: str) -> Sheet:
    setter = Typesetter(language, partial(draw, language=language, width=SHEET_WIDTH), known_sources(edition))
    content = _frame(edition, language)
    sheet: dict[str, Json] = {
        "picture": setter.store(setter.draw(replace(shown, labels=True))),
        "alt": plain(figure.alt, language),
        "caption": setter.spans(figure.caption),
        "place": place,
        "sources": setter.marks(figure.sources),
    }
    content["map"] = sheet | setter.key(shown)
    return Sheet("sheet.typ", content, setter.pictures)


def _frame(edition: Edition, language: Language) -> dict[str, Json]:
    """Return what every template needs: title, edition, words and colours."""
    year, month, day = (int(part) for part in edition.date.split("-"))
    return {
        "language": language,
        "region": "NL" if language == "nl" else "GB",
        "title": report_title(edition, language),
        "edition": edition_title(edition, language),
        "date": [year, month, day],
        "publisher": plain(edition.publisher, language),
        "colophon": list(colophon(edition, language)),
        "synthetic": synthetic_label(language) if edition.synthetic else "",
        "words": _words(language),
        "colours": {"ink": INK, "soft": SOFT, "accent": ACCENT, "line": LINE, "wash": WASH, "empty": EMPTY,
                    "edge": EDGE, "dark": PATTERN, "warning": WARNING},
        "palette": {key: {"fill": style.fill, "pattern": style.pattern} for key, style in STYLES.items()},
    }  # fmt: skip


def _words(language: Language) -> dict[str, Json]:
    words = {
        "contents": "Contents",
        "sources": "Sources",
        "source_mark": "Source:",
        "sources_mark": "Sources:",
        "question": "What strikes you?",
        "nothing": "Nothing to list.",
    }
    return {key: translate(word, language) for key, word in words.items()}


def _source(source: Source, language: Language) -> Json:
    return {"id": source.source, "title": source.titled(language), "url": source.url,
            "facts": list(source_facts(source, language))}  # fmt: skip
