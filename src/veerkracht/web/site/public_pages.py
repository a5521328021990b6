"""Pages that anybody may read are kept ready for the next reader, for as long as nothing was recorded since.

Only the page of a reader without a session is kept: it depends on its address, the day and the records, and on nobody.
Every change of a record or an edition leaves an entry in the log, in the same transaction, so the digest of the last
entry tells whether a page still holds, whichever process made the change. Entries of which the public sees nothing, as
when somebody signs in or goes on writing what is not published, end no page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from veerkracht.web.audit.models import last_digest, one_look

__all__ = ["ROOMS", "PublicPageMiddleware"]

ROOMS: Final = frozenset({"site", "registers", "search", "streets", "insights"})
"""Rooms whose pages depend on nothing but what the log follows; any other room is asked each time."""

_LONGEST: Final = 512  # signs of an address; a longer one is a question that hardly comes back
_STATE: Final = "state"  # under this name the digest is kept of which the pages are

Answer = Callable[[HttpRequest], HttpResponse]


class PublicPageMiddleware:
    """Answers with the page that is ready, where there is one.

    It stands where limits have counted the request already, and before what reads forms and accounts.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.kept = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, unless the page is ready; what only reads looks at the log once."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with one_look():
            return self._answered(request)

    def _answered(self, request: HttpRequest) -> HttpResponse:
        if not _may_be_ready(request):
            return self.get_response(request)
        digest = last_digest(seen=True)
        if self.kept.get(_STATE) != digest:  # what was taken back must not stay in memory either
            self.kept.clear()
            self.kept.set(_STATE, digest, None)
        name = _name(request, digest)
        found: HttpResponse | None = self.kept.get(name)
        return found if found is not None else self._kept_as(name, digest, request)

    def _kept_as(self, name: str, digest: str, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        holds = self.kept.get(_STATE) == digest  # or it was made from what was taken back meanwhile
        if holds and _is_for_all(request, response):
            patch_vary_headers(response, ["Cookie"])
            self.kept.set(name, response)
        return response


def _may_be_ready(request: HttpRequest) -> bool:
    """Tell whether a page is asked for by somebody of whom nothing is known."""
    page = request.path.split("/", 2)[1] in dict(settings.LANGUAGES)
    known = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    parts = "HX-Request" in request.headers or "Authorization" in request.headers
    return request.method == "GET" and page and not known and not parts and len(request.get_full_path()) <= _LONGEST


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether an answer holds for every reader: a whole page that hands out no cookie."""
    match = request.resolver_match
    room = match.namespaces[0] if match is not None and match.namespaces else ""
    whole = response.status_code == 200 and not response.streaming
    page = response.headers.get("Content-Type", "").startswith("text/html")
    return (
        room in ROOMS and whole and page and not response.cookies and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


def _name(request: HttpRequest, digest: str) -> str:
    """Return by what a page is kept: state of the log, day, place and address."""
    asked = f"{digest} {timezone.localdate()} {request.scheme}://{request.get_host()}{request.get_full_path()}"
    return hashlib.sha256(asked.encode()).hexdigest()
