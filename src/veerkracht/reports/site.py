"""The shape of the site: which page stands where, and how one page finds another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Edition, Inline, Language, Page, Phrase
from veerkracht.reports.translation import mark as _

__all__ = ["SECTIONS", "Site", "depth_prefix", "file_of"]

SECTIONS: Final = {
    "overview": _("Overview"),
    "risks": _("Risks"),
    "initiatives": _("Initiatives"),
    "neighbourhoods": _("Districts and neighbourhoods"),
    "changes": _("What changed"),
    "method": _("How we know"),
}
"""The main menu: section of a page and its words."""

SOURCES_PAGE: Final = "sources"
SUMMARY_PAGE: Final = "summary"


def file_of(path: str, language: Language) -> str:
    """Return the file of a page: Dutch at the root, English in its own folder.

    Examples
    --------
    >>> file_of("risks/ST-POV", "nl"), file_of("index", "en")
    ('risks/ST-POV.html', 'en/index.html')
    """
    return f"{path}.html" if language == "nl" else f"{language}/{path}.html"


def depth_prefix(file: str) -> str:
    """Return the way from a file to the root, so that links work from disk.

    Examples
    --------
    >>> depth_prefix("index.html"), depth_prefix("en/risks/x.html")
    ('', '../../')
    """
    return "../" * file.count("/")


@dataclass(frozen=True)
class Site:
    """All pages of an edition in reading order, with the summary and the list of sources."""

    edition: Edition

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Pages of the edition; summary and sources are added where the edition has none."""
        found = {page.path for page in self.edition.pages}
        home, *rest = self.edition.pages
        summary = [_summary(self.edition)] if self.edition.summary and SUMMARY_PAGE not in found else []
        sources = [_sources()] if SOURCES_PAGE not in found else []
        return (home, *summary, *rest, *sources)

    @cached_property
    def by_path(self) -> Mapping[str, Page]:
        """Pages by path."""
        return {page.path: page for page in self.pages}

    @cached_property
    def menu(self) -> Mapping[str, Page]:
        """First page of each section of the main menu."""
        firsts = {page.section: page for page in reversed(self.pages)}
        return {section: firsts[section] for section in SECTIONS if section in firsts}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {page.path: place for place, page in enumerate(self.pages)}

    def beside(self, page: Page) -> tuple[Page | None, Page | None]:
        """Return the pages before and after in reading order."""
        place = self._places[page.path]
        after = self.pages[place + 1] if place + 1 < len(self.pages) else None
        return (self.pages[place - 1] if place else None), after

    @cached_property
    def _parents(self) -> Mapping[str, Page | None]:
        parents: dict[str, Page | None] = {}
        open_pages: list[Page] = []
        for page in self.pages:
            open_pages = [above for above in open_pages if above.depth < page.depth and above.section == page.section]
            parents[page.path] = open_pages[-1] if open_pages else self.menu.get(page.section)
            open_pages.append(page)
        return parents

    def trail(self, page: Page) -> tuple[Page, ...]:
        """Return the pages above a page, from the home page down; empty for a page of the main menu."""
        above: list[Page] = []
        current = self._parents[page.path]
        while current is not None and current.path != page.path and current not in above:
            above.insert(0, current)
            current = self._parents[current.path]
        home = self.pages[0]
        return () if not above else tuple(above) if above[0] is home else (home, *above)

    def href(self, target: str, *, at: str, language: Language) -> str:
        """Return the relative address of a page, with its anchor if any, seen from the file `at`.

        Raises
        ------
        PublicationError
            If the edition has no such page.
        """
        path, hash_, anchor = target.partition("#")
        if path not in self.by_path:
            raise PublicationError(
                "The page {at} links to {target}, which the edition does not have. Mend the link or add the page.",
                at=at, target=path,
            )  # fmt: skip
        return depth_prefix(at) + file_of(path, language) + hash_ + anchor


def _summary(edition: Edition) -> Page:
    title = Phrase(_("The edition on one page"))
    return Page(SUMMARY_PAGE, title, edition.summary, section="overview", depth=2)


def _sources() -> Page:
    title: Inline = Phrase(_("Which sources does this edition rest on?"))
    return replace(Page(SOURCES_PAGE, title, (), section="method", depth=2), short_title=Phrase(_("Sources")))
