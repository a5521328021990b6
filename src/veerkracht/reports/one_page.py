"""One page that stands on its own: the blocks of an edition without its menu, and its sources at the foot."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from veerkracht.reports.content import LANGUAGES, Edition, Language
from veerkracht.reports.site import Site
from veerkracht.reports.web import View, web_assets, web_environment

__all__ = ["one_page_file", "render_one_page"]

TEMPLATE: Final = "one_page.html"
LONG_PAGE: Final = 8
"""Sections from which on a page begins with a list of them."""


def one_page_file(path: str, language: Language) -> str:
    """Return the file of a page that stands on its own: both languages lie side by side.

    Examples
    --------
    >>> one_page_file("index", "nl")
    'index_nl.html'
    """
    return f"{path}_{language}.html"


def render_one_page(
    edition: Edition, language: Language, *, languages: tuple[Language, ...] = LANGUAGES
) -> dict[str, bytes]:
    """Render the first page of an edition as a page on its own.

    Parameters
    ----------
    edition : Edition
        What is said; only its first page is shown.
    language : Language
        Of the reader.
    languages : tuple of Language
        Languages in which the page is made: between these a reader can choose.

    Returns
    -------
    dict of str to bytes
        ``index_nl.html`` or ``index_en.html``, and the assets that both share. It needs no script.

    Raises
    ------
    PublicationError
        If a phrase lacks a value, or a style is not in the palette.
    """
    view = _OnePage(Site(edition), edition.pages[0], language, languages)
    page = web_environment().get_template(TEMPLATE).render(view=view).encode()
    assets = {name: content for name, content in web_assets() if not name.endswith(".js")}
    return {view.file: page, **assets}


class _OnePage(View):
    """A view whose links stay on the page or lead to it in the other language."""

    def __post_init__(self) -> None:
        self.file = one_page_file(self.page.path, self.language)
        self.root = ""

    def to(self, path: str, *, language: Language | None = None) -> str:
        """Return the address of a place on the page, or of the page in a language."""
        _page, _hash, anchor = path.partition("#")
        return f"#{anchor}" if anchor else one_page_file(self.page.path, language or self.language)

    def questions(self) -> tuple[tuple[str, Markup], ...]:
        """Return the place and the words of each section of a long page; nothing where a reader sees all at once."""
        headings = [section.heading for section in self.sections() if section.heading and section.heading.anchor]
        return tuple((one.anchor, self.html(one.text)) for one in headings) if len(headings) >= LONG_PAGE else ()

    def heading(self) -> Markup:
        """Return the title of the page as HTML."""
        return self.html(self.page.title)
