"""What every page knows: the city, the reader, the menu, the languages and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy

from veerkracht.catalogue import Words, load_city, menu_registers, register
from veerkracht.version import __version__

__all__ = ["Entry", "Site", "site"]

_PAGES = (
    ("site:home", gettext_lazy("Overview")),
    ("*", ""),
    ("insights:index", gettext_lazy("Answers")),
    ("streets:index", gettext_lazy("Streets")),
    ("editions:index", gettext_lazy("Editions")),
    ("registers:index", gettext_lazy("All registers")),
)
_ACCOUNT = (
    ("conversation:mine", gettext_lazy("For you"), True),
    ("changes:index", gettext_lazy("Changes"), True),
    ("account:home", gettext_lazy("Account"), True),
    ("account_logout", gettext_lazy("Sign out"), True),
    ("account_login", gettext_lazy("Sign in"), False),
)
_FOOT = (
    ("api:page", gettext_lazy("For programs")),
    ("site:accessibility", gettext_lazy("Accessibility")),
    ("site:privacy", gettext_lazy("Privacy")),
    ("security-text", gettext_lazy("Report a safety problem")),
)


class Entry(NamedTuple):
    """A link in a menu; `current` is ``page`` on the page itself, ``true`` below it, else empty."""

    words: str
    address: str
    current: str = ""


class Language(NamedTuple):
    """The same page in a language."""

    code: str
    name: str
    address: str
    current: bool


@dataclass(frozen=True)
class Site:
    """The city's monitor around the page of a request."""

    request: HttpRequest

    @cached_property
    def language(self) -> str:
        """Return nl or en."""
        return "en" if (get_language() or "nl").startswith("en") else "nl"

    @cached_property
    def city(self) -> str:
        """Return the name of the city in the reader's language."""
        return str(getattr(_city(settings.CITY), self.language))

    @property
    def version(self) -> str:
        """Return the version of the software."""
        return __version__

    @cached_property
    def menu(self) -> list[Entry]:
        """Return the main menu: pages that are there, and the registers that the catalogue puts in it."""
        entries = []
        for route, words in _PAGES:
            entries += self._registers() if route == "*" else self._entry(route, str(words))
        return entries

    @cached_property
    def account(self) -> list[Entry]:
        """Return what the reader can do with their account."""
        signed_in = self.request.user.is_authenticated
        return [
            entry
            for route, words, inside in _ACCOUNT
            if inside == signed_in
            for entry in self._entry(route, str(words))
        ]

    @cached_property
    def foot(self) -> list[Entry]:
        """Return the links at the foot."""
        return [entry for route, words in _FOOT for entry in self._entry(route, str(words))]

    @cached_property
    def search(self) -> str:
        """Return the address of the search, or nothing where there is none."""
        return _address("search:index") or _address("search:search")

    @cached_property
    def languages(self) -> list[Language]:
        """Return this page, with its filters, in each language."""
        path = self.request.get_full_path()
        return [
            Language(code, name, _in_language(path, code), code == self.language) for code, name in settings.LANGUAGES
        ]

    @property
    def here(self) -> str:
        """Return the whole address of this page, for paper."""
        return self.request.build_absolute_uri()

    def _registers(self) -> list[Entry]:
        return [
            entry
            for name in menu_registers()
            for entry in self._entry("registers:list", getattr(register(name).label, self.language), name)
        ]

    def _entry(self, route: str, words: str, *arguments: str) -> list[Entry]:
        address = _address(route, *arguments)
        if not address:
            return []
        here = self.request.path
        below = here.startswith(address) and address.count("/") > 2
        return [Entry(words, address, "page" if here == address else "true" if below and arguments else "")]


@cache
def _city(name: str) -> Words:
    return load_city(name).name


def _address(route: str, *arguments: str) -> str:
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""


def _in_language(path: str, code: str) -> str:
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if first in dict(settings.LANGUAGES) else f"/{code}/"


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates the site as `site`, and the reader as `reader`."""
    return {"site": Site(request), "reader": getattr(request, "reader", None)}
