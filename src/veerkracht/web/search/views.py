"""The page on which everything is searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from veerkracht.catalogue import Register, registers
from veerkracht.web.registers.typed import number_of, reader_in
from veerkracht.web.search.searching import Found, search

__all__ = ["index"]

PAGE: Final = 20
LONGEST: Final = 200
LAST_PAGE: Final = 99_999
_PART: Final = "results"


class Choice(NamedTuple):
    """A register to narrow to, or all of them."""

    words: str
    hits: int
    address: str
    current: bool


@dataclass(frozen=True)
class Question:
    """What the address of the page asks."""

    text: str
    register: str
    page: int

    @property
    def start(self) -> int:
        """Return the number of the first hit of the page."""
        return (self.page - 1) * PAGE + 1

    def address(self, *, register: str = "", page: int = 1) -> str:
        """Return the address of the same words in a register, or on another page."""
        asked = {"q": self.text, "register": register, "page": str(page) if page > 1 else ""}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the search and what it finds: the whole page, or what is found alone."""
    question = _question(request)
    reader = reader_in(request)
    found = search(question.text, reader=reader, register=question.register or None, limit=PAGE,
                   offset=(question.page - 1) * PAGE)  # fmt: skip
    last = max(1, -(-found.total // PAGE))
    shown = {
        "question": question, "found": found, "choices": _choices(question, found, reader.language), "last": last,
        "before": question.address(register=question.register, page=question.page - 1) if question.page > 1 else "",
        "after": question.address(register=question.register, page=question.page + 1) if question.page < last else "",
    }  # fmt: skip
    part = _asks_for_part(request)
    response = render(request, "search/results.html" if part else "search/index.html", {**shown, "part": part})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _asks_for_part(request: HttpRequest) -> bool:
    """Tell whether script asks for what is found alone; going back in the browser asks for the whole page."""
    asked = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == _PART
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def _question(request: HttpRequest) -> Question:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    register, page = request.GET.get("register", ""), request.GET.get("page", "")
    return Question(text, register if register in registers() else "", min(max(1, number_of(page)), LAST_PAGE))


def _choices(question: Question, found: Found, language: str) -> list[Choice]:
    """Return the registers with hits, most first, and all of them together."""
    counts = {
        name: found.counts.get(name, 0) for name in (*found.counts, *([question.register] if question.register else []))
    }
    if not counts or (len(counts) == 1 and not question.register):
        return []
    every = Choice(gettext("Everything"), sum(counts.values()), question.address(), not question.register)
    each = [
        Choice(_label(registers()[name], language), count, question.address(register=name), name == question.register)
        for name, count in counts.items()
    ]
    return [every, *each]


def _label(item: Register, language: str) -> str:
    return item.label.en if language == "en" else item.label.nl
