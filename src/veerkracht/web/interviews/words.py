"""Words of this room: what each level of consent means, and why something may not be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["LEVELS", "PROBLEMS", "told_problems"]

LEVELS: Final[Mapping[str, tuple[Promise, Promise]]] = MappingProxyType({
    "analysis": (_("You may use my answers to write the monitor."),
                 _("We count and compare what people say. Nobody outside our team reads your answers.")),
    "anonymous_quote": (_("You may quote me, without saying who I am."),
                        _("A sentence from the text that you approve. Not your function, not your organisation.")),
    "quote_with_role": (_("You may quote me with my function."),
                        _("A sentence from the text that you approve, with your function below it. Never your name.")),
    "photo": (_("You may use a photo that I give or agree to."),
              _("We show you the photo and the place where it comes first.")),
    "contact_again": (_("You may contact me again about this."),
                      _("For example with a question, or for the next monitor.")),
})  # fmt: skip
"""Per level of consent what somebody says yes to, and what it means."""

PROBLEMS: Final[Mapping[str, Promise]] = MappingProxyType({
    "not-checked": _("a second reader has not approved the quote"),
    "recognisable": _("it is not checked that nobody can be recognised"),
    "one-person": _("the second reader must be somebody other than who chose the quote"),
    "no-consent": _("the consent of the interviewee does not allow this"),
    "other-words": _("these words are not in the text that the interviewee approved"),
    "text-not-approved": _("the interviewee has not approved the text as it is now"),
})  # fmt: skip
"""Per code of `consent.problems_of` the reason in words."""


def told_problems(codes: Iterable[str]) -> str:
    """Return reasons as one sentence."""
    return "; ".join(str(PROBLEMS[code]) for code in codes) + "."
