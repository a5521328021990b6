"""What every answer of the interface carries: its version, who may read it from elsewhere, and problems as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from veerkracht.web.api.problems import CONTENT_TYPE, ApiProblem, problem_answer

__all__ = ["ROOT", "VERSION", "ApiMiddleware"]

VERSION: Final = "1.1.0"
ROOT: Final = "/api/v1"
_KEPT: Final = ("Allow", "Retry-After", "WWW-Authenticate", "Connection")


class ApiMiddleware:
    """Stands around everything, so that also what is refused before it reaches the interface answers as it does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, and complete the answer where it is one of the interface."""
        if not (request.path == ROOT or request.path.startswith(f"{ROOT}/")):
            return self.get_response(request)
        response = _preflight() if request.method == "OPTIONS" else self.get_response(request)
        if (
            300 <= response.status_code < 400
        ):  # nothing here is elsewhere, as an address that ends with a slash might be
            response = problem_answer(ApiProblem(404))
        if response.status_code >= 400 and not _is_problem(response):
            response = _as_problem(response)
        response["API-Version"] = VERSION
        response["Access-Control-Expose-Headers"] = "API-Version, ETag, Location, Retry-After"
        if _is_open(request):
            response["Access-Control-Allow-Origin"] = "*"
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        return response


def _preflight() -> HttpResponse:
    """Tell pages of other sites what they may ask: to read what is public, without an account."""
    headers = {"Allow": "GET, HEAD, OPTIONS, PATCH, POST", "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
               "Access-Control-Allow-Headers": "Accept, Accept-Language", "Access-Control-Max-Age": "3600"}  # fmt: skip
    return HttpResponse(status=204, headers=headers)


def _is_open(request: HttpRequest) -> bool:
    """Tell whether the answer holds only what is for everybody; a browser sends no cookies to such an address."""
    reads = request.method in ("GET", "HEAD", "OPTIONS")
    return reads and not request.headers.get("Authorization") and not request.headers.get("Cookie")


def _is_problem(response: HttpResponse) -> bool:
    whole = b'"detail"' in response.content if not response.streaming else True
    return response.headers.get("Content-Type", "").startswith(CONTENT_TYPE) and whole


def _as_problem(response: HttpResponse) -> HttpResponse:
    answer = problem_answer(ApiProblem(response.status_code))
    for name in _KEPT:
        if name in response.headers:
            answer[name] = response[name]
    return answer
