"""The edition as static web pages that open from disk and work without script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from veerkracht.reports.content import (
    LANGUAGES,
    Block,
    ClassMark,
    DataTable,
    Edition,
    Figure,
    Inline,
    Language,
    LegendEntry,
    Link,
    MapPicture,
    Number,
    Page,
    Source,
)
from veerkracht.reports.map_legend import doubts
from veerkracht.reports.palette import STYLES, patterns
from veerkracht.reports.pictures import draw
from veerkracht.reports.site import SECTIONS, SOURCES_PAGE, SUMMARY_PAGE, Site, depth_prefix, file_of
from veerkracht.reports.web_inline import SWATCHES, class_swatch, dots, doubt_swatch, html
from veerkracht.reports.web_order import Section, sections_of
from veerkracht.reports.words import format_date, plain, translate, translate_plural

__all__ = ["View", "render_web", "web_assets", "web_environment"]

_FONTS: Final = ("SourceSansPro-Regular.otf", "SourceSansPro-Semibold.otf", "SourceSansPro-It.otf")
_WIDE: Final = 660.0
_NARROW: Final = 340.0
_SLIM: Final = 4
_SOURCES_SHOWN: Final = 2
"""More sources than this fold into a count, so that the sentence stays the first thing seen."""


def render_web(
    edition: Edition, language: Language, *, languages: tuple[Language, ...] = LANGUAGES
) -> dict[str, bytes]:
    """Render all pages of an edition in one language, and the assets they need.

    Parameters
    ----------
    edition : Edition
        What is said.
    language : Language
        Dutch pages stand at the root, English ones below ``en/``.
    languages : tuple of Language
        Languages in which the edition is made: between these a reader can choose.

    Returns
    -------
    dict of str to bytes
        Content by path, relative to the folder of the edition; assets are the same for both languages.

    Raises
    ------
    PublicationError
        If a link leads to a page or a source that the edition does not have.
    """
    site = Site(edition)
    template = web_environment().get_template("page.html")
    pages = {
        file_of(page.path, language): _render(View(site, page, language, languages), template) for page in site.pages
    }
    return pages | dict(web_assets())


def _render(view: View, template: Template) -> bytes:
    return template.render(view=view).encode()


@cache
def web_environment() -> Environment:
    """Return the templates of the house, which escape all that is not markup."""
    return Environment(
        loader=PackageLoader("veerkracht.reports"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def web_assets() -> Iterator[tuple[str, bytes]]:
    """Yield path and content of style, script and fonts."""
    own = files("veerkracht.reports") / "assets"
    fonts = files("font_source_sans_pro") / "files"
    for folder, names in ((own, _names(own)), (fonts, _FONTS)):
        yield from ((f"assets/{name}", (folder / name).read_bytes()) for name in names)
    yield "assets/SourceSansPro-LICENSE.txt", (fonts / "LICENSE.txt").read_bytes()


def _names(folder: Traversable) -> list[str]:
    return sorted(item.name for item in folder.iterdir() if item.name.endswith((".css", ".js")))


@dataclass
class View:
    """One page in one language, as its template asks for it."""

    site: Site
    page: Page
    language: Language
    made: tuple[Language, ...] = LANGUAGES
    file: str = field(init=False)
    root: str = field(init=False)

    def __post_init__(self) -> None:
        self.file = file_of(self.page.path, self.language)
        self.root = depth_prefix(self.file)

    @property
    def edition(self) -> Edition:
        """The edition that the page is part of."""
        return self.site.edition

    def t(self, template: str, **values: object) -> str:
        """Translate words of the template itself."""
        return translate(template, self.language).format(**values)

    def count(self, one: str, many: str, number: int) -> str:
        """Translate words that count."""
        return translate_plural(one, many, number, self.language).format(n=number)

    def html(self, inline: Inline) -> Markup:
        """Return inline content as HTML."""
        return html(inline, self.language, self.address)

    def plain(self, inline: Inline) -> str:
        """Return inline content as text."""
        return plain(inline, self.language)

    def figure_number(self, value: int) -> Markup:
        """Return a count as a marked figure."""
        return self.html(Number(value))

    def address(self, link: Link) -> str:
        """Return where a link leads, relative to this page."""
        if link.page:
            return self.to(link.page)
        return self.root + link.file.replace("{language}", self.language) if link.file else link.url

    def to(self, path: str, *, language: Language | None = None) -> str:
        """Return the address of a page, relative to this one."""
        return self.site.href(path, at=self.file, language=language or self.language)

    def short(self, page: Page) -> str:
        """Return the short title of a page."""
        return self.plain(page.short_title or page.title)

    def date(self) -> str:
        """Return the date of the edition in words."""
        return format_date(self.edition.date, self.language)

    def monitor(self) -> str:
        """Return the name of the monitor."""
        return self.t("Resilience monitor {city}", city=self.plain(self.edition.city))

    def menu(self) -> list[tuple[str, str, str]]:
        """Return words, address and state of every item of the main menu."""
        return [
            (self.t(SECTIONS[section]), self.to(first.path), self._current(section, first))
            for section, first in self.site.menu.items()
        ]

    def _current(self, section: str, first: Page) -> str:
        return "page" if first.path == self.page.path else "true" if section == self.page.section else ""

    def trail(self) -> list[tuple[str, str]]:
        """Return words and address of the pages above this one; the first pages carry the menu's words."""
        names = {first.path: self.t(SECTIONS[section]) for section, first in self.site.menu.items()}
        return [(names.get(page.path) or self.short(page), self.to(page.path)) for page in self.site.trail(self.page)]

    def languages(self) -> list[tuple[Language, str, str]]:
        """Return code, own name and address of this page in each language of the edition."""
        named: tuple[tuple[Language, str], ...] = (("nl", "Nederlands"), ("en", "English"))
        return [(code, name, self.to(self.page.path, language=code)) for code, name in named if code in self.made]

    def sections(self) -> tuple[Section, ...]:
        """Return the sections of the page; the first has no heading but the title."""
        return sections_of(self.page.blocks)

    def kind(self, block: Block) -> str:
        """Return the kind of a block, which selects its form in the template."""
        return type(block).__name__

    def sources(self, ids: Sequence[str]) -> list[Source]:
        """Return the sources of a block."""
        known = {source.source: source for source in self.edition.sources}
        return [known[source] for source in dict.fromkeys(ids) if source in known]

    def folds(self, sources: Sequence[Source]) -> bool:
        """Tell whether a list of sources is long enough to fold."""
        return len(sources) > _SOURCES_SHOWN

    def is_map(self, figure: Figure) -> bool:
        """Tell whether a figure is a map, which has its legend beside it."""
        return isinstance(figure.picture, MapPicture)

    def drawing(self, figure: Figure, *, narrow: bool = False) -> Markup:
        """Draw a picture at the width of a column, or of a telephone."""
        width = _NARROW if narrow else _WIDE
        return Markup(draw(figure.picture, self.language, width=width, name=figure.name, alt=self.plain(figure.alt)))

    def doubts(self, picture: MapPicture) -> list[tuple[Markup, str]]:
        """Return box and words of the steps of certainty that the map shows."""
        return [(doubt_swatch(doubt), translate(doubt.words, self.language)) for doubt in doubts(picture)]

    def slim(self, table: DataTable) -> bool:
        """Tell whether a table holds so few figures that the full width would only part them."""
        return len(table.columns) <= _SLIM and all(column.numeric for column in table.columns[1:])

    def legend_words(self, entry: LegendEntry) -> Markup:
        """Return the words of a legend entry, whose box stands before it."""
        return escape(self.plain(entry.text)) if isinstance(entry.text, ClassMark) else self.html(entry.text)

    def swatch(self, style: str) -> Markup:
        """Draw the box of a legend entry."""
        return class_swatch(style)

    def dots(self, count: int) -> Markup:
        """Draw a count as dots."""
        return dots(count)

    def patterns(self) -> Markup:
        """Define the patterns of all swatches of the page once."""
        names = {name for style in STYLES.values() for name in (style.pattern, style.dots)}
        return Markup(patterns(names - {""}, prefix=SWATCHES))

    def beside(self) -> tuple[Page | None, Page | None]:
        """Return the pages before and after this one."""
        return self.site.beside(self.page)

    def lists_sources(self) -> bool:
        """Tell whether this is the page that lists all sources."""
        return self.page.path == SOURCES_PAGE

    def footer_pages(self) -> list[tuple[str, str]]:
        """Return words and address of the pages that every page leads to."""
        extra = [path for path in (SUMMARY_PAGE, SOURCES_PAGE) if path in self.site.by_path]
        return [(self.short(self.site.by_path[path]), self.to(path)) for path in extra]
