"""The pages behind the link of an interview; they work without account and without script."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import time as time_of
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from veerkracht.catalogue import register
from veerkracht.errors import AnswersError, ConflictError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.interviews import answering
from veerkracht.web.interviews.consent import withdraw as take_all_back
from veerkracht.web.interviews.inside import by_link, language_now, quiet, show, words_of
from veerkracht.web.interviews.kept import kept_about
from veerkracht.web.interviews.links import LABEL
from veerkracht.web.interviews.models import InterviewLink, Proposal
from veerkracht.web.interviews.rounds import questions_of
from veerkracht.web.interviews.words import LEVELS
from veerkracht.web.registers.typed import number_of

__all__ = ["answer", "choose", "draft", "gone", "kept", "kept_file", "read", "start", "withdraw"]

_REFUSED = (UsageError, ConflictError, AnswersError)


def _today() -> date:
    return timezone.localdate()


@require_GET
@by_link
def start(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Show what it is for and how far it is."""
    return show(request, link, "interviews/start.html")


@by_link
def choose(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Ask what may be done with the words, each thing by itself; nothing is ticked beforehand."""
    if request.method != "POST":
        return _choices(request, link, link.record.values.get("consent", ()))
    known = [one.code for one in register("interviews").field("consent").choices]
    levels = [code for code in known if code in request.POST.getlist("level")]
    first = link.record.values["state"] == "invited"
    try:
        kept = answering.choose(link, levels, language=language_now(), today=_today())
    except _REFUSED as error:
        return _choices(request, link, levels, problem=words_of(error))
    if kept.values["state"] == "withdrawn":
        return redirect("interviews:gone")
    return redirect("interviews:answer" if first else "interviews:start", request.token)  # type: ignore[attr-defined]  # set by `by_link`


def _choices(
    request: HttpRequest,
    link: InterviewLink,
    chosen: Any,  # Any: JSON values
    *,
    problem: str = "",  # Any: choices of a form, or what the template shows
) -> HttpResponse:  # Any: codes
    field = register("interviews").field("consent")
    levels = [(one.code, *LEVELS.get(one.code, (one.label.nl, "")), one.code in chosen) for one in field.choices]
    return show(request, link, "interviews/choose.html", levels=levels, problem=problem)


@by_link
def answer(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Ask the questions of the round; what is filled in can be kept for later."""
    if not link.record.values.get("consent"):
        return redirect("interviews:choose", request.token)  # type: ignore[attr-defined]  # set by `by_link`
    if request.method != "POST":
        return _questions(request, link, _filled_in(link))
    texts, send = _texts(request), request.POST.get("act") == "send"
    try:
        if send:
            answering.send(link, texts, language=language_now(), today=_today())
        else:
            answering.keep_draft(link, texts)
    except _REFUSED as error:
        return _questions(request, link, texts, problem=words_of(error))
    if send:
        return redirect("interviews:start", request.token)  # type: ignore[attr-defined]  # set by `by_link`
    return _questions(request, link, texts, saved=True)


@require_POST
@by_link
def draft(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Keep what is filled in while somebody writes, and say when."""
    try:
        answering.keep_draft(link, _texts(request))
    except UsageError as error:
        return HttpResponse(words_of(error), status=422)
    return render(request, "interviews/saved.html", {"at": time_of(timezone.localtime(link.draft_at), "H:i")})


def _texts(request: HttpRequest) -> dict[int, str]:
    given = {name.removeprefix("answer-"): text for name, text in request.POST.items() if name.startswith("answer-")}
    return {number: str(text) for name, text in given.items() if (number := number_of(name))}


def _filled_in(link: InterviewLink) -> dict[int, str]:
    sent = {int(one.values["number"]): one.values.get("answer", "") for one in answering.answers_of(link.record)}
    return sent | {int(number): text for number, text in link.draft.items()}


def _questions(
    request: HttpRequest,
    link: InterviewLink,
    texts: dict[int, str],
    **more: Any,  # Any: choices of a form, or what the template shows
) -> HttpResponse:  # Any: shown
    round_ = link.record.parent
    assert round_ is not None  # an interview is part of a round
    asked = questions_of(round_, language_now())
    questions = [(number, words, texts.get(number, "")) for number, words in enumerate(asked, start=1)]
    closed = link.record.values["state"] not in answering.OPEN
    return show(request, link, "interviews/answer.html", questions=questions, closed=closed, **more)


@by_link
def read(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Show the text; the interviewee says yes, asks for a change, or refuses it."""
    if request.method != "POST":
        return _text(request, link)
    version, act = number_of(request.POST.get("version", "")), request.POST.get("act")
    try:
        _answer_to_text(link, act or "", request.POST.get("words", ""), version)
    except _REFUSED as error:
        link.record.refresh_from_db()
        return _text(request, link, problem=words_of(error), words=request.POST.get("words", ""))
    return redirect("interviews:start", request.token)  # type: ignore[attr-defined]  # set by `by_link`


def _answer_to_text(link: InterviewLink, act: str, words: str, version: int) -> None:
    language = language_now()
    if act == "approve":
        answering.approve(link, version=version, language=language, today=_today())
    else:
        kind = Proposal.Kind.CHANGE if act == "change" else Proposal.Kind.REFUSAL
        answering.object_to(link, kind, words, version=version, language=language)


def _text(request: HttpRequest, link: InterviewLink, **more: Any) -> HttpResponse:  # Any: what is shown
    values, language = link.record.values, language_now()
    text = values.get("approved_text" if values["state"] == "approved" else "draft_text") or {}
    ordered = sorted(text.items(), key=lambda pair: pair[0] != language)
    return show(request, link, "interviews/read.html", texts=ordered, **more)


@require_GET
@by_link
def kept(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Show what is kept, in words."""
    log("interview.kept", f"interviews/{link.record_id}", actor=LABEL)
    return show(request, link, "interviews/kept.html", kept=kept_about(link.record))


@require_GET
@by_link
def kept_file(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Give what is kept as a file to take along."""
    log("interview.kept", f"interviews/{link.record_id}", actor=LABEL)
    answer_ = JsonResponse(kept_about(link.record), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer_["Content-Disposition"] = 'attachment; filename="interview.json"'
    return answer_


@by_link
def withdraw(request: HttpRequest, link: InterviewLink) -> HttpResponse:
    """Ask once more, and then remove everything at once."""
    if request.method == "POST" and request.POST.get("sure") == "yes":
        take_all_back(link.record, label=LABEL)
        return redirect("interviews:gone")
    return show(request, link, "interviews/withdraw.html", lacking=request.method == "POST")


@require_GET
def gone(request: HttpRequest) -> HttpResponse:
    """Say that everything is gone."""
    return quiet(render(request, "interviews/gone.html"))
