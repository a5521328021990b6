"""What every page behind the link of an interview shares: who comes in, and what the answer may not tell others."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from veerkracht.errors import AnswersError, ConflictError, VeerkrachtError
from veerkracht.web.interviews.models import InterviewLink
from veerkracht.web.interviews.rounds import said
from veerkracht.web.interviews.stage import next_of, steps_of
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.trail import record_address
from veerkracht.web.registers.typed import reader_in

__all__ = ["by_link", "language_now", "quiet", "show", "words_of"]

Page = Callable[..., HttpResponse]
_TOLD = ("name", "purpose", "introduction", "legal_ground", "controller", "privacy_contact", "consent_text")


def language_now() -> str:
    """Return nl or en."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def by_link(page: Page) -> Page:
    """Let in by the secret of a link; whoever has another link learns nothing from the answer.

    Notes
    -----
    The page gets the request and the link. Search engines are told to stay away; other sites get no referrer, as for
    every page of the application.
    """

    @wraps(page)
    def entered(request: HttpRequest, token: str, *args: Any) -> HttpResponse:  # Any: the rest of the address
        link = InterviewLink.objects.holding(token)
        if link is None or not link.is_open(timezone.now()):
            return quiet(render(request, "interviews/closed.html", status=404))
        request.token = token  # type: ignore[attr-defined]  # for the addresses on the page
        return quiet(page(request, link, *args))

    return entered


def quiet(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of search engines and caches."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    return response


def show(
    request: HttpRequest,
    link: InterviewLink,
    template: str,
    **more: Any,  # Any: what the template shows
) -> HttpResponse:  # Any: for the template
    """Show a page to an interviewee."""
    interview, language = link.record, language_now()
    round_ = interview.parent
    assert round_ is not None  # an interview is part of a round
    shown = {
        "token": request.token,  # type: ignore[attr-defined]  # set by `by_link`
        "interview": interview, "link": link, "next": next_of(interview), "steps": steps_of(interview),
        "inside": _page_inside(request, interview),
        "about": {name: said(round_, name, language) for name in _TOLD} | _terms(round_), **more,
    }  # fmt: skip
    return render(request, template, shown, status=422 if more.get("problem") else 200)


def _page_inside(request: HttpRequest, interview: Record) -> str:
    """Return the page of the interview in its register, for somebody of the team who opens the link of another."""
    seen = readable(reader_in(request), interview.definition).filter(pk=interview.pk).exists()
    return record_address(interview) if seen else ""


def _terms(round_: Record) -> dict[str, Any]:  # Any: numbers
    return {
        "months": round_.values.get("retention_transcript_months"),
        "key_months": round_.values.get("retention_key_months"),
    }


def words_of(error: VeerkrachtError) -> str:
    """Return what went wrong as a sentence for the page."""
    if isinstance(error, ConflictError):
        return gettext("The text was changed in the meantime. Read it once more.")
    if isinstance(error, AnswersError):
        return gettext("One of the answers cannot be kept. Is it longer than 20,000 characters? Make it shorter.")
    words = gettext(error.template)
    return words.format(**error.facts) if error.facts else words
