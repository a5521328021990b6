"""What the application writes down of its own work: one JSON object per line, without personal data.

A line holds the route (``registers/<register>/``), never the address with its links and questions, and no name or
address of anybody. Of what was refused it holds the number of the account, as the log of the application does.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

__all__ = ["LOGGING_TO_STDERR", "JsonFormatter", "RequestLogMiddleware"]

SLOW_MS: Final = 1000
_FIELDS: Final = ("route", "method", "status", "ms", "actor")
_PHRASES: Final = frozenset(status.phrase for status in HTTPStatus)
_LEFT_OUT: Final = "…"
REFUSED: Final = frozenset({400, 401, 403, 405, 413, 429})
_log = logging.getLogger("veerkracht.web")


class JsonFormatter(logging.Formatter):
    """Writes a line of the log as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a line: time, level, logger, message, and what is told of the request."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """Return the words of a line; Django fills in addresses of requests, so of its lines such texts are left out."""
    if not record.name.startswith("django."):
        return record.getMessage()
    given = record.args if isinstance(record.args, tuple) else ()
    told = tuple(one if isinstance(one, int) or one in _PHRASES else _LEFT_OUT for one in given)
    try:
        return str(record.msg) % told
    except (TypeError, ValueError):
        return str(record.msg)


def _where(record: logging.LogRecord) -> list[str]:
    """Return file and line of each step to an error, without the values that were in hand."""
    trace, steps = record.exc_info[2] if record.exc_info else None, []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename.rpartition('site-packages/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return steps[-12:]


class RequestLogMiddleware:
    """Writes a line for each request that fails, is slow or is refused, and at level debug for the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, and write down how it went."""
        start = time.perf_counter()
        response = self.get_response(request)
        ms = round(1000 * (time.perf_counter() - start))
        match, status = request.resolver_match, response.status_code
        told = {"route": match.route if match else "", "method": request.method, "status": status, "ms": ms}
        if status in REFUSED:
            _log.info("refused", extra={**told, "actor": _actor(request)})
        else:
            _log.log(logging.WARNING if status >= 500 or ms > SLOW_MS else logging.DEBUG, "request", extra=told)
        return response


def _actor(request: HttpRequest) -> str:
    """Return the number of the account, as the log of the application has it."""
    user = getattr(request, "user", None)
    return f"user:{user.pk}" if user is not None and user.is_authenticated else "public"


LOGGING_TO_STDERR: Final = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "veerkracht.web.site.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "veerkracht": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
