"""Where somebody stands in their interview: what is done, what comes now, and what later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veerkracht.web.registers.models import Record

__all__ = ["Step", "next_of", "steps_of"]

_STEPS: Final = (
    ("choose", _("Choose what we may do with your words")),
    ("answer", _("Answer the questions")),
    ("wait", _("We write a short text")),
    ("read", _("Read the text: yes, or not yet")),
)
_NEXT: Final = {"answered": "wait", "drafted": "read", "approved": "done"}


@dataclass(frozen=True)
class Step:
    """A step; `status` is done, now or later."""

    code: str
    words: Promise
    status: str


def next_of(interview: Record) -> str:
    """Return what comes now: choose, answer, wait, read or done."""
    state = interview.values.get("state", "invited")
    if state == "invited":
        return "answer" if interview.values.get("consent") else "choose"
    return _NEXT.get(state, "done")


def steps_of(interview: Record) -> list[Step]:
    """Return the steps in order, each with its status."""
    codes = [code for code, _words in _STEPS]
    now = next_of(interview)
    place = codes.index(now) if now in codes else len(codes)
    return [Step(code, words, _status(at, place)) for at, (code, words) in enumerate(_STEPS)]


def _status(at: int, now: int) -> str:
    return "done" if at < now else "now" if at == now else "later"
