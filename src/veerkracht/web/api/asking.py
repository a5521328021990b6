"""Who asks: nobody in particular, somebody who is signed in, or a program with a token; and what they send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from ninja.utils import check_csrf

from veerkracht.web.api.models import Scope
from veerkracht.web.api.problems import ApiProblem
from veerkracht.web.api.tokens import used_token
from veerkracht.web.people.access import Actor, Reader
from veerkracht.web.people.models import reader_of
from veerkracht.web.registers.typed import actor_in, reader_in

__all__ = ["Asker", "asker_of", "body_of"]

_READS: Final = ("GET", "HEAD")


@dataclass(frozen=True)
class Asker:
    """Who asks, and by what they are known."""

    reader: Reader
    actor: Actor
    by: Literal["nobody", "session", "token"]


def asker_of(request: HttpRequest) -> Asker:
    """Return who asks.

    Raises
    ------
    ApiProblem
        401 if a token does not work, or something is changed by nobody; 403 if a session lacks the proof that the
        request comes from a page of this site, or a token is for reading only.
    """
    header = request.headers.get("Authorization", "")
    asker = _by_token(header, request) if header else _by_session(request)
    if request.method not in _READS and asker.by == "nobody":
        raise ApiProblem(401)
    request.reader, request.actor = asker.reader, asker.actor  # type: ignore[attr-defined]  # as the middleware sets them
    return asker


def _by_session(request: HttpRequest) -> Asker:
    reader = reader_in(request)
    if reader.user_id is None:
        return Asker(Reader(language=_language()), actor_in(request), "nobody")
    if request.method not in _READS and check_csrf(request) is not None:
        raise ApiProblem(403, gettext("Send the header X-CSRFToken with the token of the page."), code="csrf")
    return Asker(Reader(reader.user_id, reader.assigned, _language()), actor_in(request), "session")


def _by_token(header: str, request: HttpRequest) -> Asker:
    kind, _, secret = header.partition(" ")
    token = used_token(secret.strip()) if kind.casefold() == "bearer" else None
    if token is None:
        raise ApiProblem(401)
    if request.method not in _READS and token.scope != Scope.WRITE:
        raise ApiProblem(403, gettext("This token is for reading only."), code="read-only-token")
    reader = reader_of(
        token.user, language=_language(), given_before=token.made_at
    )  # later ones may ask for more proof
    return Asker(reader, Actor(reader, f"user:{token.user.pk}"), "token")


def _language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def body_of(request: HttpRequest) -> dict[str, Any]:  # Any: JSON
    """Return the JSON object that was sent.

    Raises
    ------
    ApiProblem
        415 if it is not called JSON, 413 if it is too large, 400 if it is no JSON object.
    """
    if request.content_type != "application/json":
        raise ApiProblem(415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise ApiProblem(413)
    try:
        found = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise ApiProblem(400, gettext("The body is not JSON."), code="no-json") from problem
    if not isinstance(found, dict):
        raise ApiProblem(400, gettext("The body must be a JSON object."), code="no-object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
