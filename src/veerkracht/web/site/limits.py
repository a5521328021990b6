"""How large and how frequent requests may be; which limit holds is read off the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_ratelimit.core import get_usage

from veerkracht.web.site.errors import problem_page

__all__ = ["CLASSES", "RateMiddleware", "SizeMiddleware", "address_of", "class_of"]

CLASSES: Final[tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]] = (
    ("sign-in", frozenset({"POST"}), re.compile(r"^/(nl|en)/account/")),
    ("link", frozenset({"GET", "POST"}), re.compile(r"^(/(nl|en))?/(i|invitation)/")),
    ("upload", frozenset({"POST"}), re.compile(r"/import/")),
    ("export", frozenset({"GET"}), re.compile(r"/export\.\w+$")),
    ("search", frozenset({"GET"}), re.compile(r"^/(nl|en)/search/")),
    ("api", frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"}), re.compile(r"^/api/")),
    ("write", frozenset({"POST", "PUT", "PATCH", "DELETE"}), re.compile(r"")),
)
"""Classes of requests with their methods and addresses; the first that fits counts, other requests are free."""


def class_of(method: str, path: str) -> str:
    """Return the class of a request, or nothing when it has no limit.

    Examples
    --------
    >>> class_of("POST", "/nl/account/login/"), class_of("GET", "/nl/registers/risks/")
    ('sign-in', '')
    """
    return next((name for name, methods, pattern in CLASSES if method in methods and pattern.search(path)), "")


def address_of(request: HttpRequest) -> str:
    """Return the address of the visitor: as the proxy in front tells it, where there is one, else of the connection."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR") or "127.0.0.1"


def _who(group: str, request: HttpRequest) -> str:
    """Return whose count it is: of the account, or of the address; trying to sign in is always of the address."""
    signed_in = group != "sign-in" and request.user.is_authenticated
    return f"user:{request.user.pk}" if signed_in else address_of(request)


class RateMiddleware:
    """Refuses what is asked too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, unless the limit of this class of requests is reached."""
        name = class_of(request.method or "", request.path)
        if not name:
            return self.get_response(request)
        usage = get_usage(request, group=name, key=_who, rate=settings.RATES[name], increment=True)
        if not usage or not usage["should_limit"]:
            return self.get_response(request)
        response = problem_page(request, "rate")
        response["Retry-After"] = str(max(1, usage["time_left"]))
        return response


class SizeMiddleware:
    """Refuses what is too large before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, unless the request says that it is larger than a file may be."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.UPLOAD_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length.isascii() and length.isdigit() and int(length) > most:
            return problem_page(request, "size")
        return self.get_response(request)
