"""What went wrong, as a machine can read it: `application/problem+json`, as RFC 9457 says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.http import JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["CONTENT_TYPE", "TITLES", "ApiProblem", "problem_answer"]

CONTENT_TYPE: Final = "application/problem+json"

TITLES: Final[Mapping[int, tuple[Promise, Promise]]] = {
    400: (_("This request is not right"), _("Look at `errors`, mend what it names and send the request again.")),
    401: (_("Who are you?"), _("Send a token that works, as `Authorization: Bearer …`. Make one on the page of your account.")),
    403: (_("This is not allowed"), _("Your role or your token does not allow this.")),
    404: (_("This is not here"), _("The address may be wrong, or it is not for you.")),
    405: (_("This cannot be done here"), _("The header `Allow` tells what can be done at this address.")),
    409: (_("This does not fit what is there"), _("Look at `current`, and decide again.")),
    412: (_("It was changed in the meantime"), _("Look at `current`, and send your change again with its version.")),
    413: (_("This is too large"), _("Send less at once.")),
    415: (_("Only JSON is read here"), _("Send the body as `application/json`.")),
    429: (_("This goes too fast"), _("Wait as many seconds as `Retry-After` says.")),
    500: (_("Something went wrong on our side"), _("What was saved is kept. Try again in a few minutes.")),
}  # fmt: skip
"""Per status what happened, and what to do about it."""


class ApiProblem(Exception):
    """Stops a request with a problem.

    Parameters
    ----------
    status : int
        Status of the answer, one of `TITLES`.
    detail : str
        What happened here; without it the advice of the status.
    code : str
        Stable word for programs.
    errors : sequence of dict
        Per place in the request what is wrong: `in`, `pointer` or `parameter`, `code` and `detail`.
    more : Mapping
        Further members of the answer.
    """

    def __init__(
        self, status: int, detail: str = "", *, code: str = "", errors: Sequence[Mapping[str, str]] = (),
        more: Mapping[str, Any] | None = None,  # Any: JSON
    ) -> None:  # fmt: skip
        self.status, self.detail, self.code, self.errors, self.more = status, detail, code, errors, more or {}
        super().__init__(detail)


def problem_answer(problem: ApiProblem) -> JsonResponse:
    """Return the answer for a problem."""
    title, advice = TITLES.get(problem.status, (HTTPStatus(problem.status).phrase, ""))
    told = {
        "type": "about:blank", "title": str(title), "status": problem.status, "detail": problem.detail or str(advice),
        "code": problem.code or HTTPStatus(problem.status).name.lower().replace("_", "-"),
    }  # fmt: skip
    if problem.errors:
        told["errors"] = list(problem.errors)
    response = JsonResponse({**told, **problem.more}, status=problem.status, content_type=CONTENT_TYPE)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response
