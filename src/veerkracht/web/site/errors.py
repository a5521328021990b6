"""Pages for what went wrong: each says what happened and what the reader can do.

Those for what fails before or outside a view ask nothing of the database, so that they also appear when it is away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import registers
from veerkracht.errors import AnswersError, ConflictError, DeniedError, InputError, UsageError, VeerkrachtError
from veerkracht.web.people.words import ACTIONS

__all__ = ["ErrorMiddleware", "Problem", "bad_request", "csrf_failure", "forbidden", "not_found", "problem_page",
           "server_error"]  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is told of a problem: the status, what happened, and what to do."""

    status: int
    heading: Promise
    advice: Promise


PROBLEMS: Final = MappingProxyType({
    "request": Problem(400, _("We could not read this request"),
                       _("Go back, load the page again and try once more.")),
    "upload": Problem(400, _("We cannot take this file"),
                      _("Go back and choose an Excel file (.xlsx), a CSV file, a JSON file or a picture (PNG or JPEG).")),
    "usage": Problem(400, _("That did not work"),
                     _("Go back and choose something that is there.")),
    "form": Problem(403, _("This form is too old"),
                    _("Go back, load the page again and send the form once more. Cookies must be allowed.")),
    "denied": Problem(403, _("You cannot do this"),
                      _("Sign in with an account that may do it, or ask the resilience officer for a role.")),
    "absent": Problem(404, _("This page is not here"),
                      _("The address may be old, or the page is not for everybody. Search, or start at the overview.")),
    "conflict": Problem(409, _("Somebody changed this in the meantime"),
                        _("Go back, load the page again and look at both versions before you save.")),
    "size": Problem(413, _("This is too large"),
                    _("A file can be 20 megabytes at most. Split it into smaller files and send them one by one.")),
    "answers": Problem(422, _("Some answers are not right yet"),
                       _("Go back, mend them and save again.")),
    "rate": Problem(429, _("This goes too fast"),
                    _("You asked for this very often in a short time. Wait a minute and try again.")),
    "server": Problem(500, _("Something went wrong on our side"),
                      _("What was saved is kept. Try again in a few minutes. Does it stay? Tell the administrator.")),
})  # fmt: skip

OWN_ERRORS: Final[tuple[tuple[type[VeerkrachtError], str], ...]] = (
    (DeniedError, "denied"), (ConflictError, "conflict"), (AnswersError, "answers"), (UsageError, "usage"),
    (InputError, "usage"),
)  # fmt: skip
"""Which page tells an error that is raised on purpose; any other error is a failure of the application."""


_ACTS: Final = MappingProxyType({"invite": _("invite"), "withdraw": _("withdraw")})
_WHATS: Final = MappingProxyType({
    "account": _("an account"), "handover": _("what another city handed"), "invitation": _("an invitation"),
    "log": _("the log"), "people": _("accounts"), "registers": _("registers"), "review": _("the review"),
})  # fmt: skip
"""Words for what is acted on, apart from registers; roles and files of records have their own."""


_AGAIN: Final = ("upload", "size")
"""Problems with a file, which is sent to the address of the page with its form: there one can try once more."""


class ErrorMiddleware:
    """Shows errors that are raised on purpose as a page in the language of the reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of an error of the house; other errors are for the server."""
        name = next((name for kind, name in OWN_ERRORS if isinstance(exception, kind)), "")
        if not name or not isinstance(exception, VeerkrachtError):
            return None
        return _page_around(request, name, facts=_told(exception.template, exception.facts))


def problem_page(request: HttpRequest, name: str, *, facts: str = "") -> HttpResponse:
    """Return the page of a problem without menu, which asks nothing of the database.

    Parameters
    ----------
    name : str
        Key of `PROBLEMS`.
    facts : str
        A sentence on what happened here, in the language of the reader.
    """
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    again = request.path if name in _AGAIN else ""
    shown = {"problem": PROBLEMS[name], "facts": facts, "language": language, "home": f"/{language}/", "again": again}
    response = HttpResponse(render_to_string("site/problem.html", shown), status=PROBLEMS[name].status)
    if response.status_code == 413:
        response["Connection"] = "close"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read; a refused file says why."""
    template = getattr(exception, "template", "")
    if not template:
        return problem_page(request, "request")
    return problem_page(request, "upload", facts=_told(template, getattr(exception, "facts", {})))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed."""
    return _page_around(request, "denied")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for something that is not there, or not for this reader."""
    return _page_around(request, "absent")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was not sent from a page of this site."""
    return problem_page(request, "form")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the application failed."""
    return problem_page(request, "server")


def _page_around(request: HttpRequest, name: str, *, facts: str = "") -> HttpResponse:
    """Return the page of a problem with the menu, or without where the request came to no account yet."""
    if not hasattr(request, "user"):
        return problem_page(request, name, facts=facts)
    shown = {"problem": PROBLEMS[name], "facts": facts}
    return render(request, "site/refusal.html", shown, status=PROBLEMS[name].status)


def _told(template: str, facts: Mapping[str, object]) -> str:
    words = gettext(template)
    return words.format(**{name: _named(name, fact) for name, fact in facts.items()}) if facts else words


def _named(name: str, fact: object) -> object:
    """Return the words of an action or of what it is done with; other facts as they are."""
    if name == "action":
        return ACTIONS.get(str(fact), _ACTS.get(str(fact), fact))  # type: ignore[call-overload]  # keys are text too
    if name == "what" and fact in registers():
        several = registers()[str(fact)].several
        return several.en if (get_language() or "nl").startswith("en") else several.nl
    return _WHATS.get(str(fact), fact) if name == "what" else fact
